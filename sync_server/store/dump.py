"""A whole copy of the central store into one file and back: SQLite's own backup, or pg_dump and pg_restore.

The key set is another file (or schema) and is never in the copy.
"""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect

from shared_schema.errors import HomewardError
from sync_server.store.engine import Database, normal_url

PAGES_AT_ONCE = 4096
TOOL_SECONDS = 3600


def write_dump(url: str, target: Path, *, keys_schema: str, tool: str = "pg_dump") -> None:
    """Copies the store at `url` into `target` (0600), consistent while others write. Raises `backup.tool_failed`."""
    address = normal_url(url)
    target.touch(mode=0o600)
    if address.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(address.database))) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy, pages=PAGES_AT_ONCE)
        return
    _run_tool(tool, ["--format=custom", f"--exclude-schema={keys_schema}", f"--file={target}"], url)


def read_dump(dump: Path, url: str, *, tool: str = "pg_restore") -> None:
    """Fills the empty store at `url` from a dump. Raises `backup.tool_failed`."""
    address = normal_url(url)
    if address.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(dump)) as source, closing(sqlite3.connect(str(address.database))) as copy:
            source.backup(copy, pages=PAGES_AT_ONCE)
        return
    _run_tool(tool, ["--no-owner", "--exit-on-error", "--single-transaction", str(dump)], url)


def is_empty(database: Database) -> bool:
    """Whether no table of ours stands in the store: only then may a backup be restored into it."""
    tables = inspect(database.engine).get_table_names()
    return not any(name != "alembic_version" for name in tables)


def _run_tool(tool: str, arguments: list[str], url: str) -> None:
    address = normal_url(url).set(drivername="postgresql")
    secret = {"PGPASSWORD": address.password} if address.password else {}
    place = address._replace(password=None).render_as_string()
    command = [tool, *arguments, f"--dbname={place}"]
    environment = {**os.environ, **secret}
    try:
        done = subprocess.run(  # noqa: S603 - our own tool and arguments; the password travels in the environment
            command, capture_output=True, timeout=TOOL_SECONDS, env=environment, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HomewardError("backup.tool_failed", tool=tool) from error
    if done.returncode != 0:
        raise HomewardError("backup.tool_failed", tool=tool)

