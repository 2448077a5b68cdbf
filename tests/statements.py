"""Statements become SQL once per process: every test opens stores of its own, and each engine would compile anew.

SQLAlchemy keeps what it compiled per engine, by the shape of the statement. The SQL of a shape depends on the kind and
version of the database alone, so engines of one kind and version may have it from each other.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine

import sync_server.store.engine as store_engine

Key = tuple[Any, ...]  # the dialect of one engine, then the shape of the statement and of its parameters


class Compiled(dict[Key, Any]):
    """What was compiled, by kind and version of the database in the place of one engine's dialect."""

    def get(self, key: Key, default: Any = None) -> Any:
        """What was compiled for any engine of the kind."""
        return super().get(_of_its_kind(key), default)

    def __setitem__(self, key: Key, compiled: Any) -> None:
        super().__setitem__(_of_its_kind(key), compiled)


def _of_its_kind(key: Key) -> Key:
    dialect, *shape = key
    return (type(dialect), dialect.server_version_info, *shape)


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    compiled = Compiled()

    def create(*address: Any, **options: Any) -> Any:
        return create_engine(*address, execution_options={"compiled_cache": compiled}, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store_engine, "create_engine", create)
        yield
