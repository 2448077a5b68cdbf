"""Requests about chunks of photos to one server: what it lacks, one chunk up, many chunks down (docs/protocol.md).

Promise: every attempt carries a number never used before; a number that is behind is jumped past once; each whole chunk
of a reply is given as soon as it is there. Refused: a chunk that is not what its name says, a reply beyond its bounds.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from field_client.sync.line import Answered, Line, Posted, Traffic
from field_client.sync.transport import RequestNumbers, read_refusal
from shared_schema.change import Signer
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock, Id
from shared_schema.wire.chunks import (
    CHUNKS_TYPE,
    GET_PATH,
    LACKING_PATH,
    PUT_PATH,
    PartLacks,
    Piece,
    Want,
    read_lacking,
    read_pieces,
    write_put,
    write_question,
    write_wants,
)
from shared_schema.wire.coding import ZSTD, Codings
from shared_schema.wire.signature_fields import sign_request

MAX_ANSWER_BYTES = 4 * 1024 * 1024  # of what is lacking: 200 records of two parts


@dataclass(frozen=True, slots=True)
class ChunkLine:
    """Speaks about chunks for one device to one server over `line`."""

    line: Line
    server: Id
    device: Id
    sign: Signer
    numbers: RequestNumbers
    clock: Clock
    codings: Codings

    @property
    def traffic(self) -> Traffic:
        """What has gone over the line so far."""
        return self.line.traffic

    def lacking(self, records: Sequence[Id]) -> dict[Id, tuple[PartLacks, ...]]:
        """What the server lacks of the files of these records; those that it will not speak of are left out."""
        with self._asked(LACKING_PATH, write_question(records)) as answered:
            return read_lacking(_whole(answered))

    def put(self, record: Id, sealed: bytes) -> None:
        """Sends one chunk; when this returns, the server has it on its disk."""
        with self._asked(PUT_PATH, write_put(record, sealed)) as answered:
            _whole(answered)

    @contextmanager
    def get(self, wants: Sequence[Want], *, max_bytes: int) -> Iterator[Iterator[Piece]]:
        """The whole chunks as they arrive; `sync.cut` in between leaves what came before."""
        with self._asked(GET_PATH, write_wants(wants, max_bytes=max_bytes)) as answered:
            yield read_pieces(answered.chunks)

    @contextmanager
    def _asked(self, path: str, body: bytes) -> Iterator[Answered]:
        packed = self.codings.encode(body, ZSTD)
        error = None
        for _attempt in range(2):
            with self.line.post(self._signed(path, packed)) as answered:
                if answered.status == 200:
                    yield answered
                    return
                error = read_refusal(answered)
            if not self._has_jumped(error):
                break
        raise error or HomewardError("sync.cut")

    def _signed(self, path: str, packed: bytes) -> Posted:
        headers = sign_request(
            method="POST",
            url=self.line.address + path,
            body=packed,
            coding=ZSTD,
            content_type=CHUNKS_TYPE,
            server=self.server,
            device=self.device,
            nonce=self.numbers.take(),
            created_ms=self.clock(),
            sign=self.sign,
        )
        return Posted(path, headers, packed)

    def _has_jumped(self, error: HomewardError) -> bool:
        last = error.facts.get("last")
        if error.code != "device.nonce_behind" or not isinstance(last, int):
            return False
        self.numbers.jump_past(last)
        return True


def _whole(answered: Answered) -> bytes:
    data = b""
    for some in answered.chunks:
        data += some
        if len(data) > MAX_ANSWER_BYTES:
            raise HomewardError("wire.too_large", limit=MAX_ANSWER_BYTES)
    return data
