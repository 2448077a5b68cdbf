"""What one edit makes of its record, and what is wrong with it by itself: values, place, reasons, size. Pure.

Promise: every problem is named at once, by record and field, never with a value.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casework.book import Edit, Person, Problem
from shared_schema import scopes
from shared_schema.canonical import MAX_DEPTH, Json, loads
from shared_schema.change import MAX_BODY_BYTES, MAX_REGISTERS, MAX_SET_BYTES
from shared_schema.errors import HomewardError
from shared_schema.merge.apply import lowers
from shared_schema.merge.policy import show
from shared_schema.merge.state import Change, Dot, RecordState, covers
from shared_schema.records.implied_fields import RETRACTED
from shared_schema.records.kind import Kind
from shared_schema.records.policy import Policy

SOCIAL_WORKER = "social_worker"


@dataclass(frozen=True, slots=True)
class Prepared:
    """One edit with what it starts from and what it makes."""

    edit: Edit
    kind: Kind
    before: RecordState | None
    change: Change
    after: RecordState


def check_form(edit: Edit, kind: Kind, before: RecordState | None) -> tuple[Problem, ...]:
    """Place, number and values of the registers; `record.not_found` for an edit of what is not shown here."""
    if before is not None and (before.kind, before.home) != (edit.kind, edit.home):
        return (Problem(edit.record, "", "change.home_changed"),)
    if before is None and edit.base_seen:
        raise HomewardError("record.not_found", record=edit.record)
    if not edit.registers:
        return (Problem(edit.record, "", "save.nothing_changed"),)
    if len(edit.registers) > MAX_REGISTERS:
        return (Problem(edit.record, "", "change.too_large"),)
    return tuple(Problem(edit.record, found.field, found.code) for found in kind.check_set(edit.registers))


def check_own_name(one: Prepared, person: Person) -> tuple[Problem, ...]:
    """A social worker who creates a dossier names herself and her office."""
    if person.role != SOCIAL_WORKER:
        return ()
    named = one.edit.registers.get(scopes.ASSIGNMENT)
    own = isinstance(named, dict) and named.get("case_worker") == person.worker and named.get("office") == person.office
    return () if own else (Problem(one.edit.record, "case_worker", "save.only_yourself"),)


def check_reason(one: Prepared, unsent: Callable[[Dot], bool]) -> tuple[Problem, ...]:
    """Lowering, correcting a fixed answer, deciding and voiding want a reason (records.md rules 4 and 38)."""
    if one.edit.reason or one.before is None:
        return ()
    record = one.edit.record
    found = [Problem(record, name, "change.lowering_needs_reason") for name in _lowered(one, unsent)]
    found += [Problem(record, name, "save.correction_needs_reason") for name in _corrected(one, unsent)]
    if one.edit.resolves:
        found.append(Problem(record, one.edit.resolves[0], "save.decision_needs_reason"))
    if _voids(one) and one.kind.two_dossiers and not one.edit.registers.get("retracted_reason"):
        found.append(Problem(record, "retracted_reason", "save.voiding_needs_reason"))
    return tuple(found)


def _lowered(one: Prepared, unsent: Callable[[Dot], bool]) -> list[str]:
    before, change = one.before, one.change
    if before is None:
        return []
    return [name for name in lowers(before, change, one.kind) if not _is_own_unsent(before, change, name, unsent)]


def _corrected(one: Prepared, unsent: Callable[[Dot], bool]) -> list[str]:
    before = one.before
    if before is None:
        return []
    found = []
    for name, value in one.change.set.items():
        register = one.kind.register_of(name)
        live = before.registers.get(name, {})
        if register is None or register.policy is not Policy.ONCE:
            continue
        differs = any(written.value != value for written in live.values())
        if differs and not _is_own_unsent(before, one.change, name, unsent):
            found.append(name)
    return found


def _is_own_unsent(before: RecordState, change: Change, name: str, unsent: Callable[[Dot], bool]) -> bool:
    # Rule 4: the author correcting a value that has not yet left the laptop lowers nothing.
    live = before.registers.get(name, {})
    return all(unsent(dot) and written.by == change.by for dot, written in live.items() if covers(change.seen, dot))


def _voids(one: Prepared) -> bool:
    value = one.edit.registers.get("group:retraction")
    return isinstance(value, dict) and value.get(RETRACTED) is True


def check_missing(one: Prepared) -> tuple[Problem, ...]:
    """Required answers that this edit leaves out; one that was missing before stops no other work."""
    after = show(one.after, one.kind)
    if after.is_retracted:
        return ()
    known = set() if one.before is None else {p.field for p in one.kind.missing(show(one.before, one.kind).values)}
    found = one.kind.missing(after.values)
    return tuple(Problem(one.edit.record, p.field, p.code) for p in found if p.field not in known)


def check_size(prepared: Sequence[Prepared], bodies: Sequence[bytes]) -> tuple[Problem, ...]:
    """The limits of security.md 4.5 on one change and on a save set."""
    found = []
    for one, body in zip(prepared, bodies, strict=True):
        if len(body) > MAX_BODY_BYTES or not _is_readable(body):
            found.append(Problem(one.edit.record, "", "change.too_large"))
    if sum(map(len, bodies)) > MAX_SET_BYTES:
        found.append(Problem(prepared[0].edit.record, "", "save.too_many"))
    return tuple(found)


def _is_readable(body: bytes) -> bool:
    try:
        value: Json = loads(body, max_depth=MAX_DEPTH)
    except HomewardError:
        return False
    return isinstance(value, dict)
