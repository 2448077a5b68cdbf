"""The signed list of servers that laptops of an office may talk to: of the centre, handed on by a hub as it came."""

import orjson
from sqlalchemy import Connection

from shared_schema import canonical
from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.services.server_lists import SERVERS, list_for, number_of
from sync_server.store import devices
from sync_server.store.hubs import HUB


def servers_of_office(server: Server, connection: Connection, office: Id) -> tuple[int, bytes]:
    """(number, signed list); (0, b"") where no hub was ever admitted, or none that this hub was told of."""
    if server.identity.kind == HUB:
        return _handed_on(connection, office)
    number = number_of(connection)
    return (number, list_for(server, connection, office, number=number)) if number else (0, b"")


def _handed_on(connection: Connection, office: Id) -> tuple[int, bytes]:
    held = devices.read_list(connection, SERVERS)
    listed = orjson.loads(held[1]).get(office) if held is not None else None
    return (0, b"") if held is None or listed is None else (held[0], canonical.dumps(listed))
