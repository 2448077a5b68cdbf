"""Counters in the database, not in a process: how often something was done in a window of time (security.md 4.4)."""

from functools import cache
from typing import Any

from sqlalchemy import Connection, delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.sql.dml import ReturningInsert

from sync_server.store.tables_people import rate_counters


def count_use(connection: Connection, name: str, *, window_ms: int, now_ms: int) -> int:
    """Count one use of `name` in the current window of `window_ms`, across all processes; how many it are now."""
    start = now_ms - now_ms % window_ms
    counted = _count(is_sqlite=connection.dialect.name == "sqlite")
    return int(connection.execute(counted, {"name": name, "window_start": start, "used": 1}).scalar_one())


@cache
def _count(*, is_sqlite: bool) -> ReturningInsert[Any]:
    make = sqlite_insert if is_sqlite else postgresql_insert
    counted = make(rate_counters).on_conflict_do_update(
        index_elements=[rate_counters.c.name, rate_counters.c.window_start],
        set_={"used": rate_counters.c.used + 1},
    )
    return counted.returning(rate_counters.c.used)


def forget_counters(connection: Connection, *, before_ms: int) -> int:
    """Remove counters of windows that began before `before_ms`; how many."""
    return connection.execute(delete(rate_counters).where(rate_counters.c.window_start < before_ms)).rowcount
