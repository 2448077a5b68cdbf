"""A line that drops every 30 seconds, in scaled time: seconds are counted by bytes and round trips, nobody waits.

Between a real laptop and a real application of the centre in one process. Bytes pass at a given speed; a request costs
one round trip, a new connection after a drop another one. Where the end of the 30 seconds falls into the body of a
request, the bytes before it have passed in vain and the centre never sees the request; where it falls between request
and reply, the centre has done what it was asked and the laptop does not hear of it; where it falls into a reply, the
laptop gets the bytes before it. The clock of both sides is this line's.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.test import Client

from field_client.sync.line import CHUNK_BYTES, Answered, Posted, Traffic, head_bytes
from shared_schema.errors import HomewardError
from shared_schema.wire.chunks import GET_PATH, PUT_PATH, read_pieces

ADDRESS = "http://127.0.0.1:8443"


@dataclass
class DroppingLine:
    """`seconds` = how long the line was in use so far; `wasted` = bytes of chunks that passed in vain, by drop."""

    app: Callable[[], Flask]
    bits_per_second: int
    round_trip_seconds: float
    drops_after_seconds: float = 30.0
    is_dropping: bool = False
    address: str = ADDRESS
    traffic: Traffic = field(default_factory=Traffic)
    seconds: float = 0.0
    wasted: list[int] = field(default_factory=list)
    chunk_bytes: int = 0  # bodies with chunks, both ways, wasted ones too
    _next_drop: float = 0.0

    def start(self) -> None:
        """From now on the line drops; the first time after the whole 30 seconds."""
        self.is_dropping, self.wasted, self.chunk_bytes = True, [], 0
        self._next_drop = self.seconds + self.drops_after_seconds

    @contextmanager
    def post(self, posted: Posted) -> Iterator[Answered]:
        """See `Line.post`."""
        head = head_bytes(f"POST {posted.path} HTTP/1.1", {**posted.headers, "host": "127.0.0.1:8443"})
        is_put = posted.path == PUT_PATH
        passed = self._pass(head + len(posted.body))
        self.traffic = self.traffic.plus(requests=1, up=passed)
        body = max(0, passed - head) if is_put else 0
        self.chunk_bytes += body
        if passed < head + len(posted.body):
            self._drop(body)
            raise HomewardError("sync.no_contact")
        client = Client(self.app())
        response = client.post(posted.path, data=posted.body, headers=dict(posted.headers), base_url=ADDRESS)
        self.seconds += self.round_trip_seconds
        if self._is_over():
            self._drop(0)
            raise HomewardError("sync.cut")
        headers = {name.lower(): value for name, value in response.headers.items()}
        yield Answered(response.status_code, headers, self._reply(response.get_data(), is_get=posted.path == GET_PATH))

    def _reply(self, data: bytes, *, is_get: bool) -> Iterator[bytes]:
        given = 0
        for at in range(0, len(data), CHUNK_BYTES):
            piece = data[at : at + CHUNK_BYTES]
            passed = self._pass(len(piece))
            self.traffic = self.traffic.plus(down=passed)
            self.chunk_bytes += passed if is_get else 0
            given += passed
            if passed:
                yield piece[:passed]
            if passed < len(piece):
                whole = sum(8 + len(one.sealed) for one in read_pieces([data[:given]])) if is_get else given
                self._drop(given - whole)
                raise HomewardError("sync.cut")

    def _pass(self, size: int) -> int:
        """Time for so many bytes; how many pass before the line drops."""
        left = (self._next_drop - self.seconds) * self.bits_per_second / 8
        passed = size if not self.is_dropping else min(size, max(0, int(left)))
        self.seconds += passed * 8 / self.bits_per_second
        return passed

    def _is_over(self) -> bool:
        return self.is_dropping and self.seconds >= self._next_drop

    def _drop(self, wasted: int) -> None:
        self.wasted.append(wasted)
        self.seconds = max(self.seconds, self._next_drop) + self.round_trip_seconds  # calling again
        self._next_drop = self.seconds + self.drops_after_seconds
