"""An encrypted store with one table of its own, for tests of the engine itself."""

import os
import signal
from pathlib import Path

from field_client.store.database import Database, open_store

KEY = bytes(range(32))
CANARY = "សុខ ចិន្តា Sok Chenda"


def a_store(folder: Path) -> Database:
    """`store.db` in a folder, opened, with an empty table of visits."""
    store = open_store(folder / "store.db", db_key=KEY)
    store.execute("CREATE TABLE IF NOT EXISTS visits (id INTEGER PRIMARY KEY, note TEXT)")
    return store


def kill_at(store: Database, statement: int) -> None:
    """This process ends with SIGKILL at the given statement from now on, counted from 1."""
    left = [statement]

    def count(_statement: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    store.connection.set_trace_callback(count)
