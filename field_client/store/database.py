"""The one door to the encrypted store: SQLCipher under sqlite-utils, opened with a raw key, never without one.

Promise: a connection that leaves here is keyed, checked and durable (security.md 2.4); a transaction is whole or
has not happened. Refused: an unencrypted fallback, a passphrase in SQL, a second importer of the engine.
Imported before `sqlite_utils` anywhere.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, TypeAlias

from field_client.files import FILE_MODE, file_errors
from shared_schema.errors import HomewardError

try:
    import sqlcipher3
    import sqlcipher3.dbapi2
except ImportError as error:
    raise HomewardError("store.engine_missing", reason="import") from error

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = sqlcipher3.dbapi2

# sqlite-utils loads these two where they happen to be installed, for functions that nobody calls here: 45 MB, 0.6 s.
_NOT_LOADED = [name for name in ("pandas", "numpy") if name not in sys.modules]
sys.modules.update(dict.fromkeys(_NOT_LOADED))  # type: ignore[arg-type]  # None refuses the import

import sqlite_utils  # noqa: E402
import sqlite_utils.utils  # noqa: E402
from sqlite_utils.migrations import Migrations  # noqa: E402

for _name in _NOT_LOADED:
    del sys.modules[_name]

Parameters: TypeAlias = Sequence[Any] | Mapping[str, Any]
Row: TypeAlias = tuple[Any, ...]

KEY_BYTES = 32
PLAIN_HEADER = b"SQLite format 3\x00"
BUSY_SECONDS = 5.0
LOG_FILES_BYTES = 1024 * 1024  # what the engine's files beside the store need at least
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -8192",  # KiB; with 64 MiB pages were no quicker (make bench-pages)
    "PRAGMA trusted_schema = OFF",
)


class Database:
    """One keyed connection, shared by the threads of the program one statement or transaction at a time."""

    def __init__(self, connection: Any, *, path: Path) -> None:
        self.path = path
        self.connection = connection  # a sqlcipher3 connection in autocommit; for trace callbacks and `executemany`
        self.utils = sqlite_utils.Database(connection, execute_plugins=False)
        self._lock = RLock()
        self._depth = 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction: BEGIN IMMEDIATE at once; inside another one, a savepoint. Rolled back by any exception."""
        with self._lock, engine_errors():
            begin, commit, rollback = _statements(self._depth)
            self.connection.execute(begin)
            self._depth += 1
            try:
                yield
                self.connection.execute(commit)
            except BaseException:
                self._undo(rollback)
                raise
            finally:
                self._depth -= 1

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return bool(self.connection.in_transaction)

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Runs one statement; gives the number of rows it changed."""
        with self._lock, engine_errors():
            return int(self.connection.execute(sql, parameters).rowcount)

    def execute_many(self, sql: str, rows: Iterable[Parameters]) -> int:
        """Runs one statement for each of `rows` in the driver's own loop; the caller holds a transaction."""
        with self._lock, engine_errors():
            return int(self.connection.executemany(sql, rows).rowcount)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """All rows of a query, as tuples."""
        with self._lock, engine_errors():
            result: list[Row] = self.connection.execute(sql, parameters).fetchall()
            return result

    def row(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """The first row of a query, or None."""
        with self._lock, engine_errors():
            result: Row | None = self.connection.execute(sql, parameters).fetchone()
            return result

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, parameters)
        return None if row is None else row[0]

    def table_names(self) -> list[str]:
        """Ordinary tables, sorted, without SQLite's own and without the inner tables of full-text search."""
        names = [row[0] for row in self.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        virtual = {row[0] for row in self.rows("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")}
        inner = {f"{name}_{part}" for name in virtual for part in _FTS_PARTS}
        return [name for name in names if name not in inner | virtual and not name.startswith("sqlite_")]

    def counts(self) -> dict[str, int]:
        """Number of rows of each ordinary table."""
        return {name: int(self.value(f'SELECT count(*) FROM "{name}"')) for name in self.table_names()}

    def find_damage(self) -> list[str]:
        """What `cipher_integrity_check` and `quick_check` report; an empty list when both are content."""
        with self._lock, engine_errors():
            pages = self.connection.execute("PRAGMA cipher_integrity_check").fetchall()
            rows = self.connection.execute("PRAGMA quick_check").fetchall()
        return [row[0] for row in pages] + [row[0] for row in rows if row[0] != "ok"]

    def export_to(self, path: Path, *, db_key: bytes, beside: Callable[[], None] = lambda: None) -> None:
        """A whole copy of this store under another raw key, as a single file without WAL; `path` must not exist.

        The caller may hold no transaction; what is copied is one moment of the store, and what `beside` reads is of the
        same moment. Other connections may write meanwhile.
        """
        _make_private(path)
        with self._lock, engine_errors():
            self.connection.execute("ATTACH DATABASE ? AS copy KEY ?", (str(path), _raw_key(db_key)))
            try:
                self._export(beside)
            finally:
                self.connection.execute("DETACH DATABASE copy")
        _require_encrypted(path)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps other threads from the connection for as long as the block runs (reading a head and a copy of it)."""
        with self._lock:
            yield

    @contextmanager
    def cache_of(self, kilobytes: int) -> Iterator[None]:
        """Keeps at most so many pages in memory while the block runs; what is more than before is given back after it,
        what is more than now at once."""
        before = int(self.value("PRAGMA cache_size"))
        self._cache(-kilobytes, shrinks=-kilobytes > before)
        try:
            yield
        finally:
            self._cache(before, shrinks=-kilobytes < before)

    def _cache(self, size: int, *, shrinks: bool) -> None:
        self.execute(f"PRAGMA cache_size = {int(size)}")
        if shrinks:
            self.execute("PRAGMA shrink_memory")

    def checkpoint(self) -> None:
        """Moves the write-ahead log into the store and empties it (at lock, before a copy)."""
        with self._lock, engine_errors():
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Closes the connection; an open transaction is rolled back by the engine."""
        with self._lock:
            self.connection.close()

    def _export(self, beside: Callable[[], None]) -> None:
        self.connection.execute("BEGIN")  # the first read begins the moment; nothing is written but the copy
        try:
            beside()
            version = self.connection.execute("PRAGMA user_version").fetchone()[0]
            self.connection.execute("SELECT sqlcipher_export('copy')").fetchall()
            self.connection.execute(f"PRAGMA copy.user_version = {int(version)}")
            self.connection.execute("COMMIT")
        except BaseException:
            self._undo("ROLLBACK")
            raise

    def _undo(self, rollback: str) -> None:
        # A full disk makes SQLite roll back by itself; then there is nothing left to undo.
        if self.connection.in_transaction:
            for statement in rollback.split(";"):
                self.connection.execute(statement)


def open_store(path: Path, *, db_key: bytes) -> Database:
    """Opens or creates the store at `path` with the raw 32-byte key; every check of security.md 2.4 has passed.

    Raises `store.not_encrypted` (the file is plain SQLite), `store.damaged` (key proven, file unreadable),
    `store.engine_missing`; `files.disk_full` where the log files beside it find no room.
    """
    if len(db_key) != KEY_BYTES:
        raise ValueError("a store key has 32 bytes")
    require_engine()
    _make_private(path)
    _require_encrypted(path)
    connection = sqlcipher3.connect(str(path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        _unlock(connection, db_key)
        database = Database(connection, path=path)
        _write_header(database)
        _require_encrypted(path)
    except BaseException as error:
        connection.close()
        if isinstance(error, HomewardError) and error.code == "store.not_readable" and _is_full(path):
            raise HomewardError("files.disk_full") from error  # the engine calls it an input or output error
        raise
    return database


def require_engine() -> None:
    """Raises `store.engine_missing` unless sqlite-utils works on SQLCipher and on nothing else."""
    if getattr(sqlite_utils.utils, "sqlite3", None) is not sqlcipher3:
        raise HomewardError("store.engine_missing", reason="alias")


def migrate(database: Database, collections: Iterable[Migrations]) -> list[str]:
    """Applies the pending steps of each collection, every step in one transaction; gives the names applied.

    Raises `store.newer_than_program` when the store holds a step that this program does not know.
    """
    applied: list[str] = []
    for steps in collections:
        _refuse_unknown_steps(database, steps)
        for step in steps.pending(database.utils):
            _apply_step(database, steps, step)
            applied.append(f"{steps.name}.{step.name}")
    return applied


@contextmanager
def engine_errors() -> Iterator[None]:
    """Turns what the engine says about disk and damage into named errors; programming errors pass unchanged."""
    try:
        yield
    except sqlcipher3.dbapi2.DatabaseError as error:
        name = str(getattr(error, "sqlite_errorname", ""))
        for prefix, code in _NAMED_ERRORS:
            if name.startswith(prefix):
                raise HomewardError(code, reason=name) from error
        raise


def _apply_step(database: Database, steps: Migrations, step: Any) -> None:
    # sqlite-utils nests its own savepoint inside ours, so the step and the note that it ran are one transaction.
    with database.transaction():
        steps.ensure_migrations_table(database.utils)
        step.fn(database.utils)
        steps._record_applied(database.utils, step.name)


def _refuse_unknown_steps(database: Database, steps: Migrations) -> None:
    known = {step.name for step in steps._migrations}
    unknown = sorted(step.name for step in steps.applied(database.utils) if step.name not in known)
    if unknown:
        raise HomewardError("store.newer_than_program", step=unknown[0])


def _unlock(connection: Any, db_key: bytes) -> None:
    with engine_errors():
        connection.execute(f'PRAGMA key = "{_raw_key(db_key)}"')
        connection.execute("PRAGMA cipher_log_level = NONE").fetchall()
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        version = connection.execute("PRAGMA cipher_version").fetchone()
        if not version or not version[0]:
            raise HomewardError("store.engine_missing", reason="cipher_version")
        for pragma in _PRAGMAS:
            connection.execute(pragma).fetchall()


def _write_header(database: Database) -> None:
    # A new file has no bytes until something is written; without them there is nothing to check.
    if database.path.stat().st_size == 0:
        with database.transaction():
            database.connection.execute("PRAGMA user_version = 1")
        database.checkpoint()


def _make_private(path: Path) -> None:
    # The engine would make the file as the umask says; the log files beside it take its mode.
    with file_errors():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE))
        os.chmod(path, FILE_MODE)


def _require_encrypted(path: Path) -> None:
    with open(path, "rb") as file:
        if file.read(len(PLAIN_HEADER)) == PLAIN_HEADER:
            raise HomewardError("store.not_encrypted")


def _statements(depth: int) -> tuple[str, str, str]:
    if depth == 0:
        return "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"
    name = f"nested_{depth}"
    return f"SAVEPOINT {name}", f"RELEASE {name}", f"ROLLBACK TO {name};RELEASE {name}"


def _is_full(path: Path) -> bool:
    return shutil.disk_usage(path.parent).free < LOG_FILES_BYTES


def _raw_key(db_key: bytes) -> str:
    return f"x'{db_key.hex()}'"


_FTS_PARTS = ("data", "idx", "content", "docsize", "config")
_NAMED_ERRORS = (
    ("SQLITE_FULL", "files.disk_full"),
    ("SQLITE_NOTADB", "store.damaged"),
    ("SQLITE_CORRUPT", "store.damaged"),
    ("SQLITE_IOERR", "store.not_readable"),
    ("SQLITE_CANTOPEN", "store.not_readable"),
    ("SQLITE_READONLY", "files.not_writable"),
    ("SQLITE_BUSY", "store.busy"),
)

require_engine()
