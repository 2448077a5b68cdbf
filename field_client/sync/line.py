"""A line to one server: one HTTP request out, one streamed reply back. Real over `requests`; tests hand in others.

Promise: the reply's body comes raw (undecoded, as it arrives), and bytes are counted both ways. Refused: proxies
and settings of the environment, redirects, plain HTTP outside 127.0.0.0/8.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError
from urllib3.util import SKIP_HEADER

from shared_schema.errors import HomewardError

CONNECT_SECONDS, READ_SECONDS = 20, 120
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


@dataclass(slots=True)
class HttpLine:
    """The line over HTTP(S); `session` trusts the organisation's own authority alone (sync/tls.py)."""

    address: str
    session: requests.Session
    traffic: Traffic = field(default_factory=Traffic)

    def __post_init__(self) -> None:
        self.session.headers.clear()

    @contextmanager
    def post(self, posted: Posted) -> Iterator[Answered]:
        """See `Line.post`."""
        headers = {**posted.headers, "user-agent": SKIP_HEADER, "accept-encoding": SKIP_HEADER}
        head = head_bytes(f"POST {posted.path} HTTP/1.1", self._sent_headers(posted))
        self.traffic = self.traffic.plus(requests=1, up=head + len(posted.body))
        try:
            response = self.session.post(
                self.address + posted.path,
                data=posted.body,
                headers=headers,
                stream=True,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
            )
        except requests.exceptions.SSLError as error:
            raise HomewardError("tls.not_our_authority") from error
        except requests.RequestException as error:
            raise HomewardError("sync.no_contact") from error
        with response:
            reply_headers = {name.lower(): value for name, value in response.headers.items()}
            head = head_bytes(f"HTTP/1.1 {response.status_code} {response.reason}", reply_headers)
            self.traffic = self.traffic.plus(down=head)
            yield Answered(response.status_code, reply_headers, self._chunks(response))

    def close(self) -> None:
        """Ends the connection."""
        self.session.close()

    def _sent_headers(self, posted: Posted) -> dict[str, str]:
        added = {"host": urlsplit(self.address).netloc, "content-length": str(len(posted.body))}
        return {**posted.headers, **added}

    def _chunks(self, response: requests.Response) -> Iterator[bytes]:
        try:
            for chunk in response.raw.stream(CHUNK_BYTES, decode_content=False):
                self.traffic = self.traffic.plus(down=len(chunk))
                yield chunk
        except (HTTPError, OSError) as error:
            raise HomewardError("sync.cut") from error


def head_bytes(first_line: str, headers: Mapping[str, str]) -> int:
    """Bytes of a head on the wire: first line, one line a header, the empty line."""
    return len(first_line) + 4 + sum(len(name) + len(value) + 4 for name, value in headers.items())
