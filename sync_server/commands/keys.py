"""`keys status|rotate|reseal|custodians`: the key ring, new keys of cases, and who keeps the escrow."""

from pathlib import Path

import click
from sqlalchemy import Connection

from casework.command_shape import command, group
from shared_schema.canonical import Json
from shared_schema.custodian_public import read_custodian_public
from shared_schema.words import keys_cli as keys_words
from shared_schema.words import server_cli as words
from sync_server.keys.root_key import read_root_key
from sync_server.server import Server
from sync_server.services.rekeying import ask_new_keys
from sync_server.services.rekeying_run import run_rekeyings
from sync_server.services.setup import signed_custodians
from sync_server.shell import WAITS, Shell, pass_shell
from sync_server.store import devices
from sync_server.store.keyring import ACTIVE, KeyRing, write_keyring
from sync_server.store.keyset import KeySet
from sync_server.store.rekeyings import count_rekeyings

_PATH = click.Path(path_type=Path)


@command("status", examples=("sync-server keys status", "sync-server --json keys status"), exits=(0, 1, 3, 7))
@pass_shell
def status(shell: Shell) -> None:
    """How many keys of cases and offices are wrapped under each key of the ring, and how many are being replaced."""
    server = shell.open_server()
    try:
        counts, former, waiting = server.keyset.counts(), len(server.keyset.old_keys()), _waiting(server)
    finally:
        server.close()
    rows: list[dict[str, Json]] = []
    for ring_id, one in server.ring.current.keys.items():
        rows.append({"ring": ring_id, "state": one.state, "keys": counts.get(ring_id, 0)})
        shell.say(words.KEYS_NOW, count=counts.get(ring_id, 0), ring=ring_id, state=one.state)
    shell.note(keys_words.WAITING, waiting=waiting, former=former)
    shell.answer(ring=rows, former=former, waiting=waiting)


@command(
    "rotate",
    examples=("sync-server keys rotate", "sync-server keys rotate --destroy-retired"),
    exits=(0, 1, 3, 4, 7, 8),
)
@click.option("--destroy-retired", is_flag=True, help="Only remove retired keys that wrap nothing any more.")
@pass_shell
def rotate(shell: Shell, *, destroy_retired: bool) -> None:
    """Make a new ring key and wrap every key anew under it; running servers notice by themselves."""
    server = shell.open_server()
    try:
        if destroy_retired:
            count = _destroy_retired(server)
            shell.say(words.KEYS_DROPPED, count=count)
            shell.answer(destroyed=count)
            return
        ring = server.ring.current.rotated(now_ms=shell.clock())
        write_keyring(server.config.key_file, ring)
        count = _rewrap(server, ring)
    finally:
        server.close()
    shell.say(words.KEYS_ROTATED, count=count)
    shell.answer(rewrapped=count, active=ring.active)


@command(
    "reseal",
    examples=("sync-server keys reseal TST-26-K7-014", "sync-server keys reseal --office BTB"),
    exits=(0, 1, 2, 6, 8),
)
@click.argument("numbers", nargs=-1, metavar="CASE...")
@click.option("--office", metavar="CODE", help="Every case of this office, and what waits under the office's own key.")
@pass_shell
def reseal(shell: Shell, *, numbers: tuple[str, ...], office: str | None) -> None:
    """Give cases new keys and seal everything of them anew; what is left when this ends, the running server does."""
    if bool(numbers) == (office is not None):
        raise click.UsageError("name cases, or an office with --office")
    server = shell.open_server()
    try:
        shell.say(keys_words.ASKED, count=ask_new_keys(server, numbers=numbers, office=office))
        rows = 0
        while (turn := run_rekeyings(server)).homes:
            rows += turn.rows
        left = _waiting(server)
    finally:
        server.close()
    shell.say(keys_words.RESEALED, rows=rows, left=left)
    shell.note(keys_words.FORMER)
    shell.answer(rows=rows, left=left)
    if left:
        shell.exit_code = WAITS


@command(
    "custodians",
    examples=(
        "sync-server keys custodians --root-key r.json --custodian a --custodian b --custodian c",
        "sync-server --json keys custodians --root-key r.json --custodian a …",
    ),
    exits=(0, 1, 2, 3, 7),
)
@click.option("--root-key", type=_PATH, metavar="FILE", required=True, help="The root key, for this moment.")
@click.option("--custodian", "files", type=_PATH, metavar="FILE", multiple=True, required=True, help="Three of them.")
@pass_shell
def custodians(shell: Shell, *, root_key: Path, files: tuple[Path, ...]) -> None:
    """Sign a new list of the three custodians; laptops make their escrow anew for it."""
    root = read_root_key(root_key)
    named = [read_custodian_public(path.read_bytes()) for path in files]
    server = shell.open_server()

    def work(connection: Connection) -> int:
        held = devices.read_list(connection, devices.CUSTODIANS)
        number = 1 if held is None else held[0] + 1
        signed = signed_custodians(named, number=number, root=root)
        devices.write_list(connection, devices.CUSTODIANS, number=number, signed=signed, now_ms=shell.clock())
        return number

    try:
        number = server.database.run(work)
    finally:
        server.close()
    shell.say(words.CUSTODIANS_SIGNED, number=number)
    shell.answer(number=number)


def add_to(parent: click.Group) -> None:
    """Add the commands."""
    keys = group("keys", "The key ring, keys of cases, and the custodians.")
    for one in (status, rotate, reseal, custodians):
        keys.add_command(one)
    parent.add_command(keys)


def _waiting(server: Server) -> int:
    with server.database.snapshot() as connection:
        return count_rekeyings(connection)


def _rewrap(server: Server, ring: KeyRing) -> int:
    keyset = KeySet(server.keyset.database, ring=ring, random=server.random)
    total = 0
    while count := keyset.rewrap_some():
        total += count
    return total


def _destroy_retired(server: Server) -> int:
    used = server.keyset.counts()
    ring, count = server.ring.current, 0
    for ring_id, one in server.ring.current.keys.items():
        if one.state != ACTIVE and not used.get(ring_id):
            ring, count = ring.without(ring_id), count + 1
    if count:
        write_keyring(server.config.key_file, ring)
    return count
