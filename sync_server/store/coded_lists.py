"""Records of one kind by their coded projection: referrals, transfers, conferences by state, newest change first
unless asked otherwise.

The projection is canonical JSON of codes, so that `"state":"sent"` stands in it in exactly one way, on both engines.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, or_, select

from shared_schema.identifiers import Id
from sync_server.store.records import RecordRow, read_records
from sync_server.store.standing_lists import Reach
from sync_server.store.statements import list_for, one_of
from sync_server.store.tables_records import feed, records
from sync_server.store.tables_standings import standings

Codes = Mapping[str, Collection[str]]
FEW_SCOPES = 4
_VOIDED = '"retracted":true'


class _Shape(NamedTuple):
    """What makes two questions one statement: of many scopes or few, how many codes are named of how many fields."""

    is_sqlite: bool
    is_far: bool
    codes: tuple[int, ...]


def coded_records(
    connection: Connection,
    *,
    kind: str,
    scopes: Iterable[str],
    codes: Codes,
    of: Reach | None = None,
    first: int = 0,
    limit: int = 50,
    is_oldest_first: bool = False,
) -> list[RecordRow]:
    """A page of records that lie in one of these scopes and hold one of the codes in each named field; `of` = of the
    dossiers within this reach alone."""
    shape, facts = _asked(connection, kind, scopes, codes)
    query = _within(_page_of(shape, is_oldest_first), of)
    ids: list[Id] = list(connection.scalars(query, {**facts, "first": first, "limit": limit}))
    rows = read_records(connection, ids)
    return [rows[one] for one in ids if one in rows]


def count_coded(
    connection: Connection, *, kind: str, scopes: Iterable[str], codes: Codes, of: Reach | None = None
) -> int:
    """How many there are."""
    shape, facts = _asked(connection, kind, scopes, codes)
    return int(connection.scalar(_within(_count_of(shape), of), facts) or 0)


def left_scope(connection: Connection, scopes: Iterable[str], record: Id) -> bool:
    """Whether the record lay in one of these scopes and was taken out of it."""
    query = select(feed.c.record).where(feed.c.scope.in_(list(scopes)), feed.c.record == record, feed.c.is_gone)
    return connection.scalar(query.limit(1)) is not None


def records_of_kind(connection: Connection, kind: str, homes: Iterable[str]) -> list[RecordRow]:
    """The records of one kind in these dossiers."""
    query = select(records.c.id).where(records.c.kind == kind, records.c.home.in_(list(homes)))
    return list(read_records(connection, connection.scalars(query)).values())


def _asked(connection: Connection, kind: str, scopes: Iterable[str], codes: Codes) -> tuple[_Shape, dict[str, Any]]:
    """The shape of a question, and the parameters of every statement of that shape."""
    wanted, is_sqlite = list(scopes), connection.dialect.name == "sqlite"
    named = [[f'"{name}":"{value}"' for value in sorted(values)] for name, values in codes.items()]
    shape = _Shape(is_sqlite, len(wanted) > FEW_SCOPES, tuple(map(len, named)))
    facts = {f"code_{at}_{n}": text for at, texts in enumerate(named) for n, text in enumerate(texts)}
    many = list_for(wanted, is_sqlite=is_sqlite)
    return shape, {**facts, "kind": kind, "scopes": many, "voided": _VOIDED}


@cache
def _page_of(shape: _Shape, is_oldest_first: bool) -> Select[Any]:
    at = records.c.changed_at if is_oldest_first else records.c.changed_at.desc()
    query = select(records.c.id).where(*_fits(shape)).order_by(at, records.c.id)
    return query.offset(bindparam("first")).limit(bindparam("limit"))


@cache
def _count_of(shape: _Shape) -> Select[Any]:
    return select(func.count()).select_from(records).where(*_fits(shape))


def _fits(shape: _Shape) -> list[ColumnElement[bool]]:
    codes = [[_holds(shape, f"code_{at}_{n}") for n in range(many)] for at, many in enumerate(shape.codes)]
    # of many scopes the record's few rows are asked, not each scope for the record
    scope = feed.c.scope + "" if shape.is_far else feed.c.scope
    placed = (
        (feed.c.record == records.c.id) & feed.c.is_gone.is_(False) & one_of(scope, "scopes", is_sqlite=shape.is_sqlite)
    )
    return [
        records.c.kind == bindparam("kind"),
        records.c.sealed.is_not(None),
        *(or_(*any_of) for any_of in codes),
        ~_holds(shape, "voided"),
        # one look for each record: PostgreSQL would make a join of `exists`, and read every row of the feed for it
        select(feed.c.record).where(placed).limit(1).correlate(records).scalar_subquery().is_not(None),
    ]


def _holds(shape: _Shape, name: str) -> ColumnElement[bool]:
    """Whether the projection has this text, which stands in it in one way."""
    position = func.instr if shape.is_sqlite else func.strpos
    at: ColumnElement[int] = position(records.c.coded, bindparam(name))
    return at > 0


def _within(query: Select[Any], of: Reach | None) -> Select[Any]:
    if of is None:
        return query
    is_within = standings.c.home == records.c.home
    return query.where(select(standings.c.home).where(is_within, of.condition).exists())
