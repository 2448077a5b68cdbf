"""Rows for changes that begin to wait, and what is told of those that waited when they stand at last."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from shared_schema.merge.apply import Event, EventKind
from shared_schema.merge.state import Change, Dot, RecordState, covers
from shared_schema.records.kinds import KINDS
from sync_server.services.judge import RETRIED
from sync_server.services.quarantine import Taken
from sync_server.store.waiting import WaitingRow


def new_row(dot: Dot, change: Change | None, state: RecordState | None, *, office: str, now_ms: int) -> WaitingRow:
    """A change that begins to wait; why it does is put in by the caller. `change` None: it could not be read."""
    if change is None:
        return WaitingRow(*dot, "", None, None, None, None, None, None, office, False, now_ms)
    return WaitingRow(
        *dot, "", None, None, change.record, change.kind[:40], change.home, change.by, office, _raises(change, state),
        now_ms,
    )  # fmt: skip


def to_be_told(taken: Taken, waits: Mapping[Dot, WaitingRow], *, decided: Collection[Dot]) -> tuple[Event, ...]:
    """The events of a change that stands. What waited for other logs alone was replaced by who had them; it is told of
    what waited for a person."""
    row = waits.get(taken.change.dot)
    while row is not None and row.own_code is None and row.behind is not None:
        row = waits.get(row.behind)
    if row is None or row.own_code not in RETRIED or row.dot in decided:
        return taken.events
    return tuple(one for one in taken.events if one.kind is not EventKind.REPLACED_EARLY)


def _raises(change: Change, state: RecordState | None) -> bool:
    """Whether the change raises a protective answer over what it had seen."""
    kind = KINDS.get(change.kind)
    if kind is None:
        return False
    for name, value in change.set.items():
        register = kind.register_of(name)
        rule = register.protective if register is not None else None
        if rule is None:
            continue
        live: Iterable[Any] = state.registers.get(name, {}).items() if state is not None else ()
        seen = [written.value for dot, written in live if covers(change.seen, dot)]
        if rule.rank(value) > max((rule.rank(one) for one in seen), default=0):
            return True
    return False
