"""A migration of the centre that is killed: the store is the old one or the new one, and the next try ends it."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event

from migrations.server import steps
from sync_server.store.engine import open_database
from tests.field_client.faults import was_killed
from tests.soak import trials

OLD = "0005"


def test_a_migration_of_the_centre_killed_at_its_statements_is_done_or_not_begun(tmp_path: Path) -> None:
    old = an_old_store(tmp_path / "old.db")
    last = migrate(copy_of(old, tmp_path / "count.db"), at=lambda number: None)
    assert last > 30
    for number in range(1, last + 1, max(1, last // trials(8, soak=last))):
        url = copy_of(old, tmp_path / f"{number}.db")
        assert was_killed(lambda url=url, number=number: migrate(url, at=kill_at(number)) and None)  # type: ignore[misc]
        assert step_of(url) in (OLD, steps.all_steps(steps.RECORDS)[-1])
        migrate(url, at=lambda number: None)
        assert step_of(url) == steps.all_steps(steps.RECORDS)[-1]


def an_old_store(path: Path) -> Path:
    """A store of an earlier program, closed."""
    database = open_database(f"sqlite:///{path}")
    with database.transaction() as connection:
        steps.up(connection, line=steps.RECORDS, target=OLD)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.dispose()
    return path


def copy_of(old: Path, path: Path) -> str:
    """The address of a copy."""
    shutil.copy(old, path)
    return f"sqlite:///{path}"


def migrate(url: str, *, at: Callable[[int], None]) -> int:
    """Takes every step, with `at(number)` before each statement and the commit; how many there were."""
    database, count = open_database(url), [0]

    def before(*_arguments: object) -> None:
        count[0] += 1
        at(count[0])

    event.listen(database.engine, "before_cursor_execute", before)
    event.listen(database.engine, "commit", before)
    with database.transaction() as connection:
        steps.up(connection, line=steps.RECORDS)
    database.dispose()
    return count[0]


def kill_at(number: int) -> Callable[[int], None]:
    """The process ends with SIGKILL at this statement."""

    def kill(reached: int) -> None:
        if reached == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return kill


def step_of(url: str) -> str:
    """Which step the store has."""
    database = open_database(url)
    with database.snapshot() as connection:
        found = steps.status(connection, line=steps.RECORDS).current
    database.dispose()
    return found
