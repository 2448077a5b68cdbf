"""Which servers the laptops of an office may talk to: a list for each office, signed and numbered (security.md 4.11).

The number counts over the whole organisation and rises when a hub is admitted, withdrawn or moves to another address,
or the centre does. Where no hub was ever admitted there is no list: laptops know the centre from their enrolment.
"""

from collections.abc import Iterable
from hashlib import sha256

import orjson
from sqlalchemy import Connection

from shared_schema.canonical import Json, dumps, encode_bytes
from shared_schema.certificates import read_server_certificate
from shared_schema.identifiers import Id
from shared_schema.signed_lists import ListedServer, ServerList, make_server_list
from sync_server.server import Server
from sync_server.store.devices import read_list, write_list
from sync_server.store.hubs import CENTRE, OtherServer, list_hubs

SERVERS = "servers"


def publish_servers(server: Server, connection: Connection) -> int:
    """Raise the number if something else is said now than before; the number. The row keeps what was said as a hash."""
    held = read_list(connection, SERVERS)
    said = _said(server, connection)
    if held is not None and held[1] == said:
        return held[0]
    number = 1 if held is None else held[0] + 1
    write_list(connection, SERVERS, number=number, signed=said, now_ms=server.clock())
    return number


def publish_if_moved(server: Server) -> None:
    """At the start of a centre: its addresses or certificate may be others than when laptops were told last."""

    def work(connection: Connection) -> None:
        if read_list(connection, SERVERS) is not None:
            publish_servers(server, connection)

    if server.identity.kind == CENTRE:
        server.database.run(work)


def number_of(connection: Connection) -> int:
    """The number of the lists now, 0 where there are none."""
    held = read_list(connection, SERVERS)
    return 0 if held is None else held[0]


def list_for(server: Server, connection: Connection, office: Id, *, number: int) -> bytes:
    """The signed list for the laptops of an office."""
    hubs = list_hubs(connection)
    mine = [one for one in hubs if office in one.offices and one.withdrawn_at is None]
    told = ServerList(
        number=number,
        issuer=server.identity.server,
        office=office,
        servers=(_centre(server), *(_listed(server, one) for one in mine)),
        withdrawn={one.server: _serial(server, one) for one in hubs if one.withdrawn_at is not None},
    )
    return make_server_list(told, sign=server.keys.sign)


def lists_for(server: Server, connection: Connection, offices: Iterable[Id], *, number: int) -> dict[Id, Json]:
    """{office: signed list} for a hub, which gives each laptop the one of its office."""
    return {office: orjson.loads(list_for(server, connection, office, number=number)) for office in sorted(offices)}


def authority_pem(server: Server) -> str:
    """The authority that this server's own TLS certificate comes from; "" on loopback."""
    path = server.config.tls_authority
    return path.read_text("ascii") if path is not None else ""


def _said(server: Server, connection: Connection) -> bytes:
    rows = [
        [list(server.config.public_urls), encode_bytes(server.identity.certificate), authority_pem(server)],
        *(
            [list(one.urls), encode_bytes(one.certificate), one.authority, list(one.offices), one.withdrawn_at or 0]
            for one in list_hubs(connection)
        ),
    ]
    return sha256(dumps(rows)).digest()


def _centre(server: Server) -> ListedServer:
    certificate = server.identity.certificate
    says = read_server_certificate(certificate, root_key=server.identity.root_key)
    return ListedServer(server.config.public_urls, certificate, authority_pem(server), says)


def _listed(server: Server, hub: OtherServer) -> ListedServer:
    says = read_server_certificate(hub.certificate, root_key=server.identity.root_key)
    return ListedServer(hub.urls, hub.certificate, hub.authority, says)


def _serial(server: Server, hub: OtherServer) -> int:
    return read_server_certificate(hub.certificate, root_key=server.identity.root_key).serial
