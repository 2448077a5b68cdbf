"""What a store is asked while something is done: for tests of how many statements that takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from sync_server.store.engine import Database


@contextmanager
def asked_of(database: Database) -> Iterator[list[str]]:
    """The statements that the block asks, in their order."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
