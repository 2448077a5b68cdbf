"""Schema steps of the server: they make exactly the declared tables, wholly or not at all, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from migrations.server import steps
from sync_server.store.engine import Database, open_database
from sync_server.store.feed import read_after
from sync_server.store.keyset import SCHEMA
from tests.migrations.drafting import declared
from tests.postgres import PostgresServer
from tests.stores import StoreUrls


@pytest.mark.parametrize("line", steps.LINES)
def test_the_steps_make_exactly_the_declared_tables(store_urls: StoreUrls, line: str) -> None:
    schema = store_urls.keyset_schema if line == steps.KEYSET else None
    database = open_database(store_urls.keyset if line == steps.KEYSET else store_urls.records)
    with database.transaction() as connection:
        options: dict[str, object] = {"version_table_schema": schema, "compare_type": True}
        if schema is not None:
            connection.exec_driver_sql(f"SET LOCAL search_path TO {schema}")
        found = compare_metadata(MigrationContext.configure(connection, opts=options), declared(line))
    database.dispose()
    assert [one for one in found if not _is_version_table(one)] == []


@pytest.mark.parametrize("line", steps.LINES)
def test_every_step_is_known_in_order_and_none_is_pending(store_urls: StoreUrls, line: str) -> None:
    schema = store_urls.keyset_schema if line == steps.KEYSET else None
    database = open_database(store_urls.keyset if line == steps.KEYSET else store_urls.records, schema=schema)
    with database.snapshot() as connection:
        status = steps.status(connection, line=line, schema=schema)
    database.dispose()
    assert status.pending == ()
    assert int(status.current) >= 1


@pytest.mark.parametrize("line", steps.LINES)
def test_files_are_named_by_their_steps_in_the_order_in_which_alembic_takes_them(line: str) -> None:
    script = ScriptDirectory(str(Path(steps.__file__).parent / line))
    assert [one.revision for one in reversed(list(script.walk_revisions()))] == list(steps.all_steps(line))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A store without any step."""
    if request.param == "sqlite":
        database = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield database
        database.dispose()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    database = open_database(server.url(name))
    yield database
    database.dispose()
    server.drop(name)


def test_a_step_that_fails_leaves_nothing_behind(empty: Database) -> None:
    with empty.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE persons (x INTEGER)")  # the first step stumbles over it, in the middle
    with pytest.raises(DBAPIError), empty.transaction() as connection:
        steps.up(connection, line=steps.RECORDS)
    with empty.snapshot() as connection:
        assert inspect(connection).get_table_names() == ["persons"]
    with empty.transaction() as connection:
        connection.exec_driver_sql("DROP TABLE persons")
        steps.up(connection, line=steps.RECORDS)
    with empty.snapshot() as connection:
        assert steps.status(connection, line=steps.RECORDS).pending == ()


def test_pending_steps_are_listed_oldest_first_and_taken_one_by_one(empty: Database) -> None:
    with empty.snapshot() as connection:
        pending = steps.status(connection, line=steps.RECORDS).pending
    assert list(pending) == sorted(pending)
    for at, target in enumerate(pending):
        with empty.transaction() as connection:
            steps.up(connection, line=steps.RECORDS, target=target)
        with empty.snapshot() as connection:
            status = steps.status(connection, line=steps.RECORDS)
        assert (status.current, status.pending) == (target, pending[at + 1 :])


def test_review_items_outlive_the_step_that_lets_their_codes_meet(empty: Database) -> None:
    insert = (
        "INSERT INTO review_items (item_kind, record, item, code, kind, home, dots, decided, is_open, is_restricted,"
        " is_warning, opened_at) VALUES ('rule_broken', '{record}', 'rule_26', 'WG55JDBF', 'visit', 'home', '[]', '[]',"
        " true, false, false, 1)"
    )
    with empty.transaction() as connection:
        steps.up(connection, line=steps.RECORDS, target="0004")
        connection.exec_driver_sql(insert.format(record="one"))
    with empty.transaction() as connection:
        steps.up(connection, line=steps.RECORDS, target="0005")
        connection.exec_driver_sql(insert.format(record="two"))
    with empty.transaction() as connection:
        steps.up(connection, line=steps.RECORDS)
    with empty.snapshot() as connection:
        found = connection.exec_driver_sql("SELECT record FROM review_items WHERE code = 'WG55JDBF' ORDER BY record")
        assert [row[0] for row in found] == ["one", "two"]


def test_what_scopes_were_told_before_is_found_by_their_numbers_after_the_step(empty: Database) -> None:
    scopes = ["worker:one", "worker:two", "directory"]
    columns = "scope, record, seq, is_gone, digest, marks"
    with empty.transaction() as connection:
        steps.up(connection, line=steps.RECORDS, target="0030")
        for seq, scope in enumerate(scopes, start=1):
            connection.exec_driver_sql(f"INSERT INTO scope_heads (scope, head, digest) VALUES ('{scope}', {seq}, 0)")
            values = f"'{scope}', 'r{seq}', {seq}, false, 0, '[[{seq},1]]'"
            connection.exec_driver_sql(f"INSERT INTO feed ({columns}) VALUES ({values})")
    with empty.transaction() as connection:
        steps.up(connection, line=steps.RECORDS)
    with empty.snapshot() as connection:
        for seq, scope in enumerate(scopes, start=1):
            (row,) = read_after(connection, {scope: 0}, limit=9)
            assert (row.record, row.marks) == (f"r{seq}", ((seq, 1),))


def test_where_dossiers_with_open_items_lie_is_noted_by_the_step(empty: Database) -> None:
    item = (
        "INSERT INTO review_items (item_kind, record, item, code, kind, home, dots, decided, is_open, is_restricted,"
        " is_warning, opened_at, urgency) VALUES ('rule_broken', '{home}', 'rule_26', 'WG55JDBF', 'visit', '{home}',"
        " '[]', '[]', {is_open}, false, false, 1, 2)"
    )
    row = (
        "INSERT INTO feed (scope, record, seq, is_gone, digest, marks, scope_hash)"
        " VALUES ('{scope}', '{home}', 1, {is_gone}, 0, '[]', 0)"
    )
    with empty.transaction() as connection:
        steps.up(connection, line=steps.RECORDS, target="0033")
        for home in ("waits", "done", "plain"):
            for scope in ("here", "left"):
                connection.exec_driver_sql(row.format(scope=scope, home=home, is_gone=scope == "left"))
        connection.exec_driver_sql(item.format(home="waits", is_open=True))
        connection.exec_driver_sql(item.format(home="done", is_open=False))
    with empty.transaction() as connection:
        steps.up(connection, line=steps.RECORDS)
    with empty.snapshot() as connection:
        assert connection.exec_driver_sql("SELECT scope, home FROM review_places").all() == [("here", "waits")]


def test_a_store_of_a_newer_program_is_noticed(empty: Database) -> None:
    with empty.transaction() as connection:
        steps.up(connection, line=steps.RECORDS)
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with empty.snapshot() as connection, pytest.raises(LookupError):
        steps.status(connection, line=steps.RECORDS)


def test_the_key_set_lies_in_a_schema_of_its_own_that_a_dump_can_leave_out(
    postgres_urls: StoreUrls,
) -> None:
    database = open_database(postgres_urls.records)
    with database.snapshot() as connection:
        tables = set(inspect(connection).get_table_names(schema=SCHEMA))
        assert {"home_keys", "destroyed_homes", "keyset_state", "alembic_version"} == tables
        assert not tables & (set(inspect(connection).get_table_names()) - {"alembic_version"})
    database.dispose()


def _is_version_table(difference: object) -> bool:
    return "alembic_version" in repr(difference)
