"""Schema steps of the central store, run by Alembic configured here in code.

Two lines of steps: `records` (the store) and `keyset` (keys of homes, in a store or schema apart). Each call works in
the transaction of the connection that it is handed, on SQLite and PostgreSQL alike: a step is wholly done or not.
"""

from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

RECORDS, KEYSET = "records", "keyset"
LINES = (RECORDS, KEYSET)
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Status:
    """Where one line stands: the step that the store has (empty: none), and those still to come, oldest first."""

    line: str
    current: str
    pending: tuple[str, ...]


def status(connection: Connection, *, line: str, schema: str | None = None) -> Status:
    """What was done and what is to be done."""
    script = _script(line)
    context = MigrationContext.configure(connection, opts={"version_table_schema": schema})
    current = context.get_current_revision() or ""
    steps = [step.revision for step in script.walk_revisions()]
    if current and current not in steps:
        raise LookupError(f"this store has step {current}, which this program does not know")
    newer = steps[: steps.index(current)] if current else steps
    return Status(line, current, tuple(reversed(newer)))


def is_known(step: str, *, line: str) -> bool:
    """Whether this program has the step; a store or a backup with another one is newer."""
    return step in {one.revision for one in _script(line).walk_revisions()}


def up(connection: Connection, *, line: str, schema: str | None = None, target: str = "head") -> None:
    """Take every pending step up to `target`; `schema` is created and used on PostgreSQL when given."""
    if schema is not None:
        connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{schema}"'))
        connection.execute(text(f'SET LOCAL search_path TO "{schema}"'))
    script = _script(line)

    def to_come(revision: object, _context: object) -> object:
        return script._upgrade_revs(target, revision)  # type: ignore[arg-type]

    environment = EnvironmentContext(_config(line), script, fn=to_come, destination_rev=target)
    with environment:
        environment.configure(connection=connection, transactional_ddl=True, version_table_schema=schema)
        with environment.begin_transaction():
            environment.run_migrations()


def _config(line: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE / line).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _script(line: str) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(line))
