"""Which bundles were read and answered here, for who leads the offices of their laptops or hubs; numbers alone.

At a hub its own bundles for the centre, and the answers to them, are for whoever leads an office of it.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.courier import Carried
from sync_server.services.issuers import GOOD, standing_of
from sync_server.store.bundles import ListedBundle, StoredBundle, find_bundle, list_bundles
from sync_server.store.devices import HUB, Device, find_device
from sync_server.store.hubs import hub_of_device, list_hubs
from sync_server.store.upstream import read_heads

MOST = 50


@dataclass(frozen=True, slots=True)
class BundleLine:
    """A bundle of a laptop or hub of hers; `only_sends` = it may send, and gets a receipt alone. `is_own` = of this hub
    itself, for its centre or from it; `is_received` = the centre has all that rode in it."""

    bundle: StoredBundle
    device: Device
    only_sends: bool
    is_own: bool = False
    is_received: bool = False


def require_carried(server: Server, actor: Actor, carried: Carried) -> None:
    """A bundle of a laptop of another office is, to her, one from an unknown laptop: `bundle.from_unknown`."""
    require_device(server, actor, carried.device)


def require_device(server: Server, actor: Actor, device: Device) -> None:
    """The same of any file of that laptop or hub."""
    with server.database.snapshot() as connection:
        if not _is_hers(server, connection, actor, device):
            raise HomewardError("bundle.from_unknown")


def list_carried(server: Server, actor: Actor) -> list[ListedBundle]:
    """The newest bundles of laptops and hubs of her offices, newest first."""
    with server.database.snapshot() as connection:
        found = {one.device for one in list_hubs(connection) if not actor.offices.isdisjoint(one.offices)}
        beside = {one for one in found if one is not None}
        if server.identity.kind == HUB:
            beside.add(server.identity.own_device)
        return list_bundles(connection, offices=actor.offices, beside=sorted(beside), limit=MOST)


def find_carried(server: Server, actor: Actor, bundle: Id) -> BundleLine:
    """One of them; `record.not_found` where there is none for her."""
    with server.database.snapshot() as connection:
        found = find_bundle(connection, bundle)
        device = find_device(connection, found.device) if found is not None else None
        if found is None or device is None or not _is_hers(server, connection, actor, device):
            raise HomewardError("record.not_found", record=bundle)
        if device.id == server.identity.own_device:
            heads: dict[Id, int] = dict(found.details.get("heads", {}))
            known = read_heads(connection, heads)
            is_received = all(n <= known.get(one, 0) for one, n in heads.items())
            return BundleLine(found, device, only_sends=False, is_own=True, is_received=is_received)
        return BundleLine(found, device, standing_of(server, connection, device) != GOOD)


def _is_hers(server: Server, connection: Connection, actor: Actor, device: Device) -> bool:
    return decide(actor, Action.CARRY_BUNDLES, Target(offices=_offices(server, connection, actor, device)))


def _offices(server: Server, connection: Connection, actor: Actor, device: Device) -> frozenset[Id]:
    if device.id == server.identity.own_device:
        return actor.offices if server.identity.kind == HUB else frozenset()
    if device.kind == HUB:
        hub = hub_of_device(connection, device.id)
        return frozenset(hub.offices if hub is not None else ())
    return frozenset({device.office} if device.office else ())
