"""Lists that a laptop gets with a reply, each only when newer than what it holds."""

from collections.abc import Mapping

import orjson
from sqlalchemy import Connection

from shared_schema.canonical import Json
from sync_server.server import Server
from sync_server.services.fleet import lease_notice
from sync_server.store.devices import CUSTODIANS, REVOCATIONS, Device, read_list

FIRST_GENERATION = 1  # came with the enrolment


def notices_for(server: Server, connection: Connection, device: Device, have: Mapping[str, int]) -> dict[str, Json]:
    """{list: signed document}; a lost laptop reads in the list of revocations that it is to erase itself."""
    found: dict[str, Json] = {}
    for kind in (REVOCATIONS, CUSTODIANS):
        held = read_list(connection, kind)
        if held is not None and held[0] > have.get(kind, 0):
            found[kind] = orjson.loads(held[1])
    if device.serial > have.get("certificate", device.serial):
        found["certificate"] = orjson.loads(device.certificate)
    lease = lease_notice(server, connection, device, have.get("lease", FIRST_GENERATION))
    if lease is not None:
        found["lease"] = lease
    return found
