"""Closed cases by their coded lines, within somebody's reach."""

from sqlalchemy import Connection, select

from shared_schema.identifiers import Id
from sync_server.store.standing_lists import Reach
from sync_server.store.standings import CASE
from sync_server.store.tables_standings import standings

_T = standings.c


def closed_before(connection: Connection, reach: Reach, *, day: str, limit: int) -> list[Id]:
    """Cases within reach that were closed on this day (ISO) or before, those closed first first."""
    is_closed = (_T.closed_on.is_not(None)) & (_T.closed_on <= day) & (_T.kind == CASE) & (_T.status == "closed")
    query = select(_T.home).where(is_closed, reach.condition).order_by(_T.closed_on, _T.home)
    return list(connection.scalars(query.limit(limit)))
