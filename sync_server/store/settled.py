"""What waits at a hub for a case that has left its offices: once the centre has the words, the centre decides."""

from sqlalchemy import Connection, select

from sync_server.store.log import EVIDENCE, set_status
from sync_server.store.records import read_dossiers
from sync_server.store.tables_records import dossiers, waiting
from sync_server.store.tables_upstream import upstream_heads
from sync_server.store.waiting import drop_waiting


def forget_settled(connection: Connection) -> int:
    """Take out of the queue what the centre has confirmed and nobody here holds; how many changes."""
    joined = waiting.join(upstream_heads, upstream_heads.c.incarnation == waiting.c.incarnation).join(
        dossiers, dossiers.c.id == waiting.c.home
    )
    query = select(waiting.c.incarnation, waiting.c.n, waiting.c.home).select_from(joined)
    rows = connection.execute(query.where(waiting.c.n <= upstream_heads.c.n)).all()
    held = read_dossiers(connection, {row.home for row in rows})
    dots = [
        (row.incarnation, row.n)
        for row in rows
        if not (held[row.home].holders.workers or held[row.home].holders.offices)
    ]
    set_status(connection, dots, EVIDENCE)
    drop_waiting(connection, dots)
    return len(dots)
