"""`field-client bundle make|read|receipt|inspect`: sending and receiving on a USB stick."""

from pathlib import Path

import click

from casework.command_shape import command
from casework.web.dates import day_of, day_words
from field_client.app import Laptop
from field_client.carrying import courier_for, courier_of, photos_of, server_for, server_name
from field_client.cli_run import Run
from field_client.commands.bundle_photos import make_photos, read_photos
from field_client.opening import opened
from field_client.shell import DONE, WAITS, Shell
from field_client.sync.courier import Courier, Delivered
from field_client.sync.photo_plan import CHOICES
from field_client.sync.photos import choice_of
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.wire.bundle import MAX_FILE_BYTES, check_payload
from shared_schema.wire.manifest import ANSWER
from shared_schema.wire.photo_file import peek_head
from shared_schema.wire.photo_head import PhotoHead
from shared_schema.words import bundle_cli as words

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_IN_PART = click.option("--part", "in_part", is_flag=True, help="Read a damaged one up to its last whole part.")


@click.group("bundle")
def bundle_group() -> None:
    """Carry work on a USB stick: make a bundle, read what comes back."""


@command(
    "make",
    examples=("field-client bundle make --to /media/stick", "field-client bundle make --to . --for BTB"),
    exits=(0, 1, 2, 3, 4, 8),
)
@click.option(
    "--to", "folder", type=_FOLDER, default=Path(), metavar="DIR", help="Where the file goes; here if absent."
)
@click.option("--for", "office", metavar="OFFICE", help="Code of the office that reads it; the centre if absent.")
@click.option("--photos", type=click.Choice(CHOICES), metavar="WHICH", help="none, thumbnails or all; else as kept.")
@click.pass_obj
def make_command(run: Run, *, folder: Path, office: str | None, photos: str | None) -> int:
    """Make a bundle of everything that the office has not confirmed; photos go into a file beside it."""
    shell = run.shell
    if not folder.is_dir():
        raise HomewardError("cli.file_not_found", file=folder.name)
    with opened(run) as laptop:
        row = server_for(laptop, office)
        made = courier_for(laptop, row).make()
        for one in made:
            run.tools.files.write_durably(folder / one.name, one.data)
            facts = {"file": one.name, "records": one.bundle.records, "kb": len(one.data) // 1024}
            shell.say(words.MADE, server=server_name(laptop, row), **facts)
        beside = make_photos(run, laptop, row, choice=photos or choice_of(laptop.store), folder=folder)
        shell.say(words.STAYS)
        shell.answer(
            files=[one.name for one in made],
            bundles=[one.bundle.id for one in made],
            server=row.server,
            records=sum(one.bundle.records for one in made),
            changes=sum(one.bundle.changes for one in made),
            bytes=sum(len(one.data) for one in made),
            photos=beside,
        )
    return DONE


@command("read", examples=("field-client bundle read homeward-k3m9.age",), exits=(0, 1, 3, 4, 6, 7, 8))
@click.argument("source", metavar="FILE", type=_FILE)
@_IN_PART
@click.pass_obj
def read_command(run: Run, *, source: Path, in_part: bool) -> int:
    """Read the answer of an office: what it received, and what is new; or the photos beside it."""
    return _read(run, source, in_part=in_part)


@command("receipt", examples=("field-client bundle receipt homeward-k3m9.age",), exits=(0, 1, 3, 4, 6, 7, 8))
@click.argument("source", metavar="FILE", type=_FILE, required=False)
@_IN_PART
@click.pass_obj
def receipt_command(run: Run, *, source: Path | None, in_part: bool) -> int:
    """Read a receipt; without a file, list which bundles still lack one."""
    if source is not None:
        return _read(run, source, in_part=in_part)
    with opened(run) as laptop:
        _list_carried(run.shell, courier_for(laptop, laptop.centre()))
    return DONE


@command("inspect", examples=("field-client bundle inspect homeward-k3m9.age",), exits=(0, 1, 3, 4, 7))
@click.argument("source", metavar="FILE", type=_FILE)
@click.pass_obj
def inspect_command(run: Run, *, source: Path) -> int:
    """Say what a file is and whether it is whole; nothing of it is read in."""
    shell = run.shell
    with opened(run) as laptop:
        head = _photo_head(laptop, source)
        if head is not None:
            return _inspect_photos(shell, laptop, source, head)
        data = _data(source)
        sealed = courier_of(laptop, data).open(data)
    checked, manifest = check_payload(sealed), sealed.manifest
    what = shell.text(words.ANSWER if manifest.kind == ANSWER else words.RECEIPT)
    day = day_words(day_of(manifest.made), shell.language)
    shell.say(words.INSPECTED, what=what, day=day, sections=checked.sections, of=checked.of)
    shell.answer(
        bundle=manifest.id,
        kind=manifest.kind,
        made=manifest.made,
        answers=list(manifest.answers),
        parts=[checked.sections, checked.of],
        whole=checked.is_whole,
    )
    return DONE


def add_to(group: click.Group) -> None:
    """Adds `bundle`."""
    for one in (make_command, read_command, receipt_command, inspect_command):
        bundle_group.add_command(one)
    group.add_command(bundle_group)


def _photo_head(laptop: Laptop, source: Path) -> PhotoHead | None:
    """The head of a file of photos; None of any other file."""
    if not source.exists():
        raise HomewardError("cli.file_not_found", file=source.name)
    with source.open("rb") as file:
        return peek_head(file, opener=laptop.keys.open_age_into)


def _inspect_photos(shell: Shell, laptop: Laptop, source: Path, head: PhotoHead) -> int:
    with source.open("rb") as file:
        seen = photos_of(laptop, head).check(file)
    day = day_words(day_of(head.made), shell.language)
    shell.say(words.INSPECTED, what=shell.text(words.PHOTOS), day=day, sections=seen.whole, of=seen.of)
    shell.answer(bundle=head.id, kind="photos", made=head.made, parts=[seen.whole, seen.of], whole=seen.is_whole)
    return DONE


def _read(run: Run, source: Path, *, in_part: bool) -> int:
    with opened(run) as laptop:
        head = _photo_head(laptop, source)
        if head is not None:
            return read_photos(run, laptop, source, head)
        data = _data(source)
        courier = courier_of(laptop, data)
        try:
            delivered = courier.read(data, in_part=in_part)
        except HomewardError as error:
            if error.code == "bundle.damaged" and error.facts.get("sections"):
                run.shell.note(words.CAN_BE_READ_IN_PART)
            raise
        delivered.tally.alerts += laptop.obey_orders()
        _tell(run.shell, laptop, courier, delivered)
        waits = bool(laptop.book.set_aside() or laptop.book.conflicts() or delivered.tally.alerts)
    return WAITS if waits else DONE


def _tell(shell: Shell, laptop: Laptop, courier: Courier, delivered: Delivered) -> None:
    row = laptop.store.cursors.server(courier.engine.server)
    name, tally, waiting = server_name(laptop, row), delivered.tally, laptop.store.outbox.waiting(row.server)
    already = delivered.already_at
    if already is not None:
        shell.say(words.ALREADY, day=day_words(day_of(already), shell.language))
    else:
        shell.say(words.RECEIVED, server=name, n=sum(tally.sent.values()))
        shell.say(words.ARRIVED, n=sum(tally.arrived.values()))
    if not delivered.checked.is_whole and already is None:
        shell.say(words.IN_PART, sections=delivered.checked.sections, of=delivered.checked.of)
    if delivered.has_more:
        shell.say(words.MORE)
    if waiting:
        shell.say(words.WAITING, server=name, n=waiting)
    for code in tally.alerts:
        shell.tell(HomewardError(code))
    shell.answer(
        bundle=delivered.manifest.id,
        kind=delivered.manifest.kind,
        already_read=already,
        sent=dict(tally.sent),
        arrived=dict(tally.arrived),
        left=tally.left,
        waiting=waiting,
        more=delivered.has_more,
        parts=[delivered.checked.sections, delivered.checked.of],
        alerts=list(tally.alerts),
    )


def _list_carried(shell: Shell, courier: Courier) -> None:
    lines: list[Json] = []
    for bundle, received_at in courier.carried():
        state = shell.text(words.NO_RECEIPT if received_at is None else words.HAS_RECEIPT)
        shell.say(words.CARRIED, day=day_words(day_of(bundle.at), shell.language), state=state)
        lines.append({"bundle": bundle.id, "made": bundle.at, "records": bundle.records, "received": received_at})
    shell.answer(carried=lines)


def _data(source: Path) -> bytes:
    if not source.exists():
        raise HomewardError("cli.file_not_found", file=source.name)
    if source.stat().st_size > MAX_FILE_BYTES:
        raise HomewardError("bundle.too_large", limit=MAX_FILE_BYTES)
    return source.read_bytes()
