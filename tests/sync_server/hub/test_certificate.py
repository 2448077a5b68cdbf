"""The certificate of a hub's own device is renewed in time, over the line and on a stick, and is never an older one."""

from sync_server.server import Server
from sync_server.services.issuers import GOOD, standing_of
from sync_server.store.devices import Device, find_device
from tests.builders.town import Town
from tests.sync_server.hub.hubs import Hub
from tests.sync_server.hub.sticks import go_round


def device_of(server: Server, hub: Hub) -> Device:
    """The hub's own device, as this server knows it."""
    with server.database.snapshot() as connection:
        found = find_device(connection, hub.server.identity.own_device)
        assert found is not None and standing_of(server, connection, found) == GOOD
    return found


def certificates(town: Town, hub: Hub) -> tuple[bytes, bytes]:
    """As the centre and as the hub hold it."""
    return device_of(town.server, hub).certificate, device_of(hub.server, hub).certificate


def test_the_hubs_own_certificate_is_renewed_over_the_line_and_by_stick(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    first = device_of(hub.server, hub)
    hub.relay()
    assert device_of(hub.server, hub) == first  # it is new: nothing is sent

    town.central.clock.advance(days=390)
    hub.relay()
    at_centre, here = certificates(town, hub)
    assert at_centre == here != first.certificate

    town.central.clock.advance(days=390)
    hub.line.is_up = False
    go_round(town, hub)
    again, carried = certificates(town, hub)
    assert again == carried != here
