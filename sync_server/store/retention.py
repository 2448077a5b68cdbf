"""Closed cases by their coded lines, within somebody's reach."""

from sqlalchemy import Connection, select, tuple_

from shared_schema.identifiers import Id
from sync_server.store.standing_lists import Reach
from sync_server.store.standings import CASE
from sync_server.store.tables_standings import standings

_T = standings.c


def closed_before(connection: Connection, reach: Reach, *, day: str, limit: int, after: Id | None = None) -> list[Id]:
    """Cases within reach that were closed on this day (ISO) or before, those closed first first; those that follow the
    case `after` in that order, if one is named."""
    is_closed = (_T.closed_on.is_not(None)) & (_T.closed_on <= day) & (_T.kind == CASE) & (_T.status == "closed")
    query = select(_T.home).where(is_closed, reach.condition).order_by(_T.closed_on, _T.home)
    closed_on = None if after is None else connection.scalar(select(_T.closed_on).where(_T.home == after))
    if closed_on is not None:
        query = query.where(tuple_(_T.closed_on, _T.home) > (closed_on, after))
    return list(connection.scalars(query.limit(limit)))
