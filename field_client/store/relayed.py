"""Signed batches of other devices (a server's own), kept as they came and given back to a server that lost them.

Refused: opening or re-encoding them. What they change arrives as states.
"""

from collections.abc import Iterable

from field_client.store.database import Database
from shared_schema.change import Batch
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.exchange import read_request, write_message
from shared_schema.wire.frames import read_frames


class Relayed:
    """The table `relayed`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, server: Id, batches: Iterable[Batch]) -> None:
        """Keeps batches that `server` sent beside its states; one that is already here stays as it is."""
        self._database.execute_many(
            "INSERT OR IGNORE INTO relayed (incarnation, head_n, n_before, server, frames) VALUES (?, ?, ?, ?, ?)",
            ((b.incarnation, b.head.n, b.n_before, server, write_message(b)) for b in batches),
        )

    def highest(self) -> dict[Id, int]:
        """{incarnation: highest n held} of everything kept."""
        return dict(self._database.rows("SELECT incarnation, max(head_n) FROM relayed GROUP BY incarnation"))

    def after(self, incarnation: Id, n: int) -> tuple[Batch, ...]:
        """The batches that reach beyond n, in order."""
        rows = self._database.rows(
            "SELECT frames FROM relayed WHERE incarnation = ? AND head_n > ? ORDER BY n_before, head_n",
            (incarnation, n),
        )
        return tuple(_read(row[0]) for row in rows)


def _read(frames: bytes) -> Batch:
    found = next(iter(read_request(read_frames(frames))))
    if not isinstance(found, Batch):
        raise HomewardError("store.damaged", reason="relayed")
    return found
