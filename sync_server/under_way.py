"""How busy this process is with exchanges, so that work which can wait makes room for people who are waiting.

A hint and no lock: another process of the same centre is not seen, and nothing depends on it but the pace of jobs.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from shared_schema.identifiers import Clock

PAUSE_MS = 300  # the next request of the same laptop comes sooner


class UnderWay:
    """Counts the exchanges that are being answered; one of it in a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._ended_at = 0

    @contextmanager
    def one(self, clock: Clock) -> Iterator[None]:
        """An exchange, from its first byte to its reply."""
        with self._lock:
            self._count += 1
        try:
            yield
        finally:
            with self._lock:
                self._count -= 1
                self._ended_at = clock()

    def is_busy(self, now_ms: int) -> bool:
        """Whether somebody is being answered, or was a moment ago."""
        with self._lock:
            return self._count > 0 or 0 <= now_ms - self._ended_at < PAUSE_MS
