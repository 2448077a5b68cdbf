"""The key set: wrapped keys of homes and the list of destroyed ones, in a store apart from the records.

Apart, so that a backup of the records never holds the key of an erased case (security.md 4.8): its own SQLite file,
or the PostgreSQL schema `keys` that dumps leave out. A key is committed here before the first thing is sealed with it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from shared_schema.canonical import dumps
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random
from sync_server.store.engine import Database
from sync_server.store.keyring import KEY_BYTES, Wrapping
from sync_server.store.metadata import NAMES
from sync_server.store.one_view import once
from sync_server.store.statements import list_for, one_of

SCHEMA = "keys"
KEYSET_METADATA = MetaData(naming_convention=NAMES)
CURRENT, OLD = "current", "old"
_AT_ONCE = 900

home_keys = Table(
    "home_keys",
    KEYSET_METADATA,
    Column("home", String(22), primary_key=True),
    Column("key_no", Integer, primary_key=True, autoincrement=False),
    Column("ring_id", String(32), nullable=False, index=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("state", String(8), nullable=False),
    Column("unused_since", BigInteger, nullable=True),  # of an old one: since when nothing is known to lie under it
)

destroyed_homes = Table(
    "destroyed_homes",
    KEYSET_METADATA,
    Column("home", String(22), primary_key=True),
    Column("at", BigInteger, nullable=False),
)

keyset_state = Table(
    "keyset_state",
    KEYSET_METADATA,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),  # rises when a key is destroyed or replaced
)


_VERSION = select(keyset_state.c.version)


@dataclass(frozen=True, slots=True)
class HomeKey:
    """The unwrapped key of a home; `key_no` counts from 1."""

    home: str
    key_no: int
    key: bytes
    is_current: bool


@dataclass(frozen=True, slots=True)
class OldKey:
    """A key that was replaced; `unused_since` = milliseconds, None while something may still lie under it."""

    home: str
    key_no: int
    unused_since: int | None


class KeySet:
    """The keys of homes, wrapped under the ring."""

    def __init__(self, database: Database, *, ring: Wrapping, random: Random) -> None:
        self.database = database
        self._ring = ring
        self._random = random
        self._known: tuple[tuple[int, int] | None, int] = (None, 0)  # as of which commit which version was read

    def version(self) -> int:
        """A number that rises with every destroyed or replaced key; other processes drop what they cached."""
        as_of, known = self.database.as_of(), self._known
        if as_of is not None and as_of == known[0]:
            return known[1]
        with self.database.snapshot() as connection:
            version = once(connection, "version", _read_version)
        self._known = (as_of, version)
        return version

    def load(self, homes: Iterable[str]) -> list[HomeKey]:
        """Every key of these homes, old ones too; homes without a key are simply absent."""
        with self.database.snapshot() as connection:
            return list(self._read(connection, homes))

    def create(self, homes: Sequence[str]) -> list[HomeKey]:
        """First keys for homes that have none, in one transaction; the keys of all of them, whoever made them."""

        def work(connection: Connection) -> list[HomeKey]:
            if self.database.is_sqlite:  # the write lock is held: what is absent now stays absent
                held = list(self._read(connection, homes))
                known = {one.home for one in held}
                made = self._insert(connection, [home for home in homes if home not in known])
                return held + made
            self._insert(connection, homes)
            return list(self._read(connection, homes))

        destroyed = self.destroyed(homes)
        if destroyed:
            raise HomewardError("sealing.key_destroyed", count=len(destroyed))
        return self.database.run(work)

    def replace(self, homes: Sequence[str]) -> list[HomeKey]:
        """A new current key of each of these homes that has one, the others are absent; the former keys still open."""

        def work(connection: Connection) -> list[HomeKey]:
            among = one_of(home_keys.c.home, "homes", is_sqlite=self.database.is_sqlite)
            in_order = select(home_keys.c.home).where(among).order_by(home_keys.c.home, home_keys.c.key_no)
            wanted = self._listed(homes)
            connection.execute(in_order.with_for_update(), wanted).all()  # two at once: one after the other
            query = select(home_keys.c.home, func.max(home_keys.c.key_no)).where(among).group_by(home_keys.c.home)
            pairs = [self._wrapped(row[0], int(row[1]) + 1) for row in connection.execute(query, wanted)]
            if pairs:
                connection.execute(update(home_keys).where(among).values(state=OLD), wanted)
                connection.execute(insert(home_keys), [row for row, _ in pairs])
                _raise_version(connection)
            return [key for _, key in pairs]

        return self.database.run(work) if homes else []

    def old_keys(self) -> list[OldKey]:
        """Every key that was replaced and is still kept."""
        columns = (home_keys.c.home, home_keys.c.key_no, home_keys.c.unused_since)
        with self.database.snapshot() as connection:
            query = select(*columns).where(home_keys.c.state == OLD).order_by(home_keys.c.home, home_keys.c.key_no)
            return [OldKey(row[0], row[1], row[2]) for row in connection.execute(query)]

    def note_unused(self, keys: Iterable[OldKey]) -> None:
        """Write what `unused_since` says of each of these old keys."""
        rows = [{"of": one.home, "no": one.key_no, "since": one.unused_since} for one in keys]
        query = update(home_keys).where(home_keys.c.home == bindparam("of"), home_keys.c.key_no == bindparam("no"))
        if rows:
            self.database.run(
                lambda connection: connection.execute(query.values(unused_since=bindparam("since")), rows)
            )

    def drop(self, keys: Iterable[OldKey]) -> None:
        """Destroy these old keys for ever; the current key of a home is never among them."""
        rows = [{"of": one.home, "no": one.key_no} for one in keys]
        mine = (home_keys.c.home == bindparam("of")) & (home_keys.c.key_no == bindparam("no"))

        def work(connection: Connection) -> None:
            connection.execute(delete(home_keys).where(mine, home_keys.c.state == OLD), rows)
            _raise_version(connection)

        if rows:
            self.database.run(work)

    def destroy(self, homes: Sequence[str], *, now_ms: int) -> None:
        """Delete every key of these homes for ever and remember that it was done."""

        def work(connection: Connection) -> None:
            for some in _batches(homes):
                connection.execute(delete(home_keys).where(home_keys.c.home.in_(some)))
            rows = [{"home": home, "at": now_ms} for home in homes]
            connection.execute(self._insert_ignoring(destroyed_homes), rows)
            _raise_version(connection)

        if homes:
            self.database.run(work)

    def destroyed(self, homes: Iterable[str]) -> set[str]:
        """Which of these homes had their keys destroyed."""
        wanted = list(homes)
        if not wanted:
            return set()
        with self.database.snapshot() as connection:
            query = _among_homes(destroyed_homes, is_sqlite=self.database.is_sqlite)
            return {row.home for row in connection.execute(query, self._listed(wanted))}

    def counts(self) -> dict[str, int]:
        """How many keys are wrapped under each ring key."""
        with self.database.snapshot() as connection:
            query = select(home_keys.c.ring_id, func.count()).group_by(home_keys.c.ring_id)
            return {row[0]: int(row[1]) for row in connection.execute(query)}

    def rewrap_some(self, *, limit: int = 1000) -> int:
        """Wrap up to `limit` keys anew under the active ring key, in one transaction; how many it were."""

        def work(connection: Connection) -> int:
            query = (
                select(home_keys)
                .where(home_keys.c.ring_id != self._ring.active)
                .order_by(home_keys.c.home, home_keys.c.key_no)
                .limit(limit)
                .with_for_update()
            )
            rows = connection.execute(query).all()
            for row in rows:
                key = self._ring.unwrap(row.wrapped, aad=_aad(row.home, row.key_no, row.ring_id), ring_id=row.ring_id)
                aad = _aad(row.home, row.key_no, self._ring.active)
                wrapped = self._ring.wrap(key, aad=aad, ring_id=self._ring.active)
                connection.execute(
                    update(home_keys)
                    .where(home_keys.c.home == row.home, home_keys.c.key_no == row.key_no)
                    .values(ring_id=self._ring.active, wrapped=wrapped)
                )
            return len(rows)

        return self.database.run(work)

    def _read(self, connection: Connection, homes: Iterable[str]) -> Iterator[HomeKey]:
        query = _among_homes(home_keys, is_sqlite=self.database.is_sqlite)
        for row in connection.execute(query, self._listed(homes)):
            key = self._ring.unwrap(row.wrapped, aad=_aad(row.home, row.key_no, row.ring_id), ring_id=row.ring_id)
            yield HomeKey(row.home, row.key_no, key, row.state == CURRENT)

    def _insert(self, connection: Connection, homes: Sequence[str]) -> list[HomeKey]:
        pairs = [self._wrapped(home, 1) for home in homes]
        if pairs:
            connection.execute(self._insert_ignoring(home_keys), [row for row, _ in pairs])
        return [key for _, key in pairs]

    def _wrapped(self, home: str, key_no: int) -> tuple[dict[str, object], HomeKey]:
        key, ring_id = self._random(KEY_BYTES), self._ring.active
        wrapped = self._ring.wrap(key, aad=_aad(home, key_no, ring_id), ring_id=ring_id)
        row = {"home": home, "key_no": key_no, "ring_id": ring_id, "wrapped": wrapped, "state": CURRENT}
        return row, HomeKey(home, key_no, key, True)

    def _listed(self, homes: Iterable[str]) -> dict[str, Any]:
        """However many homes there are: one parameter, one statement."""
        return {"homes": list_for(homes, is_sqlite=self.database.is_sqlite)}

    def _insert_ignoring(self, table: Table) -> SqliteInsert | PostgresqlInsert:
        if self.database.is_sqlite:
            return sqlite_insert(table).on_conflict_do_nothing()
        return postgresql_insert(table).on_conflict_do_nothing()


@cache
def _among_homes(table: Table, *, is_sqlite: bool) -> Select[Any]:
    return select(table).where(one_of(table.c.home, "homes", is_sqlite=is_sqlite))


def _aad(home: str, key_no: int, ring_id: str) -> bytes:
    return dumps(["homeward/homekey/1", home, key_no, ring_id])


def _read_version(connection: Connection) -> int:
    return int(connection.scalar(_VERSION) or 0)


def _raise_version(connection: Connection) -> None:
    connection.execute(update(keyset_state).values(version=keyset_state.c.version + 1))


def _batches(homes: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(homes)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
