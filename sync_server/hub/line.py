"""The line from a hub to its centre: one POST out, one streamed reply back, over the organisation's own authority.

Promise: the body comes raw, as it arrives; addresses are tried in the order of the list. Refused: proxies and settings
of the environment, redirects, plain HTTP outside 127.0.0.0/8, authorities other than the organisation's.
"""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Protocol
from urllib.parse import urlsplit

from shared_schema.errors import HomewardError
from sync_server.config import is_loopback

TIMEOUT_SECONDS = 120
CHUNK_BYTES = 16 * 1024
NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME: a hub without internet may have a wrong clock for months


@dataclass(frozen=True, slots=True)
class Answered:
    """Status, headers (lower case), the raw body as it arrives; reading on after a cut raises `sync.cut`."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]


class Line(Protocol):
    """What the relay needs of a connection to the centre."""

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> AbstractContextManager[Answered]:
        """Sends, and gives the head of the reply. Raises `sync.no_contact`, `sync.cut`, `tls.*`."""
        ...


@dataclass(frozen=True, slots=True)
class HttpLine:
    """`urls` of the centre; `authority` = PEM of the organisation's own authority, "" where it is on loopback."""

    urls: tuple[str, ...]
    authority: str

    @contextmanager
    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Iterator[Answered]:
        """See `Line.post`."""
        connection, response = self._reach(path, headers, body)
        try:
            found = {name.lower(): value for name, value in response.getheaders()}
            yield Answered(response.status, found, _chunks(response))
        finally:
            connection.close()

    def _reach(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[HTTPConnection, HTTPResponse]:
        problem = HomewardError("sync.no_contact")
        for url in self.urls:
            connection = self._connection(url)
            try:
                connection.connect()
            except ssl.SSLError as error:
                problem = HomewardError("tls.not_our_authority")
                problem.__cause__ = error
                continue
            except OSError as error:
                problem = HomewardError("sync.no_contact")
                problem.__cause__ = error
                continue
            try:
                connection.request("POST", path, body=body, headers=dict(headers))
                return connection, connection.getresponse()
            except (OSError, HTTPException) as error:
                connection.close()
                raise HomewardError("sync.cut") from error  # it may have been heard: the next number says it again
        raise problem

    def _connection(self, url: str) -> HTTPConnection:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme == "https" and self.authority:
            context = _context(self.authority)
            return HTTPSConnection(host, parts.port or 443, timeout=TIMEOUT_SECONDS, context=context)
        if parts.scheme == "http" and is_loopback(host):
            return HTTPConnection(host, parts.port or 80, timeout=TIMEOUT_SECONDS)
        raise HomewardError("tls.plain_http", host=host)


def _context(authority: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=authority)
    context.verify_flags |= ssl.VERIFY_X509_STRICT | NO_CHECK_TIME
    return context


def _chunks(response: HTTPResponse) -> Iterator[bytes]:
    try:
        while chunk := response.read1(CHUNK_BYTES):
            yield chunk
    except (OSError, HTTPException) as error:
        raise HomewardError("sync.cut") from error
    if response.length:
        raise HomewardError("sync.cut")
