"""A real HTTP server of the product in a thread, on an address of its own in 127.0.0.0/8."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sync_server.app import create_app
from sync_server.config import Config
from sync_server.serve_http import bound_address, make_http_server
from sync_server.server import Server


@contextmanager
def serving(
    server: Server, *, config: Config | None = None, listen: str = "127.0.0.1:0", threads: int = 4
) -> Iterator[str]:
    """Serve until the block ends; gives `host:port`."""
    http = make_http_server(create_app(server), config or server.config, listen=listen, threads=threads)
    thread = threading.Thread(target=http.serve, daemon=True)
    thread.start()
    host, port = bound_address(http)
    try:
        yield f"{host}:{port}"
    finally:
        http.stop()
        thread.join(10)
