"""`erase`: the erasure of a case on the server's shell, by two named persons; audited as what it is.

The first run asks, a second one as somebody else agrees; the job erases a day later. No name and no answer is printed.
"""

from datetime import UTC, datetime

import click

from casework.command_shape import command
from shared_schema.errors import HomewardError
from shared_schema.words import erase_cli as words
from sync_server.server import Server
from sync_server.services.access import Actor, actor_of
from sync_server.services.erasing import (
    GROUNDS,
    approve_erasure,
    ask_erasure,
    find_home,
    find_open,
    stop_erasure,
)
from sync_server.shell import Shell, pass_shell
from sync_server.store import people


@command(
    "erase",
    examples=(
        "sync-server erase --case TST-26-K7-014 --ground wish --as chenda",
        "sync-server erase --case TST-26-K7-014 --agree --as vanna",
    ),
    exits=(0, 1, 2, 3),
)
@click.option("--case", "number", metavar="CODE", required=True, help="Number of the case or inquiry.")
@click.option("--ground", type=click.Choice(GROUNDS), help="Ask for it: the person wishes it, or keeping has ended.")
@click.option("--agree", is_flag=True, help="Agree to what somebody else asked for.")
@click.option("--stop", is_flag=True, help="Stop it, as long as it has not begun.")
@click.option("--as", "login", metavar="LOGIN", required=True, help="Whose rights and name the act has.")
@pass_shell
def erase(shell: Shell, *, number: str, ground: str | None, agree: bool, stop: bool, login: str) -> None:
    """Ask for the erasure of a case, agree to it as a second person, or stop it."""
    if [ground is not None, agree, stop].count(True) != 1:
        raise click.UsageError("choose one of --ground, --agree, --stop")
    server = shell.open_server()
    try:
        actor = _actor(server, login)
        if ground is not None:
            ask_erasure(server, actor, find_home(server, actor, number), ground=ground)
            shell.say(words.ASKED, case=number)
        elif agree:
            due = approve_erasure(server, actor, find_open(server, actor, number).id).due_at or 0
            shell.say(words.AGREED, case=number, when=f"{datetime.fromtimestamp(due / 1000, UTC):%Y-%m-%d %H:%M}")
        else:
            stop_erasure(server, actor, find_open(server, actor, number).id)
            shell.say(words.STOPPED, case=number)
    finally:
        server.close()
    shell.answer(case=number, state="asked" if ground else "approved" if agree else "stopped")


def add_to(parent: click.Group) -> None:
    """Hangs `erase` under the program."""
    parent.add_command(erase)


def _actor(server: Server, login: str) -> Actor:
    with server.database.snapshot() as connection:
        account = people.find_account(connection, login)
        if account is None:
            raise HomewardError("person.unknown", login=login)
        return actor_of(connection, account.id)
