"""Changes that wait for a person, and what waits behind them. Their bytes stand in the log under the office's key."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, select

from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot
from sync_server.store.statements import fetch, put_rows
from sync_server.store.tables_people import incarnations as incarnations_table
from sync_server.store.tables_records import waiting

_COLUMNS = (
    "incarnation", "n", "code", "own_code", "behind_incarnation", "behind_n", "record", "kind", "home", "author",
    "office", "is_raise", "since", "waits_for", "waits_for_n",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A change set aside: `own_code` is its own reason, None where it only waits behind another.

    `waits_for` = the dot that it says it has seen, which has not arrived.
    """

    incarnation: Id
    n: int
    code: str
    own_code: str | None
    behind: Dot | None
    record: Id | None
    kind: str | None
    home: str | None
    author: Id | None
    office: Id | None
    is_raise: bool
    since: int
    waits_for: Dot | None = None

    @property
    def dot(self) -> Dot:
        """(incarnation, n)."""
        return (self.incarnation, self.n)


def put_waiting(connection: Connection, rows: Iterable[WaitingRow]) -> None:
    """Insert or replace."""
    values = [
        (
            one.incarnation,
            one.n,
            one.code,
            one.own_code,
            one.behind[0] if one.behind else None,
            one.behind[1] if one.behind else None,
            one.record,
            one.kind,
            one.home,
            one.author,
            one.office,
            one.is_raise,
            one.since,
            one.waits_for[0] if one.waits_for else None,
            one.waits_for[1] if one.waits_for else None,
        )
        for one in rows
    ]
    put_rows(connection, waiting, _COLUMNS, values)


def waiting_of(connection: Connection, incarnations: Iterable[Id]) -> dict[Dot, WaitingRow]:
    """What waits of these incarnations."""
    found = map(_row, fetch(connection, waiting, _COLUMNS, key="incarnation", values=incarnations))
    return {row.dot: row for row in found}


def waiting_for_homes(connection: Connection, homes: Iterable[str], *, code: str) -> list[WaitingRow]:
    """What waits with this own reason for one of these homes."""
    rows = map(_row, fetch(connection, waiting, _COLUMNS, key="home", values=homes))
    return [row for row in rows if row.own_code == code]


def waiting_for_records(connection: Connection, records: Iterable[Id]) -> list[WaitingRow]:
    """What waits of these records, oldest first."""
    rows = map(_row, fetch(connection, waiting, _COLUMNS, key="record", values=records, order_by="since, n"))
    return list(rows)


def incarnations_waiting_for(connection: Connection, incarnations: Iterable[Id]) -> list[Id]:
    """Incarnations with changes that waited for what these logs now hold."""
    return sorted(connection.scalars(_reached_of(), {"logs": list(incarnations)}))


def incarnations_that_waited(connection: Connection) -> list[Id]:
    """Incarnations with changes that waited for what any log now holds."""
    return sorted(connection.scalars(_reached(waiting.c.waits_for.is_not(None))))


@cache
def _reached_of() -> Select[tuple[Id]]:
    return _reached(waiting.c.waits_for.in_(bindparam("logs", expanding=True)))


def _reached(condition: ColumnElement[bool]) -> Select[tuple[Id]]:
    joined = waiting.join(incarnations_table, incarnations_table.c.id == waiting.c.waits_for)
    query = select(waiting.c.incarnation).distinct().select_from(joined)
    return query.where(condition, incarnations_table.c.head_n >= waiting.c.waits_for_n)


def all_waiting(connection: Connection) -> list[WaitingRow]:
    """Everything that waits; raises of safety answers first, then the oldest."""
    query = select(*[waiting.c[name] for name in _COLUMNS])
    ordered = query.order_by(waiting.c.is_raise.desc(), waiting.c.since, waiting.c.incarnation, waiting.c.n)
    return [_row(tuple(row)) for row in connection.execute(ordered)]


def drop_waiting(connection: Connection, dots: Iterable[Dot]) -> None:
    """These wait no more."""
    for incarnation, n in dots:
        connection.execute(delete(waiting).where(waiting.c.incarnation == incarnation, waiting.c.n == n))


def _row(row: tuple[Any, ...]) -> WaitingRow:
    incarnation, n, code, own_code, behind, behind_n, record, kind, home, author, office, is_raise, since = row[:13]
    after = (behind, behind_n) if behind is not None else None
    waits_for = (row[13], row[14]) if row[13] is not None else None
    return WaitingRow(
        incarnation, n, code, own_code, after, record, kind, home, author, office, bool(is_raise), since, waits_for
    )
