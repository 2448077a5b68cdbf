"""Which laptop a change was written on, for histories: its code, never its person."""

from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.store.devices import writers_of


def laptop_code(server: Server, incarnation: Id) -> str:
    """The code of the laptop that writes under an incarnation; "" for the server's own device and unknown ones."""
    with server.database.snapshot() as connection:
        writer = writers_of(connection, [incarnation]).get(incarnation)
    return writer.code if writer is not None and writer.person is not None else ""
