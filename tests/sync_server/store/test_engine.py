"""Transactions, snapshots and repeats on both engines."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from shared_schema.errors import HomewardError
from sync_server.store import engine
from sync_server.store.engine import Database, open_database
from sync_server.store.one_view import each_once, once
from sync_server.store.tables_people import rate_counters
from tests.stores import StoreUrls


@pytest.fixture
def database(store_urls: StoreUrls) -> Iterator[Database]:
    opened = open_database(store_urls.records)
    yield opened
    opened.dispose()


def put(connection: Connection, name: str, used: int) -> None:
    connection.execute(insert(rate_counters), [{"name": name, "window_start": 0, "used": used}])


def used(connection: Connection, name: str) -> int | None:
    return connection.scalar(select(rate_counters.c.used).where(rate_counters.c.name == name))


def test_a_transaction_is_whole_or_not_at_all(database: Database) -> None:
    with pytest.raises(ValueError, match="half"), database.transaction() as connection:
        put(connection, "a", 1)
        raise ValueError("half way")
    with database.snapshot() as connection:
        assert used(connection, "a") is None
    with database.transaction() as connection:
        put(connection, "a", 1)
    with database.snapshot() as connection:
        assert used(connection, "a") == 1


def test_a_snapshot_does_not_see_what_is_committed_later(database: Database) -> None:
    with database.transaction() as connection:
        put(connection, "a", 1)
    with database.snapshot() as reader:
        assert used(reader, "a") == 1
        with database.transaction() as writer:
            writer.execute(update(rate_counters).values(used=2))
        assert used(reader, "a") == 1
    with database.snapshot() as reader:
        assert used(reader, "a") == 2


def test_two_writers_that_lock_crosswise_both_finish(database: Database) -> None:
    """On PostgreSQL this is a deadlock that one of them repeats; on SQLite they simply wait for each other."""
    with database.transaction() as connection:
        put(connection, "a", 0)
        put(connection, "b", 0)
    met = threading.Barrier(2, timeout=5)

    def add(first: str, second: str) -> None:
        attempts: list[int] = []

        def work(connection: Connection) -> None:
            attempts.append(1)
            for name in (first, second):
                statement = update(rate_counters).where(rate_counters.c.name == name)
                connection.execute(statement.values(used=rate_counters.c.used + 1))
                if len(attempts) == 1 and name == first and not database.is_sqlite:
                    met.wait()

        database.run(work)

    threads = [threading.Thread(target=add, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with database.snapshot() as connection:
        assert (used(connection, "a"), used(connection, "b")) == (2, 2)


def test_an_error_of_the_work_is_not_repeated_and_shows_no_values(database: Database) -> None:
    attempts = []

    def work(connection: Connection) -> None:
        attempts.append(1)
        put(connection, "canary-value", 1)
        put(connection, "canary-value", 1)

    with pytest.raises(IntegrityError) as caught:
        database.run(work)
    assert len(attempts) == 1
    assert "canary-value', " not in str(caught.value).replace("Key (name", "")
    assert "hidden" in str(caught.value)


def test_a_store_that_is_gone_is_named_so(store_urls: StoreUrls) -> None:
    if store_urls.kind == "sqlite":
        database = open_database("sqlite:////nonexistent-folder/x.db")
        with pytest.raises(HomewardError) as caught:
            database.run(lambda connection: None)
    else:
        database = open_database("postgresql://nobody@127.0.0.1:9/none")
        database._pause = lambda seconds: None
        with pytest.raises(HomewardError) as caught:
            database.run(lambda connection: None)
    assert caught.value.code == "store.unavailable"


def test_a_full_disk_is_named_so_and_work_goes_on_when_there_is_space(sqlite_urls: StoreUrls) -> None:
    database = open_database(sqlite_urls.records)

    def limited(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        for number in range(1000):
            put(connection, f"{number:090d}", 1)

    with pytest.raises(HomewardError) as caught:
        database.run(limited)
    assert (caught.value.code, caught.value.exit_code) == ("store.disk_full_server", 8)
    database.dispose()
    database.run(lambda connection: put(connection, "after", 1))
    with database.snapshot() as connection:
        assert used(connection, "after") == 1
    database.dispose()


def test_writing_inside_a_write_is_refused_on_sqlite(database: Database) -> None:
    if database.is_sqlite:
        with database.transaction(), pytest.raises(RuntimeError), database.transaction():
            pass


def test_an_unknown_kind_of_database_is_refused() -> None:
    for url in ("mysql://x/y", "sqlite://", "sqlite:///:memory:"):
        with pytest.raises(HomewardError) as caught:
            open_database(url)
        assert caught.value.code == "store.url_unknown"


def test_only_what_nobody_is_told_of_does_not_wait_for_the_disk(database: Database) -> None:
    """A transaction that is not durable leaves the next one on the same connection as durable as ever."""
    asked = "PRAGMA synchronous" if database.is_sqlite else "SHOW synchronous_commit"
    durable, quick = (2, 1) if database.is_sqlite else ("on", "off")
    if not database.is_sqlite:  # the tests' own server waits for no disk
        database.run(lambda tx: tx.exec_driver_sql("SET synchronous_commit = on"))
    found = [
        database.run(lambda tx: tx.exec_driver_sql(asked).scalar(), is_durable=is_durable)
        for is_durable in (True, False, True)
    ]
    assert found == [durable, quick, durable]


def test_what_was_committed_is_folded_into_the_file(sqlite_urls: StoreUrls, tmp_path: Path) -> None:
    database = open_database(sqlite_urls.records)
    database.run(lambda tx: tx.exec_driver_sql("CREATE TABLE folded (n INTEGER)"))
    with database.snapshot() as reading:
        reading.exec_driver_sql("SELECT count(*) FROM folded").scalar()
        database.run(lambda tx: tx.exec_driver_sql("INSERT INTO folded VALUES (1)"))
        database.fold_log()  # holds up nobody: what is being read stays as it is
        assert reading.exec_driver_sql("SELECT count(*) FROM folded").scalar() == 0
    database.fold_log()
    alone = tmp_path / "alone.db"
    alone.write_bytes(Path(database.engine.url.database or "").read_bytes())
    with sqlite3.connect(alone) as connection:
        assert connection.execute("SELECT n FROM folded").fetchall() == [(1,)]
    connection.close()
    database.dispose()


def test_a_measured_store_knows_how_much_its_indexes_narrow_and_keeps_no_samples(sqlite_urls: StoreUrls) -> None:
    database = open_database(sqlite_urls.records)
    database.run(lambda tx: [put(tx, f"counter {n}", n) for n in range(50)])
    database.measure()
    with database.snapshot() as connection:
        kept = "SELECT name FROM sqlite_master WHERE name LIKE 'sqlite_stat%'"
        assert list(connection.exec_driver_sql(kept).scalars()) == ["sqlite_stat1"]
        counted = "SELECT stat FROM sqlite_stat1 WHERE tbl = 'rate_counters'"
        assert str(connection.exec_driver_sql(counted).scalar()).startswith("50 ")
    database.dispose()


def test_snapshots_of_a_page_are_one_view_until_the_page_writes(database: Database) -> None:
    def by_another(value: int) -> None:
        other = threading.Thread(
            target=lambda: database.run(lambda c: c.execute(update(rate_counters).values(used=value)))
        )
        other.start()
        other.join()

    def seen() -> int | None:
        with database.snapshot() as connection:
            return used(connection, "a")

    database.run(lambda connection: put(connection, "a", 1))
    with database.one_view():
        assert seen() == 1
        by_another(2)
        assert seen() == 1, "the page goes on as it began"
        database.run(lambda connection: put(connection, "b", 1))
        assert seen() == 2, "what is read after an own write is newer"
        with database.snapshot() as reader:
            by_another(3)
            database.run(lambda connection: put(connection, "c", 1))
            assert (used(reader, "a"), seen()) == (2, 3)
        assert seen() == 3
    by_another(4)
    assert seen() == 4


def test_what_is_owed_is_written_at_the_end_of_the_view_all_of_it_or_nothing(database: Database) -> None:
    with database.one_view():
        with database.snapshot() as connection:
            assert used(connection, "a") is None
        for name in ("a", "b"):
            database.run_at_end(lambda connection, name=name: put(connection, name, 1))
        with database.snapshot() as connection:
            assert used(connection, "a") is None, "the page goes on in its view"
    with database.snapshot() as connection:
        assert (used(connection, "a"), used(connection, "b")) == (1, 1)
    with pytest.raises(ValueError, match="the page"), database.one_view():
        database.run_at_end(lambda connection: put(connection, "c", 1))
        raise ValueError("the page")
    with pytest.raises(ZeroDivisionError), database.one_view():
        database.run_at_end(lambda connection: put(connection, "d", 1))
        database.run_at_end(lambda _connection: 1 // 0)
    database.run_at_end(lambda connection: put(connection, "e", 1))
    with database.snapshot() as connection:
        assert [used(connection, name) for name in ("c", "d", "e")] == [1, None, 1]


def test_a_view_that_failed_is_not_read_through_again(database: Database) -> None:
    database.run(lambda connection: put(connection, "a", 1))
    with database.one_view():
        with pytest.raises(DBAPIError), database.snapshot() as connection:
            connection.exec_driver_sql("SELECT nothing FROM nowhere")
        with database.snapshot() as connection:
            assert used(connection, "a") == 1


def test_a_commit_of_anybody_makes_what_was_read_before_it_old(database: Database, store_urls: StoreUrls) -> None:
    if not database.is_sqlite:
        assert database.as_of() is None
        return
    first = database.as_of()
    assert first is not None
    assert database.as_of() == first, "nobody wrote"
    database.run(lambda connection: put(connection, "a", 1))
    own = database.as_of()
    assert own != first, "the same process wrote, over another connection"
    other = open_database(store_urls.records)
    other.run(lambda connection: put(connection, "b", 1))
    other.dispose()
    assert database.as_of() != own, "another program wrote"
    before = database.as_of()
    database.dispose()
    assert database.as_of() != before, "who watches anew cannot know what was before"
    with database.one_view():
        assert database.as_of() is None, "a view may have begun before what is newest"


def test_what_a_snapshot_says_is_asked_once_of_it_and_again_of_the_next(database: Database) -> None:
    asked: list[Connection] = []

    def read(connection: Connection) -> int | None:
        asked.append(connection)
        return used(connection, "a")

    database.run(lambda connection: put(connection, "a", 1))
    with database.one_view():
        for _block in range(2):
            with database.snapshot() as connection:
                assert once(connection, "a", read) == 1
        assert len(asked) == 1
        with database.transaction() as writer:
            writer.execute(update(rate_counters).values(used=2))
            assert [once(writer, "a", read) for _time in range(2)] == [2, 2]
        assert len(asked) == 3, "a write transaction sees what changes"
        with database.snapshot() as connection:
            assert once(connection, "a", read) == 2


def test_a_page_asks_for_each_key_once_and_whoever_reads_a_whole_store_keeps_nothing(database: Database) -> None:
    asked: list[list[str]] = []

    def read(keys: list[str]) -> dict[str, str]:
        asked.append(keys)
        return {key: key.upper() for key in keys if key != "none"}

    with database.one_view():
        for wanted in (("b", "a", "none"), ("a", "none"), ("c", "b")):
            with database.snapshot() as connection:
                assert each_once(connection, "of page", wanted, read) == {
                    key: key.upper() for key in sorted(wanted) if key != "none"
                }
        assert asked == [["a", "b", "none"], ["c"]]
        database.run(lambda connection: put(connection, "a", 1))
        with database.snapshot() as connection:
            each_once(connection, "of page", ["a"], read)
        assert asked.pop() == ["a"], "what is read after an own write is newer"
    with database.snapshot() as connection:
        for _time in range(2):
            each_once(connection, "of page", ["a"], read)
    assert len(asked) == 4


def test_a_connection_that_was_closed_while_it_rested_is_replaced(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.is_sqlite:
        return
    monkeypatch.setattr(engine, "RESTED_SECONDS", 0.0)
    with database.snapshot() as connection:
        backend = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    killer = open_database(database.engine.url.render_as_string(hide_password=False))
    with killer.transaction() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({backend}, 5000)")
    killer.dispose()
    with database.snapshot() as connection:
        assert used(connection, "nobody") is None
