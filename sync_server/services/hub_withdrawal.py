"""A hub is trusted no more: stolen, taken away, or found to be dishonest (security.md 4.11).

Promise: from that moment it gets nothing, it stands on the list of revocations, and every laptop of its offices is
told; in the same act, where that is wanted, each laptop that it enrolled counts as lost: a hub can make one for anybody
of its offices, and knows the secrets that open them. Refused: believing that what lies on it could be called back.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.rules.reading import day_of_ms
from sync_server.server import Server
from sync_server.services.fleet import cut_off, publish_revocations
from sync_server.services.hub_reach import scopes_of_hub
from sync_server.services.hubs import require_centre
from sync_server.services.lost_reports import LostAnswers, keep_lost_report
from sync_server.services.rekeying import rekey_held
from sync_server.services.server_lists import publish_servers
from sync_server.store import devices, hubs
from sync_server.store.rekeyings import LOST

SUSPECTED = "suspected"  # somebody may have copied or opened it
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The hub, and the codes of the laptops that were cut off with it now."""

    hub: hubs.OtherServer
    cut_off: tuple[str, ...]


def withdraw(server: Server, code: str, *, with_laptops: bool = False, by: Id | None = None) -> Withdrawn:
    """Trust a hub no more, from now on; `with_laptops` = those that it enrolled count as lost too, also where the hub
    was withdrawn before. Raises `hub.only_at_centre`, `hub.unknown`. Twice changes nothing."""
    require_centre(server)

    def work(connection: Connection) -> Withdrawn:
        hub = hubs.find_hub(connection, code)
        if hub is None:
            raise HomewardError("hub.unknown")
        hub = _withdraw(server, connection, hub, by)
        lost = enrolled_in_use(connection, hub) if with_laptops else []
        for laptop in lost:
            seen = day_of_ms(laptop.last_contact_at or laptop.issued_at).isoformat()
            answers = LostAnswers(last_seen_on=seen, was=UNKNOWN, had_by=UNKNOWN, reason=SUSPECTED)
            keep_lost_report(server, connection, laptop, answers, by=by or server.identity.own_device)
        cut_off(server, connection, lost, reason=SUSPECTED, actor=by)
        return Withdrawn(hub, tuple(one.code for one in lost))

    server.sealing.refresh()
    return server.database.run(work)


def enrolled_in_use(connection: Connection, hub: hubs.OtherServer) -> list[devices.Device]:
    """The laptops that a hub enrolled and that are not cut off, oldest first."""
    found = [devices.find_device(connection, one) for one in hubs.devices_enrolled_at(connection, hub.server)]
    return [one for one in found if one is not None and one.revoked_at is None]


def _withdraw(server: Server, connection: Connection, hub: hubs.OtherServer, by: Id | None) -> hubs.OtherServer:
    device = devices.lock_device(connection, hub.device or "")  # no laptop of its making comes in meanwhile
    if hub.withdrawn_at is not None or device is None:
        return hub
    hub = hubs.set_withdrawn(connection, hub, now_ms=server.clock())
    rekey_held(server, connection, scopes_of_hub(connection, hub), reason=LOST, by=by)
    if device.revoked_at is None:
        publish_revocations(server, connection, device, act="hub.withdrawn", reason="withdrawn", actor=by)
    publish_servers(server, connection)
    return hub
