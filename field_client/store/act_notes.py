"""Acts on this laptop that change no record and that the office must know of, kept until a server was told.

Promise: a note leaves this table only after a reply that came whole, or with the answer to the bundle that it rode in;
told twice it is one row of the audit there.
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
        sql = "INSERT OR IGNORE INTO act_notes (id, act, kind, record, names, at) VALUES (?, ?, ?, ?, ?, ?)"
        self._database.execute(sql, row)

    def next(self, *, most: int = MAX_NOTES) -> tuple[ActNote, ...]:
        """The oldest that were not told, as many as one request (or what carries them) may hold."""
        sql = "SELECT id, act, kind, at, record, names FROM act_notes ORDER BY at, id LIMIT ?"
        return tuple(ActNote(*row) for row in self._database.rows(sql, (most,)))

    def forget(self, told: Iterable[Id]) -> None:
        """A server has them."""
        self._database.execute_many("DELETE FROM act_notes WHERE id = ?", ((one,) for one in told))

    def ride_in(self, bundle: Id, carried: Iterable[ActNote]) -> None:
        """They are in this bundle; until its answer was read they ride in the next one too."""
        rows = ((bundle, one.id) for one in carried)
        self._database.execute_many("UPDATE act_notes SET bundle = ? WHERE id = ?", rows)

    def forget_carried(self, answered: Iterable[Id]) -> None:
        """A server has read these bundles."""
        self._database.execute_many("DELETE FROM act_notes WHERE bundle = ?", ((one,) for one in answered))
