"""Signed batches of the centre's own device at a hub: kept as they came, given back to a centre that lost them.

They come with gaps, since a hub gets those of its own records alone. Bodies stand in the log, sealed under their
dossier's key, so that an erasure reaches them; signed heads stand apart.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, func, select

from shared_schema.change import Batch, BodyHash, Head, next_link
from shared_schema.identifiers import Id
from sync_server.store import log
from sync_server.store.sealing import Sealing
from sync_server.store.statements import add_missing
from sync_server.store.tables_upstream import upstream_batches

_COLUMNS = ("incarnation", "n", "n_before", "link_before", "signature")


def keep_heads(connection: Connection, batches: Iterable[Batch]) -> None:
    """Keep the signed heads; one that is here already stays."""
    rows = [(one.incarnation, one.head.n, one.n_before, one.link_before, one.head.signature) for one in batches]
    add_missing(connection, upstream_batches, _COLUMNS, rows)


def highest(connection: Connection) -> dict[Id, int]:
    """{incarnation: highest n held} of everything kept."""
    query = select(upstream_batches.c.incarnation, func.max(upstream_batches.c.n))
    return {row[0]: row[1] for row in connection.execute(query.group_by(upstream_batches.c.incarnation))}


def batches_after(connection: Connection, sealing: Sealing, incarnation: Id, n: int) -> list[Batch]:
    """The batches that reach beyond n, in order; bodies that are not here any more stand as their hashes."""
    mine = upstream_batches.c.incarnation == incarnation
    query = select(upstream_batches).where(mine, upstream_batches.c.n > n)
    found = []
    for row in connection.execute(query.order_by(upstream_batches.c.n_before, upstream_batches.c.n)).all():
        entries = log.entries_between(connection, incarnation, first=row.n_before + 1, last=row.n)
        if len(entries) == row.n - row.n_before and _fits(entries, bytes(row.link_before)):
            items = tuple(log.open_body(sealing, one) or BodyHash(one.body_hash) for one in entries)
            head = Head(row.n, bytes(row.signature))
            found.append(Batch(incarnation, row.n_before, bytes(row.link_before), items, head))
    return found


def _fits(entries: Sequence[log.Entry], link: bytes) -> bool:
    for one in entries:
        link = next_link(link, one.body_hash)
        if link != one.link:
            return False
    return True
