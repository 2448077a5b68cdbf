"""One way into the central store: write transactions that may be repeated, and read snapshots.

Promises the same meaning on SQLite (default; every write is BEGIN IMMEDIATE under the lock of this process) and on
PostgreSQL (READ COMMITTED with row locks). Refuses nested write transactions, and never shows bound values in errors.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from shared_schema.errors import HomewardError
from sync_server.store.commits import Commits
from sync_server.store.one_view import OneView, remembering

Result = TypeVar("Result")

ATTEMPTS = 8
FIRST_PAUSE_SECONDS = 0.01
BUSY_TIMEOUT_MS = 10_000
RESTED_SECONDS = 1.0  # PostgreSQL: a connection that was not used for so long may have been closed meanwhile
DURABLE, QUICK = "PRAGMA synchronous=FULL", "PRAGMA synchronous=NORMAL"  # SQLite: how a write transaction begins
# A push writes some 40 MB; who waits for its answer does not wait for these to be copied (jobs/fold_log.py does that).
LOG_PAGES = 16_384  # of the write-ahead log (64 MiB), beyond which a commit brings them into the file itself
_USED_AT = "homeward_used_at"
_RETRIED_STATES = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected (PostgreSQL appendix A)


class Database:
    """The engine of one store with its write lock; made once at composition by `open_database`."""

    def __init__(self, engine: Engine, *, pause: Callable[[float], None] = time.sleep) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._pause = pause
        self._writer = threading.Lock()
        self._writing_thread: int | None = None
        self._view = OneView()
        self._commits = Commits(engine)

    @contextmanager
    def transaction(self, *, is_durable: bool = True) -> Iterator[Connection]:
        """One write transaction: committed at the end of the block, rolled back by any exception.

        One that is not durable may be taken back by a power cut, though never one before it or after it without it:
        for what nobody is told of. It does not wait for the disk.
        """
        self._view.grow_old()
        with self._write_lock(), self.engine.connect() as connection:
            if self.is_sqlite:
                begin = DURABLE if is_durable else QUICK
                connection = connection.execution_options(homeward_begin=begin)
            with connection.begin():
                if not is_durable and not self.is_sqlite:
                    connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
                yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """One consistent view for several reads; nothing can be written through it on PostgreSQL."""
        if not self._view.is_usable:
            with self._begun() as connection:
                yield connection
            return
        with self._view.shared(self._begun) as connection:
            yield connection

    @contextmanager
    def one_view(self) -> Iterator[None]:
        """Snapshots that this thread takes in the block are one and the same until it writes: what a page shows belongs
        together, and begins one transaction, not twenty. At its end, also a bad one, what is owed is written."""
        self._view.is_wanted = True
        try:
            yield
        finally:
            self._view.is_wanted = False
            self._view.leave()
            self._pay()

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            connection = connection.execution_options(**remembering())
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    def run(self, work: Callable[[Connection], Result], *, is_durable: bool = True) -> Result:
        """`work` in a write transaction, the whole of it repeated on deadlock, serialisation failure or busy file.

        `work` must have no effect outside the connection. A connection lost before the commit was asked for is
        repeated too; lost during it, or out of attempts: `store.unavailable`, and the caller's client asks again.
        """
        pause = FIRST_PAUSE_SECONDS
        for attempt in range(ATTEMPTS):
            committing = False
            try:
                with self.transaction(is_durable=is_durable) as connection:
                    result = work(connection)
                    committing = True
                return result
            except DBAPIError as error:
                if _is_full(error):
                    raise HomewardError("store.disk_full_server") from error
                may_repeat = is_conflict(error) or (_is_lost(error) and not committing)
                if not may_repeat and not _is_lost(error):
                    raise
                if not may_repeat or attempt == ATTEMPTS - 1:
                    raise HomewardError("store.unavailable") from error
            self._pause(pause)
            pause *= 2
        raise HomewardError("store.unavailable")

    def run_at_end(self, work: Callable[[Connection], object]) -> None:
        """`work` as `run` does it: at once, or where a view is shared in one transaction with whatever else is owed at
        the view's end. For notes of what is read: the page goes on in its view, and leaves when they are written."""
        if self._view.is_wanted:
            self._view.owed.append(work)
        else:
            self.run(work)

    def _pay(self) -> None:
        owed, self._view.owed = self._view.owed, []

        def pay(connection: Connection) -> None:
            for work in owed:
                work(connection)

        if owed:
            self.run(pay)

    def as_of(self) -> tuple[int, int] | None:
        """SQLite: a mark that is another one after any commit of anybody, for what was read before and may be old.
        None where nothing so short can say it: on PostgreSQL, and while a view is shared."""
        return None if not self.is_sqlite or self._view.is_usable else self._commits.mark()

    def drop_old_pages(self) -> None:
        """SQLite: bring the write-ahead log into the file and cut it, so that no former page stays beside it. Pages
        are overwritten when they are freed (`secure_delete`). PostgreSQL does this by itself, in its own time."""
        if self.is_sqlite:
            with self._write_lock():
                self._checkpoint("TRUNCATE")

    def fold_log(self) -> None:
        """SQLite: bring what was committed from the write-ahead log into the file, so far as nobody reads before it.
        Holds up nobody; PostgreSQL does this by itself."""
        if self.is_sqlite:
            self._checkpoint("PASSIVE")

    def measure(self) -> None:
        """SQLite: look at a thousand entries of each index, so that questions take the one that narrows most; counts
        alone are kept, no samples, which would outlive an erasure. PostgreSQL does this by itself, in its own time."""
        if self.is_sqlite:
            with self._write_lock():
                self._say("PRAGMA analysis_limit = 1000", "ANALYZE", "DROP TABLE IF EXISTS sqlite_stat4")

    def _checkpoint(self, mode: str) -> None:
        self._say(f"PRAGMA wal_checkpoint({mode})")

    def _say(self, *sentences: str) -> None:
        connection = self.engine.raw_connection()
        try:
            for sentence in sentences:
                connection.cursor().execute(sentence)
        finally:
            connection.close()

    def dispose(self) -> None:
        """Close every connection."""
        self._commits.close()
        self.engine.dispose()

    @contextmanager
    def _write_lock(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        here = threading.get_ident()
        if self._writing_thread == here:
            raise RuntimeError("a write transaction is already open in this thread")
        with self._writer:
            self._writing_thread = here
            try:
                yield
            finally:
                self._writing_thread = None


def open_database(url: str, *, schema: str | None = None, pool_size: int = 12) -> Database:
    """The store at `url` (`sqlite:///file` or `postgresql://…`, always through psycopg 3).

    `schema` names the PostgreSQL schema that tables without one live in; SQLite keeps another file instead.
    """
    address = normal_url(url)
    is_sqlite = address.get_backend_name() == "sqlite"
    # The connection that was used last is taken first: the pages that it keeps are the newest.
    engine = create_engine(address, hide_parameters=True, pool_size=pool_size, max_overflow=8, pool_use_lifo=True)
    if is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return Database(engine)
    event.listen(engine, "connect", _prepare_postgres)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", partial(_ask_after_rest, engine.dialect))
    if schema is not None:
        engine = engine.execution_options(schema_translate_map={None: schema})
    return Database(engine)


def normal_url(url: str) -> URL:
    """`url` with the driver that we use; raises `store.url_unknown` for any other kind of database."""
    address = make_url(url)
    backend = address.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and address.database and address.database != ":memory:":
        return address
    raise HomewardError("store.url_unknown", backend=backend)


def is_conflict(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed when it is simply repeated."""
    if getattr(error.orig, "sqlstate", None) in _RETRIED_STATES:
        return True
    name = getattr(error.orig, "sqlite_errorname", "")
    return isinstance(name, str) and name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _is_full(error: DBAPIError) -> bool:
    if getattr(error.orig, "sqlstate", None) == "53100":  # disk_full
        return True
    return getattr(error.orig, "sqlite_errorname", "") == "SQLITE_FULL"


def _is_lost(error: DBAPIError) -> bool:
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    # class 08: connection; 57P01..57P03: server is shutting down or starting; none at all: could not connect
    if state is None:
        name = str(getattr(error.orig, "sqlite_errorname", "SQLITE_CANTOPEN"))
        return isinstance(error, OperationalError) and name.startswith("SQLITE_CANTOPEN")
    return str(state).startswith("08") or str(state) in {"57P01", "57P02", "57P03"}


def _prepare_postgres(driver_connection: Any, _entry: ConnectionPoolEntry) -> None:
    """No compiling of questions: they are short, and it takes longer than the longest of them."""
    driver_connection.execute("SET jit = off")
    driver_connection.commit()


def _note_use(_driver_connection: Any, entry: ConnectionPoolEntry) -> None:
    entry.info[_USED_AT] = time.monotonic()


def _ask_after_rest(dialect: Dialect, driver_connection: Any, entry: ConnectionPoolEntry, _proxy: Any) -> None:
    """A connection that rested is asked whether PostgreSQL is still there, not each of those that a page takes."""
    if time.monotonic() - entry.info.get(_USED_AT, -RESTED_SECONDS) < RESTED_SECONDS:
        return
    try:
        dialect.do_ping(driver_connection)
    except dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error


def _prepare_sqlite(driver_connection: Any, _entry: ConnectionPoolEntry) -> None:
    driver_connection.isolation_level = None  # BEGIN is ours, see _begin_sqlite
    cursor = driver_connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
        "trusted_schema=OFF",
        "cache_size=-32768",
        f"wal_autocheckpoint={LOG_PAGES}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    durability = connection.get_execution_options().get("homeward_begin")
    if durability is None:
        connection.exec_driver_sql("BEGIN DEFERRED")
        return
    connection.exec_driver_sql(durability)
    connection.exec_driver_sql("BEGIN IMMEDIATE")
