"""Serves a WSGI application with cheroot on an address of its own in 127.0.0.0/8, in a thread, as the programs do."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.types import WSGIApplication

from cheroot.wsgi import Server


@contextmanager
def served(application: WSGIApplication, *, host: str = "127.0.0.1", threads: int = 4) -> Iterator[str]:
    """Serves until the block ends; gives `http://host:port`."""
    server = Server((host, 0), application, numthreads=threads, timeout=30)
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.bind_addr[1]}"
    finally:
        server.stop()
        thread.join(10)
