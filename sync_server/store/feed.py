"""The feed: one row per (scope, record) with a per-scope sequence number, and the heads of scopes.

Heads are the last locks of a transaction and are held to its commit, so numbers become visible in order and no reader
of `seq > cursor` misses a row. A mark (seq, record version) tells which version a cursor stands for.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, Connection, and_, select

from shared_schema import canonical
from shared_schema.identifiers import Id
from sync_server.store.one_view import each_once
from sync_server.store.statements import add_missing, fetch, put_rows
from sync_server.store.tables_records import feed, scope_heads

REASSIGNED, REVOKED, ERASED = "reassigned", "revoked", "erased"
MARKS_KEPT = 8
MARKS_ROOM = 32  # marks are stored in pieces of so many characters: a row that does not grow stays in its page
_MODULUS = 2**64
_COLUMNS = ("scope", "record", "seq", "is_gone", "why", "digest", "marks")
_WRITTEN = (*_COLUMNS, "scope_hash")


class FeedRow(NamedTuple):
    """A record in a scope: where it stands, why it left (None: it is there), digest, marks as they are stored."""

    scope: str
    record: Id
    seq: int
    is_gone: bool
    why: str | None
    digest: int
    marks_text: str

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        """(seq, record version), newest last; read when asked for, since most rows are only passed on."""
        return tuple((seq, version) for seq, version in orjson.loads(self.marks_text))

    @property
    def version(self) -> int:
        """The record version that the newest mark names, 0 where there is none."""
        text = self.marks_text
        return int(text[text.rindex(",") + 1 : text.rindex("]]")]) if "," in text else 0

    def version_at(self, cursor: int) -> int | None:
        """The record version that a reader with `cursor` holds; None where the marks do not say."""
        if self.is_gone or cursor == 0:
            return None
        return next((version for seq, version in reversed(self.marks) if seq <= cursor), None)


class Placing(NamedTuple):
    """What a transaction writes: the record in a scope with its digest and version, or why it left."""

    scope: str
    record: Id
    version: int
    digest: int
    why: str | None = None


class Numbered(NamedTuple):
    """The numbers that a transaction gave in a scope: all above `before`, up to `after`."""

    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ScopeHead:
    """The highest number given in a scope, and the sum of its digests modulo 2^64."""

    head: int
    digest: int


def rows_of_records(connection: Connection, records: Iterable[Id]) -> dict[Id, dict[str, FeedRow]]:
    """Feed rows by record and scope."""
    found: dict[Id, dict[str, FeedRow]] = {}
    for row in fetch(connection, feed, _COLUMNS, key="record", values=records):
        found.setdefault(row[1], {})[row[0]] = _row(row)
    return found


def scopes_of_records(connection: Connection, records: Iterable[Id]) -> dict[Id, list[str]]:
    """In which scopes records lie now."""

    def read(unknown: list[Id]) -> dict[Id, list[str]]:
        found: dict[Id, list[str]] = {}
        columns = ("scope", "record", "is_gone")
        for scope, record, is_gone in fetch(connection, feed, columns, key="record", values=unknown):
            if not is_gone:
                found.setdefault(record, []).append(scope)
        return found

    return each_once(connection, "scopes", records, read)


def read_heads(connection: Connection, scopes: Iterable[str]) -> dict[str, ScopeHead]:
    """Heads by scope; a scope in which nothing was ever written is absent."""
    rows = fetch(connection, scope_heads, ("scope", "head", "digest"), key="scope", values=scopes)
    return {scope: ScopeHead(head, digest % _MODULUS) for scope, head, digest in rows}


def place(
    connection: Connection, placings: Sequence[Placing], before: Mapping[Id, Mapping[str, FeedRow]]
) -> dict[str, Numbered]:
    """Write feed rows: locks the touched heads in sorted order, numbers the rows, moves the sums. Last of all locks.
    Gives which numbers each scope got."""
    by_scope: dict[str, list[Placing]] = {}
    for one in placings:
        by_scope.setdefault(one.scope, []).append(one)
    if not by_scope:
        return {}
    heads = _lock_heads(connection, sorted(by_scope))
    staying: list[tuple[Any, ...]] = []
    others: list[tuple[Any, ...]] = []
    new_heads = []
    for scope in sorted(by_scope):
        head, total = heads[scope]
        hashed = hash_of(scope)
        for one in by_scope[scope]:
            head += 1
            former = before[one.record].get(scope) if one.record in before else None
            total += one.digest
            marks: tuple[tuple[int, int], ...] = ((head, one.version),)
            if former is not None and not former.is_gone:
                total -= former.digest
                marks = (*former.marks, *marks)[-MARKS_KEPT:]
            is_gone = one.why is not None
            told = "[]" if is_gone else _with_room(marks)
            row = (scope, one.record, head, is_gone, one.why, _signed(one.digest), told, hashed)
            (staying if former is not None and former.is_gone == is_gone else others).append(row)
        new_heads.append((scope, head, _signed(total)))
    others.sort(key=_record)  # SQLite keeps them in this order: an edit then finds a record's rows in one page
    put_rows(connection, feed, _WRITTEN, others, as_before=("scope_hash",))
    put_rows(connection, feed, _WRITTEN, staying, as_before=("scope_hash", "is_gone"))
    put_rows(connection, scope_heads, ("scope", "head", "digest"), new_heads)
    return {scope: Numbered(heads[scope][0], head) for scope, head, _digest in new_heads}


def read_after(connection: Connection, cursors: Mapping[str, int], *, limit: int) -> list[FeedRow]:
    """Up to `limit` rows of each scope after its cursor, by (scope, seq): one statement over the index."""
    if not cursors:
        return []
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    columns = ", ".join(_COLUMNS)
    of_scope = f"scope_hash = {mark} AND scope = {mark}"
    part = f"SELECT {columns} FROM feed WHERE {of_scope} AND seq > {mark} ORDER BY seq LIMIT {mark}"
    parts = " UNION ALL ".join(f"SELECT * FROM ({part}) AS p{at}" for at in range(len(cursors)))
    asked = [value for scope, cursor in sorted(cursors.items()) for value in (hash_of(scope), scope, cursor, limit)]
    result = connection.exec_driver_sql(f"{parts} ORDER BY 1, 3", tuple(asked))
    found = [_row(row) for row in result.cursor.fetchall()]  # the driver's own tuples: most rows are only passed on
    result.close()
    return found


def lies_in(scope: ColumnElement[str] | str, hashed: ColumnElement[int] | int) -> ColumnElement[bool]:
    """Whether a row is of this scope, whose `hash_of` is `hashed`: so asked, rows are found in the order of numbers."""
    return and_(feed.c.scope_hash == hashed, feed.c.scope == scope)


def hash_of(scope: str) -> int:
    """The number that stands for a scope's name in the index of its numbers; two scopes may have the same."""
    return zlib.crc32(scope.encode()) - 2**31


def digests_of_scope(connection: Connection, scope: str) -> dict[Id, int]:
    """Digest of every record that lies in a scope; for repair alone, its cost grows with the scope."""
    query = select(feed.c.record, feed.c.digest).where(feed.c.scope == scope, feed.c.is_gone.is_(False))
    return {row.record: row.digest % _MODULUS for row in connection.execute(query)}


def _lock_heads(connection: Connection, scopes: Sequence[str]) -> dict[str, tuple[int, int]]:
    add_missing(connection, scope_heads, ("scope", "head", "digest"), [(scope, 0, 0) for scope in scopes])
    columns = ("scope", "head", "digest")
    rows = fetch(connection, scope_heads, columns, key="scope", values=scopes, order_by="scope", lock=True)
    return {scope: (head, digest) for scope, head, digest in rows}


def _with_room(marks: Sequence[tuple[int, int]]) -> str:
    text = canonical.dumps(marks).decode()
    return text.ljust(-len(text) // MARKS_ROOM * -MARKS_ROOM)


def _record(row: tuple[Any, ...]) -> Id:
    record: Id = row[1]
    return record


def _signed(digest: int) -> int:
    value = digest % _MODULUS
    return value - _MODULUS if value >= _MODULUS // 2 else value


def _row(row: tuple[Any, ...]) -> FeedRow:
    scope, record, seq, is_gone, why, digest, marks = row
    return FeedRow(scope, record, seq, bool(is_gone), why, digest % _MODULUS, marks)
