"""Wrong passphrases in a row, counted in `shell.json`: what the locked program may know, no case data.

Promise: the pause before the next try is `delay_seconds`, by whatever the wall clock says, never more than 60 s;
nothing is ever wiped for a wrong passphrase.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Lock

import orjson

from field_client.files import Files
from field_client.vault.passphrase import delay_seconds
from shared_schema.canonical import Json, dumps
from shared_schema.identifiers import Clock

FAILURES, LAST = "failures", "failed_at"


class Attempts:
    """The two members of `shell.json` that count tries; the others are left as they are."""

    def __init__(self, files: Files, path: Path, *, lock: "Lock | None" = None) -> None:
        """`lock` = held by whoever else changes the file in this process: a count that is lost is a free try."""
        self._files = files
        self._path = path
        self._lock = lock or Lock()

    def wait(self, *, clock: Clock, pause: Callable[[float], None]) -> None:
        """Waits until the next try is due."""
        left = self.left_seconds(clock=clock)
        if left > 0:
            pause(left)

    def left_seconds(self, *, clock: Clock) -> float:
        """Seconds until the next try is due; 0 where it is."""
        document = self._read()
        failures, last = document.get(FAILURES, 0), document.get(LAST, 0)
        if not isinstance(failures, int) or not isinstance(last, int):
            return 0.0
        passed = (clock() - last) / 1000
        return max(0.0, delay_seconds(failures) - max(0.0, passed))

    def failed(self, *, clock: Clock) -> None:
        """One more wrong try."""
        with self._lock:
            document = self._read()
            failures = document.get(FAILURES, 0)
            self._write({**document, FAILURES: (failures if isinstance(failures, int) else 0) + 1, LAST: clock()})

    def succeeded(self) -> None:
        """The row has ended."""
        with self._lock:
            document = self._read()
            if document.get(FAILURES):
                self._write({name: value for name, value in document.items() if name not in (FAILURES, LAST)})

    def _read(self) -> dict[str, Json]:
        data = self._files.read(self._path)
        try:
            document = {} if data is None else orjson.loads(data)
        except orjson.JSONDecodeError:
            return {}
        return document if isinstance(document, dict) else {}

    def _write(self, document: dict[str, Json]) -> None:
        if self._files.exists(self._path.parent):
            self._files.write_durably(self._path, dumps(document))
