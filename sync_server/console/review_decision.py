"""The decision between versions of one answer, as the console asks for it: the shared pages of versions, beside them
where each comes from, what stands around it, whom to ask, and which laptops get what is stored.
"""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template, url_for
from markupsafe import Markup

from casework.book import CaseBook, Edit
from casework.history import timeline
from casework.web.answers import phone_words
from casework.web.case_timeline import event_of
from casework.web.dates import day_of, moment_words
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.history import value_words
from casework.web.pieces import Event, by_month
from casework.web.record_names import kind_name
from casework.web.record_places import stand_of, url_of_record
from casework.web.saying import message
from casework.web.version_view import InQuestion, Setting, Told, words_of
from casework.web.versions import answer_version
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.vocabularies.registry import VOCABULARIES
from sync_server.console.phrases import say
from sync_server.console.review_record import require_recognised
from sync_server.console.review_values import words_of_register, words_of_value
from sync_server.console.room import Console, may_ever
from sync_server.services.access import Action
from sync_server.services.dossier_rules import check_if_touched
from sync_server.services.people_names import name_in
from sync_server.services.review_judging import items_to_decide, require_decidable
from sync_server.services.review_origins import Origin, Written, origins_of
from sync_server.services.review_questions import may_be_asked, withdrawals
from sync_server.services.review_reach import Reached, reached_by
from sync_server.store.review_items import ReviewItem

REASONS = (
    ("worker", message("I asked the worker")),
    ("person", message("The person herself said so")),
    ("paper", message("It stands so on paper")),
    ("newer", message("It is the newer news")),
    ("mistake", message("The other was a mistake in writing")),
    ("other", message("Another reason")),
)
WEEK = timedelta(days=7)
NEIGHBOURS = 3


def add_to(pages: Blueprint, console: Console) -> None:
    """`/review/<record>/<field>`."""

    @pages.route("/review/<record>/<field>", methods=["GET", "POST"])
    def decide(record: str, field: str) -> Response:
        require_decidable(console.server, console.actor(), record, field)
        require_recognised(console, record)
        setting = Setting(
            endpoint="review.decide",
            template="review/decide.html",
            reasons=REASONS,
            told=lambda question: _told(console, question),
            beside=lambda question: _withdrawn(console, question),
            after=lambda _question: url_for("review.index", decided=1),
            settled=lambda desk, book, shown, name, reason: _settled(console, desk, book, shown, name, reason),
        )
        return answer_version(console.desk, record, name=field, setting=setting)


def _withdrawn(console: Console, question: InQuestion) -> Sequence[Edit]:
    items = items_to_decide(console.server, console.actor(), question.shown.record_id)
    return withdrawals(question.book, [one for one in items if one.item == question.conflict.register])


def _told(console: Console, question: InQuestion) -> Told:
    shown, register, language = question.shown, question.conflict.register, question.language
    check_if_touched(console.server, [shown.home] if is_id(shown.home) else [])
    found = origins_of(console.server, console.actor(), shown.record_id, register, question.conflict.dots)
    writers = {one.written.by for one in found.of.values()}
    offices = {one.written.office for one in found.of.values() if one.written.office}
    reached = reached_by(console.server, shown.home, {*writers, *offices})
    before = " / ".join(dict.fromkeys(words_of(question, one.value) for one in found.before))
    item = next(
        (one for one in items_to_decide(console.server, console.actor(), shown.record_id) if one.item == register), None
    )
    return Told(
        before=before,
        facts={dot: tuple(_facts(question, one, reached)) for dot, one in found.of.items()},
        devices={dot: one.written.device or say(language, "Console") for dot, one in found.of.items()},
        context={
            "neighbours": _neighbours(question),
            "events": by_month(_week(question, [one.written for one in found.of.values()]), language),
            "people": _people(reached, writers, language),
            "laptops": _laptops(reached, language),
            "question": _asked(question.book, item.question if item is not None else None),
            "ask_url": _ask_url(console, item),
            "record_url": url_for("review.record", record=shown.record_id),
        },
    )


def _facts(question: InQuestion, origin: Origin, reached: Reached) -> list[str | Markup]:
    language, written = question.language, origin.written
    roles = VOCABULARIES["worker_role"]
    office = name_in(reached.people.get(written.office or ""), language)
    found: list[str | Markup] = []
    if written.role in roles:
        found.append(say(language, "Role: %(role)s", role=roles[written.role].label(language)))
    found.append(say(language, "Received %(when)s", when=moment_words(written.received_at, language)))
    if office:
        found.append(say(language, "Laptop of the office %(office)s", office=office))
    seen = " / ".join(dict.fromkeys(words_of(question, one.value) for one in origin.had_seen))
    found.append(
        say(language, "Had seen: %(answer)s", answer=seen) if seen else say(language, "Had seen no answer here")
    )
    if written.reason:
        found.append(say(language, "Reason given: %(reason)s", reason=written.reason))
    found += [_saved_with(question, kind, record, language) for kind, record in origin.saved_with[:2]]
    return found


def _saved_with(question: InQuestion, kind: str, record: Id, language: str) -> Markup:
    url = url_of_record(question.book, record)
    words = say(language, "Saved together with: %(record)s", record=kind_name(kind, language))
    return Markup('<a href="{}">{}</a>').format(url, words) if url else Markup.escape(words)


def _neighbours(question: InQuestion) -> list[tuple[str, str]]:
    """The answers that stand beside it in the form."""
    kind, shown, around = question.kind, question.shown, question.around
    names = [name for name in kind.fields if name not in question.register.fields]
    place = list(kind.fields).index(question.register.fields[0])
    order = list(kind.fields)
    near = sorted(names, key=lambda name: abs(order.index(name) - place))
    answered = [name for name in near if shown.values.get(name) not in (None, "", [])][: 2 * NEIGHBOURS]
    return [
        (kind.fields[name].label(question.language), value_words(kind.name, name, shown.values[name], around))
        for name in sorted(answered, key=order.index)
    ]


def _week(question: InQuestion, written: Sequence[Written]) -> list[Event]:
    dossier = question.around.dossier
    days = [day_of(one.at) for one in written]
    if dossier is None or not days:
        return []
    first, last = min(days) - WEEK, max(days) + WEEK
    return [event_of(one, question.around) for one in timeline(dossier) if first <= one.day <= last]


def _people(reached: Reached, writers: set[Id], language: str) -> list[tuple[str, str]]:
    found = []
    for person in sorted(writers):
        shown = reached.people.get(person)
        phone = shown.values.get("work_phone") if shown is not None else None
        if isinstance(phone, str):
            found.append((name_in(shown, language) or "–", phone_words(phone)))
    return found


def _laptops(reached: Reached, language: str) -> list[str]:
    found = []
    for one in reached.laptops:
        name = name_in(reached.people.get(one.person), language) or "–"
        if one.last_contact_at is None:
            found.append(say(language, "%(laptop)s of %(name)s: no contact yet", laptop=one.code, name=name))
        else:
            when = moment_words(one.last_contact_at, language)
            found.append(
                say(language, "%(laptop)s of %(name)s: last contact %(when)s", laptop=one.code, name=name, when=when)
            )
    return found


def _ask_url(console: Console, item: ReviewItem | None) -> str:
    if item is None or not may_be_asked(item) or not may_ever(console.actor(), Action.ASK_QUESTION):
        return ""
    return url_for("review.ask", record=item.record, item=item.item)


def _asked(book: CaseBook, question: Id | None) -> Shown | None:
    return book.open(question) if question is not None else None


def _settled(console: Console, desk: Desk, book: CaseBook, shown: Shown, name: str, reason: str) -> Response:
    """Somebody decided meanwhile: what stands now and why; the reason that was being written is kept to be read."""
    language, around = desk.reader().language, Surroundings(desk, shown.home)
    standing = shown.written.get(name)
    told = None
    if standing is not None:
        origins = origins_of(console.server, console.actor(), shown.record_id, name, [standing[0]])
        told = origins.of[standing[0]].written if standing[0] in origins.of else None
    page = render_template(
        "review/settled.html",
        title=words_of_register(shown.kind, name, around),
        name=around.name_of_shown(shown),
        kind_title=kind_name(shown.kind, language),
        value=words_of_value(shown.kind, name, standing[1].value, around) if standing is not None else "",
        by=around.name_of(standing[1].by) if standing is not None else "",
        told=told,
        reason=reason,
        back_url=stand_of(book, shown).url("show", shown.kind, record=shown.record_id),
    )
    return make_response(page)
