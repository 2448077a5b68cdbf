"""The shelf of chunks behind the console's attachments: the server's folder, and the rows that say who names what."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.store.chunk_rows import named


@dataclass(frozen=True, slots=True)
class CentralShelf:
    """`casework.attachments.Shelf` of the server."""

    server: Server

    def keep(self, name: str, sealed: bytes) -> None:
        """Keeps a chunk durably; one that never becomes part of a record is removed after 30 days."""
        if self.server.chunks.write(sealed) != name:
            raise ValueError("not the name of this chunk")

    def take(self, name: str) -> bytes | None:
        """The ciphertext, None where it is not here; of a damaged one nothing, so that its reader says so."""
        sealed = self.server.chunks.read(name)
        return b"" if sealed is None and self.server.chunks.has(name) else sealed

    def has(self, names: Iterable[str]) -> bool:
        """Whether every one of these chunks is here."""
        return all(self.server.chunks.has(name) for name in names)

    def discard(self, names: Iterable[str]) -> None:
        """Removes those of these chunks that no record names."""
        wanted = set(names)
        with self.server.database.snapshot() as connection:
            held = named(connection, wanted)
        for name in wanted - held:
            self.server.chunks.remove(name)

    def waits(self, record: Id) -> bool:
        """What is here has arrived."""
        return False

    def forget_damaged(self, name: str) -> None:
        """Removes a chunk whose bytes do not fit its name: laptops that have it are asked for it again."""
        self.server.chunks.remove(name)
