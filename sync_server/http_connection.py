"""Connections that must make progress: whole headers in 10 s, a body in 120 s and not slower than 200 bytes a second.

The deadline is kept below the buffers of cheroot, at each read of the socket, so that a byte every few seconds does
not hold a thread. A TLS handshake is part of the first read: it never holds up the thread that accepts.
"""

import _pyio  # type: ignore[import-not-found]
import socket
import time
from collections.abc import Callable
from typing import Any

from cheroot.makefile import StreamReader
from cheroot.server import HTTPConnection
from cheroot.ssl.builtin import BuiltinSSLAdapter

HEADER_SECONDS = 10.0
BODY_SECONDS = 120.0
GRACE_SECONDS = 30.0
LEAST_BYTES_A_SECOND = 200
WRITE_SECONDS = 120.0  # a full send buffer may drain this slowly on a bad line
Monotonic = Callable[[], float]


class Deadline:
    """How long the present part of a request may still take; `scale` shortens everything in tests."""

    def __init__(self, *, monotonic: Monotonic = time.monotonic, scale: float = 1.0) -> None:
        self._monotonic = monotonic
        self._scale = scale
        self._is_body = False
        self._started: float | None = None
        self._received = 0

    def start_headers(self) -> None:
        """A new request begins."""
        self._started, self._is_body, self._received = None, False, 0

    def start_body(self) -> None:
        """The headers are complete."""
        self._started, self._is_body, self._received = self._monotonic(), True, 0

    def left(self) -> float:
        """Seconds until the next byte must be here; nothing left: the connection is given up."""
        now = self._monotonic()
        if self._started is None:
            self._started = now
        passed = (now - self._started) / self._scale
        if not self._is_body:
            return (HEADER_SECONDS - passed) * self._scale
        if passed > GRACE_SECONDS and self._received < LEAST_BYTES_A_SECOND * passed * self._scale:
            return 0.0
        return min(BODY_SECONDS - passed, HEADER_SECONDS) * self._scale

    def count(self, received: int) -> None:
        """So many bytes arrived."""
        self._received += received


class _TimedSocket(socket.SocketIO):
    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        super().__init__(connection, "rb")
        self._connection = connection
        self._deadline = deadline

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline.left()
        if left <= 0:
            raise TimeoutError("timed out")
        self._connection.settimeout(left)
        received = super().readinto(buffer)
        self._connection.settimeout(WRITE_SECONDS)
        self._deadline.count(received or 0)
        return received


class _TimedReader(StreamReader):
    def __init__(self, connection: socket.socket, deadline: Deadline, size: int) -> None:
        _pyio.BufferedReader.__init__(self, _TimedSocket(connection, deadline), size)
        self.bytes_read = 0


class TimedConnection(HTTPConnection):
    """One connection with its deadline."""

    scale = 1.0

    def __init__(self, server: Any, sock: socket.socket, makefile: Any) -> None:
        super().__init__(server, sock, makefile)
        self.deadline = Deadline(scale=self.scale)
        self.rfile = _TimedReader(sock, self.deadline, self.rbufsize)

    def communicate(self) -> bool:
        """Answer one request; whether the connection stays. A failed handshake or a stranger's noise ends it."""
        self.deadline.start_headers()
        try:
            return bool(super().communicate())  # type: ignore[no-untyped-call]
        except OSError:
            return False


class LazyTls(BuiltinSSLAdapter):
    """TLS whose handshake happens in the worker thread at the first read."""

    def wrap(self, sock: socket.socket) -> tuple[socket.socket, dict[str, str]]:
        """The wrapped socket, and what the application may know of it."""
        wrapped = self.context.wrap_socket(sock, do_handshake_on_connect=False, server_side=True)
        return wrapped, {"wsgi.url_scheme": "https", "HTTPS": "on"}
