"""Schema steps of the central store, taken by Alembic, which is configured here in code.

Two lines of steps: `records` (the store) and `keyset` (keys of homes, in a store or schema apart). Each call works in
the transaction of the connection that it is handed, on SQLite and PostgreSQL alike: a step is wholly done or not.
Where a store stands is read without Alembic, from the names of the steps' files: every start and every `/readyz` asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table, text

if TYPE_CHECKING:
    from alembic.config import Config

RECORDS, KEYSET = "records", "keyset"
LINES = (RECORDS, KEYSET)
VERSIONS = "alembic_version"
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Status:
    """Where one line stands: the step that the store has (empty: none), and those still to come, oldest first."""

    line: str
    current: str
    pending: tuple[str, ...]


def all_steps(line: str) -> tuple[str, ...]:
    """Every step of a line, oldest first: what stands before the first `_` of its file's name."""
    return tuple(sorted(file.stem.partition("_")[0] for file in (_HERE / line / "versions").glob("[0-9]*_*.py")))


def status(connection: Connection, *, line: str, schema: str | None = None) -> Status:
    """What was done and what is to be done. Raises LookupError where the store has a step unknown here."""
    current = _step_of(connection, schema)
    steps = all_steps(line)
    if current and current not in steps:
        raise LookupError(f"this store has step {current}, which this program does not know")
    return Status(line, current, steps[steps.index(current) + 1 :] if current else steps)


def is_known(step: str, *, line: str) -> bool:
    """Whether this program has the step; a store or a backup with another one is newer."""
    return step in all_steps(line)


def up(connection: Connection, *, line: str, schema: str | None = None, target: str = "head") -> None:
    """Take every pending step up to `target`; `schema` is created and used on PostgreSQL when given."""
    from alembic.runtime.environment import EnvironmentContext  # it takes as long to load as all the rest of a command
    from alembic.script import ScriptDirectory

    if schema is not None:
        connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{schema}"'))
        connection.execute(text(f'SET LOCAL search_path TO "{schema}"'))
    config = _config(line)
    script = ScriptDirectory.from_config(config)

    def to_come(revision: object, _context: object) -> object:
        return script._upgrade_revs(target, revision)  # type: ignore[arg-type]

    environment = EnvironmentContext(config, script, fn=to_come, destination_rev=target)
    with environment:
        environment.configure(connection=connection, transactional_ddl=True, version_table_schema=schema)
        with environment.begin_transaction():
            environment.run_migrations()


def _step_of(connection: Connection, schema: str | None) -> str:
    if not inspect(connection).has_table(VERSIONS, schema=schema):
        return ""
    return str(connection.scalar(select(column("version_num")).select_from(table(VERSIONS, schema=schema))) or "")


def _config(line: str) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_HERE / line).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
