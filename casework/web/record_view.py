"""What the page of any record shows: its answers with who and when, two versions, findings, the rows inside it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework.book import CaseBook, Query
from casework.forms.questions import LONG_TEXT, TEXT, component_of
from casework.forms.sections import is_of_frame
from casework.web.answers import answer_words
from casework.web.form_around import Surroundings
from casework.web.hidden_answers import hidden_answers
from casework.web.joined_view import number_tags
from casework.web.pieces import Provenance, Tag
from casework.web.record_places import Stand, url_if_there
from casework.web.record_rights import may_list
from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.records.field import is_answered
from shared_schema.records.implied_fields import RETRACTED, RETRACTED_REASON
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Dots
from shared_schema.rules.check import check_dossier
from shared_schema.rules.dossier import RESTRICTED
from shared_schema.rules.rule import Severity
from shared_schema.words.rules import rule_words

MOST_ROWS = 200
# rows inside their parent: (kind, the field that names the parent; "" where the whole dossier has one parent)
CHILDREN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "case_conference": (("conference_attendee", "conference_id"), ("conference_decision", "conference_id")),
    "reintegration_plan": (("goal", ""),),
    "trafficking_account": (("trafficking_event", ""),),
    "match": (("verification", "match_id"),),
    "verification": (("reunification", "verification_id"),),
    "referral": (("service", "referral_id"),),
    "training": (("training_attendee", "training_id"),),
    "provider": (("provider_service", "provider"),),
    "family_member": (("contact_point", "owner"),),
}
PARENTS: Mapping[str, tuple[str, str]] = {
    child: (parent, name) for parent, children in CHILDREN.items() for child, name in children if name
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One answer of a record: label, words, who wrote it, and where its two versions or a question about it stand."""

    field: str
    label: str
    words: str
    is_text: bool
    provenance: Provenance | None
    versions_url: str = ""
    ask_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """One record in a list: its name, the day it was written, where it leads, whether it was voided."""

    name: str
    url: str
    day: date | None
    at: int | None
    is_voided: bool = False
    has_versions: bool = False
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """The records of one kind inside their parent, with the address to add one."""

    title: str
    lines: tuple[RecordLine, ...]
    new_url: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding about this record: its sentence, and whether it only asks to look."""

    words: str
    is_warning: bool


def answer_rows(shown: Shown, surroundings: Surroundings, *, ask_url: str = "") -> tuple[AnswerRow, ...]:
    """The answers of a record in the order of its declaration; what this reader must not see yet is left out."""
    kind = KINDS[shown.kind]
    hidden = hidden_answers(shown, surroundings.book.person.worker)
    return tuple(
        _row(kind, name, shown, surroundings, ask_url)
        for name in kind.fields
        if is_answered(shown.values.get(name)) and name not in hidden and not _is_inner(kind, name)
    )


def common_provenance(rows: Iterable[AnswerRow]) -> Provenance | None:
    """Who wrote most of a record and when: said once above it, and beside an answer only where it differs."""
    counted = Counter(row.provenance for row in rows if row.provenance is not None)
    return counted.most_common(1)[0][0] if counted else None


def unanswered(shown: Shown, language: str) -> tuple[str, ...]:
    """The labels of the questions that hold nothing."""
    kind = KINDS[shown.kind]
    return tuple(
        declared.label(language)
        for name, declared in kind.fields.items()
        if not is_answered(shown.values.get(name)) and not is_of_frame(kind, name) and not name.endswith("_other")
    )


def record_lines(records: Iterable[Shown], stand: Stand, surroundings: Surroundings) -> tuple[RecordLine, ...]:
    """Lines of a list, newest first."""
    lines = [_line(shown, stand, surroundings) for shown in records]
    return tuple(sorted(lines, key=lambda line: line.at or 0, reverse=True))


def children_of(shown: Shown, stand: Stand, surroundings: Surroundings) -> tuple[Rows, ...]:
    """The rows inside a record, of the kinds that stand inside it."""
    found = []
    for name, parent_field in CHILDREN.get(shown.kind, ()):
        kind = KINDS[name]
        if not may_list(kind, surroundings.dossier):
            continue
        own = _children(surroundings.book, kind, shown, parent_field, surroundings)
        parent = {parent_field: shown.record_id} if parent_field else {}
        lines = record_lines(own, stand, surroundings)
        title = kind.km if surroundings.wording.language == "km" else kind.en
        found.append(Rows(title, lines, stand.url("new", name, **parent)))
    return tuple(found)


def remarks_on(shown: Shown, surroundings: Surroundings, today: date) -> tuple[Remark, ...]:
    """Broken rules and warnings about this record, as far as the reader may know of them."""
    dossier = surroundings.dossier
    if dossier is None:
        return ()
    language = surroundings.wording.language
    is_cleared = RESTRICTED in dossier.held
    findings = [
        finding
        for finding in check_dossier(dossier, today=today)
        if finding.record == shown.record_id and finding.severity is not Severity.UNCHECKED
    ]
    said = [
        Remark(rule_words(finding.rule, finding.severity).say(language), finding.severity is Severity.WARNING)
        for finding in findings
        if is_cleared or not finding.restricted
    ]
    return tuple(dict.fromkeys(said))


def _row(kind: Kind, name: str, shown: Shown, surroundings: Surroundings, ask_url: str) -> AnswerRow:
    declared = kind.fields[name]
    register = next(r.name for r in kind.registers.values() if name in r.fields)
    return AnswerRow(
        field=name,
        label=declared.label(surroundings.wording.language),
        words=answer_words(kind.name, name, shown.values[name], surroundings.wording),
        is_text=component_of(declared) in (TEXT, LONG_TEXT),
        provenance=_provenance(register, shown, surroundings),
        versions_url=_versions_url(register, shown),
        ask_url=f"{ask_url}&register={register}" if ask_url else "",
    )


def _provenance(register: str, shown: Shown, surroundings: Surroundings) -> Provenance | None:
    written = [one for name, one in shown.written.items() if name == register or name.startswith(register + ".")]
    if not written:
        return None
    _dot, latest = max(written, key=lambda one: (one[1].at, one[0]))
    url = url_if_there("history.show", record=shown.record_id)
    return Provenance(by=surroundings.name_of(latest.by), at=latest.at, url=url)


def _versions_url(register: str, shown: Shown) -> str:
    if not any(conflict.register == register for conflict in shown.conflicts):
        return ""
    return url_if_there("versions.show", record=shown.record_id, field=register)


def _line(shown: Shown, stand: Stand, surroundings: Surroundings) -> RecordLine:
    kind = KINDS[shown.kind]
    found = shown.values.get(kind.creation_field)
    is_elsewhere = bool(stand.home) and shown.home != stand.home  # of a case that was joined
    place = Stand(stand.base, shown.home) if is_elsewhere else stand
    return RecordLine(
        name=surroundings.name_of_shown(shown),
        url=place.url("show", shown.kind, record=shown.record_id),
        day=_day(found),
        at=shown.created_at,
        is_voided=shown.is_retracted,
        has_versions=bool(shown.conflicts),
        tags=number_tags(surroundings, shown.home) if is_elsewhere else (),
    )


def _children(
    book: CaseBook, kind: Kind, shown: Shown, parent_field: str, surroundings: Surroundings
) -> Sequence[Shown]:
    if kind.placement in (Placement.DIRECTORY, Placement.OFFICE):
        return book.list(Query(kind.name, equals={parent_field: shown.record_id}), limit=MOST_ROWS).records
    dossier = surroundings.dossier
    if dossier is None:
        return ()
    return [
        one for one in dossier.of_kind(kind.name) if not parent_field or one.values.get(parent_field) == shown.record_id
    ]


def _is_inner(kind: Kind, name: str) -> bool:
    return name in (RETRACTED, RETRACTED_REASON) or isinstance(kind.fields[name].type, Dots) or name.endswith("_basis")


def _day(value: Json) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
