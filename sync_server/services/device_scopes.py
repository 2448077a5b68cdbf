"""Which leaves a device may read, wherever it receives something outside an exchange: those of its person."""

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.services.leaves import leaves_of
from sync_server.store.devices import Device
from sync_server.store.people import account_by_id


def scopes_of_device(_server: Server, connection: Connection, device: Device) -> tuple[str, ...]:
    """The leaves of the person whose laptop it is; none without a person."""
    account = account_by_id(connection, device.person) if device.person else None
    return leaves_of(account) if account is not None else ()


def devices_spoken_for(_connection: Connection, device: Device) -> tuple[Id, ...]:
    """Whose changes the device hands in: its own."""
    return (device.id,)
