"""The answer to the photos on a stick: what is not here of the photos asked about, and the chunks that were asked for.

Promise: what it says is true when it is made; it holds what the device may fetch over the line: what it asked for, and
the photos of records that it has not received yet, as its person chose. Refused: chunks for a device that may only
send.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared_schema.age_text import recipient_of
from shared_schema.canonical import Json, loads
from shared_schema.identifiers import Id, random_id
from shared_schema.wire.bundle import file_name
from shared_schema.wire.chunks import MAX_ASKED as MAX_OF_QUESTION
from shared_schema.wire.chunks import PartLacks, Want, read_want_rows
from shared_schema.wire.manifest import ANSWER
from shared_schema.wire.photo_file import Writable, plain_photos
from shared_schema.wire.photo_head import ALL, MAX_CHUNK_BYTES, NONE, Listed, PhotoHead, fitting
from sync_server.keys.server_keys import pouring_to
from sync_server.server import Server
from sync_server.services.attachments import chunks_wanted, lacking, parts_after
from sync_server.services.bundle_notes import ANSWERED, note_bundle
from sync_server.services.courier_relay import hub_of, recipient_of_hub
from sync_server.services.issuers import GOOD, standing_of
from sync_server.store.bundles import PHOTO_ANSWER, PHOTOS, StoredBundle, newest_of
from sync_server.store.chunk_rows import ChunkRow
from sync_server.store.devices import HUB, Device


@dataclass(frozen=True, slots=True)
class PhotosAnswer:
    """An answer that was decided and noted, to be written as a stream. `has_more` = not all fitted into one file."""

    server: Server
    name: str
    head: PhotoHead
    recipient: str
    bundle: StoredBundle
    has_more: bool

    def write_into(self, file: Writable) -> None:
        """The file; a chunk is in memory at a time."""
        server = self.server
        plain = plain_photos(self.head, sign=server.keys.sign, take=server.chunks.read)
        pouring_to(self.recipient)(plain, file)


def make_photos_answer(
    server: Server,
    device: Device,
    *,
    receipt_only: bool = False,
    again: bool = True,
    part: int = 0,
    max_bytes: int = MAX_CHUNK_BYTES,
    by: Id | None = None,
) -> PhotosAnswer | None:
    """The answer to the photos of this laptop or hub that were read last; None where none were, or not since
    the last such answer and it is not wanted `again`. `part` = which of several files, if one does not hold everything.

    Make it after the answer with the records: what is told of photos is then true of those records.
    """
    with server.database.snapshot() as connection:
        read = newest_of(connection, device.id, kinds=(PHOTOS,))
        before = newest_of(connection, device.id, kinds=(PHOTO_ANSWER,))
        may_pull = standing_of(server, connection, device) == GOOD
    if read is None or not (again or before is None or before.at < read.at):
        return None
    listed = () if receipt_only or not may_pull else tuple(_listed(server, device, read))
    files = fitting(listed, max_bytes=max_bytes)
    now = server.clock()
    head = PhotoHead(
        id=random_id(server.random(16)),
        kind=ANSWER,
        maker=server.identity.server,
        to=device.id,
        certificate=loads(server.identity.certificate),
        made=now,
        epoch=server.identity.epoch,
        lacks=dict(_lacks(server, device, read.details["asks"], may_pull=may_pull)),
        answers=read.id,
        chunks=files[part] if part < len(files) else (),
    )
    has_more = part + 1 < len(files)
    details: dict[str, Json] = {"answers": [read.id], "photos": head.photos, "part": part, "more": has_more}
    bundle = StoredBundle(head.id, PHOTO_ANSWER, device.id, now, now, by, head.bytes, 0, True, details)
    note_bundle(server, bundle, action=ANSWERED)
    return PhotosAnswer(server, file_name(server.random), head, _recipient(server, device), bundle, has_more)


def _lacks(
    server: Server, device: Device, asked: Sequence[Id], *, may_pull: bool
) -> Iterator[tuple[Id, tuple[PartLacks, ...]]]:
    for at in range(0, len(asked), MAX_OF_QUESTION):
        for record, parts in lacking(server, device, asked[at : at + MAX_OF_QUESTION], may_pull=may_pull):
            yield record, tuple(parts)


def _listed(server: Server, device: Device, read: StoredBundle) -> Iterator[Listed]:
    """What was asked for by name, then what belongs to records that the device has not received; each chunk once."""
    details, named = read.details, set[str]()
    if details["choice"] == NONE:
        return
    wants = list(read_want_rows(details["wants"]))
    if details["epoch"] == server.identity.epoch:
        known = set(details["asks"])  # it has these; what it lacks of them it asked for
        wants += [one for one in parts_after(server, device, details["cursors"]) if one.record not in known]
    for row in _rows(server, device, wants, is_all=details["choice"] == ALL):
        if row.name not in named and row.received_at is not None and server.chunks.has(row.name):
            named.add(row.name)
            yield Listed(row.record, row.name, row.bytes)


def _rows(server: Server, device: Device, wants: Sequence[Want], *, is_all: bool) -> list[ChunkRow]:
    """Thumbnails before everything else."""
    rows = [row for _at, row in chunks_wanted(server, device, wants) if is_all or row.is_thumbnail]
    return sorted(rows, key=lambda row: not row.is_thumbnail)


def _recipient(server: Server, device: Device) -> str:
    return recipient_of_hub(server, hub_of(server, device)) if device.kind == HUB else recipient_of(device.box_key)
