"""Which record names which chunk of a file, kept with the shown states; and where all of a record's chunks arrived.

Promise: what a shown attachment names is named here, in the same transaction. A record that left keeps its names, so
that what was written here can still be sent; one that was erased loses them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from field_client.store.database import Database
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.records.file_value import FileValue, file_problem, read_file_value, sealed_bytes

ATTACHMENT, FILE = "attachment", "file"


@dataclass(frozen=True, slots=True)
class Named:
    """The chunks that one record names, in order, with their sealed bytes together."""

    record: Id
    home: Id
    thumbnail: tuple[str, ...]
    content: tuple[str, ...]
    thumbnail_bytes: int
    content_bytes: int
    is_left: bool = False


class NamedChunk(NamedTuple):
    """One chunk that a record names, with its sealed bytes."""

    record: Id
    is_thumbnail: int
    name: str
    bytes: int


class ChunkNames:
    """The tables `chunk_names` and `chunks_whole`; every method runs inside the caller's transaction or alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, record: Id, home: Id, body: Mapping[str, Json]) -> None:
        """Notes what the shown state of an attachment (its parsed compact body) names: every live version of it."""
        values = [group[5][FILE] for group in body["r"] if FILE in group[5]]
        rows = {row[3]: row for value in values if file_problem(value) is None for row in _rows(record, home, value)}
        self._database.execute("DELETE FROM chunk_names WHERE record = ?", (record,))
        self._database.execute_many(_ADD, rows.values())

    def leave(self, records: Sequence[Id]) -> None:
        """These records are shown no more."""
        if self._is_used():
            sql = "UPDATE chunk_names SET is_left = 1 WHERE record = ?"
            self._database.execute_many(sql, ((record,) for record in records))

    def erase(self, records: Sequence[Id]) -> None:
        """These records were erased: nothing of their files stays."""
        if self._is_used():
            self._let_go(records)
            for table in ("chunk_names", "chunks_whole"):
                sql = f"DELETE FROM {table} WHERE record = ?"
                self._database.execute_many(sql, ((record,) for record in records))

    def build(self) -> None:
        """Makes the names of shown records again."""
        self._database.execute("DELETE FROM chunk_names WHERE is_left = 0")
        shown = self._database.rows("SELECT record, home, state FROM shown WHERE kind = ?", (ATTACHMENT,))
        for record, home, state in shown:
            self.put(record, home, orjson.loads(state))

    def all(self) -> tuple[Named, ...]:
        """Every record that names chunks, oldest first."""
        rows = self._database.rows(_SELECT + " ORDER BY record, is_thumbnail DESC, number")
        found: dict[Id, list[tuple[Id, int, int, str, int, Id, int]]] = {}
        for row in rows:
            found.setdefault(row[0], []).append(row)
        return tuple(_named(record, some) for record, some in found.items())

    def is_named(self, name: str) -> bool:
        """Whether any record, shown or left, names a chunk."""
        return self._database.value("SELECT 1 FROM chunk_names WHERE name = ? LIMIT 1", (name,)) is not None

    def whole_at(self, server: Id) -> frozenset[Id]:
        """Records of which a server said that it holds every chunk."""
        rows = self._database.rows("SELECT record FROM chunks_whole WHERE server = ?", (server,))
        return frozenset(row[0] for row in rows)

    def whole_anywhere(self) -> frozenset[Id]:
        """The same for any server."""
        return frozenset(row[0] for row in self._database.rows("SELECT DISTINCT record FROM chunks_whole"))

    def not_whole_at(self, server: Id) -> tuple[tuple[Id, str], ...]:
        """Records of which a server did not yet say so, each with the first chunk of its file."""
        sql = (
            "SELECT record, min(name) FROM chunk_names WHERE is_thumbnail = 0 AND number = 0"
            " AND record NOT IN (SELECT record FROM chunks_whole WHERE server = ?) GROUP BY record"
        )
        return tuple((record, name) for record, name in self._database.rows(sql, (server,)))

    def chunks_not_whole_at(self, server: Id) -> tuple[NamedChunk, ...]:
        """Every chunk of records of which a server did not yet say that it holds all; thumbnails first."""
        sql = (
            "SELECT record, is_thumbnail, name, bytes FROM chunk_names"
            " WHERE record NOT IN (SELECT record FROM chunks_whole WHERE server = ?)"
            " ORDER BY is_thumbnail DESC, record, number"
        )
        return tuple(NamedChunk(*row) for row in self._database.rows(sql, (server,)))

    def note_whole(self, server: Id, records: Iterable[Id]) -> None:
        """A server said that it holds every chunk of these records."""
        sql = "INSERT OR IGNORE INTO chunks_whole (server, record) VALUES (?, ?)"
        self._database.execute_many(sql, ((server, record) for record in records))

    def ask_again(self, server: Id) -> None:
        """What a server said of its chunks counts no more: it was restored, or a record names other chunks now."""
        self._database.execute("DELETE FROM chunks_whole WHERE server = ?", (server,))

    def forget_left(self, records: Sequence[Id]) -> None:
        """Records that left and need not be sent any more are named no longer."""
        self._let_go(records)
        sql = "DELETE FROM chunk_names WHERE record = ? AND is_left = 1"
        self._database.execute_many(sql, ((record,) for record in records))

    def unnamed_since(self, names: Iterable[str], *, now: int) -> dict[str, int]:
        """Since when nothing names these chunks (ms, 0: to be removed at once); of others that is forgotten."""
        known: dict[str, int] = dict(self._database.rows("SELECT name, since FROM chunks_unnamed"))
        found = {name: known.get(name, now) for name in names}
        if found != known:
            self._database.execute("DELETE FROM chunks_unnamed")
            self._database.execute_many("INSERT INTO chunks_unnamed (name, since) VALUES (?, ?)", found.items())
        return found

    def _let_go(self, records: Sequence[Id]) -> None:
        sql = "INSERT OR REPLACE INTO chunks_unnamed (name, since) SELECT name, 0 FROM chunk_names WHERE record = ?"
        self._database.execute_many(sql, ((record,) for record in records))

    def _is_used(self) -> bool:
        return self._database.value("SELECT 1 FROM chunk_names LIMIT 1") is not None


def _rows(record: Id, home: Id, value: Json) -> list[tuple[Id, int, int, str, int, Id]]:
    file = read_file_value(value)
    parts: list[tuple[int, FileValue]] = [(0, file)]
    if file.thumbnail is not None:
        parts.append((1, file.thumbnail))
    return [
        (record, is_thumbnail, number, name, sealed_bytes(part, number), home)
        for is_thumbnail, part in parts
        for number, name in enumerate(part.chunks)
    ]


def _named(record: Id, rows: Sequence[tuple[Id, int, int, str, int, Id, int]]) -> Named:
    small, whole = [row for row in rows if row[1]], [row for row in rows if not row[1]]
    return Named(
        record,
        rows[0][5],
        tuple(row[3] for row in small),
        tuple(row[3] for row in whole),
        sum(row[4] for row in small),
        sum(row[4] for row in whole),
        bool(rows[0][6]),
    )


_ADD = "INSERT INTO chunk_names (record, is_thumbnail, number, name, bytes, home) VALUES (?, ?, ?, ?, ?, ?)"
_SELECT = "SELECT record, is_thumbnail, number, name, bytes, home, is_left FROM chunk_names"
