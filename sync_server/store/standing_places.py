"""Sums of cases by office and province, for the overview: some thousand rows instead of every line.

Promise: kept with the other sums (`store/standing_sums.py`), so they are those of the lines as they stand.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, bindparam, case, delete, func, insert, or_, select

from shared_schema.identifiers import Id
from sync_server.store.standing_counts import Place
from sync_server.store.standing_lists import Reach, Shape, Sought, facts_of, shape_of, within
from sync_server.store.standings import CASE, CLOSED_STATUSES
from sync_server.store.tables_standings import standing_places, standings

_T, _P = standings.c, standing_places.c
_BY_STATE: dict[str, ColumnElement[int]] = {
    "open": _P.active,
    "closed": _P.closed,
    "all": _P.active + _P.closed,
    "overdue": _P.overdue,
    "escalated": _P.escalated,
    "lost": _P.lost,
}
_KEYS = ("worker", "office", "other_worker", "other_office", "province")
_TOLD = ("active", "overdue", "escalated", "reunified", "alerts", "matches", "lost")


def count_places_again(
    connection: Connection, owners: Iterable[Id], held: ColumnElement[bool], *, today: str, since: str, until: str
) -> None:
    """Make the sums of these people anew from the lines that are `held` by them; returns from `since` to `until`."""
    connection.execute(delete(standing_places).where(_P.worker.in_(list(owners))))
    columns = [column.name for column in _P]
    connection.execute(insert(standing_places).from_select(columns, _counted(held, today, since, until)))


def sum_places(connection: Connection, reach: Reach) -> list[Place]:
    """Counts by office and province of the day and quarter that were counted for last."""
    nothing = Sought(today="2000-01-01")  # sums are of the day that was counted for
    rows = connection.execute(_by_place(shape_of(connection, reach, nothing)), facts_of(reach, nothing))
    return [Place(row[0] or None, row[1] or None, *map(int, row[2:])) for row in rows]


def sum_cases(connection: Connection, reach: Reach, sought: Sought) -> int | None:
    """How many cases a list has; None where these sums cannot tell (inquiries, by risk, by stage, other states)."""
    is_narrowed = sought.risk or sought.stage or sought.authors is not None or sought.among is not None
    if sought.state not in _BY_STATE or sought.kind != CASE or is_narrowed:
        return None
    return int(connection.scalar(_cases(shape_of(connection, reach, sought)), facts_of(reach, sought)) or 0)


@cache
def _by_place(shape: Shape) -> Select[Any]:
    sums = [func.sum(_P[name]) for name in _TOLD]
    return select(_P.office, _P.province, *sums).where(within(_P, shape)).group_by(_P.office, _P.province)


@cache
def _cases(shape: Shape) -> Select[Any]:
    found = [_P[name] == bindparam(name) for name in ("worker", "province") if name in shape.narrowed]
    if "office" in shape.narrowed:
        found.append(or_(_P.office == bindparam("office"), _P.other_office == bindparam("office")))
    return select(func.sum(_BY_STATE[shape.state])).where(within(_P, shape, has_index_of_others=True), *found)


def _counted(held: ColumnElement[bool], today: str, since: str, until: str) -> Select[Any]:
    is_open = _T.status.not_in(CLOSED_STATUSES)
    counts = (
        _sum(is_open, 1),
        _sum(_T.status.in_(CLOSED_STATUSES), 1),
        _sum(is_open & (_T.overdue_on <= today), 1),
        _sum(is_open & (_T.escalated_on <= today), 1),
        _sum(_T.reunified_on.between(since, until), 1),
        _sum(is_open, _T.open_alerts),
        _sum(is_open, _T.open_matches),
        _sum(is_open & _T.is_lost, 1),
    )
    keys: list[Column[Any]] = [_T[name] for name in _KEYS]
    told = [func.coalesce(key, "") for key in keys]
    return select(*told, *counts).where(held, _T.kind == CASE).group_by(*keys)


def _sum(condition: ColumnElement[bool], number: ColumnElement[int] | int) -> ColumnElement[int]:
    return func.sum(case((condition, number), else_=0))
