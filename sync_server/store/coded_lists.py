"""Records of one kind by their coded projection: referrals, transfers, conferences by state, newest change first.

The projection is canonical JSON of codes, so that `"state":"sent"` stands in it in exactly one way, on both engines.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from shared_schema.identifiers import Id
from sync_server.store.records import RecordRow, read_records
from sync_server.store.standing_lists import Reach
from sync_server.store.tables_records import feed, records
from sync_server.store.tables_standings import standings

Codes = Mapping[str, Collection[str]]
FEW_SCOPES = 4


def coded_records(
    connection: Connection,
    *,
    kind: str,
    scopes: Iterable[str],
    codes: Codes,
    of: Reach | None = None,
    first: int = 0,
    limit: int = 50,
) -> list[RecordRow]:
    """A page of records that lie in one of these scopes and hold one of the codes in each named field; `of` = of the
    dossiers within this reach alone."""
    query = _selected(select(records.c.id), kind, scopes, codes, of)
    ordered = query.order_by(records.c.changed_at.desc(), records.c.id).offset(first).limit(limit)
    ids: list[Id] = list(connection.scalars(ordered))
    rows = read_records(connection, ids)
    return [rows[one] for one in ids if one in rows]


def count_coded(
    connection: Connection, *, kind: str, scopes: Iterable[str], codes: Codes, of: Reach | None = None
) -> int:
    """How many there are."""
    query = _selected(select(func.count()).select_from(records), kind, scopes, codes, of)
    return int(connection.scalar(query) or 0)


def left_scope(connection: Connection, scopes: Iterable[str], record: Id) -> bool:
    """Whether the record lay in one of these scopes and was taken out of it."""
    query = select(feed.c.record).where(feed.c.scope.in_(list(scopes)), feed.c.record == record, feed.c.is_gone)
    return connection.scalar(query.limit(1)) is not None


def records_of_kind(connection: Connection, kind: str, homes: Iterable[str]) -> list[RecordRow]:
    """The records of one kind in these dossiers."""
    query = select(records.c.id).where(records.c.kind == kind, records.c.home.in_(list(homes)))
    return list(read_records(connection, connection.scalars(query)).values())


def _selected(query: Select[Any], kind: str, scopes: Iterable[str], codes: Codes, of: Reach | None) -> Select[Any]:
    wanted = list(scopes)
    # of many scopes the record's few rows are asked, not each scope for the record
    scope = feed.c.scope if len(wanted) <= FEW_SCOPES else func.coalesce(feed.c.scope, "")
    placed = scope.in_(wanted) & (feed.c.record == records.c.id) & feed.c.is_gone.is_(False)
    is_voided = records.c.coded.contains('"retracted":true', autoescape=True)
    is_within = standings.c.home == records.c.home
    within = [] if of is None else [select(standings.c.home).where(is_within, of.condition).exists()]
    return query.where(
        *within,
        records.c.kind == kind,
        records.c.sealed.is_not(None),
        select(feed.c.record).where(placed).exists(),
        ~is_voided,
        *(_holds(name, values) for name, values in codes.items()),
    )


def _holds(name: str, values: Collection[str]) -> ColumnElement[bool]:
    return or_(*(records.c.coded.contains(f'"{name}":"{value}"', autoescape=True) for value in sorted(values)))
