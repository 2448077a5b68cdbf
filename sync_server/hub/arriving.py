"""States of the centre are joined into what this hub serves, and get numbers of this hub's own feed.

Promise: a state that covers a change which the hub had set aside releases it; nothing that a laptop gave and the centre
does not have yet is lost. Refused: re-minting dots, and believing less than the centre says it has seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.change import read_body
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.apply import apply
from shared_schema.merge.state import Change, Dot, RecordState, Seen
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import NOBODY, withheld_in
from shared_schema.wire.compact import read_state, state_body, state_digest, withheld_of, write_state
from shared_schema.wire.delta import put_delta
from shared_schema.wire.messages import StateFrame
from sync_server.server import Server
from sync_server.services.held import hold_new
from sync_server.services.intake import Intake, Stream
from sync_server.services.judge import RETRIED
from sync_server.services.merging import Merging
from sync_server.services.senders import sender_of
from sync_server.store import log, upstream
from sync_server.store.devices import lock_incarnation
from sync_server.store.upstream_states import (
    Cursors,
    ReceivedState,
    members_of,
    put_members,
    put_states,
    read_states,
)
from sync_server.store.waiting import waiting_for_records


class Arrived(NamedTuple):
    """One state as it came: parsed, its bytes as digests count them, the scopes of this hub in which it lies."""

    state: RecordState
    compact: bytes
    scopes: frozenset[str]

    @property
    def is_restricted(self) -> bool:
        """Whether it lies where restricted records lie: the centre has looked at what it is about."""
        return any(scope.endswith("/restricted") for scope in self.scopes)


class Placed(NamedTuple):
    """What a page of states left: records whose delta had no ground here, and dossiers that are new."""

    missing: tuple[Id, ...]
    new_dossiers: tuple[Id, ...]


def put_arrived(server: Server, connection: Connection, frames: Sequence[StateFrame], cursors: Cursors) -> Placed:
    """Everything of one page, in the caller's transaction. Raises `wire.malformed`."""
    found: dict[Id, Arrived] = {}
    held = read_states(connection, server.sealing, {_record(frame) for frame in frames})
    missing: list[Id] = []
    for frame in frames:
        record = _record(frame)
        ground = found[record].compact if record in found else held[record].compact if record in held else None
        if frame.is_delta and ground is None:
            missing.append(record)
            cursors.different.update(frame.scopes)
        else:
            found[record] = _read(frame, ground)
    new_dossiers, merging = _into_records(server, connection, found)
    _keep(server, connection, found, merging, cursors)
    _forget_verdicts(connection, found)
    return Placed(tuple(missing), new_dossiers)


def _record(frame: StateFrame) -> Id:
    try:
        return str(frame.body["i"])
    except (KeyError, TypeError) as error:
        raise HomewardError("wire.malformed", at=0) from error


def _read(frame: StateFrame, ground: bytes | None) -> Arrived:
    body: Json = frame.body
    scopes = frozenset(frame.scopes)
    if not frame.is_delta or ground is None:
        compact = canonical.dumps(body)
        return Arrived(read_state(body), compact, scopes)
    state = put_delta(read_state(ground), body)
    return Arrived(state, _compact(state, withheld_of(body)), scopes)


def _compact(state: RecordState, withheld: Sequence[str]) -> bytes:
    if not withheld:
        return write_state(state)
    return canonical.dumps(state_body(state) | {"w": sorted(withheld)})


# Into the records that are served here


def _into_records(
    server: Server, connection: Connection, found: Mapping[Id, Arrived]
) -> tuple[tuple[Id, ...], Merging]:
    known = {record: one for record, one in found.items() if one.state.kind in KINDS}
    merging = Merging(server, connection, now_ms=server.clock())
    intake = Intake(server, connection, merging)
    for stream in _waiting_streams(server, connection, known):
        intake.add(stream)
    intake.open(beside=[_as_change(one.state) for one in known.values()])
    for record in sorted(known):
        _take(server, merging, known[record])
    for stream in intake.streams:
        intake.sort(stream)
    intake.write()
    return intake.new_dossiers, merging


def _waiting_streams(server: Server, connection: Connection, found: Mapping[Id, Arrived]) -> Iterable[Stream]:
    """Incarnations with changes that waited here and that the centre has taken in, or that waited for these states."""
    decided: dict[Id, set[Dot]] = {}
    for row in waiting_for_records(connection, found):
        is_covered = row.record is not None and row.n <= found[row.record].state.seen.get(row.incarnation, 0)
        if is_covered:
            decided.setdefault(row.incarnation, set()).add(row.dot)
        elif row.own_code in RETRIED:
            decided.setdefault(row.incarnation, set())
    for incarnation in sorted(decided):
        locked = lock_incarnation(connection, incarnation)
        if locked is not None:
            sender = sender_of(server, connection, locked)
            yield Stream(locked, sender, (), decided=frozenset(decided[incarnation]))


def _as_change(state: RecordState) -> Change:
    """What the locks and look-ups of a transaction ask of a change, said of a state."""
    values = {name: next(iter(live.values())).value for name, live in state.registers.items() if live}
    return Change(
        device="", n=0, version=1, record=state.record_id, kind=state.kind, home=state.home, at=0, offset=0, by="",
        seen={}, set=values,
    )  # fmt: skip


def _take(server: Server, merging: Merging, one: Arrived) -> None:
    record, kind = one.state.record_id, KINDS[one.state.kind]
    held = merging.held.get(record)
    if held is not None and (held.state.kind, held.state.home) != (one.state.kind, one.state.home):
        return  # two records under one name; the centre's stays where it was received
    if held is None:
        was_here = merging.kind_of(record) is not None
        after = _with_rest(server, merging.connection, one.state) if was_here else one.state
        held = merging.held[record] = hold_new(record, kind, one.state.home, is_restricted=one.is_restricted)
    elif _covers(one.state.seen, held.state.seen):
        after = one.state
    else:
        after = _with_rest(server, merging.connection, one.state)
    if after != held.state or held.is_restricted != one.is_restricted:
        held.is_restricted = one.is_restricted
        held.take(after, _changed(held.state, after), ())


def _covers(seen: Seen, other: Seen) -> bool:
    return all(n <= seen.get(incarnation, 0) for incarnation, n in other.items())


def _with_rest(server: Server, connection: Connection, state: RecordState) -> RecordState:
    """The centre's state with what stands in the log here and has not arrived there, applied anew.

    Never joined with what stood here before: a restored centre may have lost what nobody has the words of any more, a
    copied laptop may have written one dot twice, and where words are withheld a join would take them for deleted."""
    entries = log.entries_of_records(connection, [state.record_id])
    for entry in sorted(entries, key=_dot):
        if entry.status != log.APPLIED or entry.n <= state.seen.get(entry.incarnation, 0):
            continue
        body = log.open_body(server.sealing, entry)
        if body is not None:
            change = read_body(body, device=entry.incarnation, n=entry.n)
            state, _events = apply(state, change, KINDS[state.kind])
    return state


def _dot(entry: log.Entry) -> Dot:
    return entry.dot


def _changed(before: RecordState, after: RecordState) -> list[str]:
    names = before.registers.keys() | after.registers.keys()
    return [name for name in names if before.registers.get(name) != after.registers.get(name)]


# Kept apart, as it was received


def _keep(
    server: Server, connection: Connection, found: Mapping[Id, Arrived], merging: Merging, cursors: Cursors
) -> None:
    rows = [
        ReceivedState(record, one.state.kind[:40], one.state.home, one.compact, one.is_restricted)
        for record, one in found.items()
    ]
    put_states(connection, server.sealing, rows)
    before = members_of(connection, found)
    digests: dict[Id, dict[str, int]] = {}
    for record, one in found.items():
        own = before.get(record, {})
        digests[record] = {scope: _digest(one, scope, merging) for scope in own.keys() | one.scopes}
        for scope, digest in own.items():
            cursors.count(scope, -digest)
        for scope, digest in digests[record].items():
            cursors.count(scope, digest)
    put_members(connection, digests)


def _digest(one: Arrived, scope: str, merging: Merging) -> int:
    state, kind = one.state, KINDS.get(one.state.kind)
    if kind is None or not kind.home_only_registers:
        return state_digest(state.record_id, one.compact)
    dossier = merging.dossiers.get(state.home)
    withheld = withheld_in(scope, state, kind, home=dossier.holders if dossier is not None else NOBODY)
    compact = write_state(state, withheld=withheld) if withheld else one.compact
    return state_digest(state.record_id, compact)


def _forget_verdicts(connection: Connection, found: Mapping[Id, Arrived]) -> None:
    """What the centre had set aside and its state now covers, somebody has decided there."""
    decided = [
        (dot[0], dot[1], dot[1])
        for record, dot, _code in upstream.verdicts_of_records(connection, found)
        if dot[1] <= found[record].state.seen.get(dot[0], 0)
    ]
    upstream.drop_verdicts(connection, decided)
