"""PostgreSQL is killed, restarted or gone in the middle of work: repeated or refused, never acknowledged and lost."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, insert, select

from shared_schema.errors import HomewardError
from sync_server.store.engine import Database, open_database
from sync_server.store.tables_people import rate_counters
from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server of its own, because it is killed."""
    folder = Path(tempfile.mkdtemp(prefix="homeward-pg-restart-"))
    made = PostgresServer(folder, durable=True)
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(server: PostgresServer) -> Iterator[Database]:
    name = server.create()
    opened = open_database(server.url(name))
    opened._pause = lambda _seconds: None
    with opened.transaction() as connection:
        rate_counters.create(connection)
    yield opened
    opened.dispose()


def put(connection: Connection, name: str) -> None:
    connection.execute(insert(rate_counters), [{"name": name, "window_start": 0, "used": 1}])


def held(database: Database) -> set[str]:
    with database.snapshot() as connection:
        return set(connection.scalars(select(rate_counters.c.name)))


def restart(server: PostgresServer) -> None:
    server.stop(immediately=True)
    server.start()


def test_killed_between_two_statements_the_whole_work_is_repeated(server: PostgresServer, database: Database) -> None:
    attempts: list[int] = []

    def work(connection: Connection) -> str:
        attempts.append(1)
        put(connection, "first")
        if len(attempts) == 1:
            restart(server)
        put(connection, "second")
        return "answered"

    assert database.run(work) == "answered"
    assert len(attempts) == 2
    assert held(database) == {"first", "second"}


def test_killed_before_the_commit_arrives_nothing_is_acknowledged(server: PostgresServer, database: Database) -> None:
    def work(connection: Connection) -> str:
        put(connection, "unknown")
        return "answered"

    killed: list[bool] = []

    def kill(_connection: Connection) -> None:
        if not killed:
            server.stop(immediately=True)
        killed.append(True)

    event.listen(database.engine, "commit", kill)
    with pytest.raises(HomewardError) as caught:
        database.run(work)
    assert caught.value.code == "store.unavailable"
    server.start()
    assert held(database) in (set(), {"unknown"})  # the client asks again; either is right, an acknowledgement was not
    with database.transaction() as connection:
        connection.execute(rate_counters.delete())
    assert database.run(work) == "answered"
    assert held(database) == {"unknown"}


def test_what_was_acknowledged_survives_the_kill(server: PostgresServer, database: Database) -> None:
    for number in range(5):
        database.run(lambda connection, number=number: put(connection, f"kept-{number}"))  # type: ignore[misc]
    restart(server)
    assert held(database) == {f"kept-{number}" for number in range(5)}


def test_while_it_is_down_the_answer_is_unavailable_and_afterwards_work_goes_on(
    server: PostgresServer, database: Database
) -> None:
    server.stop(immediately=True)
    with pytest.raises(HomewardError) as caught:
        database.run(lambda connection: put(connection, "later"))
    assert caught.value.code == "store.unavailable"
    server.start()
    database.run(lambda connection: put(connection, "later"))
    assert held(database) == {"later"}
