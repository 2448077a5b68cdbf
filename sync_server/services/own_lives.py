"""Lives of the server's own device that this store never heard of: a centre that was restored twice from one backup
knows nothing of what it decided in between. Laptops give those batches back, and the signature says that they are ours.

Refused: taking a life on anything less than a batch from its very beginning that our own key signed.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from shared_schema.change import Batch, link_zero
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.services.arrivals import verify
from sync_server.store import devices
from sync_server.store.devices import Device, Incarnation


def take_back_own_lives(server: Server, batches: Sequence[Batch], unknown: Iterable[Id]) -> list[Id]:
    """Enters those of the `unknown` incarnations under which our own device wrote; gives which. It goes on writing
    under its present one."""
    sought = sorted(unknown)
    if not sought:
        return []
    with server.database.snapshot() as connection:
        own = devices.find_device(connection, server.identity.own_device)
    if own is None:
        return []
    found = [life for one in sought if (life := _signed_by(own, one, batches, server.clock())) is not None]
    return [server.database.run(lambda tx, life=life: _enter(tx, own, life)) for life in found]  # type: ignore[misc]


def _signed_by(own: Device, incarnation: Id, batches: Sequence[Batch], now_ms: int) -> Incarnation | None:
    first = next((one for one in batches if one.incarnation == incarnation and one.n_before == 0), None)
    if first is None:
        return None
    link = link_zero(incarnation, own.signing_key)
    life = Incarnation(incarnation, own.id, 0, "", own.signing_key, link, None, 0, link, None, now_ms)
    try:
        verify(first, life)
    except HomewardError:
        return None
    return life


def _enter(connection: Connection, own: Device, life: Incarnation) -> Id:
    devices.lock_device(connection, own.id)
    if devices.find_incarnation(connection, life.id) is None:
        number = devices.incarnations_of(connection, own.id)[-1].number + 1
        devices.insert_former_incarnation(connection, life, number=number)
    return life.id
