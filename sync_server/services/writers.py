"""Where and when a change came from, for histories: the code of its laptop, never its person; when it was received."""

from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot
from sync_server.server import Server
from sync_server.store.devices import writers_of
from sync_server.store.log import entry_at


def laptop_code(server: Server, incarnation: Id) -> str:
    """The code of the laptop that writes under an incarnation; "" for the server's own device and unknown ones."""
    with server.database.snapshot() as connection:
        writer = writers_of(connection, [incarnation]).get(incarnation)
    return writer.code if writer is not None and writer.person is not None else ""


def received_at(server: Server, dot: Dot) -> int | None:
    """When this server received a change (milliseconds); None for one that it does not hold."""
    with server.database.snapshot() as connection:
        entry = entry_at(connection, dot)
    return None if entry is None else entry.received_at
