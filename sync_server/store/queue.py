"""The queue of touched dossiers: written in the transaction that touched them, read by the job that checks rules."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, func, select

from sync_server.store.statements import fetch, put_rows
from sync_server.store.tables_records import dossier_queue

_COLUMNS = ("home", "touched_at", "times")
_AT = dossier_queue.c.touched_at


def queue_dossiers(connection: Connection, homes: Iterable[str], *, now_ms: int) -> None:
    """Mark dossiers as touched; one that waits already stays one row."""
    wanted = sorted(set(homes))
    before = {home: times for home, _at, times in fetch(connection, dossier_queue, _COLUMNS, key="home", values=wanted)}
    put_rows(connection, dossier_queue, _COLUMNS, [(home, now_ms, before.get(home, 0) + 1) for home in wanted])


def queued_dossiers(connection: Connection, *, limit: int) -> list[tuple[str, int]]:
    """(home, times) of the dossiers that wait longest."""
    query = select(dossier_queue.c.home, dossier_queue.c.times).order_by(dossier_queue.c.touched_at)
    return [(row.home, row.times) for row in connection.execute(query.limit(limit))]


def touched_between(connection: Connection) -> tuple[int, int] | None:
    """When the dossiers that wait were touched, first and last; None where none waits."""
    found: Any = connection.execute(select(func.min(_AT), func.max(_AT))).one()
    return None if found[0] is None else (int(found[0]), int(found[1]))


def times_touched(connection: Connection, home: str) -> int | None:
    """How often the dossier was touched since it was last checked; None where it does not wait."""
    return connection.scalar(select(dossier_queue.c.times).where(dossier_queue.c.home == home))


def take_from_queue(connection: Connection, home: str, *, times: int) -> bool:
    """Take a checked dossier off the queue, unless it was touched again meanwhile."""
    same = delete(dossier_queue).where(dossier_queue.c.home == home, dossier_queue.c.times == times)
    return connection.execute(same).rowcount == 1
