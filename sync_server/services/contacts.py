"""What a laptop tells of itself with each request, kept for whoever looks after laptops; written when it is news."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from shared_schema.checkpoint import read_checkpoint
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.records.kinds import SCHEMA_VERSION
from shared_schema.wire.messages import RequestHello
from sync_server.server import Server
from sync_server.store.contacts import DIRECT, Contact, put_contact, read_contacts
from sync_server.store.devices import Device

HUB = "hub"  # the way of a contact
CLOCK_STEP_MS = 60_000  # a difference of clocks is told in minutes
EVERY_MS = 3_600_000


def note_contact(
    server: Server, device: Device, hello: RequestHello, *, checkpoints: Sequence[bytes] = (), way: str = DIRECT
) -> bool:
    """Keep the version, the clock, what is held back and the newest of our `checkpoints`, as the laptop says it;
    whether that was news."""
    now = server.clock()
    told = Contact(device.id, now, way, hello.schema, hello.clock - now, hello.have.get("unsent", 0))
    with server.database.snapshot() as connection:
        held = read_contacts(connection, [device.id]).get(device.id)
    if held is not None and not _is_news(held, told):
        return False
    newest = _newest(server, checkpoints) or (held.checkpoint_n if held is not None else None)
    contact = replace(told, checkpoint_n=newest)
    server.database.run(lambda connection: put_contact(connection, contact), is_durable=False)  # told with each request
    return True


def note_relayed(connection: Connection, devices: Iterable[Id], *, now_ms: int) -> None:
    """What these laptops signed came through a hub: when, and by which way. What they say of themselves stays."""
    known = read_contacts(connection, sorted(devices))
    for device in sorted(devices):
        former = known.get(device) or Contact(device, now_ms, HUB, SCHEMA_VERSION, 0, None)
        put_contact(connection, replace(former, at=now_ms, way=HUB))


def _newest(server: Server, checkpoints: Sequence[bytes]) -> int | None:
    found = []
    for one in checkpoints:
        try:
            read = read_checkpoint(one, server_key=server.keys.signing_key)
        except HomewardError:
            continue  # not ours; the audit has told of it
        if (read.server, read.epoch) == (server.identity.server, server.identity.epoch):
            found.append(read.n)
    return max(found, default=None)


def _is_news(held: Contact, told: Contact) -> bool:
    if (held.way, held.schema_version, held.unsent) != (told.way, told.schema_version, told.unsent):
        return True
    if abs(held.clock_difference_ms - told.clock_difference_ms) >= CLOCK_STEP_MS:
        return True
    return told.at - held.at >= EVERY_MS
