"""Acts on this laptop that change no record and that the office must know of, kept until a server was told.

Promise: a note leaves this table only after a reply that came whole; told twice it is one row of the audit there.
"""

from collections.abc import Iterable

from field_client.store.database import Database
from shared_schema.identifiers import Id
from shared_schema.wire.messages import MAX_NOTES, ActNote

OPEN, PRINT = "open", "print"


class ActNotes:
    """The table `act_notes`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, note: ActNote) -> None:
        """Keeps a note."""
        row = (note.id, note.act, note.kind, note.record, note.names, note.at)
        self._database.execute("INSERT OR IGNORE INTO act_notes VALUES (?, ?, ?, ?, ?, ?)", row)

    def next(self) -> tuple[ActNote, ...]:
        """The oldest that were not told, as many as one request may hold."""
        sql = "SELECT id, act, kind, at, record, names FROM act_notes ORDER BY at, id LIMIT ?"
        return tuple(ActNote(*row) for row in self._database.rows(sql, (MAX_NOTES,)))

    def forget(self, told: Iterable[Id]) -> None:
        """A server has them."""
        self._database.execute_many("DELETE FROM act_notes WHERE id = ?", ((one,) for one in told))
