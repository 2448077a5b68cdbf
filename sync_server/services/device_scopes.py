"""Which leaves a device may read, wherever it receives something outside an exchange, and whose changes it hands in."""

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from sync_server.services.hub_reach import is_in_reach, scopes_of
from sync_server.store.devices import HUB, LAPTOP, Device, all_devices
from sync_server.store.hubs import hub_of_device


def scopes_of_device(connection: Connection, device: Device) -> tuple[str, ...]:
    """The leaves of the person whose laptop it is, or those of the offices of a hub."""
    return scopes_of(connection, device)


def devices_spoken_for(connection: Connection, device: Device) -> tuple[Id, ...]:
    """Whose changes the device hands in: its own; a hub those of the laptops of its offices too."""
    if device.kind != HUB:
        return (device.id,)
    hub = hub_of_device(connection, device.id)
    if hub is None:
        return (device.id,)
    laptops = [one.id for one in all_devices(connection, kind=LAPTOP) if is_in_reach(connection, hub, one)]
    return (device.id, *laptops)
