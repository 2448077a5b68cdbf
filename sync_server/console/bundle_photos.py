"""Photos on a stick at the console: read a file of them, say what it brought, make the files to take back.

Promise: as over the line, a laptop gets what its scopes name and nothing else. Refused: file names from a stick.
"""

from io import BytesIO

from flask import Response, make_response, request

from shared_schema.amounts import size_words
from shared_schema.errors import HomewardError
from sync_server.console.phrases import say
from sync_server.console.room import Console
from sync_server.services.courier_list import require_device
from sync_server.services.courier_photo_answer import make_photos_answer
from sync_server.services.courier_photos import PhotosRead, take_photos
from sync_server.store.bundles import PHOTO_ANSWER, PHOTOS, StoredBundle
from sync_server.store.devices import Device

AGE = "application/octet-stream"
PAGE_BYTES = 8 * 1024 * 1024  # of photos in one file from a page: a page takes no larger file back
MOST_PARTS = 1000


def take_carried_photos(console: Console, data: bytes) -> PhotosRead:
    """Reads a file of photos of a laptop or hub of hers. Raises the `bundle.*` errors."""
    server, actor = console.server, console.actor()

    def admit(device: Device) -> None:
        require_device(server, actor, device)

    return take_photos(server, BytesIO(data), by=actor.person.worker, admit=admit)


def answer_with_photos(console: Console, device: Device) -> Response:
    """The file to take back, as a download; the form says which of several. Raises `bundle.no_request`."""
    said = request.form.get("part", "0")
    part = int(said) if said.isascii() and said.isdigit() and int(said) < MOST_PARTS else 0
    by = console.actor().person.worker
    made = make_photos_answer(console.server, device, part=part, max_bytes=PAGE_BYTES, by=by)
    if made is None:
        raise HomewardError("bundle.no_request")
    data = BytesIO()
    made.write_into(data)
    return age_file(made.name, data.getvalue())


def next_part(bundle: StoredBundle) -> int | None:
    """Which file comes after this one; None where it was the last."""
    if bundle.kind != PHOTO_ANSWER or not bundle.details.get("more"):
        return None
    return int(bundle.details.get("part", 0)) + 1


def photo_facts(bundle: StoredBundle, language: str) -> list[tuple[str, str]]:
    """What a file of photos brought, or holds."""
    photos = (say(language, "Photos and papers in it"), str(bundle.details.get("photos", 0)))
    size = (say(language, "Size"), size_words(bundle.bytes))
    if bundle.kind != PHOTOS:
        return [photos, size]
    kept, before, unknown = bundle.details.get("told", (0, 0, 0))
    return [
        photos,
        size,
        (say(language, "Pieces received"), str(kept)),
        (say(language, "Pieces that were here before"), str(before)),
        (say(language, "Pieces of records that are not here yet"), str(unknown)),
    ]


def age_file(name: str, data: bytes) -> Response:
    """A sealed file as a download under its neutral name."""
    answer = make_response(data)
    answer.headers["Content-Type"] = AGE
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
