"""`check`: does the centre hold together?"""

import click

from casework.command_shape import command
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.words import resets as reset_words
from shared_schema.words import self_test as words
from sync_server.server import Server
from sync_server.services.renewal import is_ending
from sync_server.services.search_rows import make_all_again
from sync_server.services.self_test import run_self_test
from sync_server.services.standings import remake_all
from sync_server.shell import Shell, pass_shell
from sync_server.store.device_list import list_devices


@command("check", examples=("sync-server check", "sync-server --json check --rebuild"), exits=(0, 1, 3, 7))
@click.option("--rebuild", is_flag=True, help="Make lists, codes of figures and search rows anew.")
@pass_shell
def check(shell: Shell, *, rebuild: bool) -> None:
    """Open every record, recompute digests and sums, walk the chain of every log; name certificates about to end."""
    server = shell.open_server()
    try:
        result = run_self_test(server)
        ending = _ending(server)
        if rebuild:
            shell.answer(dossiers=remake_all(server), rows=make_all_again(server))
    finally:
        server.close()
    rows: list[dict[str, Json]] = [{"code": one.code, "id": one.id} for one in result.misfits]
    shell.answer(records=result.records, changes=result.changes, digests=result.digests)
    shell.table(rows, name="misfits")
    shell.answer(certificates_ending=ending)
    if ending:
        shell.note(reset_words.CERTIFICATES_END, devices=", ".join(ending))
    if result.misfits:
        raise HomewardError("check.misfits", count=len(result.misfits))
    shell.say(words.WHOLE, records=result.records, scopes=len(result.digests), changes=result.changes)


def _ending(server: Server) -> list[Json]:
    with server.database.snapshot() as connection:
        found = list_devices(connection)
    now = server.clock()
    return [one.code for one in found if one.revoked_at is None and is_ending(one.issued_at, now_ms=now)]


def add_to(group: click.Group) -> None:
    """Add the command."""
    group.add_command(check)
