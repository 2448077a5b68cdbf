"""One merged record: what needs a decision, what is broken, what merged by itself; judging it, asking the worker."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.form_around import Surroundings
from casework.web.pieces import Provenance
from casework.web.record_names import kind_name
from casework.web.record_places import stand_of, url_if_there
from shared_schema.errors import HomewardError, RecordInvalid
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import Dot
from sync_server.console.phrases import say, say_count
from sync_server.console.review_drafts import About, Typed, kept_instead, typed_before, typed_now
from sync_server.console.review_rows import RULE_BROKEN, item_kind_words, item_url, item_words
from sync_server.console.review_values import words_of_register, words_of_value
from sync_server.console.room import Console, may_ever
from sync_server.services.access import Action
from sync_server.services.dossier_rules import check_if_touched
from sync_server.services.people_names import name_in
from sync_server.services.review_events import TWO_VERSIONS, WHOLE
from sync_server.services.review_judging import BY_A_VALUE, is_restricted, items_to_decide, judge_items
from sync_server.services.review_marks import ACCEPTED, mark_of
from sync_server.services.review_origins import Told, changes_told
from sync_server.services.review_questions import OPEN, ask_about, may_be_asked, withdraw
from sync_server.services.review_reach import reached_by
from sync_server.store.review_items import ReviewItem

MOST_CHANGES = 6  # of one item; the history has them all
LONGEST_REASON = 120


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """A change that an item is about: who, and each answer from what to what."""

    provenance: Provenance
    lines: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWords:
    """An item in words: where it is decided ("" = here), what happened, the question about it."""

    item: ReviewItem
    words: str
    kind: str
    url: str
    is_judged_here: bool
    needs_reason: bool
    changes: tuple[ChangeWords, ...]
    question: Shown | None
    ask_url: str


def add_to(pages: Blueprint, console: Console) -> None:
    """`/review/<record>` with judging, asking, and taking a question back."""

    @pages.get("/review/<record>")
    def record(record: str) -> Response:
        return _record(console, record)

    @pages.route("/review/<record>/judge", methods=["GET", "POST"])
    def judge(record: str) -> BaseResponse:
        if request.method == "GET":  # where a draft of this form leads back to
            return redirect(url_for("review.record", record=record), 303)
        return _judge(console, record)

    @pages.route("/review/<record>/ask/<item>", methods=["GET", "POST"])
    def ask(record: str, item: str) -> BaseResponse:
        return _ask(console, record, item)

    @pages.post("/review/questions/<question>/withdraw", endpoint="withdraw")
    def take_back(question: str) -> BaseResponse:
        withdraw(console.book(), question)
        record = request.form.get("record", "")
        return redirect(url_for("review.record", record=record) if is_id(record) else url_for("review.index"), 303)


def require_recognised(console: Console, record: Id) -> None:
    """Before a restricted record is shown: passphrase and code within five minutes."""
    if request.method == "GET" and is_restricted(console.server, record):
        console.require_step_up()


def _record(console: Console, record: Id, *, typed: Typed | None = None, problem: str = "") -> Response:
    server, actor, desk = console.server, console.actor(), console.desk
    items_to_decide(server, actor, record)  # what is not hers to decide is not there
    require_recognised(console, record)
    book, language = console.book(), desk.reader().language
    shown = _opened(console, record)
    check_if_touched(server, [shown.home] if shown is not None and is_id(shown.home) else [])
    items = items_to_decide(server, actor, record)
    about = _about_judging(record, items, shown)
    around = Surroundings(desk, shown.home if shown is not None else about.home)
    told = {} if shown is None else changes_told(server, actor, record, {dot for one in items for dot in one.undecided})
    people = reached_by(server, about.home, {one.head.by for one in told.values()}).people
    words = [_item(console, one, told, around, people) for one in items]
    head = around.dossier.head if shown is not None and around.dossier is not None else None
    page = render_template(
        "review/record.html",
        record=record,
        name=around.name_of_shown(shown) if shown is not None else "",
        kind_title=kind_name(about.kind, language),
        case_code="" if head is None else str(head.values.get("case_number") or ""),
        items=words,
        summary=_summary(items, language),
        judged=[one for one in words if one.is_judged_here],
        needs_reason=any(one.needs_reason for one in words),
        mark=mark_of(items),
        typed=typed or typed_before(desk, book, about),
        problem=problem,
        most=LONGEST_REASON,
        record_url=_url(console, shown, "show"),
        edit_url=_url(console, shown, "edit"),
        history_url=url_if_there("history.show", record=record) if shown is not None else "",
        case_url=url_if_there("cases.show", case=about.home) if head is not None and head.kind == "case" else "",
    )
    return make_response(page, 422 if problem else 200)


def _judge(console: Console, record: Id) -> BaseResponse:
    desk, book = console.desk, console.book()
    items = items_to_decide(console.server, console.actor(), record)
    about = _about_judging(record, items, _opened(console, record))
    typed = typed_now(desk, ("reason",))
    kept = kept_instead(desk, book, about, typed)
    if kept is not None:
        return kept
    if not items:  # decided meanwhile, perhaps by this very form
        return _record(console, record, typed=typed)
    try:
        judge_items(
            book,
            console.server,
            record,
            request.form.getlist("item"),
            mark=request.form.get("mark", ""),
            reason=typed.text("reason"),
        )
    except HomewardError as error:
        return _record(console, record, typed=typed, problem=_problem(error, desk.reader().language))
    book.discard_draft(typed.draft)
    return redirect(url_for("review.index", decided=1), 303)


def _ask(console: Console, record: Id, register: str) -> BaseResponse:
    desk, book = console.desk, console.book()
    items = [one for one in items_to_decide(console.server, console.actor(), record) if one.item == register]
    if not items or not may_be_asked(items[0]):
        raise HomewardError("record.not_found", record=record)
    require_recognised(console, record)
    about = About(f"review/ask/{record}/{register}", record, items[0].kind, items[0].home)
    if request.method == "GET":
        return _ask_page(console, items[0], typed_before(desk, book, about))
    typed = typed_now(desk, ("text",))
    kept = kept_instead(desk, book, about, typed)
    if kept is not None:
        return kept
    try:
        ask_about(book, console.server, items[0], typed.text("text"), draft=typed.draft)
    except HomewardError as error:
        return _ask_page(console, items[0], typed, problem=_problem(error, desk.reader().language))
    return redirect(url_for("review.record", record=record), 303)


def _ask_page(console: Console, item: ReviewItem, typed: Typed, *, problem: str = "") -> Response:
    desk = console.desk
    around = Surroundings(desk, item.home)
    shown = console.book().open(item.record)
    page = render_template(
        "review/ask.html",
        about=_about_words(item, around),
        name=around.name_of_shown(shown),
        kind_title=kind_name(item.kind, desk.reader().language),
        typed=typed,
        problem=problem,
        action=url_for("review.ask", record=item.record, item=item.item),
        back_url=url_for("review.record", record=item.record),
    )
    return make_response(page, 422 if problem else 200)


def _about_words(item: ReviewItem, around: Surroundings) -> str:
    if item.item == WHOLE or item.item_kind == RULE_BROKEN:
        return item_words(item, around.wording.language)
    return words_of_register(item.kind, item.item, around)


def _item(
    console: Console, item: ReviewItem, told: dict[Dot, Told], around: Surroundings, people: dict[Id, Shown]
) -> ItemWords:
    language = console.desk.reader().language
    may_ask = item.question_state != OPEN and may_be_asked(item) and may_ever(console.actor(), Action.ASK_QUESTION)
    changes = [told[dot] for dot in sorted(item.undecided) if dot in told][:MOST_CHANGES]
    tells = item.item_kind not in (RULE_BROKEN, TWO_VERSIONS)
    return ItemWords(
        item=item,
        words=item_words(item, language),
        kind=item_kind_words(item.item_kind, language),
        url=item_url(item),
        is_judged_here=item.item_kind not in BY_A_VALUE,
        needs_reason=item.item_kind not in ACCEPTED and item.item_kind not in BY_A_VALUE,
        changes=tuple(_change(item, one, around, people) for one in changes) if tells else (),
        question=console.book().open(item.question) if item.question is not None else None,
        ask_url=url_for("review.ask", record=item.record, item=item.item) if may_ask else "",
    )


def _change(item: ReviewItem, told: Told, around: Surroundings, people: dict[Id, Shown]) -> ChangeWords:
    language, head = around.wording.language, told.head
    names = [item.item] if item.item in told.set else list(told.set)
    lines = []
    for name in names:
        before, after = told.set[name]
        said = " / ".join(dict.fromkeys(words_of_value(item.kind, name, one, around) for one in before))
        lines.append((words_of_register(item.kind, name, around), said, words_of_value(item.kind, name, after, around)))
    by = name_in(people.get(head.by), language) or around.name_of(head.by)
    device = head.device or say(language, "Console")
    return ChangeWords(Provenance(by=by, at=head.at, device=device, reason=head.reason), tuple(lines))


def _summary(items: Sequence[ReviewItem], language: str) -> list[str]:
    """How many need what: `2 answers need a decision`, `1 rule is broken`, `6 merged by themselves`."""
    versions = sum(one.item_kind == TWO_VERSIONS for one in items)
    rules = sum(one.item_kind == RULE_BROKEN for one in items)
    merged = sum(len(one.undecided) for one in items if one.item_kind in ACCEPTED)
    others = len(items) - versions - rules - sum(one.item_kind in ACCEPTED for one in items)
    counted = (
        (versions, say_count(language, "%(n)s answer needs a decision", "%(n)s answers need a decision", n=versions)),
        (rules, say_count(language, "%(n)s rule is broken", "%(n)s rules are broken", n=rules)),
        (others, say_count(language, "%(n)s other thing to look at", "%(n)s other things to look at", n=others)),
        (merged, say_count(language, "%(n)s change merged by itself", "%(n)s changes merged by themselves", n=merged)),
    )
    return [words for count, words in counted if count]


def _opened(console: Console, record: Id) -> Shown | None:
    """The record; None for one that is known from copies alone."""
    try:
        return console.book().open(record)
    except HomewardError:
        return None


def _about_judging(record: Id, items: Sequence[ReviewItem], shown: Shown | None) -> About:
    kind = shown.kind if shown is not None else items[0].kind if items else ""
    home = shown.home if shown is not None else items[0].home if items else ""
    return About(f"review/judge/{record}", record, kind, home)


def _url(console: Console, shown: Shown | None, screen: str) -> str:
    return "" if shown is None else stand_of(console.book(), shown).url(screen, shown.kind, record=shown.record_id)


def _problem(error: HomewardError, language: str) -> str:
    if error.code == "record.not_found":
        raise error
    if isinstance(error, RecordInvalid):
        return say(language, "This could not be saved as it is.")
    said = error.sentences(language)
    return f"{said.happened} {said.safe} {said.next}"
