"""What a hub tells a laptop of the centre: how current the hub is, what the centre has of her changes, and what it has
set aside of them. A receipt of the hub shortens nothing that a laptop owes the centre."""

from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.wire.messages import SetAside
from sync_server.server import Server
from sync_server.store.devices import SERVER, Device, Incarnation, find_device, incarnations_of
from sync_server.store.hubs import HUB
from sync_server.store.upstream import read_heads, read_upstream, verdicts_of


@dataclass(frozen=True, slots=True)
class CentreWord:
    """`known_at` = the centre's clock when the hub last held all of it, 0 never; `highest` of the newest life."""

    known_at: int
    highest: int
    set_aside: tuple[SetAside, ...]


def centre_word(server: Server, connection: Connection, device: Device) -> CentreWord | None:
    """For a laptop that speaks with this hub; None at the centre."""
    if server.identity.kind != HUB:
        return None
    centre = read_upstream(connection)
    lives = [one.id for one in incarnations_of(connection, device.id)]
    highest = read_heads(connection, [device.newest_incarnation]).get(device.newest_incarnation, 0)
    return CentreWord(centre.caught_up_at if centre is not None else 0, highest, verdicts_of(connection, lives))


def is_of_another_server(server: Server, connection: Connection, life: Incarnation | None) -> bool:
    """Whether the incarnation is of the centre's own device: a hub asks no laptop for what that wrote."""
    if life is None or server.identity.kind != HUB or life.device == server.identity.own_device:
        return False
    device = find_device(connection, life.device)
    return device is not None and device.kind == SERVER
