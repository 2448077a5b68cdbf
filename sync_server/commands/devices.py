"""`device list|show|lost|found`: laptops by their code."""

from datetime import UTC, datetime

import click

from casework.command_shape import command, group
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.words import server_cli as words
from sync_server.services import fleet
from sync_server.shell import Shell, pass_shell
from sync_server.store import devices

_DAY_MS = 86_400_000


@command(
    "list",
    examples=("sync-server device list", "sync-server device list --silent-days 14"),
    exits=(0, 1, 2),
)
@click.option("--silent-days", type=click.IntRange(1), metavar="N", help="Only without contact for N days.")
@pass_shell
def list_all(shell: Shell, *, silent_days: int | None) -> None:
    """List laptops and hubs: code, person, office, last contact, lost or not."""
    server = shell.open_server()
    try:
        since = None if silent_days is None else server.clock() - silent_days * _DAY_MS
        with server.database.snapshot() as connection:
            found = devices.list_devices(connection, quiet_since=since)
    finally:
        server.close()
    rows: list[dict[str, Json]] = [
        {
            "device": one.code,
            "kind": one.kind,
            "worker": one.login,
            "office": one.office,
            "last_contact": _when(one.last_contact_at),
            "lost": one.revoked_at is not None,
        }
        for one in found
    ]
    shell.table(rows, name="devices")


@command("show", examples=("sync-server device show K7", "sync-server --json device show K7"))
@click.argument("code")
@pass_shell
def show(shell: Shell, *, code: str) -> None:
    """Show one laptop: its serial, incarnations, and how far its log is held here."""
    server = shell.open_server()
    try:
        with server.database.snapshot() as connection:
            device = devices.find_device_by_code(connection, code.upper())
            if device is None:
                raise HomewardError("device.unknown_code", device=code)
            held = devices.incarnations_of(connection, device.id)
    finally:
        server.close()
    shell.answer(device=device.code, serial=device.serial, id=device.id, last_nonce=device.last_nonce)
    rows: list[dict[str, Json]] = [
        {
            "device": device.code + one.letter,
            "incarnation": one.id,
            "changes": one.head_n,
            "cut_after": one.revoked_after,
        }
        for one in held
    ]
    shell.table(rows, name="incarnations")


@command("lost", examples=("sync-server device lost K7", "sync-server device lost K7 --reason stolen"))
@click.argument("code")
@click.option("--reason", type=click.Choice(["lost", "stolen", "left", "suspected"]), default="lost", show_default=True)
@pass_shell
def lost(shell: Shell, *, code: str, reason: str) -> None:
    """Cut a laptop off: later changes wait for the office, its lease ends, it wipes at its next contact."""
    server = shell.open_server()
    try:
        number = fleet.report_lost(server, code, reason=reason)
    finally:
        server.close()
    shell.say(words.DEVICE_LOST, device=code.upper())
    shell.note(words.DEVICE_LOST_LIMIT)
    shell.answer(device=code.upper(), list=number)


@command("found", examples=("sync-server device found K7", "sync-server --json device found K7"))
@click.argument("code")
@pass_shell
def found(shell: Shell, *, code: str) -> None:
    """Let a laptop that was reported lost synchronise again."""
    server = shell.open_server()
    try:
        number = fleet.report_found(server, code)
    finally:
        server.close()
    shell.say(words.DEVICE_FOUND, device=code.upper())
    shell.answer(device=code.upper(), list=number)


def add_to(parent: click.Group) -> None:
    """Add the commands."""
    fleet_group = group("device", "Laptops and hubs.")
    for one in (list_all, show, lost, found):
        fleet_group.add_command(one)
    parent.add_command(fleet_group)


def _when(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
