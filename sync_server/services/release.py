"""Releasing and rejecting what was set aside: both apply the original bytes under their own dot (sync.md section 1).

Rejecting also writes, in the same transaction, the decider's ordinary changes that put the former values back (a record
that the change created is voided). The typed words stay in history either way.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from casework.book import Edit
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import versions_of
from shared_schema.merge.state import Change, Dot, RecordState
from shared_schema.records.implied_fields import RETRACTED, RETRACTED_REASON
from shared_schema.records.kinds import KINDS
from sync_server.server import Server
from sync_server.services.intake import Intake, Stream
from sync_server.services.kept_by_centre import require_kept_here
from sync_server.services.merging import Merging
from sync_server.services.own_device import append_own
from sync_server.services.receive import retry_unknown_homes
from sync_server.services.senders import sender_of
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.devices import lock_incarnation

RETRACTION = "group:retraction"
# What cannot be applied whoever wishes it: it does not say where it belongs, or cannot be read, or is an account's.
NEVER_APPLIED = frozenset(
    {
        "change.home_unknown",
        "change.kind_unknown",
        "change.unreadable",
        "change.too_large",
        "change.home_changed",
        "change.seen_too_far",
        "change.home_erased",
    }
)
ONLY_REJECTED = frozenset({"change.account_request"})


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision did: what stands now, and the changes that put former values back."""

    standing: tuple[Dot, ...]
    put_back: tuple[Dot, ...]


def release(server: Server, dot: Dot, *, by: Id) -> Decided:
    """Let a change stand as it is, then what was held behind it. Raises `review.cannot_release`."""
    require_kept_here(server)
    return _decide(server, dot, by=by, reason=None)


def reject(server: Server, dot: Dot, *, by: Id, reason: str) -> Decided:
    """Apply it and put the former values back. Raises `review.cannot_release` where it cannot be applied at all."""
    require_kept_here(server)
    return _decide(server, dot, by=by, reason=reason)


def _decide(server: Server, dot: Dot, *, by: Id, reason: str | None) -> Decided:
    def work(connection: Connection) -> tuple[Decided, tuple[Id, ...]]:
        return _in_transaction(server, connection, dot, by=by, reason=reason)

    decided, new_dossiers = server.database.run(work)
    if new_dossiers:
        retry_unknown_homes(server, new_dossiers)
    return decided


def _in_transaction(
    server: Server, connection: Connection, dot: Dot, *, by: Id, reason: str | None
) -> tuple[Decided, tuple[Id, ...]]:
    row = lock_incarnation(connection, dot[0])
    if row is None:
        raise HomewardError("review.item_unknown", item="")
    merging = Merging(server, connection, now_ms=server.clock())
    intake = Intake(server, connection, merging)
    stream = Stream(row, sender_of(server, connection, row), (), decided=frozenset({dot}))
    intake.add(stream)
    intake.open()
    _require_decidable(stream, dot, is_release=reason is None)
    change = stream.stored[dot][2]
    before = merging.state_of(change.record)
    intake.sort(stream)
    if dot not in stream.taken:
        waits = stream.set_aside[dot][1]
        raise HomewardError("review.cannot_release", why=waits)
    put_back: tuple[Dot, ...] = ()
    if reason is not None:
        edits = list(_former(merging, change, before, reason))
        put_back = append_own(merging, edits, by=by, reason=reason) if edits else ()
    intake.write()
    action = "set_aside.release" if reason is None else "set_aside.reject"
    act = AuditRow(server.clock(), action, by, None, change.kind, change.record)
    append_rows(connection, [act], random=server.random)
    return Decided(tuple(sorted(stream.taken)), put_back), intake.new_dossiers


def _require_decidable(stream: Stream, dot: Dot, *, is_release: bool) -> None:
    waits = stream.waits.get(dot)
    if waits is None or waits.own_code is None:
        raise HomewardError("review.item_unknown", item="")
    barred = NEVER_APPLIED | (ONLY_REJECTED if is_release else frozenset())
    if dot not in stream.stored or waits.own_code in barred:
        raise HomewardError("review.cannot_release", why=waits.own_code or waits.code)


def _former(merging: Merging, change: Change, before: RecordState | None, reason: str) -> Iterator[Edit]:
    state = merging.state_of(change.record)
    assert state is not None
    if before is None:
        yield _voiding(state, reason)
        return
    registers: dict[str, Json] = {}
    for name in change.set:
        if change.dot in state.registers.get(name, {}):
            registers[name] = _shown_value(before, name)
    if registers:
        seen = {change.device: change.n}
        yield Edit(change.record, change.kind, change.home, registers, seen, reason)


def _shown_value(before: RecordState, name: str) -> Json:
    live = before.registers.get(name)
    return versions_of(live)[-1].value if live else None


def _voiding(state: RecordState, reason: str) -> Edit:
    kind = KINDS[state.kind]
    whole: dict[str, Json] = {RETRACTED: True}
    registers: dict[str, Json] = {RETRACTION: whole}
    if kind.two_dossiers:
        registers[RETRACTED_REASON] = reason[:120]
    else:
        whole[RETRACTED_REASON] = reason[:120]
    return Edit(state.record_id, state.kind, state.home, registers, dict(state.seen), reason)
