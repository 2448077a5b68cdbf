"""Lists that a laptop gets with a reply, each only when newer than what it holds."""

from collections.abc import Mapping

import orjson
from sqlalchemy import Connection

from shared_schema.canonical import Json
from sync_server.server import Server
from sync_server.services.fleet import lease_notice
from sync_server.services.office_servers import servers_of_office
from sync_server.services.server_lists import SERVERS, lists_for
from sync_server.store.devices import CUSTODIANS, HUB, REVOCATIONS, Device, read_lists
from sync_server.store.hubs import hub_of_device
from sync_server.store.people import account_by_id

FIRST_GENERATION = 1  # came with the enrolment


def notices_for(server: Server, connection: Connection, device: Device, have: Mapping[str, int]) -> dict[str, Json]:
    """{list: signed document}; a lost laptop reads in the list of revocations that it is to erase itself."""
    found: dict[str, Json] = {}
    lists = read_lists(connection, (REVOCATIONS, CUSTODIANS, SERVERS))
    for kind in (REVOCATIONS, CUSTODIANS):
        number, signed = lists.get(kind, (0, b""))
        if number > have.get(kind, 0):
            found[kind] = orjson.loads(signed)
    if device.serial > have.get("certificate", device.serial):
        found["certificate"] = orjson.loads(device.certificate)
    lease = lease_notice(server, connection, device, have.get("lease", FIRST_GENERATION))
    if lease is not None:
        found["lease"] = lease
    number = lists[SERVERS][0] if SERVERS in lists else 0
    if device.revoked_at is None and number > have.get(SERVERS, 0):
        found |= _servers(server, connection, device, number)
    return found


def _servers(server: Server, connection: Connection, device: Device, number: int) -> dict[str, Json]:
    """The servers of the laptop's office, or of each office of a hub; a hub hands on what its centre signed. `number` =
    that of the lists now."""
    if device.kind == HUB:
        hub = hub_of_device(connection, device.id)
        return {} if hub is None else {SERVERS: lists_for(server, connection, hub.offices, number=number)}
    account = account_by_id(connection, device.person) if device.person else None
    office = account.office if account is not None and account.office else device.office
    listed = servers_of_office(server, connection, office)[1] if office is not None else b""
    return {SERVERS: orjson.loads(listed)} if listed else {}
