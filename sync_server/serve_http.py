"""Serving with cheroot: TLS 1.3 by the organisation's own authority, or plain HTTP on 127.0.0.0/8 and nowhere else."""

from collections.abc import Callable
from typing import Any

from cheroot.server import HTTPRequest
from cheroot.wsgi import Gateway_10
from cheroot.wsgi import Server as CherootServer
from flask import Flask

from shared_schema.errors import HomewardError
from sync_server.config import Config, is_loopback, split_address
from sync_server.http_connection import LazyTls, TimedConnection
from sync_server.tls import server_context

MAX_HEADER_BYTES = 16 * 1024
MAX_BODY_BYTES = 12 * 1024 * 1024
KEPT_CONNECTIONS = 1000
IDLE_SECONDS = 30


def make_http_server(
    app: Flask, config: Config, *, listen: str | None = None, threads: int | None = None
) -> CherootServer:
    """A server bound to `listen` (or the settings), to be run with `serve()` and ended with `stop()`.

    Raises `server.plain_http_refused` for an address beyond loopback without TLS, `server.address_taken`.
    """
    host, port = split_address(listen or config.listen)
    if config.tls_certificate is None and not is_loopback(host):
        raise HomewardError("server.plain_http_refused", address=host)
    server = _QuietServer(
        (host, port),
        app,
        numthreads=threads or config.threads,
        timeout=IDLE_SECONDS,
        shutdown_timeout=5,
        request_queue_size=128,
    )
    if config.tls_certificate is not None and config.tls_key is not None:
        adapter = LazyTls(str(config.tls_certificate), str(config.tls_key))
        adapter.context = server_context(config.tls_certificate, config.tls_key)
        server.ssl_adapter = adapter
    try:
        server.prepare()
    except OSError as error:
        server.stop()
        raise HomewardError("server.address_taken", address=f"{host}:{port}") from error
    return server


def bound_address(server: CherootServer) -> tuple[str, int]:
    """Where the server really listens (port 0 lets the system choose)."""
    host, port = server.socket.getsockname()[:2]
    return str(host), int(port)


class _Gateway(Gateway_10):
    """Passes the request to the application; a body that was not read whole ends the connection."""

    def respond(self) -> None:
        """Answer one request."""
        self.req.conn.deadline.start_body()
        super().respond()

    def start_response(self, status: str, headers: Any, exc_info: Any = None) -> Callable[[bytes], None]:
        """WSGI (PEP 3333); what is left of a body is never waited for, nor read as the next request."""
        if self.req.chunked_read or getattr(self.req.rfile, "remaining", 0):
            self.req.close_connection = True
        write: Callable[[bytes], None] = super().start_response(status, headers, exc_info)
        return write


class _WithoutServer(list[tuple[bytes, bytes]]):
    def append(self, header: tuple[bytes, bytes]) -> None:
        if header[0] != b"Server":
            super().append(header)


class _Request(HTTPRequest):
    """Does not tell which program answers."""

    def send_headers(self) -> None:
        """Send them."""
        self.outheaders = _WithoutServer(self.outheaders)
        super().send_headers()


class _Connection(TimedConnection):
    RequestHandlerClass = _Request


class _QuietServer(CherootServer):
    """Many kept connections, small headers, and no values of requests on stderr."""

    ConnectionClass = _Connection
    keep_alive_conn_limit = KEPT_CONNECTIONS
    max_request_header_size = MAX_HEADER_BYTES
    max_request_body_size = MAX_BODY_BYTES

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.gateway = _Gateway

    def process_conn(self, conn: Any) -> None:
        """Hand a connection to a thread once it has said something; a new and silent one only waits."""
        if conn.last_used is None:
            self.put_conn(conn)
        else:
            super().process_conn(conn)

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        """Errors of connections hold addresses and bytes of strangers; the application logs its requests itself."""
