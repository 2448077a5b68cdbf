"""Photos beside a bundle, on the command line: written next to it, and read as the file that came back."""

from pathlib import Path

from field_client.app import Laptop
from field_client.carrying import photos_for, photos_of, server_name
from field_client.cli_run import Run
from field_client.shell import DONE, WAITS
from field_client.store.cursors import ServerRow
from shared_schema.amounts import size_words
from shared_schema.canonical import Json
from shared_schema.wire.photo_head import PhotoHead
from shared_schema.words import bundle_cli as words


def make_photos(run: Run, laptop: Laptop, row: ServerRow, *, choice: str, folder: Path) -> list[Json]:
    """Writes the files of photos that go along, as streams; what was made, for --json."""
    made: list[Json] = []
    for one in photos_for(laptop, row).make(choice):
        run.tools.files.write_filled_durably(folder / one.name, one.write_into)
        phrase = words.PHOTOS_MADE if one.photos else words.PHOTOS_ASK
        facts = {"photos": one.photos, "size": size_words(one.bytes)} if one.photos else {}
        run.shell.say(phrase, server=server_name(laptop, row), file=one.name, **facts)
        made.append({"file": one.name, "photos": one.photos, "bytes": one.bytes})
    return made


def read_photos(run: Run, laptop: Laptop, source: Path, head: PhotoHead) -> int:
    """Reads a file of photos that came back."""
    shell, photos = run.shell, photos_of(laptop, head)
    with source.open("rb") as file:
        found = photos.read(file)
    laptop.store.chunks.sweep(now=laptop.tools.clock())
    name = server_name(laptop, laptop.store.cursors.server(head.maker))
    shell.say(words.PHOTOS_READ, server=name, n=found.arrived, received=found.received)
    is_whole = found.seen.is_whole and found.seen.whole == found.seen.of
    if found.unknown:
        shell.say(words.PHOTOS_WAIT, n=found.unknown)
    if not is_whole:
        shell.say(words.PHOTOS_IN_PART, whole=found.seen.whole, of=found.seen.of)
    shell.answer(
        bundle=head.id,
        kind="photos",
        arrived=found.arrived,
        here_before=found.before,
        received=found.received,
        unknown=found.unknown,
        parts=[found.seen.whole, found.seen.of],
    )
    return DONE if is_whole and not found.unknown else WAITS
