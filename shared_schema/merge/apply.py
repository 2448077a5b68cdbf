"""apply(state, change): what one change does to one record, and what happened on the way (sync.md section 1).

A device's changes of one record arrive here strictly in counter order; the callers keep that order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.state import Change, Dot, RecordState, Written, covers
from shared_schema.records.kind import RETRACTED, Kind
from shared_schema.records.policy import Policy, Register

RETRACTION = "group:retraction"
MINUTES = "group:minutes"


class EventKind(StrEnum):
    """What a merge did that a person should be able to see; the values are codes of `review_kind`."""

    SOFT_MERGE = "soft_merge"
    CORRECTION = "correction"
    EDITED_WHILE_VOIDED = "edited_while_voided"
    LOWERING = "lowering"
    MINUTES_CHANGED = "minutes_changed"


@dataclass(frozen=True, slots=True)
class Event:
    """Something apply did: `dot` = the change, `register` = where ("" for the whole record)."""

    kind: EventKind
    register: str
    dot: Dot


def apply(state: RecordState, change: Change, kind: Kind | None) -> tuple[RecordState, tuple[Event, ...]]:
    """The state with `change` in it, and the events. A change that is already in leaves the state as it is.

    `kind` is the declaration (None for a kind that this version does not know: no events are derived).
    """
    n = change.n
    if state.seen.get(change.device, 0) >= n:
        return state, ()
    registers = dict(state.registers)
    ahead = dict(state.ahead)
    unseen = {e: counter for e, counter in change.seen.items() if counter > state.seen.get(e, 0)}
    events = [] if kind is None else _events(state, change, kind)
    for name, value in change.set.items():
        registers[name] = _written(state, change, name, value)
        if unseen:
            ahead[name] = _raised(ahead.get(name, {}), unseen)
    seen = {**state.seen, change.device: n}
    kept = {name: values for name, values in registers.items() if values}
    return RecordState(state.record_id, state.kind, state.home, seen, kept, forget_covered(ahead, seen)), tuple(events)


def forget_covered(ahead: Mapping[str, Mapping[Id, int]], seen: Mapping[Id, int]) -> dict[str, dict[Id, int]]:
    """`ahead` without the entries that `seen` now covers."""
    if not ahead:
        return {}
    result = {}
    for name, entries in ahead.items():
        left = {e: counter for e, counter in entries.items() if counter > seen.get(e, 0)}
        if left:
            result[name] = left
    return result


def lowers(state: RecordState, change: Change, kind: Kind) -> tuple[str, ...]:
    """Protective registers in which `change` lowers a value that it covers (records.md rule 4)."""
    found = []
    for name, value in change.set.items():
        register = kind.register_of(name)
        if register is None or register.protective is None:
            continue
        rule = register.protective
        for dot, written in state.registers.get(name, {}).items():
            if covers(change.seen, dot) and rule.is_lowering(written.value, value):
                found.append(name)
                break
    return tuple(found)


def _written(state: RecordState, change: Change, name: str, value: Json) -> dict[Dot, Written]:
    current = state.registers.get(name, {})
    kept = {dot: written for dot, written in current.items() if not covers(change.seen, dot)}
    if state.ahead.get(name, {}).get(change.device, 0) < change.n:
        kept[change.dot] = Written(value, change.at, change.offset, change.by)
    return kept


def _raised(entries: Mapping[Id, int], unseen: Mapping[Id, int]) -> dict[Id, int]:
    result = dict(entries)
    for device, counter in unseen.items():
        if counter > result.get(device, 0):
            result[device] = counter
    return result


def _events(state: RecordState, change: Change, kind: Kind) -> list[Event]:
    found: list[Event] = []
    if not state.seen:
        return found
    found += [Event(EventKind.LOWERING, name, change.dot) for name in lowers(state, change, kind)]
    for name, value in change.set.items():
        register = kind.register_of(name)
        if register is not None and register.policy is Policy.ONCE and _is_correction(state, register, name, value):
            found.append(Event(EventKind.CORRECTION, name, change.dot))
    if _met_elsewhere(state, change):
        found.append(Event(EventKind.SOFT_MERGE, "", change.dot))
    if _met_a_voiding(state, change):
        found.append(Event(EventKind.EDITED_WHILE_VOIDED, RETRACTION, change.dot))
    if MINUTES in kind.registers and _is_after_signing(state, change):
        found.append(Event(EventKind.MINUTES_CHANGED, MINUTES, change.dot))
    return found


def _is_correction(state: RecordState, register: Register, name: str, value: Json) -> bool:
    return any(written.value != value for written in state.registers.get(name, {}).values())


def _concurrent(state: RecordState, change: Change) -> list[tuple[str, Written]]:
    # Who wrote over `change` before it arrived had seen it: nothing met there.
    return [
        (name, written)
        for name, values in state.registers.items()
        if not covers(state.ahead.get(name, {}), change.dot)
        for dot, written in values.items()
        if not covers(change.seen, dot) and dot[0] != change.device
    ]


def _met_elsewhere(state: RecordState, change: Change) -> bool:
    return any(name not in change.set for name, _written in _concurrent(state, change))


def _met_a_voiding(state: RecordState, change: Change) -> bool:
    concurrent = _concurrent(state, change)
    if any(name == RETRACTION and _is_voiding(written.value) for name, written in concurrent):
        return True
    if RETRACTION in change.set and _is_voiding(change.set[RETRACTION]):
        return any(name != RETRACTION for name, _written in concurrent)
    live = state.registers.get(RETRACTION, {}).values()
    return RETRACTION not in change.set and any(_is_voiding(written.value) for written in live)


def _is_voiding(value: Json) -> bool:
    return isinstance(value, dict) and value.get(RETRACTED) is True


def _is_after_signing(state: RecordState, change: Change) -> bool:
    if covers(state.ahead.get(MINUTES, {}), change.dot):
        return False
    live = state.registers.get(MINUTES, {}).values()
    return any(isinstance(written.value, dict) and written.value.get("state") == "signed" for written in live)
