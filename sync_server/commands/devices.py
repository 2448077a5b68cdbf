"""`device list|show|lost|found|lease-code|renew`: laptops by their code."""

from datetime import UTC, datetime

import click

from casework.command_shape import command, group
from shared_schema.canonical import Json
from shared_schema.codes import LEASE_CHARACTERS, print_code
from shared_schema.errors import HomewardError
from shared_schema.words import resets as reset_words
from shared_schema.words import server_cli as words
from sync_server.server import Server
from sync_server.services import fleet, renewal
from sync_server.services.access import Actor, actor_from
from sync_server.services.renewal import ends_at, is_ending
from sync_server.shell import Shell, pass_shell
from sync_server.store import devices, people
from sync_server.store.device_list import list_devices

_DAY_MS = 86_400_000
_AS = click.option("--as", "login", metavar="LOGIN", required=True, help="Who does it; her rights count.")


@command(
    "list",
    examples=("sync-server device list", "sync-server device list --silent-days 14"),
    exits=(0, 1, 2),
)
@click.option("--silent-days", type=click.IntRange(1), metavar="N", help="Only without contact for N days.")
@pass_shell
def list_all(shell: Shell, *, silent_days: int | None) -> None:
    """List laptops and hubs: code, person, office, last contact, lost or not, how long the certificate is good."""
    server = shell.open_server()
    try:
        now = server.clock()
        since = None if silent_days is None else now - silent_days * _DAY_MS
        with server.database.snapshot() as connection:
            found = list_devices(connection, quiet_since=since)
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
            "certificate_until": _day(ends_at(one.issued_at)),
            "ends_soon": one.revoked_at is None and is_ending(one.issued_at, now_ms=now),
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


@command(
    "lease-code",
    examples=(
        "sync-server device lease-code K7 --as chenda --recognised voice",
        "sync-server --json device lease-code K7 --as chenda --recognised call-back",
    ),
    exits=(0, 1, 2, 3),
)
@click.argument("code")
@_AS
@click.option(
    "--recognised",
    type=click.Choice(["voice", "call-back", "question", "in-person"]),
    required=True,
    help="How you know that it is she; it is kept in the audit.",
)
@pass_shell
def lease_code(shell: Shell, *, code: str, login: str, recognised: str) -> None:
    """Show once the code that opens a laptop after its lease has ended, to be read to its person by telephone."""
    server = shell.open_server()
    try:
        secret = fleet.read_out_lease(server, code, actor=_actor(server, login), recognised=recognised)
    finally:
        server.close()
    text = print_code(int.from_bytes(secret, "big"), characters=LEASE_CHARACTERS)
    shell.say(reset_words.LEASE_CODE, device=code.upper())
    shell.print("  " + text)
    shell.answer(device=code.upper(), lease_code=text)


@command(
    "renew", examples=("sync-server device renew K7 --as chenda", "sync-server --json device renew K7 --as admin"),
    exits=(0, 1, 2, 3),
)  # fmt: skip
@click.argument("code")
@_AS
@pass_shell
def renew(shell: Shell, *, code: str, login: str) -> None:
    """Give a laptop whose certificate is late a new one, so that what it sends is taken in again."""
    server = shell.open_server()
    try:
        device = renewal.renew(server, code, actor=_actor(server, login))
    finally:
        server.close()
    until = _day(ends_at(device.issued_at))
    shell.say(reset_words.RENEWED, device=device.code, until=until)
    shell.answer(device=device.code, certificate_until=until)


def add_to(parent: click.Group) -> None:
    """Add the commands."""
    fleet_group = group("device", "Laptops and hubs.")
    for one in (list_all, show, lost, found, lease_code, renew):
        fleet_group.add_command(one)
    parent.add_command(fleet_group)


def _actor(server: Server, login: str) -> Actor:
    with server.database.snapshot() as connection:
        account = people.find_account(connection, login)
    if account is None:
        raise HomewardError("person.unknown", login=login)
    return actor_from(account)


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d")


def _when(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
