"""Request numbers for one server: strictly rising, reserved in the store in blocks of 64 before any of them is used."""

from field_client.store.cursors import NUMBER_BLOCK, Cursors
from shared_schema.identifiers import Id


class StoredNumbers:
    """Numbers out of a reserved block; a crash loses the rest of a block and never repeats a number."""

    def __init__(self, cursors: Cursors, server: Id) -> None:
        self._cursors = cursors
        self._server = server
        self._next = 0
        self._end = 0

    def take(self) -> int:
        """A number that no request of this laptop to this server ever carried."""
        if self._next >= self._end:
            self._next = self._cursors.reserve_number(self._server)
            self._end = self._next + NUMBER_BLOCK
        number, self._next = self._next, self._next + 1
        return number

    def jump_past(self, number: int) -> None:
        """Goes on above `number`, which the server has seen."""
        self._cursors.jump_past(self._server, number)
        self._next = self._end = 0
