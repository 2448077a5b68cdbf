"""Inquiries of families: the list, a new one, the page of one, its actions and its outcome (interface.md 2.3).

Promise: one sought person per inquiry; nothing of a case is shown here but matches that this person may see.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from casework.book import Edit, Query
from casework.forms.presets import Beginning, presets_of
from casework.forms.taking import Taken
from casework.web.acting import change, take_step, typed_reason
from casework.web.case_safety import acceptance_tags
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.form_page import Sheet, form_page
from casework.web.pieces import Tag
from casework.web.record_places import TRACING, Stand, url_of_record
from casework.web.record_screen import opened
from casework.web.record_view import AnswerRow, answer_rows
from casework.web.tracing_forms import COPIED, INQUIRER, KNOWN, SOUGHT, close_inquiry, new_action, new_inquiry
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import S_C, W_S_C
from shared_schema.rules.gates_inquiry import inquiry_status, matches_of
from shared_schema.rules.gates_match import is_blocked
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.tracing import INQUIRY_STATUS, MATCH_STATE

PER_PAGE = 25
_TONES = {"open": "waiting", "tracing": "waiting", "verified": "good", "reunified": "good", "closed": "quiet"}


@dataclass(frozen=True, slots=True)
class InquiryLine:
    """An inquiry in the list: itself, its status as a tag, how many actions wait for their outcome, and that the office
    has not accepted it."""

    shown: Shown
    url: str
    status: Tag
    pending: int
    acceptance: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A match of the inquiry: its state, whether it is paused, and where it is verified ("" where not held here)."""

    shown: Shown
    state: Tag
    is_paused: bool
    case: Shown | None
    url: str


def blueprint(desk: Desk) -> Blueprint:
    """The pages of inquiries."""
    pages = Blueprint("tracing", __name__)

    @pages.get("/tracing")
    def index() -> Response:
        return _index(desk)

    @pages.route("/tracing/new", methods=["GET", "POST"])
    def new() -> Response:
        return _new(desk)

    @pages.get("/tracing/<inquiry>")
    def show(inquiry: str) -> Response:
        return _show(desk, inquiry)

    @pages.route("/tracing/<inquiry>/tracing_action/new", methods=["GET", "POST"])
    def action(inquiry: str) -> Response:
        return _action(desk, inquiry)

    @pages.route("/tracing/<inquiry>/close", methods=["GET", "POST"])
    def close(inquiry: str) -> Response:
        return _close(desk, inquiry)

    @pages.route("/tracing/<inquiry>/reopen", methods=["GET", "POST"])
    def reopen(inquiry: str) -> Response:
        return _reopen(desk, inquiry)

    return pages


def status_tag(dossier: Dossier, inquiry: Shown, language: str) -> Tag:
    """The status that an inquiry is shown with."""
    status = inquiry_status(dossier, inquiry) or "open"
    return Tag(INQUIRY_STATUS[status].label(language), _TONES[status])


def state_tag(match: Shown, language: str) -> Tag:
    """The state of a match."""
    state = str(answer(match, "state") or "proposed")
    return Tag(MATCH_STATE[state].label(language), "good" if state in ("confirmed", "reunited") else "waiting")


def begun_tracing(dossier: Dossier) -> Sequence[Edit]:
    """The edit that puts an open inquiry under tracing; none where it is already."""
    head = dossier.head
    if head is None or head.kind != "tracing_inquiry" or answer(head, "status") != "open":
        return ()
    return (change(head, {"status": "tracing"}),)


def _index(desk: Desk) -> Response:
    book, language = desk.book(), desk.reader().language
    after = request.args.get("after")
    page = book.list(Query("tracing_inquiry"), after=after if is_id(after) else None, limit=PER_PAGE)
    lines, dossiers = [], book.inquiries_of([shown.record_id for shown in page.records])
    for shown in page.records:
        dossier = dossiers[shown.record_id]
        pending = sum(answer(one, "outcome") == "pending" for one in dossier.of_kind("tracing_action"))
        url = url_for("tracing.show", inquiry=shown.record_id)
        acceptance = acceptance_tags(dossier, language)
        lines.append(InquiryLine(shown, url, status_tag(dossier, shown, language), pending, acceptance))
    is_closed = [answer(line.shown, "status") == "closed" for line in lines]
    return _page(
        "tracing/index.html",
        lines=[line for line, closed in zip(lines, is_closed, strict=True) if not closed],
        closed=[line for line, closed in zip(lines, is_closed, strict=True) if closed],
        new_url=url_for("tracing.new") if book.person.role in W_S_C else "",
        next_url=url_for("tracing.index", after=page.after) if page.after else "",
    )


def _new(desk: Desk) -> Response:
    book, today = desk.book(), desk.today()
    if book.person.role not in W_S_C:
        abort(404)
    like = request.args.get("like", "")
    first = opened(book, like) if is_id(like) else None
    copied = {name: first.values[name] for name in COPIED if name in first.values} if first is not None else {}
    presets = presets_of(KINDS["tracing_inquiry"], Beginning(person=book.person, today=today))
    sheet = Sheet(
        spec=new_inquiry(),
        home=book.person.office,
        back_url=url_for("tracing.show", inquiry=like) if first is not None else url_for("tracing.index"),
        after=lambda taken: _saved(desk, taken.record),
        presets={
            **presets,
            **copied,
            "sought_age_stated_on": today.isoformat(),
            "consent.decided_on": today.isoformat(),
        },
        fixed={"inquiry_number": book.next_inquiry_number, "consent.purpose": "tracing"},
        arrange=_without_day_of_no_age,
        link_of=lambda record: url_of_record(book, record),
        template="tracing/new.html",
        context={"first": first, "search_url": desk.frame().search_url or url_for("tracing.index")},
    )
    return form_page(desk, sheet)


def _show(desk: Desk, inquiry: str) -> Response:
    surroundings, head, dossier = _opened(desk, inquiry)
    language, today, person = desk.reader().language, desk.today(), surroundings.book.person
    rows = {row.field: row for row in answer_rows(head, surroundings)}
    is_open = answer(head, "status") != "closed"
    may_write = person.role in W_S_C and not head.is_retracted
    stand = Stand(TRACING, inquiry)
    actions = sorted(dossier.of_kind("tracing_action"), key=lambda one: str(answer(one, "date_tracing")), reverse=True)
    return _page(
        "tracing/show.html",
        head=head,
        status=status_tag(dossier, head, language),
        acceptance=acceptance_tags(dossier, language),
        inquirer=_named(rows, INQUIRER),
        sought=_named(rows, SOUGHT),
        known=_named(rows, KNOWN),
        outcome=_named(rows, ("outcome", "closed_on")),
        actions=[(one, stand.url("show", "tracing_action", record=one.record_id)) for one in actions],
        matches=[_match_line(desk, dossier, one) for one in matches_of(dossier, head)],
        is_agreed=has_consent(dossier, "tracing", today),
        consent_url=stand.url("index", "consent"),
        edit_url=stand.url("edit", "tracing_inquiry", record=inquiry) if may_write and is_open else "",
        record_url=stand.url("show", "tracing_inquiry", record=inquiry),
        action_url=url_for("tracing.action", inquiry=inquiry) if may_write and is_open else "",
        another_url=url_for("tracing.new", like=inquiry) if may_write else "",
        close_url=url_for("tracing.close", inquiry=inquiry) if may_write and is_open else "",
        reopen_url=url_for("tracing.reopen", inquiry=inquiry) if person.role in S_C and not is_open else "",
        is_open=is_open,
        saved_at=_number(request.args.get("saved")),
        receipt=surroundings.book.receipt_of(inquiry),
    )


def _action(desk: Desk, inquiry: str) -> Response:
    surroundings, head, dossier = _opened(desk, inquiry)
    book = surroundings.book
    if book.person.role not in W_S_C or answer(head, "status") == "closed":
        abort(404)
    sheet = Sheet(
        spec=new_action(),
        home=inquiry,
        back_url=url_for("tracing.show", inquiry=inquiry),
        after=lambda taken: _saved(desk, inquiry),
        presets=presets_of(KINDS["tracing_action"], Beginning(person=book.person, today=desk.today(), head=head)),
        prepare=lambda taken: begun_tracing(dossier),
        link_of=lambda record: url_of_record(book, record),
        context={"case_code": head.values.get("inquiry_number")},
    )
    return form_page(desk, sheet)


def _close(desk: Desk, inquiry: str) -> Response:
    surroundings, head, _dossier = _opened(desk, inquiry)
    if surroundings.book.person.role not in W_S_C or answer(head, "status") == "closed":
        abort(404)
    today = desk.today().isoformat()

    def closed(taken: Taken) -> Taken:
        values = {"status": "closed", "closed_on": taken.values.get("closed_on") or today}
        return replace(taken, changed={**taken.changed, **values}, values={**taken.values, **values})

    sheet = Sheet(
        spec=close_inquiry(),
        home=inquiry,
        record=head,
        back_url=url_for("tracing.show", inquiry=inquiry),
        after=lambda taken: _saved(desk, inquiry),
        arrange=closed,
        link_of=lambda record: url_of_record(surroundings.book, record),
        context={"case_code": head.values.get("inquiry_number")},
    )
    return form_page(desk, sheet)


def _reopen(desk: Desk, inquiry: str) -> Response:
    surroundings, head, dossier = _opened(desk, inquiry)
    if surroundings.book.person.role not in S_C or answer(head, "status") != "closed":
        abort(404)
    reason, not_taken = typed_reason(), None
    if request.method == "POST" and request.form.get("_do") == "reopen":
        status = "tracing" if any(dossier.of_kind("tracing_action")) else "open"
        values = {"status": status, "closed_on": None, "outcome": None}
        edit = change(head, values, reason=reason or None)
        not_taken = take_step(desk, surroundings, [edit], link_of=lambda _record: "", reason=reason)
        if not_taken is None:
            return make_response(redirect(_saved(desk, inquiry), code=303))
    page = _page("tracing/reopen.html", head=head, not_taken=not_taken, reason=reason, draft=_draft(desk))
    page.status_code = 422 if not_taken else 200
    return page


def _match_line(desk: Desk, dossier: Dossier, match: Shown) -> MatchLine:
    book, language = desk.book(), desk.reader().language
    case_id = str(answer(match, "case_id"))
    found = [one for one in book.list(Query("case", home=case_id), limit=1).records if one.record_id == case_id]
    case = found[0] if found else None
    is_paused = case is not None and is_blocked(book.dossier(case_id), match, desk.today())
    url = url_for("verification.show", inquiry=dossier.home, case=case_id) if case is not None else ""
    return MatchLine(match, state_tag(match, language), is_paused, case, url)


def _without_day_of_no_age(taken: Taken) -> Taken:
    """The day of an age that nobody stated is not kept; an age that is all there is is an estimate."""
    values = dict(taken.values)
    if values.get("sought_age_stated") is None:
        values["sought_age_stated_on"] = None
    elif values.get("sought_date_of_birth") is None and values.get("sought_is_estimated") is None:
        values["sought_is_estimated"] = True
    names = ("sought_age_stated_on", "sought_is_estimated")
    changed = {**taken.changed, **{name: values.get(name) for name in names}}
    return replace(taken, values=values, changed={name: value for name, value in changed.items() if value is not None})


def _opened(desk: Desk, inquiry: str) -> tuple[Surroundings, Shown, Dossier]:
    surroundings = Surroundings(desk, inquiry)
    head = opened(surroundings.book, inquiry)
    if head.kind != "tracing_inquiry" or surroundings.dossier is None:
        abort(404)
    return surroundings, head, surroundings.dossier


def _named(rows: dict[str, AnswerRow], names: Sequence[str]) -> list[AnswerRow]:
    return [rows[name] for name in names if name in rows]


def _saved(desk: Desk, inquiry: Id) -> str:
    return url_for("tracing.show", inquiry=inquiry, saved=desk.clock())


def _draft(desk: Desk) -> str:
    return request.form.get("draft") or desk.new_id()


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 14 else None


def _page(template: str, **context: object) -> Response:
    return make_response(render_template(template, **context))
