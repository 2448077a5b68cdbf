"""Search rows of records, each sealed under the key of its dossier, followed by their time.

A write of a record marks its row as behind, in the same transaction; the row itself is made after the commit (`make`
in `services/search_rows`), and whoever searches before that reads the record's state. So nothing is missed meanwhile.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, or_, select, update

from casework.matching.search_row import FORMAT
from casework.names.tokens import SEARCHED
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.store.sealing import STATES, Sealing
from sync_server.store.statements import fetch, put_rows
from sync_server.store.tables_match import BEHIND, match_profile
from sync_server.store.tables_records import dossiers, records

_TABLE, _COLUMN = "match_profile", "sealed"
_COLUMNS = ("record", "home", "version", "sealed", "format", "changed_at")


@dataclass(frozen=True, slots=True)
class Profile:
    """One row that was made: the plain bytes of a search row, and the record's version that it was made from."""

    record: Id
    home: str
    version: int
    plain: bytes


class Stamp(NamedTuple):
    """Which version of a row stands since when."""

    record: Id
    version: int
    changed_at: int


class Window(NamedTuple):
    """How many rows stand since a moment and their versions summed: another one after every write, as a write moves
    its row after that moment or raises its version, and no row is ever taken away."""

    rows: int
    versions: int


def mark_behind(connection: Connection, rows: Iterable[tuple[Id, str, int]], *, now_ms: int) -> None:
    """Says of records (id, home, version) that their rows are to be made; in the transaction that writes them."""
    marks = [(record, home, version, None, BEHIND, now_ms) for record, home, version in rows]
    put_rows(connection, match_profile, _COLUMNS, marks)


def put_profiles(connection: Connection, sealing: Sealing, rows: Iterable[Profile], *, now_ms: int) -> None:
    """Writes rows whose homes have keys; one that was made of a later version of its record meanwhile stays."""
    values = [
        (
            row.record,
            row.home,
            row.version,
            sealing.seal(
                row.home, STATES, row.plain, table=_TABLE, column=_COLUMN, record=row.record, version=row.version
            ),
            FORMAT,
            now_ms,
        )
        for row in rows
    ]
    put_rows(connection, match_profile, _COLUMNS, values, unless_older="version")


def window_since(connection: Connection, changed_at: int) -> Window:
    """What stands in rows written at or after a moment, told from an index alone."""
    row = connection.execute(_window(), {"since": changed_at}).one()
    return Window(row[0], int(row[1]))


def stamps_since(connection: Connection, changed_at: int) -> list[Stamp]:
    """Every row written at or after a moment."""
    result = connection.execute(_stamps(), {"since": changed_at})
    rows: Iterable[tuple[Any, ...]] = result.cursor.fetchall()  # the driver's own tuples: there are many at a start
    result.close()
    return [Stamp(*row) for row in rows]


@cache
def _window() -> Select[Any]:
    counted = func.count(), func.coalesce(func.sum(match_profile.c.version), 0)
    return select(*counted).where(match_profile.c.changed_at >= bindparam("since"))


@cache
def _stamps() -> Select[Any]:
    columns = (match_profile.c.record, match_profile.c.version, match_profile.c.changed_at)
    return select(*columns).where(match_profile.c.changed_at >= bindparam("since"))


def open_profiles(
    connection: Connection, sealing: Sealing, ids: Sequence[Id]
) -> dict[Id, tuple[str, int, bytes | None]]:
    """{record: (home, version, plain bytes; None where it was taken out or does not open)}."""
    rows = list(fetch(connection, match_profile, _COLUMNS, key="record", values=ids))
    sealing.load({row[1] for row in rows if row[3] is not None})
    return {row[0]: (row[1], row[2], None if row[3] is None else _opened(sealing, *row[:4])) for row in rows}


def _opened(sealing: Sealing, record: Id, home: str, version: int, sealed: bytes) -> bytes | None:
    try:
        return sealing.open_sealed(home, STATES, sealed, table=_TABLE, column=_COLUMN, record=record, version=version)
    except HomewardError as error:
        if not error.code.startswith("sealing."):
            raise
        return None  # derived from the state, which says by itself if it is damaged


def kinds_of_dossiers(connection: Connection, ids: Iterable[Id]) -> dict[Id, str]:
    """Whether these dossiers are cases or inquiries; those that have not arrived are absent."""
    return {row[0]: row[1] for row in fetch(connection, dossiers, ("id", "kind"), key="id", values=ids)}


def take_out(connection: Connection, ids: Iterable[Id], *, now_ms: int) -> None:
    """Empties the rows of erased records; that it was emptied can be followed."""
    wanted = list(ids)
    query = update(match_profile).where(match_profile.c.record.in_(wanted))
    emptied = query.values(sealed=None, format=FORMAT, version=match_profile.c.version + 1, changed_at=now_ms)
    connection.execute(emptied)


def records_marked(connection: Connection, *, limit: int) -> list[Id]:
    """Records that were written since their rows were made."""
    query = select(match_profile.c.record).where(match_profile.c.format == BEHIND)
    return list(connection.scalars(query.order_by(match_profile.c.record).limit(limit)))


def records_behind(connection: Connection, *, after: Id, limit: int) -> list[Id]:
    """Searched records after `after` whose row is missing, of another format, or made from an earlier version."""
    joined = records.outerjoin(match_profile, match_profile.c.record == records.c.id)
    is_behind = or_(
        match_profile.c.record.is_(None),
        match_profile.c.version < records.c.version,
        match_profile.c.format != FORMAT,
    )
    query = select(records.c.id).select_from(joined).where(_searched(), is_behind, records.c.id > after)
    return list(connection.scalars(query.order_by(records.c.id).limit(limit)))


def searched_records(connection: Connection, *, after: Id, limit: int) -> list[Id]:
    """Searched records after `after`, in order."""
    query = select(records.c.id).where(_searched(), records.c.id > after)
    return list(connection.scalars(query.order_by(records.c.id).limit(limit)))


def _searched() -> ColumnElement[bool]:
    return and_(records.c.kind.in_(sorted(SEARCHED)), records.c.version > 0, records.c.sealed.is_not(None))
