"""The laptop's store is made by its steps, whole or not at all."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from field_client.store.database import migrate, open_store
from field_client.store.local_store import open_local_store
from migrations.client.steps import STEPS
from shared_schema.records.kinds import KINDS
from tests.simulation.laptop_faults import in_child
from tests.soak import SOAK

KEY = bytes(32)


def test_steps_are_applied_once(tmp_path: Path) -> None:
    database = open_store(tmp_path / "store.db", db_key=KEY)
    steps = migrate(database, [STEPS])
    assert steps[:3] == ["store.m0001_first", "store.m0002_match", "store.m0003_outlines"]
    assert len(set(steps)) == len(steps)
    assert migrate(database, [STEPS]) == []
    assert {"log", "received", "shown", "memberships", "record_sums"} <= set(database.table_names())
    database.close()


def test_killed_at_any_statement_the_next_start_makes_it_whole(tmp_path: Path) -> None:
    counted: list[str] = []
    database = open_store(tmp_path / "count.db", db_key=KEY)
    database.connection.set_trace_callback(counted.append)
    migrate(database, [STEPS])
    database.close()
    for k in range(1, len(counted) + 1, 1 if SOAK else 4):  # all of them in a soak
        path = tmp_path / f"{k}.db"

        def run(_tell: Callable[[], None], path: Path = path, k: int = k) -> None:
            left = [k]

            def count(_statement: str) -> None:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            opened = open_store(path, db_key=KEY)
            opened.connection.set_trace_callback(count)
            migrate(opened, [STEPS])

        was_killed, _told = in_child(run)
        assert was_killed
        store = open_local_store(open_store(path, db_key=KEY), kinds=KINDS, seal_anchor=lambda _anchor: None)
        assert store.log.count() == 0 and store.search.check()
        store.database.close()
