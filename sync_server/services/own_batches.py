"""Signed batches of the server's own device that travel down beside states, to laptops that hold the record.

They keep them and give them back to a server that was restored and lacks them. What is not theirs to read stands as
its hash, so the chain stays whole.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from shared_schema.change import Batch
from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.store import log
from sync_server.store.devices import Incarnation, incarnations_of
from sync_server.store.log import Entry


def own_incarnations(server: Server, connection: Connection) -> dict[Id, Incarnation]:
    """Every incarnation of the server's own device that has written something."""
    return {one.id: one for one in incarnations_of(connection, server.identity.own_device) if one.head_n > 0}


def own_batches(
    server: Server, connection: Connection, sent: Mapping[Id, int | None], incarnations: Mapping[Id, Incarnation]
) -> Iterator[Batch]:
    """Batches with the server's own changes of these records after the version that the receiver held.

    `sent` = {record: version it builds on, None for a full state}.
    """
    if not sent or not incarnations:
        return
    entries = log.own_entries_of(connection, sent, incarnations=incarnations)
    wanted: dict[Id, dict[int, Entry]] = {}
    for entry in entries:
        base = sent.get(entry.record or "")
        if base is None or entry.version > base:
            wanted.setdefault(entry.incarnation, {})[entry.n] = entry
    for incarnation in sorted(wanted):
        yield from _batches_of(server, connection, incarnations[incarnation], wanted[incarnation])


def _batches_of(
    server: Server, connection: Connection, incarnation: Incarnation, wanted: Mapping[int, Entry]
) -> Iterator[Batch]:
    for n_before, head in log.heads_over(connection, incarnation.id, wanted):
        link = log.link_at(connection, incarnation.id, n_before, first_link=incarnation.first_link)
        entries = log.entries_between(connection, incarnation.id, first=n_before + 1, last=head.n)
        if link is None or len(entries) != head.n - n_before:
            continue
        bodies = {}
        for n, entry in wanted.items():
            body = log.open_body(server.sealing, entry) if n_before < n <= head.n else None
            if body is not None:
                bodies[n] = body
        yield log.rebuild_batch(
            entries, incarnation=incarnation.id, n_before=n_before, link_before=link, head=head, bodies=bodies
        )
