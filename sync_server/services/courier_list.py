"""Which bundles were read and answered here, for who leads the offices of their laptops; codes and numbers alone."""

from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.courier import Carried
from sync_server.services.issuers import GOOD, standing_of
from sync_server.store.bundles import ListedBundle, StoredBundle, find_bundle, list_bundles
from sync_server.store.devices import Device, find_device

MOST = 50


@dataclass(frozen=True, slots=True)
class BundleLine:
    """A bundle of a laptop of hers; `only_sends` = the laptop may send, and gets a receipt alone."""

    bundle: StoredBundle
    device: Device
    only_sends: bool


def require_carried(actor: Actor, carried: Carried) -> None:
    """A bundle of a laptop of another office is, to her, one from an unknown laptop: `bundle.from_unknown`."""
    if not _is_hers(actor, carried.device):
        raise HomewardError("bundle.from_unknown")


def list_carried(server: Server, actor: Actor) -> list[ListedBundle]:
    """The newest bundles of laptops of her offices, newest first."""
    with server.database.snapshot() as connection:
        return list_bundles(connection, offices=actor.offices, limit=MOST)


def find_carried(server: Server, actor: Actor, bundle: Id) -> BundleLine:
    """One of them; `record.not_found` where there is none for her."""
    with server.database.snapshot() as connection:
        found = find_bundle(connection, bundle)
        device = _device_of(connection, found)
        if found is None or device is None or not _is_hers(actor, device):
            raise HomewardError("record.not_found", record=bundle)
        return BundleLine(found, device, standing_of(server, connection, device) != GOOD)


def _device_of(connection: Connection, bundle: StoredBundle | None) -> Device | None:
    return None if bundle is None else find_device(connection, bundle.device)


def _is_hers(actor: Actor, device: Device) -> bool:
    offices = frozenset({device.office} if device.office else ())
    return decide(actor, Action.CARRY_BUNDLES, Target(offices=offices))
