"""PostgreSQL is killed, restarted or away in the middle of a push: 503 or done, never an acknowledgement of nothing."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, text

from migrations.server import steps
from sync_server.server import Server
from sync_server.store.engine import open_database
from sync_server.store.keyset import SCHEMA
from tests.builders.field import FieldLaptop
from tests.builders.records import a_visit
from tests.builders.town import Town, a_town
from tests.postgres import PostgresServer
from tests.simulation.killing import assert_whole, counts
from tests.stores import StoreUrls

pytestmark = pytest.mark.postgres


@pytest.fixture
def server_of_its_own() -> Iterator[PostgresServer]:
    """A PostgreSQL that may be crashed without harm to other tests."""
    folder = Path(tempfile.mkdtemp(prefix="homeward-pg-"))
    server = PostgresServer(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    if "server_of_its_own" in request.fixturenames:
        urls = migrated(request.getfixturevalue("server_of_its_own"))
    else:
        urls = request.getfixturevalue("postgres_urls")
    stage = a_town(urls, tmp_path)
    yield stage
    stage.close()


def migrated(postgres: PostgresServer) -> StoreUrls:
    """An empty store with every step."""
    url = postgres.url(postgres.create())
    for line, schema in ((steps.RECORDS, None), (steps.KEYSET, SCHEMA)):
        database = open_database(url, schema=schema)
        with database.transaction() as connection:
            steps.up(connection, line=line, schema=schema)
        database.dispose()
    return StoreUrls("postgres", url, url, SCHEMA)


@pytest.fixture
def laptop(town: Town) -> FieldLaptop:
    """Two visits wait on a laptop whose case is at the centre."""
    case = town.saved_case("sokha")
    laptop = town.laptop("sokha")
    laptop.settle()
    for _ in range(2):
        laptop.save(a_visit(home=case))
    return laptop


class Interruption:
    """Something that happens once, just before a statement of the push that fits, or before its commit."""

    def __init__(self, server: Server, what: object, *, before: str) -> None:
        self.engine, self.what, self.before, self.is_done = server.database.engine, what, before, False
        event.listen(self.engine, "before_cursor_execute", self._statement)
        event.listen(self.engine, "commit", self._commit)

    def end(self) -> None:
        event.remove(self.engine, "before_cursor_execute", self._statement)
        event.remove(self.engine, "commit", self._commit)

    def _statement(self, _connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        if self.before in sql:
            self._once()

    def _commit(self, _connection: object) -> None:
        if self.before == "COMMIT" and self.is_pushing:
            self._once()

    is_pushing = False

    def _once(self) -> None:
        if not self.is_done:
            self.is_done = True
            self.what()  # type: ignore[operator]


def push(laptop: FieldLaptop, town: Town) -> tuple[int, str]:
    """Status and code of an exchange."""
    after = laptop.confirmed[laptop.device.incarnation]
    try:
        laptop.exchange(batches=(laptop.device.batch(after=after),))
    except AssertionError as refused:
        return 503, str(refused)
    return 200, ""


def end_sessions(server: Server, postgres: PostgresServer) -> None:
    """Every backend of the database is ended by the administrator (57P01), as in a failover."""
    name = server.database.engine.url.database
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


@pytest.mark.parametrize(
    "before", ["INSERT INTO changes", "INSERT INTO records", "INSERT INTO feed", "INSERT INTO audit"]
)
def test_sessions_ended_in_the_middle_of_a_push_are_repeated_by_the_server(
    town: Town, laptop: FieldLaptop, postgres_server: PostgresServer, before: str
) -> None:
    held = counts(town.server)["changes"]
    cut = Interruption(town.server, lambda: end_sessions(town.server, postgres_server), before=before)
    status, _ = push(laptop, town)
    cut.end()
    assert cut.is_done and status == 200
    assert counts(town.server)["changes"] == held + 2
    assert_whole(town.server, laptop.device)


def test_a_session_ended_at_the_commit_is_never_acknowledged_unseen(
    town: Town, laptop: FieldLaptop, postgres_server: PostgresServer
) -> None:
    held = counts(town.server)["changes"]
    cut = Interruption(town.server, lambda: end_sessions(town.server, postgres_server), before="COMMIT")
    event.listen(
        town.server.database.engine,
        "before_cursor_execute",
        lambda _c, _k, sql, *_rest: setattr(cut, "is_pushing", cut.is_pushing or "INSERT INTO changes" in sql),
    )
    status, words = push(laptop, town)
    cut.end()
    assert cut.is_done
    assert status == 503 and "store.unavailable" in words
    assert counts(town.server)["changes"] in (held, held + 2)
    assert push(laptop, town)[0] == 200
    assert counts(town.server)["changes"] == held + 2
    assert_whole(town.server, laptop.device)


def test_a_crash_of_postgresql_is_survived_and_work_goes_on_after_its_return(
    server_of_its_own: PostgresServer, town: Town, laptop: FieldLaptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(town.server.database, "_pause", lambda _seconds: None)
    monkeypatch.setattr(town.server.keyset.database, "_pause", lambda _seconds: None)
    with town.server.database.transaction() as connection:  # what was acknowledged before lies on the disk
        connection.execute(text("CHECKPOINT"))
    held = counts(town.server)["changes"]
    cut = Interruption(town.server, lambda: server_of_its_own.stop(immediately=True), before="INSERT INTO feed")
    try:
        status, words = push(laptop, town)
        assert cut.is_done and status == 503 and "store.unavailable" in words
        assert town.client.get("/healthz").status_code == 200
        assert town.client.get("/readyz").status_code == 503
        assert push(laptop, town)[0] == 503
    finally:
        cut.end()
        server_of_its_own.start()
    assert town.client.get("/readyz").status_code == 200
    assert counts(town.server)["changes"] == held
    assert push(laptop, town)[0] == 200
    assert counts(town.server)["changes"] == held + 2
    assert_whole(town.server, laptop.device)
