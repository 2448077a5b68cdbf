"""Closed cases by their coded lines, within somebody's reach."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from shared_schema.identifiers import Id
from sync_server.store.standing_lists import Reach
from sync_server.store.standings import CASE
from sync_server.store.tables_records import records
from sync_server.store.tables_standings import standings


def closed_cases(connection: Connection, reach: Reach) -> Iterator[tuple[Id, str]]:
    """(case, its coded projection) of every closed case within reach."""
    query = (
        select(records.c.id, records.c.coded)
        .join(standings, standings.c.home == records.c.id)
        .where(reach.condition, standings.c.kind == CASE, standings.c.status == "closed")
        .where(records.c.sealed.is_not(None), records.c.coded.is_not(None))
    )
    for row in connection.execute(query):
        yield row.id, row.coded
