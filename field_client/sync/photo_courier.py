"""Photos and papers on a stick: what the server is not known to have goes into files beside the bundle, and the answer
brings what is missing here, as the person chose.

Promise: a chunk is in memory at a time, however many there are; a chunk stays here until the server has said that it
has it; reading twice, or late, is harmless, and of a cut file what is whole is kept. Refused: chunks that no record
here names, and files that no server of ours signed for this laptop.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from field_client.store.local_store import LocalStore
from field_client.sync.courier import Courier
from field_client.sync.photo_plan import ALL, NONE, Amount, runs
from field_client.sync.photos import contents_of
from shared_schema import canonical
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, random_id
from shared_schema.records.file_value import FileValue
from shared_schema.wire.bundle import file_name
from shared_schema.wire.chunks import Want, part_of
from shared_schema.wire.manifest import ANSWER, UP
from shared_schema.wire.photo_file import (
    Keep,
    OpenedHead,
    OpenInto,
    PhotosSeen,
    SealInto,
    Writable,
    plain_photos,
    read_photos,
)
from shared_schema.wire.photo_head import MAX_ASKED, MAX_CHUNK_BYTES, Listed, PhotoHead, fitting


@dataclass(frozen=True, slots=True)
class PhotosMade:
    """A file of photos that is ready to be written: its neutral name, and how many photos and bytes ride in it."""

    name: str
    head: PhotoHead
    courier: "PhotoCourier"

    @property
    def photos(self) -> int:
        """Of how many photos and papers something rides in it."""
        return self.head.photos

    @property
    def bytes(self) -> int:
        """Sealed bytes of them."""
        return self.head.bytes

    def write_into(self, file: Writable) -> None:
        """The sealed file; a chunk is in memory at a time."""
        self.courier.write(self.head, file)


@dataclass(frozen=True, slots=True)
class PhotosDelivered:
    """What reading an answer did: photos of which something new came, chunks that were here before or that no record
    here names (yet), and how many photos the server now has whole."""

    seen: PhotosSeen
    arrived: int
    before: int
    unknown: int
    received: int


@dataclass(frozen=True, slots=True)
class PhotoCourier:
    """Carries photos for one server; `courier` carries its records."""

    courier: Courier
    opener: OpenInto
    sealer: SealInto

    @property
    def store(self) -> LocalStore:
        """The laptop's store."""
        return self.courier.store

    def amount(self, choice: str) -> Amount:
        """How many photos and bytes would ride under a choice, known without asking the server."""
        listed = () if choice == NONE else tuple(self._listed(choice))
        return Amount(len({one.record for one in listed}), sum(one.size for one in listed))

    def make(self, choice: str, *, max_bytes: int = MAX_CHUNK_BYTES) -> tuple[PhotosMade, ...]:
        """What is to be carried under a choice; one file at least that asks, none for `none`."""
        if choice == NONE:
            return ()
        asks, wants = self._asks(), self._wants(choice)
        files = fitting(self._listed(choice), max_bytes=max_bytes)
        return tuple(self._made(choice, asks, wants, chunks) for chunks in files)

    def write(self, head: PhotoHead, file: Writable) -> None:
        """Writes a file that `make` decided on."""
        plain = plain_photos(head, sign=self.courier.engine.signer, take=self.store.chunks.take)
        self.sealer(plain, file)

    def read(self, file: BinaryIO) -> PhotosDelivered:
        """Reads an answer; records come with the bundle beside it, which is read first.

        Raises the `bundle.*` errors, `sync.busy`, `files.disk_full`; what was kept stays.
        """
        with self.courier.alone():
            keeping = _Keeping(self)
            seen = read_photos(file, opener=self.opener, begin=keeping.begin)
            received = self._note_received(seen.head)
            return PhotosDelivered(seen, len(keeping.arrived), keeping.before, keeping.unknown, received)

    def check(self, file: BinaryIO) -> PhotosSeen:
        """How much of an answer is whole; nothing of it is kept. Raises the `bundle.*` errors."""

        def begin(opened: OpenedHead) -> Keep:
            self.verify(opened)
            return lambda _listed, _sealed: None

        return read_photos(file, opener=self.opener, begin=begin)

    def verify(self, opened: OpenedHead) -> None:
        """The head is an answer for this laptop, from this server, and signed by it. Raises the `bundle.*` errors."""
        head, courier = opened.head, self.courier
        if head.kind != ANSWER:
            raise HomewardError("bundle.not_an_answer")
        if head.to != courier.device:
            raise HomewardError("bundle.for_another")
        if head.maker != courier.engine.server:
            raise HomewardError("bundle.from_unknown")
        opened.require_signed_by(courier.signer_named(head.certificate, maker=head.maker).signing_key)

    def _made(
        self, choice: str, asks: tuple[Id, ...], wants: tuple[Want, ...], chunks: tuple[Listed, ...]
    ) -> PhotosMade:
        courier, store = self.courier, self.store
        server = courier.engine.server
        head = PhotoHead(
            id=random_id(courier.random(16)),
            kind=UP,
            maker=courier.device,
            to=server,
            certificate=canonical.loads(courier.own_certificate),
            made=courier.engine.clock(),
            choice=choice,
            asks=asks,
            wants=wants,
            cursors=store.cursors.of(server),
            epoch=store.cursors.epoch(server) or "",
            chunks=chunks,
        )
        return PhotosMade(file_name(courier.random), head, self)

    def _asks(self) -> tuple[Id, ...]:
        """Photos that are here and that the server did not yet say it has whole."""
        names, chunks = self.store.chunks.names, self.store.chunks
        listed = names.not_whole_at(self.courier.engine.server)
        return tuple(record for record, name in listed if chunks.has([name]))[:MAX_ASKED]

    def _listed(self, choice: str) -> Iterator[Listed]:
        """Chunks of photos that were added here, thumbnails first; an earlier stick may be lost, so they ride again."""
        chunks = self.store.chunks
        here, listed = chunks.here(), chunks.names.chunks_not_whole_at(self.courier.engine.server)
        written = self.store.log.heads_of(list({one.record for one in listed}))
        for one in listed:
            if one.name in here and written.get(one.record) and (one.is_thumbnail or choice == ALL):
                yield Listed(one.record, one.name, one.bytes)

    def _wants(self, choice: str) -> tuple[Want, ...]:
        """What is named here and not here."""
        here, found = self.store.chunks.here(), list[Want]()
        for one in self.store.chunks.names.all():
            moved = (*one.thumbnail, *one.content) if choice == ALL else one.thumbnail
            if one.is_left or all(name in here for name in moved):
                continue
            for content in contents_of(self.store, one.record):
                if choice == ALL or content.chunks[0] in one.thumbnail:
                    found += _missing(one.record, content, here)
        return tuple(found[:MAX_ASKED])

    def _note_received(self, head: PhotoHead) -> int:
        """Notes what the server says it has, unless it was restored since."""
        store, server = self.store, self.courier.engine.server
        if head.epoch != store.cursors.epoch(server):
            return 0
        whole = [record for record, parts in head.lacks.items() if parts and not any(one.numbers for one in parts)]
        with store.transaction():
            store.chunks.names.note_whole(server, whole)
        return len(whole)


class _Keeping:
    """One answer while it is read."""

    def __init__(self, photos: PhotoCourier) -> None:
        self._photos = photos
        self._chunks = photos.store.chunks
        self._named: set[str] = set()
        self._here: set[str] = set()
        self.arrived: set[Id] = set()
        self.before = self.unknown = 0

    def begin(self, opened: OpenedHead) -> Keep:
        """Only what a verified head lists, and a record here names, is kept."""
        self._photos.verify(opened)
        shown = [one for one in self._chunks.names.all() if not one.is_left]
        self._named = {name for one in shown for name in (*one.thumbnail, *one.content)}
        self._here = set(self._chunks.here())
        return self._keep

    def _keep(self, listed: Listed, sealed: bytes) -> None:
        if listed.name not in self._named:
            self.unknown += 1
        elif listed.name in self._here:
            self.before += 1
        else:
            self._chunks.receive(listed.name, sealed)
            self._here.add(listed.name)
            self.arrived.add(listed.record)


def _missing(record: Id, content: FileValue, here: frozenset[str]) -> Iterator[Want]:
    lacking = [number for number, name in enumerate(content.chunks) if name not in here]
    for first, last in runs(lacking):
        yield Want(record, part_of(content), first, last + 1)
