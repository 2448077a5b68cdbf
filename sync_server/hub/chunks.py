"""Chunks of photos between a hub and its centre, after the records: what laptops gave goes up, what lacks comes down.

Promise: thumbnails first; each whole chunk counts, so a cut costs the one that was on its way; a chunk of a record that
left the hub stays until the centre has it. Refused: keeping what is not what its name says.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, random_id
from shared_schema.wire.chunks import (
    CHUNKS_TYPE,
    GET_PATH,
    LACKING_PATH,
    MAX_ASKED,
    PUT_PATH,
    PartLacks,
    Want,
    name_of,
    read_lacking,
    read_pieces,
    write_put,
    write_question,
    write_wants,
)
from shared_schema.wire.coding import ZSTD, Codings
from shared_schema.wire.refusals import MAX_ERROR_BYTES, read_refusal
from shared_schema.wire.signature_fields import sign_request
from sync_server.hub.line import Answered, HttpLine, Line
from sync_server.hub.pages import HOLD_MS
from sync_server.server import Server
from sync_server.services.attachments import chunks_lacking_here, keep_chunk, remove_erased
from sync_server.store import upstream
from sync_server.store.chunk_rows import (
    ChunkRow,
    forget_chunks_of_records,
    note_relayed,
    records_that_left,
    unrelayed_chunks,
)

AT_ONCE = 20_000  # chunks looked at in one turn: about 200 photos both ways
TURN_MS = 4 * 60_000  # then records have their turn again
FETCH_BYTES = 2 * 1024 * 1024
MAX_ANSWER_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RelayedChunks:
    """How many chunks went up and came down in one turn."""

    up: int
    down: int


def relay_chunks(server: Server, *, line: Line | None = None) -> RelayedChunks:
    """One turn with the centre. Raises `hub.not_joined`, `hub.busy`, `sync.no_contact`, `sync.cut`, or what the centre
    answered; what went before stays."""
    holder, now = random_id(server.random(16)), server.clock()
    with server.database.snapshot() as connection:
        centre = upstream.require_upstream(connection)
    if not server.database.run(lambda tx: upstream.hold(tx, holder, now_ms=now, until_ms=now + HOLD_MS)):
        raise HomewardError("hub.busy")
    turn = _Turn(server, line or HttpLine(centre.urls, centre.authority), holder, centre.server)
    try:
        turn.send()
        turn.fetch()
    finally:
        server.database.run(lambda tx: upstream.let_go(tx, holder))
    _forget_what_left(server)
    return RelayedChunks(turn.up, turn.down)


class _Turn:
    def __init__(self, server: Server, line: Line, holder: Id, centre: Id) -> None:
        self._server, self._line, self._holder, self._centre = server, line, holder, centre
        self._codings = Codings()
        self._ends_at = server.clock() + TURN_MS
        self.up = self.down = 0

    def send(self) -> None:
        """Everything that is here and that the centre lacks."""
        with self._server.database.snapshot() as connection:
            rows = unrelayed_chunks(connection, limit=AT_ONCE)
        for some in _by_records(rows):
            lacks = self._lacking(some)
            there = {row.name for row in some if row.part in lacks and not lacks[row.part].lacks(row.number)}
            self._note_relayed(sorted(there))
            for row in some:
                if row.part in lacks and row.name not in there and self._put(row):
                    there.add(row.name)

    def fetch(self) -> None:
        """Everything that records here name, that is not here, and that the centre has."""
        rows = chunks_lacking_here(self._server, limit=AT_ONCE)
        for some in _by_records(rows):
            lacks = self._lacking(some)
            known = [row for row in some if row.part in lacks and not lacks[row.part].lacks(row.number)]
            missing = {(row.record, row.part, row.number): row.name for row in known}
            while missing and not self._is_over():
                wants = [Want(record, part, n, n + 1) for record, part, n in missing][:MAX_ASKED]
                got = self._get(_joined(wants), missing)
                for one in got:
                    del missing[one]
                if not got:
                    break

    def _lacking(self, rows: Sequence[ChunkRow]) -> dict[str, PartLacks]:
        if self._is_over():
            return {}
        records = list(dict.fromkeys(row.record for row in rows))
        with self._asked(LACKING_PATH, write_question(records)) as answered:
            told = read_lacking(_whole(answered))
        return {part.part: part for parts in told.values() for part in parts}

    def _put(self, row: ChunkRow) -> bool:
        sealed = self._server.chunks.read(row.name)
        if sealed is None or self._is_over():
            return False
        try:
            with self._asked(PUT_PATH, write_put(row.record, sealed)) as answered:
                _whole(answered)
        except HomewardError as error:
            if error.code != "chunks.unknown":
                raise
            return False
        self.up += 1
        self._note_relayed([row.name])
        return True

    def _get(self, wants: Sequence[Want], missing: Mapping[tuple[Id, str, int], str]) -> list[tuple[Id, str, int]]:
        got = []
        with self._asked(GET_PATH, write_wants(wants, max_bytes=FETCH_BYTES)) as answered:
            for piece in read_pieces(answered.chunks):
                want = wants[piece.want] if piece.want < len(wants) else None
                key = (want.record, want.part, piece.number) if want is not None else ("", "", 0)
                if missing.get(key) != name_of(piece.sealed):
                    raise HomewardError("wire.malformed", at=0)
                keep_chunk(self._server, piece.sealed)
                self._note_relayed([missing[key]])
                got.append(key)
                self.down += 1
        return got

    def _note_relayed(self, names: Sequence[str]) -> None:
        server = self._server
        if names:
            server.database.run(lambda connection: note_relayed(connection, names, now_ms=server.clock()))

    def _is_over(self) -> bool:
        return self._server.clock() >= self._ends_at

    @contextmanager
    def _asked(self, path: str, body: bytes) -> Iterator[Answered]:
        server = self._server
        packed = self._codings.encode(body, ZSTD)
        until = server.clock() + HOLD_MS
        server.database.run(lambda tx: upstream.keep_holding(tx, self._holder, until_ms=until))
        headers = sign_request(
            method="POST",
            url=f"http://homeward{path}",
            body=packed,
            coding=ZSTD,
            content_type=CHUNKS_TYPE,
            server=self._centre,
            device=server.identity.own_device,
            nonce=server.database.run(upstream.take_number),
            created_ms=server.clock(),
            sign=server.keys.sign_own,
        )
        with self._line.post(path, headers, packed) as answered:
            if answered.status != 200:
                raise read_refusal(answered.status, _whole(answered, limit=MAX_ERROR_BYTES))
            yield answered


def _forget_what_left(server: Server) -> None:
    with server.database.snapshot() as connection:
        left = records_that_left(connection)
    if left:
        server.database.run(lambda tx: forget_chunks_of_records(tx, left, now_ms=server.clock()))
    remove_erased(server)


def _by_records(rows: Iterable[ChunkRow]) -> Iterator[list[ChunkRow]]:
    """Thumbnails apart from the rest, in questions of at most 200 records."""
    found: list[ChunkRow] = []
    records: set[Id] = set()
    for row in rows:
        is_other = bool(found) and found[-1].is_thumbnail != row.is_thumbnail
        if is_other or (len(records) == MAX_ASKED and row.record not in records):
            yield found
            found, records = [], set()
        found.append(row)
        records.add(row.record)
    if found:
        yield found


def _joined(wants: Sequence[Want]) -> list[Want]:
    """Neighbouring chunks of one part asked for as one."""
    found: list[Want] = []
    for one in sorted(wants, key=lambda want: (want.record, want.part, want.start)):
        last = found[-1] if found else None
        if last is not None and (last.record, last.part, last.end) == (one.record, one.part, one.start):
            found[-1] = Want(last.record, last.part, last.start, one.end)
        else:
            found.append(one)
    return found


def _whole(answered: Answered, *, limit: int = MAX_ANSWER_BYTES) -> bytes:
    data = b""
    for some in answered.chunks:
        data += some
        if len(data) > limit:
            break
    return data
