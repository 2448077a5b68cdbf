"""`sync-server bundle read|make`: what laptops and hubs send on a USB stick, and the answers to it."""

from pathlib import Path

import click

from casework.command_shape import command, group
from casework.web.dates import day_of, day_words
from shared_schema.errors import HomewardError
from shared_schema.wire.bundle import MAX_FILE_BYTES
from shared_schema.words import bundle_cli as words
from sync_server.commands.bundle_here import make_for_centre, read_of_centre
from sync_server.commands.bundle_photos import answer_photos, is_photos, read_photos
from sync_server.hub.stick import is_answer
from sync_server.server import Server
from sync_server.services.courier import BundleRead, Carried, open_carried, take_in
from sync_server.services.courier_answer import MadeAnswer, make_answer
from sync_server.services.issuers import GOOD
from sync_server.shell import Shell, pass_shell
from sync_server.store.devices import HUB, Device, find_device_by_code
from sync_server.store.keyring import write_private

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


@command(
    "read",
    examples=("sync-server bundle read homeward-k3m9.age", "sync-server bundle read FILE --answer /media/stick"),
    exits=(0, 1, 2, 6, 7),
)
@click.argument("source", metavar="FILE", type=_FILE)
@click.option("--part", "in_part", is_flag=True, help="Read a damaged one up to its last whole part.")
@click.option("--answer", "folder", type=_FOLDER, metavar="DIR", help="Make the answer too, into this folder.")
@pass_shell
def read(shell: Shell, *, source: Path, in_part: bool, folder: Path | None) -> int:
    """Read the bundle of a laptop or hub, or the photos beside it: it goes the way of any sending. At a hub: the
    centre's answer too."""
    if not source.exists():
        raise HomewardError("cli.file_not_found", file=source.name)
    server = shell.open_server()
    try:
        if is_photos(server, source):
            return read_photos(shell, server, source, folder=folder)
        data = _data(source)
        if is_answer(server, data):
            return read_of_centre(shell, server, data, in_part=in_part)
        return _read(shell, server, data, in_part=in_part, folder=folder)
    except HomewardError as error:
        if error.code == "bundle.damaged" and error.facts.get("sections"):
            shell.note(words.CAN_BE_READ_IN_PART)
        raise
    finally:
        server.close()


@command(
    "make",
    examples=(
        "sync-server bundle make --device K7 --to /media/stick",
        "sync-server bundle make --device H1 --to /media/stick",
        "sync-server bundle make --to /media/stick",
    ),
    exits=(0, 1, 2),
)
@click.option("--device", "code", metavar="CODE", help="The laptop or hub whose bundle is answered.")
@click.option(
    "--to", "folder", type=_FOLDER, default=Path(), metavar="DIR", help="Where the file goes; here if absent."
)
@click.option("--receipt", is_flag=True, help="A receipt alone: no records.")
@pass_shell
def make(shell: Shell, *, code: str | None, folder: Path, receipt: bool) -> None:
    """Make the answer for a laptop or hub whose bundle was read here; at a hub without a code: the bundle for the
    centre."""
    server = shell.open_server()
    try:
        if code is None and server.identity.kind == HUB:
            make_for_centre(shell, server, folder)
            return
        device = _device(server, code)
        answer = make_answer(server, device, receipt_only=receipt)
        _put(shell, answer, folder, device=device)
        beside = answer_photos(shell, server, device, folder, receipt_only=receipt)
    finally:
        server.close()
    shell.answer(
        file=answer.name,
        bundle=answer.bundle.id,
        kind=answer.bundle.kind,
        device=device.code,
        records=answer.records,
        bytes=len(answer.data),
        more=answer.has_more,
        photos=beside,
    )


def add_to(parent: click.Group) -> None:
    """Adds `bundle`."""
    bundle_group = group("bundle", "What laptops and hubs send on a USB stick, and the answers to it.")
    for one in (read, make):
        bundle_group.add_command(one)
    parent.add_command(bundle_group)


def _device(server: Server, code: str | None) -> Device:
    if code is None:
        raise HomewardError("bundle.which_device")
    with server.database.snapshot() as connection:
        device = find_device_by_code(connection, code.upper())
    if device is None:
        raise HomewardError("device.unknown_code", device=code)
    return device


def _read(shell: Shell, server: Server, data: bytes, *, in_part: bool, folder: Path | None) -> int:
    carried = open_carried(server, data)
    device = carried.device
    said = words.FROM_HUB if device.kind == HUB else words.FROM_LAPTOP
    shell.say(said, code=device.code, day=_day(shell, carried.sealed.manifest.made))
    found = take_in(server, carried, in_part=in_part)
    _tell(shell, carried, found)
    answer = make_answer(server, device) if folder is not None else None
    if answer is not None and folder is not None:
        _put(shell, answer, folder, device=device)
    beside = answer_photos(shell, server, device, folder, again=False) if folder is not None else None
    told = found.told
    shell.answer(
        bundle=found.bundle.id,
        device=device.code,
        already_read=found.already_at,
        applied=told.applied,
        here_before=told.repeated,
        set_aside=told.set_aside,
        waits=bool(told.waits_after),
        refused=told.refused,
        parts=[found.checked.sections, found.checked.of],
        answer=None if answer is None else answer.name,
        photos=beside,
    )
    return 6 if told.set_aside or not told.is_all_taken else 0


def _tell(shell: Shell, carried: Carried, found: BundleRead) -> None:
    told, is_hub = found.told, carried.device.kind == HUB
    if found.already_at is not None:
        shell.say(words.ALREADY, day=_day(shell, found.already_at))
    else:
        shell.say(words.TAKEN, n=told.applied, before=told.repeated, aside=told.set_aside)
        if told.waits_after and not is_hub:
            shell.say(words.WAITS)
        if told.refused:
            shell.say(words.REFUSED, n=told.refused, code=carried.device.code)
        if not found.checked.is_whole:
            shell.say(words.IN_PART, sections=found.checked.sections, of=found.checked.of)
    if carried.standing != GOOD:
        shell.say(words.HUB_ONLY_SENDS if is_hub else words.ONLY_SENDS)


def _put(shell: Shell, answer: MadeAnswer, folder: Path, *, device: Device) -> None:
    write_private(folder / answer.name, answer.data)
    said = words.ANSWERED_HUB if device.kind == HUB else words.ANSWERED
    shell.say(said, code=device.code, file=answer.name, records=answer.records, kb=len(answer.data) // 1024)
    if answer.has_more:
        shell.say(words.MORE)


def _day(shell: Shell, unix_ms: int) -> str:
    return day_words(day_of(unix_ms), shell.language)


def _data(source: Path) -> bytes:
    if source.stat().st_size > MAX_FILE_BYTES:
        raise HomewardError("bundle.too_large", limit=MAX_FILE_BYTES)
    return source.read_bytes()
