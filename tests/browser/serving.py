"""Serves a WSGI application with cheroot on an address of its own in 127.0.0.0/8, in a thread, as the programs do.

A fault of the application is told where the test ends: the browser alone would see a bare page without a word.
"""

import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.types import WSGIApplication

from cheroot.wsgi import Server

SHUTDOWN_SECONDS = 0.1  # a browser opens connections ahead of need: whoever waits for these to say something waits long


@contextmanager
def served(application: WSGIApplication, *, host: str = "127.0.0.1", threads: int = 4) -> Iterator[str]:
    """Serves until the block ends; gives `http://host:port`. Raises what the application raised meanwhile."""
    faults: list[str] = []

    def watched(environ, start_response):  # type: ignore[no-untyped-def]
        try:
            return application(environ, start_response)
        except Exception:
            faults.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}\n{traceback.format_exc()}")
            raise

    server = Server((host, 0), watched, numthreads=threads, timeout=30, shutdown_timeout=SHUTDOWN_SECONDS)
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.bind_addr[1]}"
    finally:
        server.stop()
        thread.join(10)
        if faults:
            raise AssertionError("\n".join(faults))
