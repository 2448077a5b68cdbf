"""Reading the photos that a laptop or a hub sent on a stick, by the rules of the line (security.md 4.11).

    head opened -> signed by a device of ours, for this server -> each whole chunk that it may send -> kept -> its
    question noted, for the answer

Promise: one chunk is in memory at a time; twice, late or in the wrong order is harmless; of a cut file what is whole is
kept. Refused: chunks that no record here names (the bundle with the records is read first), and the head of anybody who
is not a device of ours.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.chunks import want_rows
from shared_schema.wire.photo_file import Keep, OpenedHead, PhotosSeen, read_photos
from shared_schema.wire.photo_head import Listed, PhotoHead
from sync_server.server import Server
from sync_server.services.attachments import put_chunk
from sync_server.services.bundle_notes import READ, note_bundle
from sync_server.services.carriers import require_maker
from sync_server.services.issuers import GOOD
from sync_server.store.bundles import PHOTOS, StoredBundle
from sync_server.store.devices import Device


@dataclass(frozen=True, slots=True)
class PhotosRead:
    """What reading did: chunks that are new here, were here before, are named by no record here (yet), and the whole
    ones of all that were listed."""

    bundle: StoredBundle
    device: Device
    kept: int
    before: int
    unknown: int
    seen: PhotosSeen

    @property
    def is_all_taken(self) -> bool:
        """Whether reading it again could bring nothing more."""
        return not self.unknown and self.seen.is_whole and self.seen.whole == self.seen.of


def _anybody(_device: Device) -> None:
    """On the server's shell the operator reads of any device."""


def take_photos(
    server: Server, file: BinaryIO, *, by: Id | None = None, admit: Callable[[Device], None] = _anybody
) -> PhotosRead:
    """Reads a file of photos; `by` = the person at the console, `admit` raises where its maker is not hers.

    Raises the `bundle.*` errors, `chunks.too_many` of a lost device, `store.disk_full_server`; what was kept stays.
    """
    taking = _Taking(server, admit)
    seen = read_photos(file, opener=server.keys.open_into, begin=taking.begin)
    device = taking.require_device()
    bundle = _note(server, device, seen, taking, by=by)
    return PhotosRead(bundle, device, taking.kept, taking.before, taking.unknown, seen)


class _Taking:
    """One file while it is read."""

    def __init__(self, server: Server, admit: Callable[[Device], None]) -> None:
        self._server, self._admit = server, admit
        self._device: Device | None = None
        self._may_pull = False
        self.size = 0
        self.kept = self.before = self.unknown = 0

    def begin(self, opened: OpenedHead) -> Keep:
        """The head is for us, from a device of ours, and signed by it; only then a chunk is looked at."""
        server, head = self._server, opened.head
        device, standing = require_maker(
            server, kind=head.kind, to=head.to, maker=head.maker, require_signed_by=opened.require_signed_by
        )
        self._may_pull = standing == GOOD
        self._admit(device)
        self._device = device
        return self._keep

    def require_device(self) -> Device:
        """Whose file it is; there is one wherever `begin` was passed."""
        if self._device is None:
            raise HomewardError("bundle.damaged", sections=0, of=0)
        return self._device

    def _keep(self, listed: Listed, sealed: bytes) -> None:
        was_here = self._server.chunks.has(listed.name)
        try:
            put_chunk(self._server, self.require_device(), listed.record, sealed, may_pull=self._may_pull)
        except HomewardError as error:
            if error.code != "chunks.unknown":
                raise
            self.unknown += 1
            return
        self.size += listed.size
        self.before += was_here
        self.kept += not was_here


def _note(server: Server, device: Device, seen: PhotosSeen, taking: _Taking, *, by: Id | None) -> StoredBundle:
    head, now = seen.head, server.clock()
    is_whole = seen.is_whole and seen.whole == seen.of and not taking.unknown
    details: dict[str, Json] = {
        **_question(head),
        "photos": head.photos,
        "told": [taking.kept, taking.before, taking.unknown],
        "parts": [seen.whole, seen.of],
    }
    bundle = StoredBundle(head.id, PHOTOS, device.id, head.made, now, by, taking.size, taking.kept, is_whole, details)
    note_bundle(server, bundle, action=READ)
    return bundle


def _question(head: PhotoHead) -> dict[str, Json]:
    return {
        "choice": head.choice,
        "asks": list(head.asks),
        "wants": want_rows(head.wants),
        "cursors": dict(head.cursors),
        "epoch": head.epoch,
    }
