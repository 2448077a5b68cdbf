"""Every value that the centre ever held of a record, from its log; complete, but for bodies that were erased."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection

from casework.book import Dated, History, HistoryEntry
from shared_schema import canonical
from shared_schema.change import read_body
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.state import Change, Dot, RecordState, Written, covers
from shared_schema.rules.reading import day_of_ms
from sync_server.server import Server
from sync_server.store import log
from sync_server.store.hubs import HUB
from sync_server.store.upstream import verdicts_of_records
from sync_server.store.waiting import WaitingRow, waiting_for_records

LIVE, REPLACED, SET_ASIDE, HELD, VOIDED = "live", "replaced", "set_aside", "held", "voided"
_HELD_CODES = frozenset({"change.held", "change.with_others"})


@dataclass(frozen=True, slots=True)
class Value:
    """One value as it was written, and when its change was received (None: known from a state alone)."""

    dot: Dot
    register: str
    written: Written
    reason: str | None
    received_at: int | None


def history_of(
    server: Server, connection: Connection, record: Id, state: RecordState, *, withheld: Iterable[str], is_voided: bool
) -> History:
    """All values, oldest first. At a hub what the centre has set aside is told so, and the centre knows more."""
    waits = {row.dot: row for row in waiting_for_records(connection, [record])}
    elsewhere = {dot for _record, dot, _code in verdicts_of_records(connection, [record])}
    hidden = set(withheld)
    entries = [
        HistoryEntry(
            value.dot,
            value.register,
            value.written.value,
            value.written.at,
            value.written.by,
            value.reason,
            SET_ASIDE if value.dot in elsewhere else _status(value, state, waits.get(value.dot), is_voided=is_voided),
        )
        for value in values_of(server, connection, record, state)
        if value.register not in hidden
    ]
    return History(tuple(entries), is_complete=server.identity.kind != HUB)


def dated_of(
    server: Server, connection: Connection, record: Id, register: str, state: RecordState
) -> tuple[Dated, ...]:
    """The values of one register with the day from which each held."""
    return tuple(
        Dated(_day(value), value.written.value, value.dot)
        for value in values_of(server, connection, record, state)
        if value.register == register and covers(state.seen, value.dot)
    )


def values_of(server: Server, connection: Connection, record: Id, state: RecordState) -> list[Value]:
    """One value for each dot and register, by (when, dot, register)."""
    found: dict[tuple[Dot, str, bytes], Value] = {}
    logged = chain.from_iterable(_of_change(*one) for one in changes_of(server, connection, record))
    for value in chain(logged, _of_state(state)):
        found.setdefault((value.dot, value.register, canonical.dumps(value.written.value)), value)
    return sorted(found.values(), key=lambda value: (value.written.when, value.dot, value.register))


def changes_of(server: Server, connection: Connection, record: Id) -> Iterator[tuple[Change, int]]:
    """Every readable change of a record, waiting ones too, and when it was received."""
    for entry in log.entries_of_records(connection, [record]):
        body = log.open_body(server.sealing, entry)
        if body is None:
            continue
        try:
            yield read_body(body, device=entry.incarnation, n=entry.n), entry.received_at
        except HomewardError:
            continue  # kept as evidence; nobody can read it


def _of_change(change: Change, received_at: int) -> Iterator[Value]:
    for register, value in change.set.items():
        written = Written(value, change.at, change.offset, change.by)
        yield Value(change.dot, register, written, change.reason, received_at)


def _of_state(state: RecordState) -> Iterator[Value]:
    for register, live in state.registers.items():
        for dot, written in live.items():
            yield Value(dot, register, written, None, None)


def _status(value: Value, state: RecordState, waits: WaitingRow | None, *, is_voided: bool) -> str:
    if waits is not None:
        return HELD if waits.code in _HELD_CODES else SET_ASIDE
    if value.dot in state.registers.get(value.register, {}):
        return VOIDED if is_voided else LIVE
    return REPLACED if covers(state.seen, value.dot) else SET_ASIDE


def _day(value: Value) -> str:
    at = value.written.at
    return day_of_ms(at if value.received_at is None else min(at, value.received_at)).isoformat()
