"""Room in memory for an exchange in which much goes or comes: more pages of the store are kept until it ends.

Promise: little is exchanged as if nothing were here. Giving the pages back empties the cache, and what a person looks
at next would have to be deciphered again.
"""

from contextlib import ExitStack
from types import TracebackType

from field_client.store.database import Database

FEW = 500  # records; of more, what is read first would have made room again for what is read last
CACHE_KB = 64 * 1024  # pages of the browser need less


class Room:
    """Entered for as long as an exchange lasts; `make_for` asks for more pages where they are worth it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: ExitStack | None = None

    def __enter__(self) -> "Room":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.close()

    def make_for(self, records: int) -> None:
        """So many records are about to be written."""
        if records <= FEW or self._held is not None:
            return
        self._held = ExitStack()
        self._held.enter_context(self._database.cache_of(CACHE_KB))
