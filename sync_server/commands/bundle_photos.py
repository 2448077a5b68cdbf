"""Photos beside a bundle, on the server's command line: read from a stick, and written next to the answer."""

from pathlib import Path

from shared_schema.amounts import size_words
from shared_schema.canonical import Json
from shared_schema.wire.photo_file import peek_head
from shared_schema.words import bundle_cli as words
from sync_server.server import Server
from sync_server.services.courier_photo_answer import make_photos_answer
from sync_server.services.courier_photos import take_photos
from sync_server.shell import Shell
from sync_server.store.devices import Device
from sync_server.store.keyring import write_private_stream


def is_photos(server: Server, source: Path) -> bool:
    """Whether a file that this server can open holds photos. Raises the `bundle.*` errors."""
    with source.open("rb") as file:
        return peek_head(file, opener=server.keys.open_into) is not None


def read_photos(shell: Shell, server: Server, source: Path, *, folder: Path | None) -> int:
    """Reads a file of photos; with a folder the answer to them is made there."""
    with source.open("rb") as file:
        found = take_photos(server, file)
    shell.say(words.PHOTOS_TAKEN, n=found.kept, before=found.before)
    if found.unknown:
        shell.say(words.PHOTOS_WAIT, n=found.unknown)
    if not found.seen.is_whole or found.seen.whole != found.seen.of:
        shell.say(words.PHOTOS_IN_PART, whole=found.seen.whole, of=found.seen.of)
    beside = answer_photos(shell, server, found.device, folder) if folder is not None else None
    shell.answer(
        bundle=found.bundle.id,
        kind="photos",
        device=found.device.code,
        received=found.kept,
        here_before=found.before,
        unknown=found.unknown,
        parts=[found.seen.whole, found.seen.of],
        photos=beside,
    )
    return 0 if found.is_all_taken else 6


def answer_photos(
    shell: Shell, server: Server, device: Device, folder: Path, *, receipt_only: bool = False, again: bool = True
) -> Json:
    """Writes the answer to the photos of a device, as a stream; None where it asked about none."""
    answer = make_photos_answer(server, device, receipt_only=receipt_only, again=again)
    if answer is None:
        return None
    write_private_stream(folder / answer.name, answer.write_into)
    head = answer.head
    facts = {"photos": head.photos, "size": size_words(head.bytes)}
    shell.say(words.PHOTOS_ANSWERED, code=device.code, file=answer.name, **facts)
    if answer.has_more:
        shell.say(words.MORE)
    return {"file": answer.name, "photos": head.photos, "bytes": head.bytes, "more": answer.has_more}
