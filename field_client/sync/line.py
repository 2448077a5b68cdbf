"""A line to one server: one HTTP request out, one streamed reply back. `sync/http_line.py` is the real one.

Promise: the reply's body comes raw (undecoded, as it arrives), and bytes are counted both ways.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

CHUNK_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Posted:
    """One POST: path below the server's address, headers (all that travel), body."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """Status, headers (lower case), and the raw body as it arrives; reading on after a cut raises `sync.cut`."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Traffic:
    """Bytes (heads included, TLS and TCP not) and requests so far."""

    requests: int = 0
    up: int = 0
    down: int = 0

    def plus(self, *, requests: int = 0, up: int = 0, down: int = 0) -> "Traffic":
        """With more of it."""
        return Traffic(self.requests + requests, self.up + up, self.down + down)

    def since(self, before: "Traffic") -> "Traffic":
        """What came after `before`."""
        return Traffic(self.requests - before.requests, self.up - before.up, self.down - before.down)


class Line(Protocol):
    """What a transport needs of a connection; every implementation passes `tests/field_client/sync/test_line.py`."""

    @property
    def address(self) -> str:
        """`https://name:port`, without a path."""
        ...

    @property
    def traffic(self) -> Traffic:
        """What went over this line."""
        ...

    def post(self, posted: Posted) -> AbstractContextManager[Answered]:
        """Sends and waits for the head of the reply. Raises `sync.no_contact`, `sync.cut`."""
        ...


def head_bytes(first_line: str, headers: Mapping[str, str]) -> int:
    """Bytes of a head on the wire: first line, one line a header, the empty line."""
    return len(first_line) + 4 + sum(len(name) + len(value) + 4 for name, value in headers.items())
