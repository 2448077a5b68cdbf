"""Closed cases by their coded lines, within somebody's reach."""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, tuple_

from shared_schema.identifiers import Id
from sync_server.store.standing_lists import Reach, Shape, Sought, facts_of, shape_of, within
from sync_server.store.tables_standings import standings

_T = standings.c
# What else a line must be, said so that one index is read in the order of the list, which ends with the page: not all
# of them found by whose they may be, and sorted.
_SAID = {name: _T[name] + "" for name in ("kind", "status", "worker", "office", "other_worker", "other_office")}
_A = SimpleNamespace(**_SAID)
_CLOSED_ON = select(_T.closed_on).where(_T.home == bindparam("after"))
_SHAPES_KEPT = 50


def closed_before(connection: Connection, reach: Reach, *, day: str, limit: int, after: Id | None = None) -> list[Id]:
    """Cases within reach that were closed on this day (ISO) or before, those closed first first; those that follow the
    case `after` in that order, if one is named."""
    sought = Sought(today=day, state="closed")
    facts = facts_of(reach, sought) | {"limit": limit}
    closed_on = None if after is None else connection.scalar(_CLOSED_ON, {"after": after})
    if closed_on is not None:
        facts |= {"closed_on": closed_on, "after": after}
    query = _closed(shape_of(connection, reach, sought), is_after=closed_on is not None)
    return list(connection.scalars(query, facts))


@lru_cache(maxsize=_SHAPES_KEPT)
def _closed(shape: Shape, *, is_after: bool) -> Select[Any]:
    is_closed = (_T.closed_on.is_not(None)) & (_T.closed_on <= bindparam("today")) & (_A.status == "closed")
    query = select(_T.home).where(is_closed, _A.kind == bindparam("kind"), within(_A, shape))
    if is_after:
        query = query.where(tuple_(_T.closed_on, _T.home) > tuple_(bindparam("closed_on"), bindparam("after")))
    return query.order_by(_T.closed_on, _T.home).limit(bindparam("limit"))
