"""Sums of cases by office and province, for the overview: some thousand rows instead of every line.

Promise: kept with the other sums (`store/standing_sums.py`), so they are those of the lines as they stand.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, case, delete, false, func, insert, or_, select

from shared_schema.identifiers import Id
from sync_server.store.standing_counts import Place
from sync_server.store.standing_lists import Reach, Sought
from sync_server.store.standings import CASE, CLOSED_STATUSES
from sync_server.store.tables_standings import standing_places, standings

_T, _P = standings.c, standing_places.c
_BY_STATE = {"open": "active", "closed": "closed", "overdue": "overdue", "escalated": "escalated", "lost": "lost"}
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
    sums = [func.sum(_P[name]) for name in _TOLD]
    query = select(_P.office, _P.province, *sums).where(_within(reach)).group_by(_P.office, _P.province)
    rows = connection.execute(query)
    return [Place(row[0] or None, row[1] or None, *map(int, row[2:])) for row in rows]


def sum_cases(connection: Connection, reach: Reach, sought: Sought) -> int | None:
    """How many cases a list has; None where these sums cannot tell (inquiries, by risk, by stage, other states)."""
    column = _BY_STATE.get(sought.state)
    is_narrowed = sought.risk or sought.stage or sought.authors is not None or sought.among is not None
    if column is None or sought.kind != CASE or is_narrowed:
        return None
    query = select(func.sum(_P[column])).where(_within(reach))
    equal = {"worker": sought.worker, "province": sought.province}
    query = query.where(*(_P[name] == value for name, value in equal.items() if value))
    if sought.office:
        query = query.where(or_(_P.office == sought.office, _P.other_office == sought.office))
    return int(connection.scalar(query) or 0)


def _within(reach: Reach) -> ColumnElement[bool]:
    own = or_(_P.worker == reach.worker, _P.other_worker == reach.worker) if reach.worker else false()
    offices = sorted(reach.offices)
    return or_(_P.office.in_(offices), _P.other_office.in_(offices), own) if offices else own


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
