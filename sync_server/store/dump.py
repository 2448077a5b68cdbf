"""A whole copy of a central store into one file and back: SQLite's own backup, or pg_dump and pg_restore.

The key set is another file (or schema) and is never in a copy of the records. A copy from PostgreSQL does not hold
which schema step it has: that stands in the signed manifest, so a store that was filled but not settled opens for
nobody (`store.schema_behind`) and may be filled again.
"""

import os
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from shared_schema.errors import HomewardError
from sync_server.store.engine import Database, normal_url

PAGES_AT_ONCE = 4096
# Batches beyond a gap hold changes of many homes under one key, so no erasure would reach them in a backup. No receipt
# names them: their laptops send them again.
NOT_KEPT = ("early_batches",)
TOOL_SECONDS = 3600
STEP_TABLE = "alembic_version"
EMPTY, UNFINISHED, USED = "empty", "unfinished", "used"


def is_sqlite(url: str) -> bool:
    """Whether the store at `url` is an SQLite file."""
    return normal_url(url).get_backend_name() == "sqlite"


def copy_sqlite(source_url: str, target: Path) -> None:
    """Copies an SQLite store into `target` (0600), consistent while others write."""
    target.touch(mode=0o600)
    with (
        closing(sqlite3.connect(str(normal_url(source_url).database))) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy, pages=PAGES_AT_ONCE)


def dump_records(url: str, target: Path, *, keys_schema: str, snapshot: str, tool: str) -> None:
    """The records of a PostgreSQL store as `snapshot` sees them (pg_export_snapshot), without the schema of keys and
    without what `NOT_KEPT` names."""
    left_out = [f"--exclude-table-data={table}" for table in (STEP_TABLE, *NOT_KEPT)]
    _dump(url, target, [f"--snapshot={snapshot}", f"--exclude-schema={keys_schema}", *left_out], tool=tool)


def empty_not_kept(path: Path) -> None:
    """Empties, in a copy of an SQLite store, what no backup keeps; the pages are overwritten."""
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA secure_delete = ON")
        for table in NOT_KEPT:
            copy.execute(f'DELETE FROM "{table}"')
        copy.commit()


def dump_schema(url: str, target: Path, *, schema: str, tool: str) -> None:
    """One schema of a PostgreSQL store and nothing else: the key set."""
    _dump(url, target, [f"--schema={schema}"], tool=tool)


def read_dump(dump: Path, url: str, *, tool: str) -> None:
    """Fills the empty PostgreSQL store at `url` wholly or not at all. Raises `backup.tool_failed`."""
    _run_tool(tool, ["--no-owner", "--no-acl", "--exit-on-error", "--single-transaction", str(dump)], url)


def state_of_target(database: Database, *, schema: str | None = None) -> str:
    """`empty`, `used`, or `unfinished`: filled by a restore that ended before the store was settled."""
    tables = set(inspect(database.engine).get_table_names(schema=schema))
    if not tables:
        return EMPTY
    if STEP_TABLE not in tables:
        return USED
    with database.snapshot() as connection:
        place = STEP_TABLE if schema is None else f'"{schema}".{STEP_TABLE}'
        steps = connection.execute(text(f"SELECT version_num FROM {place}")).all()
    return USED if steps else UNFINISHED


def clear_unfinished(database: Database) -> None:
    """Removes the tables that an unfinished restore left; nobody has ever worked with them."""
    names = inspect(database.engine).get_table_names()
    with database.transaction() as connection:
        for name in names:
            connection.execute(text(f'DROP TABLE "{name}" CASCADE'))


def drop_empty_schema(connection: Connection, schema: str) -> None:
    """Makes room for a dump that brings the schema itself; fails where something lies in it."""
    connection.execute(text(f'DROP SCHEMA IF EXISTS "{schema}"'))


def _dump(url: str, target: Path, options: Sequence[str], *, tool: str) -> None:
    target.touch(mode=0o600)
    _run_tool(tool, ["--format=custom", "--compress=0", *options, f"--file={target}"], url)


def _run_tool(tool: str, arguments: Sequence[str], url: str) -> None:
    address = normal_url(url).set(drivername="postgresql")
    secret = {"PGPASSWORD": address.password} if address.password else {}
    place = address._replace(password=None).render_as_string()
    command = [tool, *arguments, f"--dbname={place}"]
    environment = {**os.environ, **secret}
    name = Path(tool).name
    try:
        done = subprocess.run(  # noqa: S603 - our own tool and arguments; the password travels in the environment
            command, capture_output=True, timeout=TOOL_SECONDS, env=environment, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HomewardError("backup.tool_failed", tool=name) from error
    if done.returncode != 0:
        raise HomewardError("backup.tool_failed", tool=name)
