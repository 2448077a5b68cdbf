"""The snapshot that the blocks of one thread share while a page is made, and what was asked of it once.

Promise: what is remembered dies with its snapshot, which says the same however often it is asked. Nothing is remembered
of a write transaction, which sees what others commit meanwhile.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection

Result = TypeVar("Result")
_KNOWN, _OF_PAGE = "homeward_known", "homeward_of_page"
_MOST_KEYS = 5_000  # remembered of one kind; a page asks for some hundred


def remembering() -> dict[str, Any]:
    """Options of the connection of a snapshot, so that `once` remembers for as long as it lasts."""
    return {_KNOWN: {}}


def is_snapshot(connection: Connection) -> bool:
    """Whether everything that is read through it is of one moment."""
    return _KNOWN in connection.get_execution_options()


def once(connection: Connection, name: str, read: Callable[[Connection], Result]) -> Result:
    """What `read` finds; asked once of each snapshot, each time of a write transaction."""
    known: dict[str, Result] | None = connection.get_execution_options().get(_KNOWN)
    if known is None:
        return read(connection)
    if name not in known:
        known[name] = read(connection)
    return known[name]


def each_once(
    connection: Connection, name: str, keys: Iterable[str], read: Callable[[list[str]], Mapping[str, Result]]
) -> dict[str, Result]:
    """What `read` finds of each key, in the order of the keys; while a page is made each of them is asked for once,
    those that are not there too. Elsewhere, where a snapshot may see the whole store, nothing is kept."""
    pages: dict[str, dict[str, Result | None]] | None = connection.get_execution_options().get(_OF_PAGE)
    if pages is None:
        return dict(read(list(keys)))
    known, wanted = pages.setdefault(name, {}), sorted(set(keys))
    unknown = [one for one in wanted if one not in known]
    if unknown:
        found = read(unknown)
        if len(known) > _MOST_KEYS:
            known = pages[name] = {one: known[one] for one in wanted if one in known}
        known.update((one, found.get(one)) for one in unknown)
    return {one: value for one in wanted if (value := known[one]) is not None}


class OneView(threading.local):
    """The snapshot that the blocks of one thread share; `_readers` = blocks that read through it now."""

    def __init__(self) -> None:
        self.is_wanted = False
        self._is_old = False
        self._readers = 0
        self._held: ExitStack | None = None
        self.owed: list[Callable[[Connection], object]] = []  # what is written before the answer leaves
        self._connection: Connection | None = None

    @property
    def is_usable(self) -> bool:
        """Whether the next block reads through it."""
        return self.is_wanted and not self._is_old

    @contextmanager
    def shared(self, begun: Callable[[], AbstractContextManager[Connection]]) -> Iterator[Connection]:
        """The snapshot, begun where there is none; one whose block failed is not read through again."""
        if self._connection is None:
            self._held = ExitStack()
            self._connection = self._held.enter_context(begun()).execution_options(**{_OF_PAGE: {}})
        self._readers += 1
        try:
            yield self._connection
        except BaseException:
            self._is_old = True
            raise
        finally:
            self._readers -= 1
            if self._is_old:
                self.grow_old()

    def grow_old(self) -> None:
        """This thread writes: what it reads next must be newer. Blocks that are open go on as they began."""
        if self._readers:
            self._is_old = True
        else:
            self.leave()

    def leave(self) -> None:
        """Ends the snapshot."""
        held, connection = self._held, self._connection
        self._held, self._connection, self._is_old = None, None, False
        if held is not None:
            if connection is not None and connection.invalidated:
                connection.rollback()  # lost: closing it as if all were well would hide why
            held.close()
