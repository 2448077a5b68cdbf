"""The past of a case and of a record, put in order: what happened when, and what each change made of each answer. Pure.

Promise: nothing is left out because it lost; an answer that was not chosen, was set aside or was voided says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework.book import History, HistoryEntry
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import Dot
from shared_schema.records.kind import Kind
from shared_schema.records.policy import Policy
from shared_schema.records.register_changes import NONE_ELEMENT
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import created_day, day, read_day

VISITS, TRACING, SERVICES, MEETINGS, STATUS = "visits", "tracing", "services", "meetings", "status"
GROUPS = (VISITS, TRACING, SERVICES, MEETINGS, STATUS)
STATUS_REGISTER = "group:status"
LIVE, REPLACED, NOT_CHOSEN, SET_ASIDE, HELD, VOIDED = "live", "replaced", "not_chosen", "set_aside", "held", "voided"
# kind: (the day on which it happened, the group of the timeline's filter)
HAPPENS: Mapping[str, tuple[str, str]] = {
    "visit": ("visited_on", VISITS),
    "tracing_action": ("date_tracing", TRACING),
    "verification": ("beneficiary_interviewed_on", TRACING),
    "reunification": ("date_reunification", TRACING),
    "assessment": ("assessed_on", SERVICES),
    "reintegration_plan": ("made_on", SERVICES),
    "service": ("started_on", SERVICES),
    "referral": ("sent_on", SERVICES),
    "case_conference": ("held_on", MEETINGS),
    "case_note": ("noted_on", MEETINGS),
    "consent": ("decided_on", STATUS),
    "closure": ("proposed_on", STATUS),
    "case_transfer": ("sent_on", STATUS),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a timeline: a record, or a change of status of the case `home` (`before` and `after` = the group's
    members)."""

    day: date
    group: str
    at: int
    home: Id
    shown: Shown | None = None
    by: Id | None = None
    before: Mapping[str, Json] | None = None
    after: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What a change made of one answer; of an element of a list `element` is its code and the values are yes or no."""

    field: str
    before: Json
    after: Json
    status: str
    register: str
    element: str = ""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One change of a record: who, when by her device's clock, which device (1 = the first that wrote here)."""

    dot: Dot
    at: int
    by: Id
    device: int
    reason: str | None
    fields: tuple[FieldChange, ...]
    is_first: bool


def timeline(dossier: Dossier) -> tuple[Happening, ...]:
    """What happened in a dossier, newest first: records by their day, and every change of status and stage."""
    found = [*_records(dossier), *_moves(dossier)]
    return tuple(sorted(found, key=lambda one: (one.day, one.at), reverse=True))


def record_changes(history: History, kind: Kind | None, *, field: str = "") -> tuple[RecordChange, ...]:
    """Every change this book knows of a record, newest first; `field` keeps to one answer."""
    devices: dict[str, int] = {}
    changes: dict[Dot, list[HistoryEntry]] = {}
    for entry in history.entries:
        devices.setdefault(entry.dot[0], len(devices) + 1)
        changes.setdefault(entry.dot, []).append(entry)
    unchosen, apart = _decided_over(history.entries, kind)
    before = _before(history.entries, apart | _in_question(history.entries))
    first = next(iter(changes), None)
    made = []
    for dot, entries in changes.items():
        fields = [
            one for entry in entries for one in _fields(entry, before.get(id(entry)), kind, id(entry) in unchosen)
        ]
        kept = tuple(one for one in fields if not field or one.field == field)
        if kept:
            head = entries[0]
            reason = next((one.reason for one in entries if one.reason), None)
            made.append(RecordChange(dot, head.at, head.by, devices[dot[0]], reason, kept, dot == first))
    return tuple(sorted(made, key=lambda one: (one.at, one.dot), reverse=True))


def last_common(history: History, register: str, dots: Sequence[Dot]) -> HistoryEntry | None:
    """The answer that stood before versions were written apart, as far as it is held here."""
    first = min((entry.at for entry in history.entries if entry.dot in dots), default=None)
    earlier = [
        entry
        for entry in history.entries
        if entry.register == register and entry.dot not in dots and entry.status == REPLACED
    ]
    return next((one for one in reversed(earlier) if first is None or one.at <= first), None)


def _records(dossier: Dossier) -> Iterator[Happening]:
    for kind, (name, group) in HAPPENS.items():
        for shown in dossier.of_kind(kind):
            happened = day(shown, name) or created_day(shown)
            if happened is not None:
                yield Happening(happened, group, shown.created_at or 0, shown.home, shown, shown.author)


def _moves(dossier: Dossier) -> Iterator[Happening]:
    for home in dict.fromkeys([dossier.home, *(one.home for one in dossier.records.values())]):  # several when joined
        before: Mapping[str, Json] | None = None
        for dated in dossier.dated.get((home, STATUS_REGISTER), ()):
            after = dated.value if isinstance(dated.value, dict) else {}
            on = read_day(dated.day)
            if before is not None and on is not None and _moved(before, after):
                yield Happening(on, STATUS, 0, home, None, dated.by, before, after)
            before = after


def _moved(before: Mapping[str, Json], after: Mapping[str, Json]) -> bool:
    return any(before.get(name) != after.get(name) for name in ("status", "stage"))


def _before(entries: Sequence[HistoryEntry], apart: set[int]) -> dict[int, Json]:
    """By entry: the value that stood in its register before; what was set aside replaces nothing, and answers written
    apart replace what stood before all of them."""
    standing: dict[str, HistoryEntry] = {}
    found: dict[int, Json] = {}
    for entry in entries:
        last = standing.get(entry.register)
        if last is not None and id(entry) in apart and id(last) in apart:
            found[id(entry)] = found[id(last)]
        else:
            found[id(entry)] = None if last is None else last.value
        if entry.status not in (SET_ASIDE, HELD):
            standing[entry.register] = entry
    return found


def _in_question(entries: Sequence[HistoryEntry]) -> set[int]:
    """Entries of registers in which more than one value is live."""
    live: dict[str, list[HistoryEntry]] = {}
    for entry in entries:
        if entry.status == LIVE:
            live.setdefault(entry.register, []).append(entry)
    return {id(one) for found in live.values() if len(found) > 1 for one in found}


def _decided_over(entries: Sequence[HistoryEntry], kind: Kind | None) -> tuple[set[int], set[int]]:
    """Entries that a decision passed over, and all it decided between: a decision has a reason and repeats another
    answer written just before."""
    passed: set[int] = set()
    between: set[int] = set()
    since: dict[str, list[HistoryEntry]] = {}
    for entry in entries:
        if entry.status in (SET_ASIDE, HELD):
            continue
        waiting = since.setdefault(entry.register, [])
        same = [one for one in waiting if one.value == entry.value]
        other = [one for one in waiting if one.value != entry.value]
        if entry.reason and same and other and _asks(kind, entry.register):
            passed.add(id(other[-1]))
            between |= {id(other[-1]), id(same[-1])}
        if entry.reason:
            waiting.clear()
        waiting.append(entry)
    return passed, between


def _asks(kind: Kind | None, register: str) -> bool:
    declared = None if kind is None else kind.register_of(register)
    return declared is not None and declared.policy is Policy.ASK


def _fields(entry: HistoryEntry, before: Json, kind: Kind | None, is_unchosen: bool) -> Iterator[FieldChange]:
    status = NOT_CHOSEN if is_unchosen and entry.status == REPLACED else entry.status
    declared = None if kind is None else kind.register_of(entry.register)
    if declared is None:
        yield FieldChange(entry.register, before, entry.value, status, entry.register)
    elif declared.policy is Policy.ELEMENT:
        element = entry.register.rpartition(".")[2]
        name = declared.fields[0]
        if element == NONE_ELEMENT:
            yield FieldChange(name, before, entry.value, status, entry.register)
        else:
            yield FieldChange(name, before is True, entry.value is True, status, entry.register, element)
    elif declared.is_object:
        old, new = (value if isinstance(value, dict) else {} for value in (before, entry.value))
        for name in declared.fields:
            if old.get(name) != new.get(name):
                yield FieldChange(name, old.get(name), new.get(name), status, entry.register)
    else:
        yield FieldChange(declared.fields[0], before, entry.value, status, entry.register)
