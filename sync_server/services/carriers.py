"""Whose file on a stick is taken in: one for this server, from a laptop or a hub known here, and signed by it.

The one rule for bundles and for files of photos; nothing is stored, and nothing else of a file is looked at before.
"""

from collections.abc import Callable

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.manifest import UP
from sync_server.server import Server
from sync_server.services.courier_relay import hub_of
from sync_server.services.issuers import standing_of
from sync_server.store.devices import HUB, LAPTOP, Device, find_device


def require_maker(
    server: Server, *, kind: str, to: Id, maker: Id, require_signed_by: Callable[[bytes], None]
) -> tuple[Device, str]:
    """The device that made a file, and its standing (`issuers.standing_of`). Raises the `bundle.*` errors."""
    if kind != UP:
        raise HomewardError("bundle.wrong_kind")
    if to != server.identity.server:
        raise HomewardError("bundle.for_another")
    with server.database.snapshot() as connection:
        device = find_device(connection, maker)
        if device is None or device.kind not in (LAPTOP, HUB):
            raise HomewardError("bundle.from_unknown")
        require_signed_by(device.signing_key)
        standing = standing_of(server, connection, device)
    if device.kind == HUB:
        hub_of(server, device)
    return device, standing
