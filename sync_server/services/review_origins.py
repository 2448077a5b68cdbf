"""Where the versions of an answer come from: who wrote each, when by her clock and when it was received, on which
laptop, what she had seen, and what she saved together with it. Exact: read from the log, judged by the dots.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.canonical import Json
from shared_schema.change import read_body
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.state import Change, Dot, covers
from shared_schema.records.kinds import KINDS
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.book_history import changes_of
from sync_server.services.sight import Sight
from sync_server.store import log
from sync_server.store.devices import Writer, writers_of
from sync_server.store.people import account_by_id
from sync_server.store.records import read_records


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A value of the register as one change wrote it; `role` of its author now, `device` "" for the console."""

    dot: Dot
    value: Json
    by: Id
    at: int
    received_at: int
    role: str
    device: str
    office: Id | None
    reason: str


@dataclass(frozen=True, slots=True)
class Origin:
    """One version: how it was written, which answers its author had been shown, which records she saved with it."""

    written: Written
    had_seen: tuple[Written, ...]
    saved_with: tuple[tuple[str, Id], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One change of a record: who, when, where, why, and each register that it sets: what stood in what its author had
    been shown, and what she wrote."""

    head: Written
    set: Mapping[str, tuple[tuple[Json, ...], Json]]


@dataclass(frozen=True, slots=True)
class Origins:
    """By dot; `before` = the last answers that the authors of all versions had seen ((): there was none)."""

    of: Mapping[Dot, Origin]
    before: tuple[Written, ...]


def origins_of(server: Server, actor: Actor, record: Id, register: str, dots: Sequence[Dot]) -> Origins:
    """Where the values under `dots` come from. `record.not_found` for a record that is not hers to see; a register
    that is withheld from her has no origins."""
    with server.database.snapshot() as connection:
        sight = Sight(server, connection, actor)
        row = read_records(connection, [record]).get(record)
        if row is None or not sight.visible([row], is_reasoned=True):
            raise HomewardError("record.not_found", record=record)
        server.sealing.load([row.home])
        changes = list(changes_of(server, connection, record))
        writers = writers_of(connection, {change.device for change, _received in changes})
        telling = _Telling(server, connection, sight, writers)
        setting = [(change, received) for change, received in changes if register in change.set]
        seen = {change.dot: _seen_by([change], setting) for change, _received in setting if change.dot in dots}
        of = {
            change.dot: Origin(
                telling.written(change, received, register),
                tuple(telling.written(*one, register) for one in seen[change.dot]),
                telling.saved_with(change),
            )
            for change, received in setting
            if change.dot in dots
        }
        apart = [change for change, _received in setting if change.dot in dots]
        common = _seen_by(apart, setting) if apart else []
        return Origins(of, tuple(telling.written(*one, register) for one in common))


def changes_told(server: Server, actor: Actor, record: Id, dots: Iterable[Dot]) -> dict[Dot, Told]:
    """These changes of a record, without what is withheld from her; `record.not_found`."""
    wanted = set(dots)
    with server.database.snapshot() as connection:
        sight = Sight(server, connection, actor)
        row = read_records(connection, [record]).get(record)
        if row is None or not sight.visible([row], is_reasoned=True):
            raise HomewardError("record.not_found", record=record)
        server.sealing.load([row.home])
        withheld = sight.withheld(row, KINDS[row.kind])
        changes = list(changes_of(server, connection, record))
        telling = _Telling(server, connection, sight, writers_of(connection, {dot[0] for dot in wanted}))
        return {
            change.dot: Told(telling.written(change, received, ""), _set_by(change, changes, withheld))
            for change, received in changes
            if change.dot in wanted
        }


def _set_by(
    change: Change, changes: Sequence[tuple[Change, int]], withheld: Iterable[str]
) -> dict[str, tuple[tuple[Json, ...], Json]]:
    hidden = set(withheld)
    found = {}
    for name, value in change.set.items():
        if name not in hidden:
            seen = _seen_by([change], [one for one in changes if name in one[0].set and one[0].dot != change.dot])
            found[name] = (tuple(one.set[name] for one, _received in seen), value)
    return found


def _seen_by(readers: Iterable[Change], setting: Sequence[tuple[Change, int]]) -> list[tuple[Change, int]]:
    """The answers that stood in what all of these had been shown: those that no other one among them had replaced."""
    covered = [
        (change, received) for change, received in setting if all(covers(reader.seen, change.dot) for reader in readers)
    ]
    return [
        (change, received)
        for change, received in covered
        if not any(covers(other.seen, change.dot) for other, _at in covered if other.dot != change.dot)
    ]


class _Telling:
    """What is told of changes within one connection."""

    def __init__(self, server: Server, connection: Connection, sight: Sight, writers: Mapping[Id, Writer]) -> None:
        self._server, self._connection, self._sight, self._writers = server, connection, sight, writers
        self._roles: dict[Id, str] = {}

    def written(self, change: Change, received_at: int, register: str) -> Written:
        """The value with who, when and where."""
        writer = self._writers.get(change.device)
        is_laptop = writer is not None and writer.person is not None
        return Written(
            dot=change.dot,
            value=change.set.get(register),
            by=change.by,
            at=change.at,
            received_at=received_at,
            role=self._role(change.by),
            device=writer.code if writer is not None and is_laptop else "",
            office=writer.office if writer is not None else None,
            reason=change.reason or "",
        )

    def saved_with(self, change: Change) -> tuple[tuple[str, Id], ...]:
        """(kind, record) of the other changes of the same press of *Save* that the reader may see, visits first."""
        if change.set_of is None:
            return ()
        first, count = change.set_of
        entries = log.entries_between(self._connection, change.device, first=first, last=first + count - 1)
        others = {one.record for one in entries if one.record is not None and one.record != change.record}
        rows = self._sight.visible(read_records(self._connection, others).values())
        return tuple(sorted(((row.kind, row.id) for row in rows), key=lambda one: one[0] != "visit"))

    def _role(self, person: Id) -> str:
        if person not in self._roles:
            account = account_by_id(self._connection, person)
            self._roles[person] = account.role if account is not None else ""
        return self._roles[person]


def body_of(server: Server, connection: Connection, dot: Dot) -> Change | None:
    """A change from the log; None where its bytes are not here or cannot be read."""
    entry = log.entry_at(connection, dot)
    if entry is None or entry.sealed_for is None:
        return None
    server.sealing.load([entry.sealed_for])
    body = log.open_body(server.sealing, entry)
    try:
        return None if body is None else read_body(body, device=dot[0], n=dot[1])
    except HomewardError:
        return None
