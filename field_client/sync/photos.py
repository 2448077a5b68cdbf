"""Photos and papers with one server, after the records: thumbnails first, chunk by chunk, as the person chose.

    what is open -> ask what the server lacks -> send thumbnails, fetch thumbnails -> send files, fetch files

Promise: a chunk stays here until the server has said that it has it; a cut costs at most the chunk that was on its way,
either way; what a hub has still goes to the centre. Refused: two requests at once, fetching what was not chosen,
keeping bytes that are not what their name says.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from field_client.store.chunk_names import Named
from field_client.store.local_store import LocalStore
from field_client.sync.carrier import Unwatched, Watch
from field_client.sync.chunk_line import ChunkLine
from field_client.sync.photo_plan import (
    ALL,
    CHOICES,
    NONE,
    THUMBNAILS,
    Part,
    Sizes,
    parts_among,
    parts_of,
    sizes_of,
    to_ask,
)
from field_client.sync.photo_report import PhotoReport
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.records.file_value import FileValue, file_problem, read_file_value
from shared_schema.wire.chunks import MAX_ASKED, Piece, Want, name_of

CHOICE, EPOCH = "photos", "photos_epoch:"  # facts of the store
FILE = "file"
FETCH_BYTES = 2 * 1024 * 1024  # of one request; a cut costs one chunk, not one request
STOPS = frozenset(
    {
        "sync.no_contact", "sync.cut", "sync.refused", "sync.paused", "tls.no_contact", "server.too_busy",
        "server.not_found", "server.unexpected", "store.unavailable", "store.disk_full_server", "files.disk_full",
        "device.revoked", "device.late", "device.moved", "chunks.too_many", "wire.malformed", "wire.too_large",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Budget:
    """How many bytes a sending may move (None: any), and which photos with them."""

    bytes: int | None
    photos: str

    def after(self, moved: int) -> int | None:
        """What is left after the records."""
        return None if self.bytes is None else self.bytes - moved


def choice_of(store: LocalStore) -> str:
    """What the person chose, thumbnails where she chose nothing."""
    chosen = store.identity.fact(CHOICE)
    return chosen if chosen in CHOICES else THUMBNAILS


def put_choice(store: LocalStore, choice: str) -> None:
    """Keeps the choice for every later sending. Raises ValueError for another word."""
    if choice not in CHOICES:
        raise ValueError("not a choice about photos")
    store.identity.put_fact(CHOICE, choice)


def photo_sizes(store: LocalStore, server: Id) -> Sizes:
    """What would go to and come from a server, known without asking it."""
    return sizes_of(store.chunks.names.all(), whole=store.chunks.names.whole_at(server), here=store.chunks.here())


def still_to_send(store: LocalStore, server: Id) -> int:
    """How many photos and papers that were added here the server is not known to have."""
    open_ones = [one for one in store.chunks.names.not_whole_at(server) if store.chunks.has([one[1]])]
    written = store.log.heads_of([record for record, _name in open_ones])
    return sum(1 for record, _name in open_ones if written.get(record))


def contents_of(store: LocalStore, record: Id) -> Iterator[FileValue]:
    """Every content that a record names: file and thumbnail, of two versions where there are two."""
    state = store.records.shown_state(record)
    live = {} if state is None else state.registers.get(FILE, {})
    for written in live.values():
        if file_problem(written.value) is None:
            file = read_file_value(written.value)
            yield from (content for content in (file, file.thumbnail) if content is not None)


@dataclass(frozen=True, slots=True)
class Photos:
    """What one laptop needs to exchange chunks with one server; `running` is shared with the engine of the records."""

    store: LocalStore
    line: ChunkLine
    server: Id
    running: Lock = field(default_factory=Lock)

    def sync(self, *, choice: str, watch: Watch | None = None, up_to_bytes: int | None = None) -> PhotoReport:
        """Sends and fetches what the choice says, until nothing is left or about `up_to_bytes` have gone over the line.

        What broke it off is in the report: records that went before are not undone by it.
        """
        if choice == NONE or (up_to_bytes is not None and up_to_bytes <= 0):
            return PhotoReport()
        if not self.running.acquire(blocking=False):
            return PhotoReport()
        run = _Run(self, choice, watch or Unwatched(), up_to_bytes)
        try:
            run.go()
        except HomewardError as error:
            if error.code not in STOPS:
                raise
            run.stopped = error.code
        finally:
            self.running.release()
        return run.report()


class _Run:
    """One run: what the server was asked about, what moved."""

    def __init__(self, photos: Photos, choice: str, watch: Watch, up_to_bytes: int | None) -> None:
        self.store, self.line, self.server = photos.store, photos.line, photos.server
        self.chunks = photos.store.chunks
        self.choice, self.watch, self.up_to_bytes = choice, watch, up_to_bytes
        self.before = photos.line.traffic
        self.here: set[str] = set()
        self.parts: list[Part] = []
        self.lacked: dict[Id, int] = {}  # chunks that the server still lacks, by record
        self.left: set[Id] = set()  # records that are here no more: sent, not fetched
        self.sent: set[Id] = set()
        self.arrived: set[Id] = set()
        self.up = self.down = self.total = 0
        self.stopped: str | None = None

    def go(self) -> None:
        """The whole run."""
        self._ask_again_after_restore()
        named = {one.record: one for one in self.chunks.names.all()}
        if not named:
            return
        self.here = set(self.chunks.here())
        self.left = {one.record for one in named.values() if one.is_left}
        whole = self.chunks.names.whole_at(self.server)
        self._ask(named, to_ask(named.values(), whole=whole, here=self.here, choice=self.choice))
        self.total = sum(
            part.bytes_of(self._to_send(part)) + part.bytes_of(self._to_fetch(part)) for part in self._chosen()
        )
        for is_thumbnail in (True, False):
            some = [part for part in self._chosen() if part.is_thumbnail == is_thumbnail]
            if self._send(some):
                self._fetch(some)

    def report(self) -> PhotoReport:
        """What moved."""
        return PhotoReport(len(self.sent), len(self.arrived), self.up, self.down, self.stopped)

    def _ask_again_after_restore(self) -> None:
        """A restored server may have lost what it had confirmed."""
        epoch = self.store.cursors.epoch(self.server) or ""
        if self.store.identity.fact(EPOCH + self.server) != epoch:
            with self.store.transaction():
                self.chunks.names.ask_again(self.server)
                self.store.identity.put_fact(EPOCH + self.server, epoch)

    def _ask(self, named: dict[Id, Named], records: Sequence[Id]) -> None:
        for at in range(0, len(records), MAX_ASKED):
            if not self._is_within_limit():
                return
            told = self.line.lacking(records[at : at + MAX_ASKED])
            for record, lacking in told.items():
                one = named.get(record)
                if one is None:
                    continue
                parts = parts_of(one, lacking)
                self.parts += parts_among(record, contents_of(self.store, record), lacking) if parts is None else parts
                self.lacked[record] = sum(len(part.numbers) for part in lacking)
            self._note_whole([record for record in told if not self.lacked.get(record, 1)])

    def _chosen(self) -> list[Part]:
        return [part for part in self.parts if part.is_thumbnail or self.choice == ALL]

    def _to_send(self, part: Part) -> list[int]:
        return [number for number in part.lacks if part.chunks[number] in self.here]

    def _to_fetch(self, part: Part) -> tuple[int, ...]:
        return () if part.record in self.left else part.missing(self.here)

    def _send(self, parts: Sequence[Part]) -> bool:
        """Sends what the server lacks; False where the limit of bytes was reached."""
        for part in parts:
            for number in self._to_send(part):
                if not self._is_within_limit():
                    return False
                with _passed_over("chunks.unknown"):
                    self._put(part, part.chunks[number])
        return True

    def _put(self, part: Part, name: str) -> None:
        sealed = self.chunks.take(name)
        if sealed is None or name_of(sealed) != name:
            self.chunks.forget_damaged(name)
            self.here.discard(name)
            return
        self.line.put(part.record, sealed)
        self.up += len(sealed)
        self._tell()
        self.lacked[part.record] -= 1
        if not self.lacked[part.record]:
            self._note_whole([part.record])
            self.sent.add(part.record)

    def _fetch(self, parts: Sequence[Part]) -> None:
        wanted = {(part.record, part.name): part for part in parts if self._to_fetch(part)}
        while wanted and self._is_within_limit():
            asked = [want for part in wanted.values() for want in part.wants(self.here)][:MAX_ASKED]
            got = self._fetch_once(asked, wanted)
            for want in asked:
                part = wanted.get((want.record, want.part))
                if part is not None and not part.missing(self.here):
                    self.arrived.add(part.record)
                    del wanted[want.record, want.part]
            if not got:
                return  # the server has less than it said: the next run asks again

    def _fetch_once(self, asked: Sequence[Want], wanted: dict[tuple[Id, str], Part]) -> int:
        got = 0
        with self.line.get(asked, max_bytes=self._room()) as pieces:
            for piece in pieces:
                name = _name_asked_for(piece, asked, wanted)
                self.chunks.receive(name, piece.sealed)
                got += name not in self.here
                self.here.add(name)
                self.down += len(piece.sealed)
                self._tell()
        return got

    def _note_whole(self, records: Sequence[Id]) -> None:
        if records:
            with self.store.transaction():
                self.chunks.names.note_whole(self.server, records)

    def _tell(self) -> None:
        self.watch.photos(self.up + self.down, self.total)

    def _used(self) -> int:
        gone = self.line.traffic.since(self.before)
        return gone.up + gone.down

    def _is_within_limit(self) -> bool:
        return self.up_to_bytes is None or self._used() < self.up_to_bytes

    def _room(self) -> int:
        return FETCH_BYTES if self.up_to_bytes is None else max(1, min(FETCH_BYTES, self.up_to_bytes - self._used()))


def _name_asked_for(piece: Piece, asked: Sequence[Want], wanted: Mapping[tuple[Id, str], Part]) -> str:
    """The name of a chunk that came; `wire.malformed` where it was not asked for, or is not what its name says."""
    want = asked[piece.want] if piece.want < len(asked) else None
    part = None if want is None else wanted.get((want.record, want.part))
    if part is None or piece.number >= len(part.chunks) or name_of(piece.sealed) != part.chunks[piece.number]:
        raise HomewardError("wire.malformed", at=0)
    return part.chunks[piece.number]


@contextmanager
def _passed_over(code: str) -> Iterator[None]:
    try:
        yield
    except HomewardError as error:
        if error.code != code:
            raise
