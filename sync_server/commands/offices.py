"""`office add|list|change|disable`: places of work; their codes are never reused."""

import click

from casework.command_shape import command, group
from shared_schema.canonical import Json
from shared_schema.vocabularies.directory import OFFICE_TYPE
from shared_schema.vocabularies.province import PROVINCE
from shared_schema.words import server_cli as words
from sync_server.services import accounts
from sync_server.shell import Shell, pass_shell
from sync_server.store import people

_NAME = click.option("--name", metavar="TEXT", help="Name in Latin letters, for the directory.")
_NAME_KM = click.option("--name-km", metavar="TEXT", help="Name in Khmer.")
_PROVINCE = click.option("--province", type=click.Choice(sorted(PROVINCE.codes)), metavar="CODE", help="Province code.")
_TYPE = click.option("--type", "office_type", type=click.Choice(sorted(OFFICE_TYPE.codes)), help="Kind of office.")


@command(
    "add",
    examples=('sync-server office add BTB --name "Battambang"', "sync-server office add PNH --type centre"),
    exits=(0, 1, 2),
)
@click.argument("code")
@_NAME
@_NAME_KM
@_PROVINCE
@_TYPE
@pass_shell
def add(
    shell: Shell,
    *,
    code: str,
    name: str | None,
    name_km: str | None,
    province: str | None,
    office_type: str | None,
) -> None:
    """Add an office under a code of 2 to 4 letters."""
    server = shell.open_server()
    try:
        office = accounts.add_office(server, code, named=_named(name, name_km, province, office_type))
    finally:
        server.close()
    shell.say(words.OFFICE_ADDED, office=office.code)
    shell.answer(office=office.code, id=office.id)


@command("list", examples=("sync-server office list", "sync-server --json office list"), exits=(0, 1))
@pass_shell
def list_all(shell: Shell) -> None:
    """List offices by code."""
    server = shell.open_server()
    try:
        with server.database.snapshot() as connection:
            found = people.list_offices(connection)
    finally:
        server.close()
    shell.table([{"office": one.code, "active": one.is_active, "id": one.id} for one in found], name="offices")


@command(
    "change",
    examples=('sync-server office change BTB --name "Battambang"', "sync-server office change BTB --active"),
    exits=(0, 1, 2),
)
@click.argument("code")
@_NAME
@_NAME_KM
@_PROVINCE
@_TYPE
@click.option("--active", is_flag=True, help="Open it again.")
@pass_shell
def change(
    shell: Shell,
    *,
    code: str,
    name: str | None,
    name_km: str | None,
    province: str | None,
    office_type: str | None,
    active: bool,
) -> None:
    """Change an office's names, province or type, or open it again."""
    named = _named(name, name_km, province, office_type)
    _change(shell, code, named=named, is_active=True if active else None)


@command("disable", examples=("sync-server office disable BTB", "sync-server --json office disable BTB"))
@click.argument("code")
@pass_shell
def disable(shell: Shell, *, code: str) -> None:
    """Close an office; its records stay, its code stays taken."""
    _change(shell, code, named={}, is_active=False)


def add_to(parent: click.Group) -> None:
    """Add the commands."""
    offices = group("office", "Places of work.")
    for one in (add, list_all, change, disable):
        offices.add_command(one)
    parent.add_command(offices)


def _change(shell: Shell, code: str, *, named: dict[str, Json], is_active: bool | None) -> None:
    server = shell.open_server()
    try:
        office = accounts.change_office(server, code, named=named, is_active=is_active)
    finally:
        server.close()
    shell.say(words.OFFICE_CHANGED, office=office.code)
    shell.answer(office=office.code)


def _named(name: str | None, name_km: str | None, province: str | None, office_type: str | None) -> dict[str, Json]:
    given = {"name_latin": name, "name_km": name_km, "province": province, "office_type": office_type}
    return {field: value for field, value in given.items() if value is not None}
