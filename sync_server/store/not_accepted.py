"""Dossiers in which a judgement says no: what the intake did not accept is among them, whoever wrote it."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, literal_column, select

from shared_schema.identifiers import Id
from sync_server.store.standing_lists import Reach
from sync_server.store.tables_records import SAYS_NO, records
from sync_server.store.tables_standings import standings


def homes_with_a_no(connection: Connection) -> frozenset[Id]:
    """Dossiers with a judgement that says no, or whose judgements stand nowhere in the clear."""
    says_no: ColumnElement[bool] = literal_column(
        SAYS_NO[connection.dialect.name]
    )  # word for word the condition of the index
    return frozenset(connection.scalars(select(records.c.home).where(says_no)))


def lines_within(connection: Connection, reach: Reach, homes: Collection[Id]) -> list[Id]:
    """Those of these dossiers within reach that have a line, the oldest first."""
    line = standings.c
    query = select(line.home).where(line.home.in_(sorted(homes)), reach.condition)
    return list(connection.scalars(query.order_by(line.begun_on, line.home))) if homes else []
