"""Whose changes an incarnation's are, as the account tables say now."""

from sqlalchemy import Connection

from sync_server.server import Server
from sync_server.services.access import actor_from
from sync_server.services.judge import Sender
from sync_server.store.devices import Incarnation, find_device
from sync_server.store.people import account_by_id


def sender_of(server: Server, connection: Connection, row: Incarnation) -> Sender:
    """The sender behind an incarnation: the user of its device, or the server's own device."""
    if row.device == server.identity.own_device:
        return Sender(None, None, is_own_server=True)
    device = find_device(connection, row.device)
    person = device.person if device is not None else None
    account = account_by_id(connection, person) if person is not None else None
    standing = {}
    if row.revoked_after is not None:
        standing[row.id] = (row.revoked_after, "device.revoked")
    actor = actor_from(account) if account is not None else None
    return Sender(actor, person, standing=standing, fresh_from={row.id: row.head_n})
