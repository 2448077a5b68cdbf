"""Lines to a central server inside the test: WSGI without a socket, and lines that cut, lose replies or count."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import Client

from field_client.sync.carrier import Carrier, Packed
from field_client.sync.line import CHUNK_BYTES, Answered, Line, Posted, Traffic, head_bytes
from shared_schema.errors import HomewardError
from shared_schema.wire.frames import Frame


@dataclass
class WsgiLine:
    """A line that calls the application itself; it passes the same contract as HTTP."""

    app: Flask
    address: str = "http://127.0.0.1:8443"
    traffic: Traffic = field(default_factory=Traffic)
    posted: list[Posted] = field(default_factory=list)

    @contextmanager
    def post(self, posted: Posted) -> Iterator[Answered]:
        self.posted.append(posted)
        head = head_bytes(f"POST {posted.path} HTTP/1.1", self._sent(posted.headers, len(posted.body)))
        self.traffic = self.traffic.plus(requests=1, up=head + len(posted.body))
        response = Client(self.app).post(
            posted.path, data=posted.body, headers=dict(posted.headers), base_url=self.address
        )
        headers = {name.lower(): value for name, value in response.headers.items()}
        self.traffic = self.traffic.plus(down=head_bytes(f"HTTP/1.1 {response.status}", headers))
        yield Answered(response.status_code, headers, self._chunks(response.get_data()))

    def _sent(self, headers: Mapping[str, str], length: int) -> dict[str, str]:
        return {**headers, "host": urlsplit(self.address).netloc, "content-length": str(length)}

    def _chunks(self, body: bytes) -> Iterator[bytes]:
        for at in range(0, len(body), CHUNK_BYTES):
            piece = body[at : at + CHUNK_BYTES]
            self.traffic = self.traffic.plus(down=len(piece))
            yield piece


@dataclass
class PassingLine:
    """A line that passes everything on; each kind of trouble says in its own `post` what it does."""

    inner: Line

    @property
    def address(self) -> str:
        return self.inner.address

    @property
    def traffic(self) -> Traffic:
        return self.inner.traffic

    @contextmanager
    def post(self, posted: Posted) -> Iterator[Answered]:
        with self.inner.post(posted) as answered:
            yield answered


@dataclass
class CutLine(PassingLine):
    """Cuts: `lose_request` (the server never sees it), `lose_reply` (it answered), or the reply after k bytes.

    `sound` = how many requests come through whole before."""

    lose_request: bool = False
    lose_reply: bool = False
    reply_bytes: int | None = None
    sound: int = 0

    @contextmanager
    def post(self, posted: Posted) -> Iterator[Answered]:
        is_cut, self.sound = self.sound <= 0, self.sound - 1
        if is_cut and self.lose_request:
            raise HomewardError("sync.no_contact")
        with self.inner.post(posted) as answered:
            if is_cut and self.lose_reply:
                raise HomewardError("sync.cut")
            if not is_cut or self.reply_bytes is None:
                yield answered
            else:
                yield Answered(answered.status, answered.headers, cut_after(answered.chunks, self.reply_bytes))


def cut_after(chunks: Iterator[bytes], left: int) -> Iterator[bytes]:
    """The first `left` bytes, then nothing more comes."""
    for chunk in chunks:
        if len(chunk) >= left:
            yield chunk[:left]
            raise HomewardError("sync.cut")
        left -= len(chunk)
        yield chunk


@dataclass
class CutCarrier:
    """A transport whose reply ends after so many frames: what is left never arrives."""

    inner: Carrier
    frames: int
    seen: int = 0

    @property
    def read_by_server(self) -> tuple[str, ...]:
        return self.inner.read_by_server

    @property
    def traffic(self) -> Traffic:
        return self.inner.traffic

    def pack(self, frames: bytes) -> Packed:
        return self.inner.pack(frames)

    @contextmanager
    def exchange(self, body: bytes, ready: Packed | None = None) -> Iterator[Iterator[Frame]]:
        with self.inner.exchange(body, ready) as frames:
            yield self._first(frames)

    def _first(self, frames: Iterator[Frame]) -> Iterator[Frame]:
        for frame in frames:
            if self.seen == self.frames:
                raise HomewardError("sync.cut")
            self.seen += 1
            yield frame
