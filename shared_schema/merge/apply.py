"""apply(state, change): what one change does to one record, and what happened on the way (sync.md section 1).

A device's changes of one record arrive here strictly in counter order; the callers keep that order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.state import Change, Dot, RecordState, Written, covers, highest
from shared_schema.records.implied_fields import RETRACTED
from shared_schema.records.kind import Kind
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
    REPLACED_EARLY = "replaced_early"


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
    events = () if kind is None or not state.seen else tuple(_events(state, change, kind))
    registers = dict(state.registers)
    dot, at, offset, by = change.dot, change.at, change.offset, change.by
    for name, value in change.set.items():
        live = state.registers.get(name)
        kept = {d: written for d, written in live.items() if not covers(change.seen, d)} if live else {}
        if not state.ahead or not covers(state.ahead.get(name, {}), dot):
            kept[dot] = Written(value, at, offset, by)
        if kept:
            registers[name] = kept
        else:
            registers.pop(name, None)
    seen = {**state.seen, change.device: n}
    return RecordState(state.record_id, state.kind, state.home, seen, registers, _ahead(state, change, seen)), events


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


def _ahead(state: RecordState, change: Change, seen: Mapping[Id, int]) -> dict[str, dict[Id, int]]:
    unseen = {device: counter for device, counter in change.seen.items() if counter > state.seen.get(device, 0)}
    if not unseen:
        return forget_covered(state.ahead, seen)
    raised = {name: highest(state.ahead.get(name, {}), unseen) for name in change.set}
    return forget_covered({**state.ahead, **raised}, seen)


def _events(state: RecordState, change: Change, kind: Kind) -> list[Event]:
    found = [Event(EventKind.LOWERING, name, change.dot) for name in lowers(state, change, kind)]
    found += [Event(EventKind.REPLACED_EARLY, name, change.dot) for name in _replaced_early(state, change)]
    for name, value in change.set.items():
        register = kind.register_of(name)
        if register is not None and register.policy is Policy.ONCE and _is_correction(state, register, name, value):
            found.append(Event(EventKind.CORRECTION, name, change.dot))
    concurrent = _concurrent(state, change)
    if any(name not in change.set for name, _written in concurrent):
        found.append(Event(EventKind.SOFT_MERGE, "", change.dot))
    if _met_a_voiding(state, change, concurrent):
        found.append(Event(EventKind.EDITED_WHILE_VOIDED, RETRACTION, change.dot))
    if MINUTES in kind.registers and _is_after_signing(state, change):
        found.append(Event(EventKind.MINUTES_CHANGED, MINUTES, change.dot))
    return found


def _replaced_early(state: RecordState, change: Change) -> list[str]:
    """Registers whose value is not taken in, because a change that came before says that it had seen it."""
    return [
        name
        for name, value in change.set.items()
        if covers(state.ahead.get(name, {}), change.dot)
        and all(written.value != value for written in state.registers.get(name, {}).values())
    ]


def _is_correction(state: RecordState, register: Register, name: str, value: Json) -> bool:
    return any(written.value != value for written in state.registers.get(name, {}).values())


def _concurrent(state: RecordState, change: Change) -> list[tuple[str, Written]]:
    if all(device == change.device or covers(change.seen, (device, n)) for device, n in state.seen.items()):
        return []
    # Who wrote over `change` before it arrived had seen it: nothing met there.
    return [
        (name, written)
        for name, values in state.registers.items()
        if not covers(state.ahead.get(name, {}), change.dot)
        for dot, written in values.items()
        if not covers(change.seen, dot) and dot[0] != change.device
    ]


def _met_a_voiding(state: RecordState, change: Change, concurrent: list[tuple[str, Written]]) -> bool:
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
