"""Ordinary changes written by the server's own device, inside the transaction of the act that needs them.

For decisions made in the console or on the server's shell, and for what the server publishes itself (offices,
workers). They are signed, chained and merged like everybody's, and travel down as batches beside the states.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from casework.alert_tasks import with_dots
from casework.book import Edit
from shared_schema.change import SALT_BYTES, Batch, Head, Linked, head_message, next_link, write_body
from shared_schema.change import hash_body as hash_of
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.state import Change, Dot
from shared_schema.records.kinds import KINDS, SCHEMA_VERSION
from sync_server.server import Server
from sync_server.services.merging import Merging
from sync_server.store import log
from sync_server.store.devices import Incarnation, find_device, lock_incarnation, set_head
from sync_server.store.log import APPLIED
from sync_server.store.sealing import CHANGES, RESTRICTED

MAX_BATCH = 50


@dataclass(frozen=True, slots=True)
class Written:
    """A change of the own device as it was written: its exact bytes and its place in the chain."""

    change: Change
    linked: Linked


def write_own_changes(
    server: Server, connection: Connection, edits: Sequence[Edit], *, by: Id, reason: str | None = None
) -> tuple[Dot, ...]:
    """Write `edits` as changes of the server's own device in this transaction: lock, apply, log, place in scopes.

    The edits are one save set; `reason` stands in for edits without one. Raises nothing for rights: the caller judged.
    """
    merging = Merging(server, connection, now_ms=server.clock())
    merging.open([draft_change(server, one, by=by, reason=reason) for one in edits])
    dots = append_own(merging, edits, by=by, reason=reason)
    merging.finish()
    return dots


def append_own(merging: Merging, edits: Sequence[Edit], *, by: Id, reason: str | None = None) -> tuple[Dot, ...]:
    """The same within an open `Merging` that has these records locked; the caller finishes it."""
    server, connection = merging.server, merging.connection
    row = _lock_own(server, connection)
    written: list[Written] = []
    n, link = row.head_n, row.head_link
    first = n + 1
    for edit in with_dots(edits, device=row.id, first=first):
        n += 1
        set_of = (first, len(edits)) if 1 < len(edits) <= MAX_BATCH else None
        change = _change(server, edit, device=row.id, n=n, by=by, reason=reason, set_of=set_of)
        body = write_body(change, salt=server.random(SALT_BYTES))
        link = next_link(link, hash_of(body))
        written.append(Written(change, Linked(n, hash_of(body), link, body)))
    _keep(merging, row, written)
    return tuple(one.change.dot for one in written)


def _keep(merging: Merging, row: Incarnation, written: Sequence[Written]) -> None:
    server, connection = merging.server, merging.connection
    server.sealing.prepare({one.change.home for one in written})
    rows = []
    for one in written:
        change = one.change
        version = merging.apply(change)
        use = RESTRICTED if merging.held[change.record].is_restricted else CHANGES
        sealed = log.seal_body(
            server.sealing, one.linked.body or b"", dot=change.dot, home=change.home, use=use, record=change.record
        )
        rows.append(
            log.new_row(
                one.linked,
                incarnation=row.id,
                status=APPLIED,
                record=change.record,
                version=version,
                sealed=sealed,
                sealed_for=change.home,
                use=use,
                now_ms=merging.now_ms,
            )
        )
    log.add_entries(connection, rows)
    for start in range(0, len(written), MAX_BATCH):
        _sign(server, connection, row, written, start)
    if written:
        last = written[-1].linked
        set_head(connection, row.id, n=last.n, link=last.link)


def _sign(server: Server, connection: Connection, row: Incarnation, written: Sequence[Written], start: int) -> None:
    part = written[start : start + MAX_BATCH]
    last = part[-1].linked
    head = Head(last.n, server.keys.sign_own(head_message(row.id, last.n, last.link)))
    before = written[start - 1].linked.link if start else row.head_link
    items = tuple(one.linked.body or b"" for one in part)
    log.add_heads(connection, [Batch(row.id, part[0].linked.n - 1, before, items, head)])


def _lock_own(server: Server, connection: Connection) -> Incarnation:
    device = find_device(connection, server.identity.own_device)
    row = lock_incarnation(connection, device.newest_incarnation) if device is not None else None
    if row is None:
        raise HomewardError("server.not_initialised")
    return row


def draft_change(server: Server, edit: Edit, *, by: Id, n: int = 1, reason: str | None = None) -> Change:
    """What the edit would be as a change, before it has a place in the log."""
    return _change(server, edit, device="", n=n, by=by, reason=reason, set_of=None)


def _change(
    server: Server, edit: Edit, *, device: Id, n: int, by: Id, reason: str | None, set_of: tuple[int, int] | None
) -> Change:
    if edit.kind not in KINDS:
        raise HomewardError("change.kind_unknown")
    return Change(
        device=device,
        n=n,
        version=SCHEMA_VERSION,
        record=edit.record,
        kind=edit.kind,
        home=edit.home,
        at=server.clock(),
        offset=0,
        by=by,
        seen=dict(edit.base_seen),
        set=dict(edit.registers),
        reason=edit.reason or reason,
        resolves=edit.resolves,
        corrects=edit.corrects,
        set_of=set_of,
    )
