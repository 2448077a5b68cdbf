"""One program to a store: an operating-system lock on `store.lock`, held for the life of the process.

Promise: it ends with the process, however that ends, and does not outlive it in a program that replaces it.
Refused: a second program (`store.already_open`), a lock file whose mere presence means something.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from field_client.files import FILE_MODE, file_errors
from shared_schema.errors import HomewardError

LOCK_NAME = "store.lock"
WAIT_SECONDS = 5.0
PAUSE_SECONDS = 0.1


class StoreLock:
    """The held lock; `release` is for tests and orderly ends, death of the process does the same."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Lets the next program in; doing it twice is harmless."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def lock_store(folder: Path, *, pause: Callable[[float], None], wait_seconds: float = WAIT_SECONDS) -> StoreLock:
    """Takes the lock of the data folder, trying for `wait_seconds`; `pause` sleeps so many seconds between tries.

    Raises `store.already_open`.
    """
    with file_errors():  # descriptors are not inherited by a program that replaces this one (PEP 446)
        descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, FILE_MODE)
    for attempt in range(int(wait_seconds / PAUSE_SECONDS) + 1):
        if attempt:
            pause(PAUSE_SECONDS)
        if _try_lock(descriptor):
            return StoreLock(descriptor)
    os.close(descriptor)
    raise HomewardError("store.already_open")


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
