"""Merged states of records and the rows of dossiers: reading, locking, sealing, putting back.

A state lies in one envelope with the record version at which each register last changed; register names that would
tell an answer stay inside it. Locks are taken in sorted order of record ids.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Select, bindparam, select

from shared_schema import canonical
from shared_schema.identifiers import Id
from shared_schema.merge.state import RecordState
from shared_schema.scopes import Holders
from shared_schema.wire.compact import read_state
from sync_server.store.one_view import each_once
from sync_server.store.sealing import RESTRICTED, STATES, Sealing
from sync_server.store.statements import add_missing, fetch, put_rows
from sync_server.store.tables_records import dossiers, feed, records

TABLE, COLUMN = "records", "sealed"
_COLUMNS = ("id", "kind", "home", "version", "sealed", "coded", "author", "other", "is_restricted", "changed_at")
_PLACE = ("kind", "home", "other")
_UNOPENED = ("id", "kind", "home", "version", "sealed IS NOT NULL", "author", "other", "is_restricted", "changed_at")
_DOSSIER_COLUMNS = ("id", "kind", "workers", "offices", "former", "number", "erased_at")
_SMALL = 4


class RecordRow(NamedTuple):
    """A row in the order of the columns; `version` 0: a placeholder, `sealed` None with one: a tombstone."""

    id: Id
    kind: str
    home: str
    version: int
    sealed: bytes | None
    coded: str | None
    author: Id | None
    other: Id | None
    is_restricted: bool
    changed_at: int

    @property
    def place(self) -> tuple[str, str, Id | None]:
        """What says where it lies, and hardly ever changes."""
        return self.kind, self.home, self.other

    @property
    def use(self) -> str:
        """Under which of the home's keys the state is sealed."""
        return RESTRICTED if self.is_restricted else STATES


@dataclass(frozen=True, slots=True)
class Dossier:
    """To whom a dossier is assigned, who held it before, its number in clear."""

    id: Id
    kind: str
    holders: Holders
    former: frozenset[Id] = frozenset()
    number: str | None = None
    erased_at: int | None = None


class Opened(NamedTuple):
    """What an envelope of a state holds: the compact bytes as they travel, and versions of registers (absent = 1)."""

    compact: bytes
    versions: Mapping[str, int] = MappingProxyType({})

    def state(self) -> RecordState:
        """The state, from bytes that this server wrote itself."""
        return read_state(orjson.loads(self.compact))

    def part(self, registers: Collection[str]) -> RecordState:
        """These registers of the state alone, to look at; never to be joined or stored."""
        body = orjson.loads(self.compact)
        body["r"] = [[*dot, {name: values[name] for name in values.keys() & registers}] for *dot, values in body["r"]]
        return read_state(body)


def read_records(connection: Connection, ids: Iterable[Id]) -> dict[Id, RecordRow]:
    """Rows by id; ids without a row are absent."""

    def read(unknown: list[Id]) -> dict[Id, RecordRow]:
        return {row[0]: _row(row) for row in fetch(connection, records, _COLUMNS, key="id", values=unknown)}

    return each_once(connection, "records", ids, read)


def read_unopened(connection: Connection, ids: Iterable[Id]) -> dict[Id, RecordRow]:
    """Rows by id for whoever asks where records lie and opens none: `sealed` is empty, None for a tombstone."""
    rows = fetch(connection, records, _UNOPENED, key="id", values=ids)
    return {row[0]: _row((*row[:4], b"" if row[4] else None, None, *row[5:])) for row in rows}


def versions_of_records(connection: Connection, ids: Iterable[Id]) -> dict[Id, int]:
    """Versions by id of those that hold a state; nothing sealed is read."""
    rows = fetch(connection, records, ("id", "version"), key="id", values=ids, and_where="sealed IS NOT NULL")
    return dict(rows)


def ids_of_kind(connection: Connection, kind: str, *, after: Id, limit: int) -> list[Id]:
    """Ids of one kind in order, from an index alone: tombstones and what only holds a lock are among them."""
    return list(connection.scalars(_ids_of_kind(), {"kind": kind, "after": after, "limit": limit}))


@cache
def _ids_of_kind() -> Select[Any]:
    of_kind = (records.c.kind == bindparam("kind")) & (records.c.id > bindparam("after"))
    return select(records.c.id).where(of_kind).order_by(records.c.id).limit(bindparam("limit"))


def lock_records(connection: Connection, ids: Iterable[Id], placeholders: Iterable[tuple[Id, str, str]]) -> None:
    """Row locks in sorted order; unknown ids of (id, kind, home) get a placeholder row first, so that there is one.

    On SQLite the one writer holds the lock of the whole store already.
    """
    if connection.dialect.name == "sqlite":
        return
    rows = [(record, kind, home, 0, False, 0) for record, kind, home in sorted(placeholders)]
    columns = ("id", "kind", "home", "version", "is_restricted", "changed_at")
    add_missing(connection, records, columns, rows)
    fetch(connection, records, ("id",), key="id", values=sorted(ids), order_by="id", lock=True)


def records_of_homes(connection: Connection, homes: Iterable[str]) -> list[RecordRow]:
    """Every record of these homes, by id."""
    return _rows_of(connection, "home", homes)


def records_pointing_to(connection: Connection, ends: Iterable[Id]) -> list[RecordRow]:
    """Records of other homes whose other end is one of these dossiers, by id."""
    return _rows_of(connection, "other", ends)


def _rows_of(connection: Connection, key: str, values: Iterable[str]) -> list[RecordRow]:
    at = RecordRow._fields.index(key)

    def read(unknown: list[str]) -> dict[str, list[RecordRow]]:
        found: dict[str, list[RecordRow]] = {}
        for row in fetch(connection, records, _COLUMNS, key=key, values=unknown, order_by="id"):
            found.setdefault(row[at], []).append(_row(row))
        return found

    found = list(each_once(connection, f"records by {key}", values, read).values())
    return list(found[0]) if len(found) == 1 else sorted(chain.from_iterable(found))


def links_of_records(connection: Connection, ids: Iterable[Id]) -> list[tuple[Id, str, Id | None]]:
    """(id, home, other) of those that exist; what else must be locked with them."""
    return [
        (row[0], row[1], row[2]) for row in fetch(connection, records, ("id", "home", "other"), key="id", values=ids)
    ]


def stamps_of_homes(connection: Connection, homes: Iterable[Id]) -> dict[Id, tuple[int, int]]:
    """Of each dossier how many records it has and the sum of their versions: another one after every change."""
    rows = fetch(connection, records, ("home", "COUNT(*)", "SUM(version)"), key="home", values=homes, group_by="home")
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def list_page(
    connection: Connection,
    *,
    kind: str,
    homes: Iterable[str] | None,
    after: Id | None,
    limit: int,
    scopes: Iterable[str] | None = None,
) -> list[RecordRow]:
    """Records of one kind in order of id, of these homes and in one of these scopes (None: of any)."""
    columns = [records.c[name] for name in _COLUMNS]
    query = select(*columns).where(records.c.kind == kind, records.c.version > 0, records.c.sealed.is_not(None))
    if homes is not None:
        query = query.where(records.c.home.in_(list(homes)))
    if scopes is not None:
        placed = feed.c.scope.in_(list(scopes)) & (feed.c.record == records.c.id) & feed.c.is_gone.is_(False)
        query = query.where(select(feed.c.record).where(placed).exists())
    if after is not None:
        query = query.where(records.c.id > after)
    return [_row(tuple(row)) for row in connection.execute(query.order_by(records.c.id).limit(limit))]


def put_records(connection: Connection, rows: Iterable[RecordRow], before: Mapping[Id, RecordRow]) -> None:
    """Insert rows, or replace those that are there: `before`, as this transaction read them and holds their locks."""
    staying: list[RecordRow] = []
    others: list[RecordRow] = []
    for row in rows:
        former = before.get(row.id)
        stays = former is not None and former.place == row.place
        (staying if stays else others).append(row)
    put_rows(connection, records, _COLUMNS, others)
    put_rows(connection, records, _COLUMNS, staying, as_before=_PLACE)


def open_state(sealing: Sealing, row: RecordRow) -> Opened:
    """The state inside a row's envelope."""
    if row.sealed is None:
        return Opened(b"")
    plain = sealing.open_sealed(
        row.home, row.use, row.sealed, table=TABLE, column=COLUMN, record=row.id, version=row.version
    )
    size = int.from_bytes(plain[:_SMALL], "big")
    versions = plain[_SMALL + size :]
    return Opened(plain[_SMALL : _SMALL + size], orjson.loads(versions) if versions else {})


def seal_state(sealing: Sealing, opened: Opened, *, home: str, use: str, record: Id, version: int) -> bytes:
    """The envelope of a state."""
    plain = len(opened.compact).to_bytes(_SMALL, "big") + opened.compact
    if opened.versions:
        plain += canonical.dumps(dict(opened.versions))
    return sealing.seal(home, use, plain, table=TABLE, column=COLUMN, record=record, version=version)


def read_dossiers(connection: Connection, ids: Iterable[Id]) -> dict[Id, Dossier]:
    """Dossiers by id; those that have not arrived are absent."""

    def read(unknown: list[Id]) -> dict[Id, Dossier]:
        rows = fetch(connection, dossiers, _DOSSIER_COLUMNS, key="id", values=unknown)
        return {row[0]: _dossier(row) for row in rows}

    return each_once(connection, "dossiers", ids, read)


def lock_dossier(connection: Connection, home: Id) -> None:
    """Whoever else does this for the dossier waits until the transaction ends; SQLite has one writer anyhow."""
    connection.execute(select(dossiers.c.id).where(dossiers.c.id == home).with_for_update())


def dossiers_sharing_numbers(connection: Connection, numbers: Iterable[str]) -> list[Dossier]:
    """Dossiers whose case or inquiry number is one of these and stands on another dossier too."""
    rows = fetch(connection, dossiers, ("number", "COUNT(*)"), key="number", values=numbers, group_by="number")
    twice = [number for number, count in rows if count > 1]
    return [_dossier(row) for row in fetch(connection, dossiers, _DOSSIER_COLUMNS, key="number", values=twice)]


def find_dossiers_numbered(connection: Connection, number: str) -> list[Dossier]:
    """Dossiers with this case or inquiry number."""
    return [_dossier(row) for row in fetch(connection, dossiers, _DOSSIER_COLUMNS, key="number", values=[number])]


def all_dossiers(connection: Connection) -> list[Dossier]:
    """Every dossier that is not erased."""
    columns = [dossiers.c[name] for name in _DOSSIER_COLUMNS]
    query = select(*columns).where(dossiers.c.erased_at.is_(None)).order_by(dossiers.c.id)
    return [_dossier(tuple(row)) for row in connection.execute(query)]


def put_dossiers(connection: Connection, found: Iterable[Dossier]) -> None:
    """Insert or replace dossiers."""
    rows = [
        (
            one.id,
            one.kind,
            canonical.dumps(sorted(one.holders.workers)).decode(),
            canonical.dumps(sorted(one.holders.offices)).decode(),
            canonical.dumps(sorted(one.former)).decode(),
            one.number,
            one.erased_at,
        )
        for one in found
    ]
    put_rows(connection, dossiers, _DOSSIER_COLUMNS, rows)


def _row(row: tuple[Any, ...]) -> RecordRow:
    record, kind, home, version, sealed, coded, author, other, is_restricted, changed_at = row
    envelope = None if sealed is None else bytes(sealed)
    return RecordRow(record, kind, home, version, envelope, coded, author, other, bool(is_restricted), changed_at)


def _dossier(row: tuple[Any, ...]) -> Dossier:
    holders = Holders(frozenset(orjson.loads(row[2])), frozenset(orjson.loads(row[3])))
    return Dossier(row[0], row[1], holders, frozenset(orjson.loads(row[4])), row[5], row[6])
