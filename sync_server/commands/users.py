"""`user add|list|change|disable|reset`: people's accounts. Names go in, but only logins, codes and roles come out."""

import click

from casework.command_shape import command, group
from shared_schema.canonical import Json
from shared_schema.words import resets as reset_words
from shared_schema.words import server_cli as words
from sync_server.commands.init import show_credentials
from sync_server.services import accounts, resets
from sync_server.services.accounts import AccountChange
from sync_server.shell import WAITS, Shell, pass_shell
from sync_server.store import people

_ROLES = click.Choice(["social-worker", "supervisor", "coordinator", "administrator", "auditor"])
_OFFICE = click.option("--office", metavar="CODE", help="Her office.")
_GRANT = click.option("--grant", "granted", metavar="CODE", multiple=True, help="Office of a coordinator; repeat it.")
_NAME = click.option("--name", metavar="TEXT", help="Name in Latin letters, for the directory.")
_NAME_KM = click.option("--name-km", metavar="TEXT", help="Name in Khmer.")
_PHONE = click.option("--phone", metavar="NUMBER", help="Work phone, for the directory.")


@command(
    "add",
    examples=(
        "sync-server user add sophea --role social-worker --office BTB",
        "sync-server user add dara --role coordinator --grant BTB --password",
    ),
    exits=(0, 1, 2, 3),
)
@click.argument("login")
@click.option("--role", type=_ROLES, default="social-worker", show_default=True, help="What she may do.")
@_OFFICE
@click.option("--restricted", is_flag=True, help="May read restricted accounts within her rights.")
@_GRANT
@_NAME
@_NAME_KM
@_PHONE
@click.option("--password", "with_password", is_flag=True, help="Ask for a password: she signs in to the console.")
@pass_shell
def add(
    shell: Shell,
    *,
    login: str,
    role: str,
    office: str | None,
    restricted: bool,
    granted: tuple[str, ...],
    name: str | None,
    name_km: str | None,
    phone: str | None,
    with_password: bool,
) -> None:
    """Add a person; without --password she works on a laptop only."""
    change = AccountChange(role=role, office=office, is_restricted=restricted, granted=granted or None)
    password = shell.ask_new_secret(words.PASSWORD) if with_password else None
    server = shell.open_server()
    try:
        account, credentials = accounts.add_person(
            server, login, change=change, named=_named(name, name_km, phone), password=password
        )
    finally:
        server.close()
    shell.say(words.PERSON_ADDED, login=login)
    shell.answer(login=login, worker=account.id, role=account.role)
    if credentials is not None:
        show_credentials(shell, login, credentials)


@command("list", examples=("sync-server user list", "sync-server --json user list"), exits=(0, 1))
@pass_shell
def list_all(shell: Shell) -> None:
    """List accounts: login, role, office, status."""
    server = shell.open_server()
    try:
        with server.database.snapshot() as connection:
            codes = {office.id: office.code for office in people.list_offices(connection)}
            found = people.list_accounts(connection)
    finally:
        server.close()
    rows: list[dict[str, Json]] = [
        {
            "login": account.login,
            "role": account.role,
            "office": codes.get(account.office or ""),
            "status": account.status,
            "restricted": account.clearance == people.RESTRICTED,
            "console": account.has_password,
            "grants": " ".join(codes[office] for office in account.granted) or None,
        }
        for account in found
    ]
    shell.table(rows, name="users")


@command(
    "change",
    examples=("sync-server user change sophea --office PPN", "sync-server user change dara --role supervisor"),
    exits=(0, 1, 2),
)
@click.argument("login")
@click.option("--role", type=_ROLES, help="What she may do.")
@_OFFICE
@click.option("--status", type=click.Choice(["active", "unverified", "left"]), help="Whether she works here.")
@click.option("--restricted/--no-restricted", default=None, help="Restricted accounts within her rights.")
@_GRANT
@_NAME
@_NAME_KM
@_PHONE
@pass_shell
def change(
    shell: Shell,
    *,
    login: str,
    role: str | None,
    office: str | None,
    status: str | None,
    restricted: bool | None,
    granted: tuple[str, ...],
    name: str | None,
    name_km: str | None,
    phone: str | None,
) -> None:
    """Change role, office, status, clearance, granted offices or directory names."""
    wanted = AccountChange(role, office, status, restricted, granted or None)
    server = shell.open_server()
    try:
        accounts.change_person(server, login, change=wanted, named=_named(name, name_km, phone))
    finally:
        server.close()
    shell.say(words.PERSON_CHANGED, login=login)
    shell.answer(login=login)


@command("disable", examples=("sync-server user disable sophea", "sync-server --json user disable sophea"))
@click.argument("login")
@pass_shell
def disable(shell: Shell, *, login: str) -> None:
    """A person left: no sign-in, no exchange; her work stays."""
    server = shell.open_server()
    try:
        accounts.disable_person(server, login)
    finally:
        server.close()
    shell.say(words.PERSON_CHANGED, login=login)
    shell.answer(login=login)


@command(
    "reset",
    examples=(
        "sync-server user reset dara --as admin",
        "sync-server user reset dara --countersign --as chenda",
    ),
    exits=(0, 1, 2, 3, 6),
)
@click.argument("login")
@click.option("--as", "by", metavar="LOGIN", required=True, help="Who acts: an administrator, then a second person.")
@click.option("--countersign", is_flag=True, help="Confirm what an administrator asked for; new secrets follow.")
@pass_shell
def reset(shell: Shell, *, login: str, by: str, countersign: bool) -> None:
    """New password, second factor and recovery codes, all at once; of whoever opens cases by two people alone."""
    server = shell.open_server()
    try:
        if not countersign and resets.needs_two(server, login):
            resets.ask_reset(server, login, by=by)
            shell.say(reset_words.RESET_ASKED, login=login)
            shell.answer(login=login, waits_for="countersign")
            shell.exit_code = WAITS
            return
        if countersign:
            resets.require_countersigner(server, login, by=by)
        password = shell.ask_new_secret(words.PASSWORD)
        change = resets.countersign_reset if countersign else resets.reset_alone
        credentials = change(server, login, by=by, password=password)
    finally:
        server.close()
    shell.say(words.CREDENTIALS_RESET, login=login)
    show_credentials(shell, login, credentials)


def add_to(parent: click.Group) -> None:
    """Add the commands."""
    users = group("user", "People's accounts.")
    for one in (add, list_all, change, disable, reset):
        users.add_command(one)
    parent.add_command(users)


def _named(name: str | None, name_km: str | None, phone: str | None) -> dict[str, Json]:
    given = {"name_latin": name, "name_km": name_km, "work_phone": phone}
    return {field: value for field, value in given.items() if value is not None}
