"""The loopback server: cheroot on a socket of its own or on one that was inherited from the process before.

Promise: 8 threads, 30 s for a silent socket, 12 MiB for a body, no `Server` header, the headers of `headers.py` also
on cheroot's own answers, nothing of a request on stderr. The accept loop can be stopped without closing the socket.
"""

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from cheroot.server import HTTPConnection, HTTPRequest
from cheroot.wsgi import Server as CherootServer

from field_client.web.headers import header_lines

THREADS = 8
IDLE_SECONDS = 30
BACKLOG = 64
MAX_HEADER_BYTES = 16 * 1024
MAX_BODY_BYTES = 12 * 1024 * 1024
WsgiApp = Callable[..., Any]


class LoopbackServer(CherootServer):
    """Serves one application; `listening` = an inherited socket, None to bind `host` on a port the system chooses."""

    max_request_header_size = MAX_HEADER_BYTES
    max_request_body_size = MAX_BODY_BYTES

    def __init__(
        self, app: WsgiApp, *, host: str, listening: socket.socket | None = None, idle_seconds: int = IDLE_SECONDS
    ) -> None:
        address = (host, 0) if listening is None else listening.getsockname()[:2]
        super().__init__(address, app, numthreads=THREADS, timeout=idle_seconds, request_queue_size=BACKLOG)
        self._listening = listening
        self.ConnectionClass = _Connection

    @property
    def address(self) -> tuple[str, int]:
        """(host, port) on which it really listens."""
        host, port = self.socket.getsockname()[:2]
        return str(host), int(port)

    def bind(self, family: int, type: int, proto: int = 0) -> socket.socket:
        """Takes the inherited socket instead of making one."""
        if self._listening is None:
            bound: socket.socket = super().bind(family, type, proto)
            return bound
        self.socket = self._listening
        self.bind_addr = self._listening.getsockname()[:2]
        return self._listening

    def stop_accepting(self) -> None:
        """Ends `serve` at once; the socket stays open and the kernel holds whoever knocks meanwhile."""
        if not self.ready:
            return
        self.ready = False
        loop: Any = self._connections  # type: ignore[attr-defined]
        loop._stop_requested = True
        with suppress(OSError), socket.create_connection(self.address, timeout=1.0):
            pass  # wakes the loop, which would look again after half a second

    def drain(self, seconds: float) -> None:
        """Waits for answers that are being given, at most so many seconds."""
        self.requests.stop(seconds)

    def finish(self) -> None:
        """Closes the socket and ends every thread, also after `stop_accepting`."""
        self.ready = True  # or cheroot takes it for stopped already
        self.stop()

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        """Errors of connections hold addresses and bytes of strangers: not written."""


class _Request(HTTPRequest):
    def send_headers(self) -> None:
        """Does not tell which program answers; a body that was not read whole ends the connection."""
        if self.chunked_read or getattr(self.rfile, "remaining", None):
            self.close_connection = True
        self.outheaders = _WithoutServer(self.outheaders)
        super().send_headers()

    def simple_response(self, status: str | int, msg: str = "") -> None:
        """Cheroot's own answers (too large, too slow, not HTTP) with our headers; the connection ends."""
        self.close_connection = True
        text = str(msg).encode("utf-8", "replace")
        head = f"{self.server.protocol} {status}\r\nContent-Length: {len(text)}\r\nContent-Type: text/plain\r\n"
        with suppress(OSError):
            self.conn.wfile.write(
                head.encode("latin-1", "replace") + header_lines() + b"Connection: close\r\n\r\n" + text
            )


class _WithoutServer(list[tuple[bytes, bytes]]):
    def append(self, header: tuple[bytes, bytes]) -> None:
        if header[0] != b"Server":
            super().append(header)


class _Connection(HTTPConnection):
    RequestHandlerClass = _Request
