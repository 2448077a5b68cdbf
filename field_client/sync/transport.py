"""One signed request to one server, and its reply as frames (sync.md section 3, security.md 4.2).

Promise: every attempt carries a number never used before; a coding the server cannot read is repeated once in plain
zstd; a number that is behind is jumped past once. Refused: reading a reply beyond its bounds, trusting a clock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from field_client.sync.carrier import Packed
from field_client.sync.line import Answered, Line, Posted, Traffic
from shared_schema.change import Signer
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock, Id
from shared_schema.wire.coding import ZSTD, Codings
from shared_schema.wire.frames import Frame, stream_frames
from shared_schema.wire.refusals import MAX_ERROR_BYTES
from shared_schema.wire.refusals import read_refusal as read_body_of_refusal
from shared_schema.wire.signature_fields import CODINGS_HEADER, EXCHANGE_TYPE, MAX_BODY_BYTES, sign_request

EXCHANGE_PATH = "/api/v1/exchange"


class RequestNumbers(Protocol):
    """Strictly rising numbers for one server, reserved in the store before they are used."""

    def take(self) -> int:
        """A number that no request of this laptop to this server ever carried."""
        ...

    def jump_past(self, number: int) -> None:
        """Goes on above `number`, which the server has seen."""
        ...


@dataclass(slots=True)
class Transport:
    """Speaks for one device to one server over `line`; `readable` = codings that this server is known to read."""

    line: Line
    server: Id
    device: Id
    sign: Signer
    numbers: RequestNumbers
    codings: Codings
    clock: Clock
    readable: tuple[str, ...] = (ZSTD,)
    refused: frozenset[str] = frozenset()  # a coding that was refused once is not tried again, whatever is said of it

    @property
    def read_by_server(self) -> tuple[str, ...]:
        """Codings that this server is now known to read."""
        return self.readable

    @property
    def traffic(self) -> Traffic:
        """What has gone over the line so far."""
        return self.line.traffic

    def pack(self, frames: bytes) -> Packed:
        """Frames at the end of a later request, in the coding that it will most likely have."""
        coding = self._best_coding()
        return Packed(frames, coding, self.codings.encode(frames, coding))

    @contextmanager
    def exchange(self, body: bytes, ready: Packed | None = None) -> Iterator[Iterator[Frame]]:
        """Sends the frames of a request, `ready` after `body`; yields the frames of the reply as they arrive.

        Raises `sync.no_contact`, `sync.cut`, `sync.request_too_large`, or what the server answered.
        """
        try:
            with self._attempt(body, ready, self._best_coding()) as frames:
                yield frames
            return
        except _CodingRefused:
            pass
        with self._attempt(body, ready, ZSTD) as frames:
            yield frames

    def _best_coding(self) -> str:
        return next((name for name in self.codings.offered if name in self.readable), ZSTD)

    @contextmanager
    def _attempt(self, body: bytes, ready: Packed | None, coding: str) -> Iterator[Iterator[Frame]]:
        packed = self._packed(body, ready, coding)
        if len(packed) > MAX_BODY_BYTES:
            raise HomewardError("sync.request_too_large", limit=MAX_BODY_BYTES)
        with self.line.post(self._signed(packed, coding)) as answered:
            if answered.status != 200:
                self._refused(answered, coding)
            self._learn(answered)
            yield stream_frames(self._decoded(answered))

    def _packed(self, body: bytes, ready: Packed | None, coding: str) -> bytes:
        if ready is None:
            return self.codings.encode(body, coding)
        if ready.coding != coding:
            return self.codings.encode(body + ready.frames, coding)
        return self.codings.encode(body, coding) + ready.packed

    def _signed(self, packed: bytes, coding: str) -> Posted:
        signed = sign_request(
            method="POST",
            url=self.line.address + EXCHANGE_PATH,
            body=packed,
            coding=coding,
            content_type=EXCHANGE_TYPE,
            server=self.server,
            device=self.device,
            nonce=self.numbers.take(),
            created_ms=self.clock(),
            sign=self.sign,
        )
        return Posted(EXCHANGE_PATH, signed, packed)  # the reply comes in the coding of the request

    def _refused(self, answered: Answered, coding: str) -> None:
        error = read_refusal(answered)
        if answered.status == 415 and coding != ZSTD:
            self.refused |= {coding}
            self.readable = tuple(name for name in self.readable if name not in self.refused) or (ZSTD,)
            raise _CodingRefused
        if error.code == "device.nonce_behind":
            last = error.facts.get("last")
            if isinstance(last, int):
                self.numbers.jump_past(last)
        raise error

    def _learn(self, answered: Answered) -> None:
        named = answered.headers.get(CODINGS_HEADER)
        if named:
            listed = (part.strip() for part in named.split(","))
            self.readable = tuple(name for name in listed if name not in self.refused)

    def _decoded(self, answered: Answered) -> Iterator[bytes]:
        coding = answered.headers.get("content-encoding")
        if coding is None:
            raise HomewardError("wire.coding_unknown", coding="")
        return self.codings.decode_stream(answered.chunks, coding)


class _CodingRefused(Exception):
    """The server cannot read the coding of the request; it is repeated in plain zstd."""


def read_refusal(answered: Answered) -> HomewardError:
    """What a server answered instead of a reply, as an error of the catalogue; `sync.refused` where it is unknown."""
    data = b""
    for chunk in answered.chunks:
        data += chunk
        if len(data) > MAX_ERROR_BYTES:
            break
    return read_body_of_refusal(answered.status, data)
