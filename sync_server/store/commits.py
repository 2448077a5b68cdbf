"""Whether anybody committed to a SQLite file since: asked of a connection that writes nothing, in microseconds."""

import threading
from typing import Any

from sqlalchemy import Engine


class Commits:
    """Watches one file for as long as its store is open."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._watcher: Any = None
        self._opened = 0

    def mark(self) -> tuple[int, int]:
        """Another one after any commit, of this process or of another. (Of which watcher, what SQLite counts for it:
        each counts for itself.)"""
        with self._lock:
            if self._watcher is None:
                self._watcher = self._engine.raw_connection()
                self._opened += 1
                self._watcher.detach()  # the pool's own would see its own commits as nobody's
            cursor = self._watcher.cursor()
            found = int(cursor.execute("PRAGMA data_version").fetchone()[0])
            cursor.close()
        return self._opened, found

    def close(self) -> None:
        """Closes the connection; the next question opens another."""
        with self._lock:
            watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.close()
