"""`migrate up|status`: schema steps of the two stores."""

import click

from casework.command_shape import command, group
from migrations.server import steps
from shared_schema.errors import HomewardError
from shared_schema.words import server_cli as words
from sync_server.health import keyset_schema
from sync_server.server import open_stores
from sync_server.services.setup import migrate as take_every_step
from sync_server.shell import Shell, pass_shell
from sync_server.store.engine import Database


class _Undo(Exception):
    """Ends a transaction that was only tried."""


@command("status", examples=("sync-server migrate status", "sync-server --json migrate status"), exits=(0, 1))
@pass_shell
def status(shell: Shell) -> None:
    """Which schema steps each store has, and which are to come."""
    records, keyset = open_stores(shell.config())
    try:
        rows = [_status(database, line) for database, line in ((records, steps.RECORDS), (keyset, steps.KEYSET))]
    finally:
        records.dispose()
        keyset.dispose()
    for row in rows:
        shell.say(words.SCHEMA_NOW, line=row.line, current=row.current or "-", pending=len(row.pending))
    shell.answer(lines=[{"line": row.line, "current": row.current, "pending": list(row.pending)} for row in rows])


@command("up", examples=("sync-server migrate up", "sync-server migrate up --dry-run"), exits=(0, 1, 4, 8))
@click.option("--dry-run", is_flag=True, help="Try every step and undo it.")
@pass_shell
def up(shell: Shell, *, dry_run: bool) -> None:
    """Take every pending schema step; each store is changed wholly or not at all."""
    records, keyset = open_stores(shell.config())
    try:
        pending = sum(
            len(_status(database, line).pending)
            for database, line in ((records, steps.RECORDS), (keyset, steps.KEYSET))
        )
        if dry_run:
            _try(records, steps.RECORDS)
            _try(keyset, steps.KEYSET)
        else:
            take_every_step(records, keyset)
    finally:
        records.dispose()
        keyset.dispose()
    shell.say(words.SCHEMA_TRIED if dry_run else words.SCHEMA_DONE, pending=pending)
    shell.answer(steps=pending, dry_run=dry_run)


def add_to(parent: click.Group) -> None:
    """Add the commands."""
    schema = group("migrate", "Schema steps of the stores.")
    schema.add_command(up)
    schema.add_command(status)
    parent.add_command(schema)


def _status(database: Database, line: str) -> steps.Status:
    schema = keyset_schema(database) if line == steps.KEYSET else None
    try:
        with database.snapshot() as connection:
            return steps.status(connection, line=line, schema=schema)
    except LookupError as error:
        raise HomewardError("store.schema_newer") from error


def _try(database: Database, line: str) -> None:
    schema = keyset_schema(database) if line == steps.KEYSET else None
    try:
        with database.transaction() as connection:
            steps.up(connection, line=line, schema=schema)
            raise _Undo
    except _Undo:
        return
