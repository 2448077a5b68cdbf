"""`check`: does the centre hold together?"""

import click

from casework.command_shape import command
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.words import self_test as words
from sync_server.services.self_test import run_self_test
from sync_server.shell import Shell, pass_shell


@command("check", examples=("sync-server check", "sync-server --json check"), exits=(0, 1, 3, 7))
@pass_shell
def check(shell: Shell) -> None:
    """Open every record, recompute digests and sums, and walk the chain of every log."""
    server = shell.open_server()
    try:
        result = run_self_test(server)
    finally:
        server.close()
    rows: list[dict[str, Json]] = [{"code": one.code, "id": one.id} for one in result.misfits]
    shell.answer(records=result.records, changes=result.changes, digests=result.digests)
    shell.table(rows, name="misfits")
    if result.misfits:
        raise HomewardError("check.misfits", count=len(result.misfits))
    shell.say(words.WHOLE, records=result.records, scopes=len(result.digests), changes=result.changes)


def add_to(group: click.Group) -> None:
    """Add the command."""
    group.add_command(check)
