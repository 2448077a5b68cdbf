"""The shared pages of one laptop in a real browser: served over HTTP, one request at a time, with their own address."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from tests.browser.serving import served
from tests.casework.web.desks import PREFIX, ADesk


@contextmanager
def pages_of(desk: ADesk, *, host: str) -> Iterator[str]:
    """The root of the pages until the block ends; the laptop's store is used by one request at a time."""
    lock = Lock()

    def application(environ, start_response):  # type: ignore[no-untyped-def]
        with lock:
            return list(desk.app.wsgi_app(environ, start_response))

    with served(application, host=host) as address:
        yield address + PREFIX
