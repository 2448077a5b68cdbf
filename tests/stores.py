"""Migrated central stores for tests: `store_urls` runs a test on SQLite and on PostgreSQL, a fresh copy each time."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrations.server import steps
from sync_server.store.engine import open_database
from sync_server.store.keyset import SCHEMA
from tests.postgres import PostgresServer


@dataclass(frozen=True, slots=True)
class StoreUrls:
    """Where the records and the key set of one test live."""

    kind: str
    records: str
    keyset: str
    keyset_schema: str | None


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with migrated, empty SQLite files."""
    folder = tmp_path_factory.mktemp("template")
    for line in steps.LINES:
        database = open_database(f"sqlite:///{folder / (line + '.db')}")
        with database.transaction() as connection:
            steps.up(connection, line=line)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
            connection.exec_driver_sql("BEGIN")
        database.dispose()
    return folder


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """Name of a migrated, empty PostgreSQL database."""
    name = postgres_server.create()
    for line, schema in ((steps.RECORDS, None), (steps.KEYSET, SCHEMA)):
        database = open_database(postgres_server.url(name), schema=schema)
        with database.transaction() as connection:
            steps.up(connection, line=line, schema=schema)
        database.dispose()
    return name


@pytest.fixture
def sqlite_urls(sqlite_template: Path, tmp_path: Path) -> StoreUrls:
    """A fresh migrated SQLite store."""
    return on_sqlite(sqlite_template, tmp_path)


def on_sqlite(template: Path, folder: Path) -> StoreUrls:
    """A copy of the template's files in a folder, for tests that share one store."""
    for line in steps.LINES:
        shutil.copy(template / f"{line}.db", folder / f"{line}.db")
    return StoreUrls("sqlite", f"sqlite:///{folder / 'records.db'}", f"sqlite:///{folder / 'keyset.db'}", None)


@pytest.fixture
def postgres_urls(postgres_server: PostgresServer, postgres_template: str) -> Iterator[StoreUrls]:
    """A fresh migrated PostgreSQL store."""
    name = postgres_server.create(template=postgres_template)
    url = postgres_server.url(name)
    yield StoreUrls("postgres", url, url, SCHEMA)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_urls(request: pytest.FixtureRequest) -> StoreUrls:
    """Both engines, one after the other."""
    urls: StoreUrls = request.getfixturevalue(f"{request.param}_urls")
    return urls
