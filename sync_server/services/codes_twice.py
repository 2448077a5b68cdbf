"""A code of an authenticator that was used at a hub and at its centre: nobody signs in at both within half a minute.

Promise: an act in the audit for each, once, whichever of the two came first. Refused: taking a hub's word for anything
else. It cannot be stopped while there is no line, and a hub that says what is not so must keep nobody out here.
"""

from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import Connection

from shared_schema.identifiers import Id, random_id
from sync_server.logs import log_event
from sync_server.server import Server
from sync_server.services.hub_reach import people_of
from sync_server.store.audit import AuditRow, append_told
from sync_server.store.hubs import OtherServer
from sync_server.store.totp_uses import used_here

ACTION = "session.code_twice"


def compare_codes(server: Server, connection: Connection, hub: OtherServer, used: Iterable[tuple[Id, int]]) -> int:
    """Of the (person, step) that a hub says were used at its console, those used here too; how many there are."""
    signs_in = people_of(connection, hub)
    twice = used_here(connection, [one for one in used if one[0] in signs_in])
    rows = {
        _id_of(hub, person, step): AuditRow(
            server.clock(), ACTION, person, hub.device, "hub", hub.server, outcome="alarm", reason_code=f"step:{step}"
        )
        for person, step in sorted(twice)
    }
    append_told(connection, rows)
    for person, _step in sorted(twice):
        log_event(server.logger, ACTION, person=person, hub=hub.code)
    return len(twice)


def _id_of(hub: OtherServer, person: Id, step: int) -> Id:
    return random_id(sha256(f"{ACTION}/{hub.server}/{person}/{step}".encode()).digest()[:16])
