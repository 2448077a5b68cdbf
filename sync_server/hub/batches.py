"""Signed batches at a hub: of its laptops and of its own device, which go up; of the centre, which came down."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection

from shared_schema.change import Batch, BodyHash
from shared_schema.identifiers import Id
from shared_schema.records.kinds import KINDS
from sync_server.server import Server
from sync_server.services.arrivals import Arrival, verify
from sync_server.store import devices, log
from sync_server.store.devices import find_incarnation
from sync_server.store.sealing import CHANGES, RESTRICTED
from sync_server.store.upstream import Owed
from sync_server.store.upstream_batches import batches_after, keep_heads

OURS = (devices.LAPTOP, devices.HUB)  # whose changes go up: of laptops here, and of this hub's own device
MOST_CHANGES = 4000  # in one request; the centre takes 5,000
_HASH_BYTES = 44


def batches_up(server: Server, connection: Connection, listed: Iterable[Owed], *, max_bytes: int) -> tuple[Batch, ...]:
    """Batches that the centre lacks, unchanged, until the request is full; the first one always."""
    found: list[Batch] = []
    size = changes = 0
    for one in listed:
        for batch in _batches_of(server, connection, one):
            size += _size(batch)
            changes += len(batch.items)
            if found and (size > max_bytes or changes > MOST_CHANGES):
                return tuple(found)
            found.append(batch)
    return tuple(found)


def batches_back(
    server: Server, connection: Connection, lacking: Mapping[Id, int], *, max_bytes: int
) -> tuple[Batch, ...]:
    """Batches of the centre's own device that a restored centre lost: {incarnation: n that it has}."""
    found: list[Batch] = []
    size = 0
    for incarnation, n in sorted(lacking.items()):
        for batch in batches_after(connection, server.sealing, incarnation, n):
            size += _size(batch)
            if found and size > max_bytes:
                return tuple(found)
            found.append(batch)
    return tuple(found)


def keep_of_the_centre(server: Server, connection: Connection, batches: Sequence[Batch]) -> None:
    """Batches of the centre's own device beside its states: kept to be given back; what they change comes as states."""
    kept = []
    rows = []
    for batch in batches:
        incarnation = find_incarnation(connection, batch.incarnation)
        if incarnation is None:
            continue  # the next roster names it
        arrivals = verify(batch, incarnation).arrivals
        first, last = batch.n_before + 1, batch.head.n
        held = {one.n: one for one in log.entries_between(connection, batch.incarnation, first=first, last=last)}
        rows += [row for one in arrivals if (row := _row(server, one, held.get(one.linked.n))) is not None]
        kept.append(batch)
    log.put_entries(connection, list({(row[0], row[1]): row for row in rows}.values()))
    keep_heads(connection, kept)


def _batches_of(server: Server, connection: Connection, one: Owed) -> Iterator[Batch]:
    incarnation = find_incarnation(connection, one.incarnation)
    if incarnation is None:
        return
    for n_before, head in log.heads_after(connection, one.incarnation, one.known or 0):
        link = log.link_at(connection, one.incarnation, n_before, first_link=incarnation.first_link)
        entries = log.entries_between(connection, one.incarnation, first=n_before + 1, last=head.n)
        if link is None or len(entries) != head.n - n_before:
            return
        server.sealing.load(entry.sealed_for for entry in entries if entry.sealed_for is not None)
        bodies = {entry.n: body for entry in entries if (body := log.open_body(server.sealing, entry)) is not None}
        yield log.rebuild_batch(
            entries, incarnation=one.incarnation, n_before=n_before, link_before=link, head=head, bodies=bodies
        )


def _row(server: Server, one: Arrival, held: log.Entry | None) -> tuple[object, ...] | None:
    """A row of the log for one entry; None where as much is here already."""
    change, body = one.change, one.linked.body
    if held is not None and (held.sealed is not None or held.status == log.ERASED):
        return None
    if change is None or body is None or server.sealing.is_destroyed(change.home):
        if held is not None:
            return None
        nothing = {"record": None, "version": 0, "sealed": None, "sealed_for": None, "use": None}
        return log.new_row(
            one.linked,
            incarnation=one.incarnation,
            status=log.HIDDEN,
            now_ms=server.clock(),
            **nothing,  # type: ignore[arg-type]
        )
    kind = KINDS.get(change.kind)
    use = RESTRICTED if kind is None or kind.restricted or kind.follows else CHANGES
    server.sealing.prepare([change.home])
    sealed = log.seal_body(server.sealing, body, dot=one.dot, home=change.home, use=use, record=change.record)
    return log.new_row(
        one.linked, incarnation=one.incarnation, status=log.APPLIED, record=change.record, version=0,
        sealed=sealed, sealed_for=change.home, use=use, now_ms=server.clock(),
    )  # fmt: skip


def _size(batch: Batch) -> int:
    return sum(_HASH_BYTES if isinstance(item, BodyHash) else len(item) for item in batch.items)
