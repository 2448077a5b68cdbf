"""Rows of the feed: found by a short number for their scope, told apart by its name, of one size at first."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, select

from sync_server.store.engine import Database, open_database
from sync_server.store.feed import MARKS_KEPT, Placing, hash_of, place, read_after, rows_of_records
from sync_server.store.tables_records import feed
from tests.builders.records import a_record_id
from tests.stores import StoreUrls
from tests.sync_server.store.test_indexes_of_pages import plan_of

OURS, THEIRS = "worker:0000000000000009685295", "worker:0000000000000012060020"  # the same by CRC-32


@pytest.fixture
def database(store_urls: StoreUrls) -> Iterator[Database]:
    """A store without a record."""
    opened = open_database(store_urls.records)
    yield opened
    opened.dispose()


def told(connection: Connection, scope: str, record: str, *, version: int) -> None:
    """A record in a scope in one more version."""
    place(connection, [Placing(scope, record, version, digest=version)], rows_of_records(connection, [record]))


def marks_of(connection: Connection, record: str) -> str:
    """As they are stored."""
    return str(connection.scalar(select(feed.c.marks).where(feed.c.record == record)))


def test_two_scopes_with_the_same_number_keep_their_records_apart(database: Database) -> None:
    assert hash_of(OURS) == hash_of(THEIRS)
    ours, theirs = a_record_id(), a_record_id()
    with database.transaction() as connection:
        told(connection, OURS, ours, version=1)
        told(connection, THEIRS, theirs, version=1)
        told(connection, THEIRS, theirs, version=2)
    with database.snapshot() as connection:
        assert [(row.record, row.seq) for row in read_after(connection, {OURS: 0}, limit=9)] == [(ours, 1)]
        assert [(row.record, row.seq) for row in read_after(connection, {THEIRS: 0}, limit=9)] == [(theirs, 2)]


def test_what_a_scope_was_told_is_read_in_order_and_not_sorted(sqlite_urls: StoreUrls) -> None:
    database = open_database(sqlite_urls.records)
    with database.snapshot() as connection:
        plan = plan_of(connection, lambda tx: read_after(tx, {OURS: 5}, limit=9))
    database.dispose()
    assert any("ix_feed_scope_hash_seq (scope_hash=? AND seq>?)" in step for step in plan)
    assert not any("TEMP B-TREE" in step for step in plan[: plan.index(next(s for s in plan if "ix_feed" in s)) + 1])


def test_a_row_does_not_grow_by_the_first_edits_and_keeps_its_newest_marks(database: Database) -> None:
    record = a_record_id()
    with database.transaction() as connection:
        told(connection, OURS, record, version=1)
        size = len(marks_of(connection, record))
        told(connection, OURS, record, version=2)
        told(connection, OURS, record, version=3)
        assert len(marks_of(connection, record)) == size
        for version in range(4, 20):
            told(connection, OURS, record, version=version)
        row = rows_of_records(connection, [record])[record][OURS]
    assert row.version == 19
    assert row.marks == tuple((n, n) for n in range(20 - MARKS_KEPT, 20))


def test_a_record_that_left_stands_in_no_version(database: Database) -> None:
    record = a_record_id()
    with database.transaction() as connection:
        told(connection, OURS, record, version=1)
        before = rows_of_records(connection, [record])
        place(connection, [Placing(OURS, record, 2, digest=0, why="revoked")], before)
        row = rows_of_records(connection, [record])[record][OURS]
    assert (row.version, row.marks, row.version_at(1)) == (0, (), None)
