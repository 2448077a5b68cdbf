"""History of a record: each change with who, when, which device, from what to what, why; what lost is there too."""

from dataclasses import dataclass, replace

from flask import Blueprint, Response, abort, make_response, render_template, request

from casework.book import CaseBook
from casework.history import (
    HELD,
    LIVE,
    NOT_CHOSEN,
    REPLACED,
    SET_ASIDE,
    VOIDED,
    FieldChange,
    RecordChange,
    record_changes,
)
from casework.web.answers import answer_words
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.hidden_answers import hidden_answers
from casework.web.pieces import Tag
from casework.web.record_names import kind_name
from casework.web.record_places import stand_of, url_if_there
from casework.web.record_rights import asks_reason_to_open, is_opening_noted
from casework.web.saying import message, say
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kind import Kind
from shared_schema.records.kinds import KINDS

AT_ONCE = 40
_STATUS = {
    NOT_CHOSEN: (message("Not chosen"), "quiet"),
    SET_ASIDE: (message("Set aside"), "waiting"),
    HELD: (message("Waits behind another change"), "waiting"),
    VOIDED: (message("Voided"), "quiet"),
    LIVE: (message("Stands now"), "good"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one change made of one answer, in words."""

    label: str
    before: str
    after: str
    tags: tuple[Tag, ...]
    versions_url: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change in words."""

    at: int
    received_at: int | None
    by: str
    device: str
    reason: str
    lines: tuple[Line, ...]
    is_first: bool


def blueprint(desk: Desk) -> Blueprint:
    """`/records/<record>/history`."""
    pages = Blueprint("history", __name__)

    @pages.route("/records/<record>/history", methods=["GET", "POST"])
    def show(record: str) -> Response:
        return _show(desk, record)

    return pages


def opened(book: CaseBook, record: str, *, reason: str | None = None) -> Shown:
    """A record of a kind that this version knows; 404 for any other and for what may not be seen."""
    try:
        shown = book.open(record, reason=reason)
    except HomewardError as error:
        if error.code == "record.not_found":
            abort(404)
        raise
    if shown.kind not in KINDS:
        abort(404)
    return shown


def value_words(kind: str, field: str, value: Json, around: Surroundings) -> str:
    """One value of history in words; a dash where there was none."""
    return answer_words(kind, field, value, around.wording) or "–"


def _show(desk: Desk, record: str) -> Response:
    book = desk.book()
    reason = request.form.get("_reason", "").strip() or None
    shown = opened(book, record, reason=reason)
    if asks_reason_to_open(KINDS[shown.kind], book.person) and reason is None:
        abort(404)  # opened from its own page, which asks the reason
    kind, around = KINDS[shown.kind], Surroundings(desk, shown.home)
    field, language = request.args.get("field", ""), desk.reader().language
    hidden = hidden_answers(shown, book.person.worker)
    history = book.history(record)
    changes = record_changes(history, kind, field=field if field in kind.fields else "")
    names = {one.dot[0]: device_words(desk, one.dot[0], one.device) for one in changes}
    told = [_change(one, shown, kind, around, hidden, says_now=bool(field)) for one in changes]
    lines = [
        replace(line, device=names[one.dot[0]], received_at=desk.received_at(one.dot))
        for line, one in zip(told, changes, strict=True)
    ]
    count = AT_ONCE if "all" not in request.args else len(lines)
    return make_response(
        render_template(
            "history/show.html",
            kind_title=kind_name(shown.kind, language),
            name=around.name_of_shown(shown),
            case_code=_code(around),
            changes=[one for one in lines if one.lines][:count],
            total=len(lines),
            field=field,
            fields=_fields(changes, kind, language, hidden),
            is_complete=history.is_complete,
            openings=_openings(desk, shown, around) if not field else (),
            record=record,
            back_url=stand_of(book, shown).url("show", shown.kind, record=record),
        )
    )


def device_words(desk: Desk, incarnation: Id, number: int) -> str:
    """The laptop by its code where it is known here; else its number in the order in which devices wrote."""
    return laptop_words(desk, incarnation) or say(desk.reader().language, "Device %(n)s", n=number)


def laptop_words(desk: Desk, incarnation: Id) -> str:
    """The laptop by its code; "" where it is not known here."""
    code = desk.device_name(incarnation)
    return say(desk.reader().language, "Laptop %(code)s", code=code) if code else ""


def _openings(desk: Desk, shown: Shown, around: Surroundings) -> list[tuple[int, str, str]]:
    """Who opened a restricted record on this laptop: when, the name, the reason; newest first."""
    if desk.openings is None or not is_opening_noted(KINDS[shown.kind]):
        return []
    return [(one.at, around.name_of(one.by), one.reason) for one in desk.openings.of(shown.record_id)]


def _code(around: Surroundings) -> str:
    head = around.dossier.head if around.dossier is not None else None
    return "" if head is None else str(head.values.get("case_number") or head.values.get("inquiry_number") or "")


def _fields(
    changes: tuple[RecordChange, ...], kind: Kind, language: str, hidden: frozenset[str]
) -> list[tuple[str, str]]:
    named = {one.field for change in changes for one in change.fields} - hidden
    return [(name, declared.label(language)) for name, declared in kind.fields.items() if name in named]


def _change(
    change: RecordChange, shown: Shown, kind: Kind, around: Surroundings, hidden: frozenset[str], *, says_now: bool
) -> Change:
    lines = tuple(
        _line(one, shown, kind, around, says_now=says_now) for one in change.fields if one.field not in hidden
    )
    return Change(change.at, None, around.name_of(change.by), "", change.reason or "", lines, change.is_first)


def _line(change: FieldChange, shown: Shown, kind: Kind, around: Surroundings, *, says_now: bool) -> Line:
    language = around.wording.language
    declared = kind.fields.get(change.field)
    label = change.field if declared is None else declared.label(language)
    versions = any(one.register == change.register for one in shown.conflicts) and change.status == LIVE
    url = url_if_there("versions.show", record=shown.record_id, field=change.register) if versions else ""
    if change.element:
        words = value_words(shown.kind, change.field, [change.element], around)
        old, new = (words if one else "–" for one in (change.before, change.after))
    else:
        old, new = (value_words(shown.kind, change.field, one, around) for one in (change.before, change.after))
    return Line(label, old, new, _tags(change.status, versions, language, says_now=says_now), url)


def _tags(status: str, is_in_question: bool, language: str, *, says_now: bool) -> tuple[Tag, ...]:
    if is_in_question:
        return (Tag(say(language, "One of two versions"), "waiting"),)
    if status == REPLACED or (status == LIVE and not says_now):
        return ()
    words, tone = _STATUS[status]
    return (Tag(say(language, words), tone),)
