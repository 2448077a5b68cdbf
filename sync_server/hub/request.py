"""One request of the relay: what this hub's laptops wrote that the centre has not heard of, and what is asked of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from shutil import disk_usage
from typing import Protocol

from sqlalchemy import Connection

from shared_schema.certificates import statement_unverified
from shared_schema.change import Batch
from shared_schema.identifiers import Id
from shared_schema.records.kinds import SCHEMA_VERSION
from shared_schema.wire.exchange import write_message
from shared_schema.wire.messages import (
    MAX_CODES,
    Compare,
    HubDevice,
    HubFacts,
    IncarnationStatement,
    RequestHello,
    RequestMessage,
    SeenCheckpoint,
    Want,
)
from shared_schema.wire.plan import Sizes, wanted_at_once
from sync_server.hub.batches import OURS, batches_back, batches_up
from sync_server.hub.lists import CERTIFICATE, SERVERS
from sync_server.hub.sums import bucket_sums
from sync_server.keys.server_keys import sealer_to
from sync_server.server import Server
from sync_server.services.issuers import issuer_of, signer_named
from sync_server.store import devices, upstream
from sync_server.store.leases import read_lease
from sync_server.store.totp_uses import STEP_MS, uses_since
from sync_server.store.upstream import Owed, Upstream, laptops_heard_since, owed, read_heads, waits_up
from sync_server.store.upstream_batches import highest
from sync_server.store.upstream_states import Cursors

MOST_STATEMENTS = 200
DAY_MS = 86_400_000
LISTS = (devices.REVOCATIONS, devices.CUSTODIANS, SERVERS)


@dataclass(frozen=True, slots=True)
class Errand:
    """What the next request is to do besides sending and receiving; `refused` = incarnations left out of this relay."""

    compare: tuple[str, ...] = ()
    want: tuple[Id, ...] = ()
    give_back: Mapping[Id, int] = field(default_factory=dict)
    refused: frozenset[Id] = frozenset()


class Question(Protocol):
    """What the reader of a reply must know of what was asked."""

    @property
    def hello(self) -> RequestHello:
        """What was held when it was asked."""

    @property
    def batches(self) -> Sequence[Batch]:
        """What the verdicts of the reply confirm."""

    @property
    def stated(self) -> frozenset[Id]:
        """Lives that the centre heard of by it."""


@dataclass(frozen=True, slots=True)
class RelayRequest:
    """The messages of one request."""

    hello: RequestHello
    facts: HubFacts
    devices: tuple[HubDevice, ...]
    statements: tuple[IncarnationStatement, ...]
    batches: tuple[Batch, ...]
    back: tuple[Batch, ...]
    compares: tuple[Compare, ...]
    want: tuple[Id, ...]
    checkpoint: bytes | None

    @property
    def body_bytes(self) -> int:
        """Bytes of bodies in the relayed batches."""
        return sum(len(item) for batch in self.batches for item in batch.items if isinstance(item, bytes))

    @property
    def stated(self) -> frozenset[Id]:
        """Lives that the centre hears of by this request."""
        new = {statement_unverified(one.payload).new for one in self.statements}
        return frozenset(new | {one.incarnation for one in self.devices})

    def to_bytes(self) -> bytes:
        """The frames in their order."""
        said, asked = self.said, self.asked
        return b"".join(write_message(message) for message in (self.hello, *said, *self.batches, *self.back, *asked))

    @property
    def said(self) -> tuple[RequestMessage, ...]:
        """How this hub is, and which lives it tells of: what batches need before them."""
        return (self.facts, *self.devices, *self.statements)

    @property
    def asked(self) -> tuple[RequestMessage, ...]:
        """Questions, and the checkpoint given back."""
        found: list[RequestMessage] = [*self.compares]
        if self.want:
            found.append(Want(self.want))
        if self.checkpoint is not None:
            found.append(SeenCheckpoint(self.checkpoint))
        return tuple(found)


def make_relay_request(
    server: Server, connection: Connection, centre: Upstream, cursors: Cursors, *, sizes: Sizes, errand: Errand
) -> RelayRequest:
    """The next request, read from the store in the caller's snapshot."""
    listed = [one for one in owed(connection, kinds=OURS) if one.incarnation not in errand.refused]
    untold = [one for one in listed if one.known is None][:MOST_STATEMENTS]
    hello = RequestHello(
        schema=SCHEMA_VERSION,
        epoch=centre.epoch,
        cursors=dict(cursors.seqs),
        confirmed={**highest(connection), **{one: n for one, n in read_heads(connection).items() if n > 0}},
        have=_have(server, connection, centre),
        max_reply_bytes=sizes.reply_bytes,
        clock=server.clock(),
    )
    return RelayRequest(
        hello=hello,
        facts=facts_of(server, connection),
        devices=_devices(server, connection, untold),
        statements=_statements(connection, untold),
        batches=batches_up(server, connection, listed, max_bytes=sizes.body_bytes),
        back=batches_back(server, connection, errand.give_back, max_bytes=sizes.body_bytes),
        compares=tuple(Compare(scope, bucket_sums(connection, scope)) for scope in errand.compare),
        want=errand.want[: wanted_at_once(sizes)],
        checkpoint=centre.checkpoint,
    )


def facts_of(server: Server, connection: Connection) -> HubFacts:
    """How this hub is, for its page at the centre."""
    total, oldest = waits_up(connection, kinds=OURS)
    disk = disk_usage(server.config.server_key_file.parent)
    laptops = laptops_heard_since(connection, server.clock() - DAY_MS)
    heard_at = upstream.require_upstream(connection).contact_at or 0
    codes = uses_since(connection, (heard_at - DAY_MS) // STEP_MS, limit=MAX_CODES)
    return HubFacts(program_version(), total, oldest, disk.free, disk.total, laptops, codes)


def program_version() -> str:
    """The version of the installed program."""
    try:
        return version("homeward-casework")[:40]
    except PackageNotFoundError:
        return "unknown"


def _have(server: Server, connection: Connection, centre: Upstream) -> dict[str, int]:
    found = {"roster": centre.roster}
    own = devices.find_device(connection, server.identity.own_device)
    if own is not None:
        found[CERTIFICATE] = own.serial
    for kind in LISTS:
        held = devices.read_list(connection, kind)
        if held is not None:
            found[kind] = held[0]
    return found


def _devices(server: Server, connection: Connection, untold: list[Owed]) -> tuple[HubDevice, ...]:
    """Laptops that were enrolled here and that the centre has not heard of, each with its first life."""
    found: dict[Id, HubDevice] = {}
    for one in untold:
        device = devices.find_device(connection, one.device)
        if device is None or device.id in found or device.kind != devices.LAPTOP:
            continue
        first = devices.incarnations_of(connection, device.id)[0].id
        if issuer_of(device.certificate) == server.identity.server and not read_heads(connection, [first]):
            found[device.id] = HubDevice(device.certificate, first, _lease(server, connection, device.id))
    return tuple(found.values())


def _lease(server: Server, connection: Connection, device: Id) -> bytes:
    """The secret that opens the laptop after its lease, for the centre alone: it may be asked for it too."""
    held = read_lease(connection, server.sealing, device)
    if held is None:
        return b""
    centre = signer_named(server, connection, upstream.require_upstream(connection).server)
    return sealer_to(centre.age_recipient)(held.secret)


def _statements(connection: Connection, untold: list[Owed]) -> tuple[IncarnationStatement, ...]:
    found = []
    for one in untold:
        life = devices.find_incarnation(connection, one.incarnation)
        if life is not None and life.statement is not None:
            found.append(IncarnationStatement(life.statement))
    return tuple(found)
