"""`audit verify`: is the chain of acts whole, and does it fit the checkpoints that left the house?"""

from pathlib import Path

import click

from casework.command_shape import command, group
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.words import audit as words
from sync_server.services.audit import auditor_of
from sync_server.shell import Shell, pass_shell
from sync_server.store.audit import read_checkpoints, read_head


@command(
    "verify",
    examples=("sync-server audit verify", "sync-server audit verify --checkpoints collected.txt"),
    exits=(0, 1, 2, 7),
)
@click.option(
    "--checkpoints",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Checkpoints that laptops and hubs gave back, one a line.",
)
@pass_shell
def verify(shell: Shell, *, checkpoints: Path | None) -> None:
    """Recompute the whole chain and compare it with every checkpoint."""
    collected = [] if checkpoints is None else [line for line in checkpoints.read_bytes().splitlines() if line.strip()]
    server = shell.open_server()
    try:
        findings = auditor_of(server).verify(epoch=server.identity.epoch, collected=collected)
        with server.database.snapshot() as connection:
            n, kept = read_head(connection).n, len(read_checkpoints(connection))
    finally:
        server.close()
    rows: list[dict[str, Json]] = [{"code": one.code, "seq": one.seq} for one in findings]
    shell.answer(rows=n, checkpoints=kept + len(collected))
    shell.table(rows, name="findings")
    if findings:
        raise HomewardError("audit.broken", count=len(findings))
    shell.say(words.VERIFIED, rows=n, checkpoints=kept + len(collected))
    shell.note(words.NOT_CAUGHT)


def add_to(parent: click.Group) -> None:
    """Add the command."""
    audit = group("audit", "The record of who did what.")
    audit.add_command(verify)
    parent.add_command(audit)
