"""Homeward's icon pressed a second time: the program that runs already lets the new browser in, no second one starts.

Promise: one program to a data folder, by a lock on `run/` that ends with the process. Who knocks gets a launch file as
at a start: it opens the door alone, ends the session of the browser before, and the passphrase is asked again.
"""

from collections.abc import Callable
from pathlib import Path

from field_client.files import Files
from field_client.store_lock import StoreLock, lock_store
from field_client.web.launch import RUN_FOLDER
from shared_schema.errors import HomewardError

KNOCK = "knock"
PAUSE_SECONDS = 0.25
WAIT_SECONDS = 12.0  # a tick of the running program is 5 s, and it may be becoming a new one just now


def hold_place(files: Files, data: Path, *, pause: Callable[[float], None], wait_seconds: float) -> StoreLock | None:
    """The lock of the one program of this folder, None where another holds it."""
    files.make_folder(data / RUN_FOLDER)
    try:
        return lock_store(data / RUN_FOLDER, pause=pause, wait_seconds=wait_seconds)
    except HomewardError as error:
        if error.code != "store.already_open":
            raise
        return None


def ask_to_be_let_in(files: Files, data: Path, *, pause: Callable[[float], None]) -> Path:
    """Knocks and gives the launch file that the running program says it wrote; `store.already_open` without answer."""
    knock = data / RUN_FOLDER / KNOCK
    files.write_durably(knock, b"")
    for _ in range(int(WAIT_SECONDS / PAUSE_SECONDS)):
        pause(PAUSE_SECONDS)
        told = files.read(knock)
        if told:
            files.unlink(knock)
            return Path(told.decode("utf-8"))
    files.unlink(knock)
    raise HomewardError("store.already_open")


def answer_knock(files: Files, data: Path, *, let_in: Callable[[], Path]) -> bool:
    """In the running program, at each tick: writes a launch file for whoever knocked; says whether somebody did."""
    knock = data / RUN_FOLDER / KNOCK
    if files.read(knock) != b"":
        return False
    files.write_durably(knock, str(let_in()).encode("utf-8"))
    return True
