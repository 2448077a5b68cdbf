"""Whose changes an incarnation's are, as the account tables say now."""

from sqlalchemy import Connection

from sync_server.server import Server
from sync_server.services.access import actor_from
from sync_server.services.hub_reach import account_behind, people_of
from sync_server.services.judge import Sender
from sync_server.store.devices import HUB, SERVER, Incarnation, find_device
from sync_server.store.hubs import hub_of_device


def sender_of(server: Server, connection: Connection, row: Incarnation) -> Sender:
    """The sender behind an incarnation: the user of its device, whoever signed in at a hub, or the own device of this
    server or of the centre above it."""
    device = find_device(connection, row.device)
    if row.device == server.identity.own_device or (device is not None and device.kind == SERVER):
        return Sender(None, None, is_own_server=True)
    standing = {}
    if row.revoked_after is not None:
        standing[row.id] = (row.revoked_after, "device.revoked")
    fresh_from = {row.id: row.head_n}
    if device is not None and device.kind == HUB:
        hub = hub_of_device(connection, device.id)
        people = people_of(connection, hub) if hub is not None else {}
        return Sender(None, None, standing=standing, fresh_from=fresh_from, people=people)
    person = device.person if device is not None else None
    account = account_behind(connection, device) if device is not None else None
    actor = actor_from(account) if account is not None else None
    return Sender(actor, person, standing=standing, fresh_from=fresh_from)
