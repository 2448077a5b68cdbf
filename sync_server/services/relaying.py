"""What a hub relays and is told (sync.md section 6): the centre verifies every signature again and trusts no verdict.

Promise: one bad laptop never holds up the others of a hub; what cannot be taken in is named, everything else is. A hub
gives nothing of an office that is not its own and gets nothing of one; a withdrawn hub gets nothing at all and brings
no new laptops, and what its own device wrote after the cut waits for a person. What laptops signed is theirs, whoever
carries it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from shared_schema.canonical import decode_bytes
from shared_schema.certificates import statement_unverified
from shared_schema.change import Batch
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.messages import Refused, RosterFrame, Verdicts
from sync_server.server import Server
from sync_server.services.codes_twice import compare_codes
from sync_server.services.contacts import note_relayed
from sync_server.services.hub_devices import take_device
from sync_server.services.hub_reach import is_in_reach, scopes_of_hub
from sync_server.services.hub_roster import roster_for
from sync_server.services.incarnations import accept_incarnation
from sync_server.services.issuers import GOOD, standing_of
from sync_server.services.limits import require_changes
from sync_server.services.receive import receive
from sync_server.services.requests import Request
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.devices import SERVER, Device, Incarnation, find_device, find_incarnation
from sync_server.store.feed import read_heads
from sync_server.store.hubs import OtherServer, Refusal, Told, hub_of_device, put_refusals, put_told, read_told

NOT_ITS_OFFICE, UNKNOWN = "hub.not_its_office", "device.unknown"


@dataclass(slots=True)
class Relayed:
    """What became of a relay: verdicts of everything taken in, and what was refused by incarnation."""

    verdicts: Verdicts = field(default_factory=Verdicts)
    refused: dict[Id, Refused] = field(default_factory=dict)
    taken: set[Id] = field(default_factory=set)

    def refuse(self, incarnation: Id, error: HomewardError) -> None:
        """Nothing of this incarnation was taken in."""
        is_fork = error.code == "device.forked" and error.facts.get("incarnation") == incarnation
        n, link = (error.facts.get("n"), error.facts.get("link")) if is_fork else (None, None)
        if isinstance(n, int) and isinstance(link, str):
            self.refused[incarnation] = Refused(incarnation, error.code, n, decode_bytes(link))
        else:
            self.refused[incarnation] = Refused(incarnation, error.code)


def hub_behind(server: Server, device: Device) -> OtherServer:
    """The hub whose own device signed a request; `device.unknown` for none."""
    with server.database.snapshot() as connection:
        hub = hub_of_device(connection, device.id)
    if hub is None:
        raise HomewardError(UNKNOWN)
    return hub


def take_in(server: Server, hub: OtherServer, asked: Request, *, standing: str) -> Relayed:
    """New laptops, new lives of known ones, then every batch. Raises `request.too_large` alone."""
    require_changes(asked.batches)
    found = Relayed()
    for one in asked.devices:
        try:
            if standing != GOOD:  # a late one too
                raise HomewardError("device.revoked")
            server.sealing.prepare(["directory"])
            server.database.run(lambda tx, one=one: take_device(server, tx, hub, one))  # type: ignore[misc]
        except HomewardError as error:
            found.refuse(one.incarnation, error)
    for statement in asked.statements:
        _take_statement(server, hub, statement, found)
    _take_batches(server, hub, asked.batches, standing, found)
    _note(server, hub, found)
    return found


def known_in_reach(server: Server, hub: OtherServer, asked: Request) -> frozenset[Id]:
    """Of the incarnations that a hub asks about, those it may know of: lives of laptops in its reach, and of the
    centre's own device."""
    named = {*asked.hello.confirmed, *(batch.incarnation for batch in asked.batches)}
    with server.database.snapshot() as connection:
        rows = {one: find_incarnation(connection, one) for one in named}
        lives = {row.device for row in rows.values() if row is not None}
        devices = {one: find_device(connection, one) for one in lives}
        reach = {
            key
            for key, device in devices.items()
            if device is not None and (key == server.identity.own_device or is_in_reach(connection, hub, device))
        }
    return frozenset(one for one, row in rows.items() if row is None or row.device in reach)


def roster_frame(server: Server, hub: OtherServer, *, held: int) -> tuple[RosterFrame, ...]:
    """The roster, if the hub does not hold this one. One that is too long is not sent and said on the hub's page; the
    hub goes on with what it has."""
    try:
        signed = roster_for(server, hub, held=held)
    except HomewardError as error:
        _note_untold(server, hub, error.code)
        return ()
    return () if signed is None else (RosterFrame(signed),)


def _note_untold(server: Server, hub: OtherServer, code: str) -> None:
    def work(connection: Connection) -> None:
        own = find_device(connection, hub.device or "")
        if own is not None:
            refusal = Refusal(own.newest_incarnation, code, server.clock())
            put_refusals(connection, hub.server, [refusal], settled=())

    server.database.run(work)


def note_facts(server: Server, hub: OtherServer, asked: Request) -> None:
    """Keep what the hub says of itself, and when it last had everything that was here for it."""
    facts, cursors, now = asked.facts, asked.hello.cursors, server.clock()
    if facts is None:
        return

    def work(connection: Connection) -> None:
        heads = read_heads(connection, scopes_of_hub(connection, hub))
        has_all = all(cursors.get(scope, 0) >= head.head for scope, head in heads.items())
        former = read_told(connection).get(hub.server)
        complete_at = now if has_all else former.complete_at if former is not None else None
        compare_codes(server, connection, hub, facts.codes)
        put_told(connection, hub.server, Told(now, complete_at, facts, {one: cursors.get(one, 0) for one in heads}))

    server.database.run(work)


def _take_statement(server: Server, hub: OtherServer, statement: bytes, found: Relayed) -> None:
    """A new life of a laptop of the hub's offices, or of the hub's own device."""
    new: Id | None = None

    def work(connection: Connection) -> None:
        claimed = statement_unverified(statement)
        nonlocal new
        new = claimed.new
        old = find_incarnation(connection, claimed.old)
        device = find_device(connection, old.device) if old is not None else None
        if device is None:
            raise HomewardError(UNKNOWN)
        _require_reach(server, connection, hub, device)
        accept_incarnation(connection, device, statement, now_ms=server.clock())

    try:
        server.database.run(work)
    except HomewardError as error:
        if new is not None:
            found.refuse(new, error)


def _take_batches(server: Server, hub: OtherServer, batches: Sequence[Batch], standing: str, found: Relayed) -> None:
    """Everything in one transaction where all is well, as nearly always; else each incarnation by itself."""
    by_life: dict[Id, list[Batch]] = {}
    for batch in batches:
        by_life.setdefault(batch.incarnation, []).append(batch)
    lives = _relayable(server, hub, sorted(by_life), found)
    try:
        _receive(server, hub, [batch for one in lives for batch in by_life[one]], standing, found)
    except HomewardError:
        for one in lives:
            _take_one(server, hub, by_life[one], standing, found)
    found.taken.update(one for one in lives if one not in found.refused)


def _take_one(server: Server, hub: OtherServer, batches: Sequence[Batch], standing: str, found: Relayed) -> None:
    try:
        _receive(server, hub, batches, standing, found)
    except HomewardError as error:
        found.refuse(batches[0].incarnation, error)


def _receive(server: Server, hub: OtherServer, batches: Sequence[Batch], standing: str, found: Relayed) -> None:
    with server.database.snapshot() as connection:
        carrier = find_device(connection, hub.device or "")
    if carrier is None:
        raise HomewardError(UNKNOWN)
    received = receive(server, carrier, batches, standing=standing)
    found.verdicts = _joined(found.verdicts, received.verdicts)


def _relayable(server: Server, hub: OtherServer, lives: Sequence[Id], found: Relayed) -> list[Id]:
    """Of these incarnations those that the hub may relay; the others are refused."""
    may: list[Id] = []
    with server.database.snapshot() as connection:
        for one in lives:
            try:
                _require_relayable(server, connection, hub, find_incarnation(connection, one))
                may.append(one)
            except HomewardError as error:
                found.refuse(one, error)
    return may


def _require_relayable(server: Server, connection: Connection, hub: OtherServer, row: Incarnation | None) -> None:
    device = find_device(connection, row.device) if row is not None else None
    if device is None:
        raise HomewardError(UNKNOWN)
    _require_reach(server, connection, hub, device)
    if device.kind != SERVER:
        standing_of(server, connection, device)  # its certificate is its own


def _require_reach(server: Server, connection: Connection, hub: OtherServer, device: Device) -> None:
    """The centre's own changes come back too, to a centre that was restored and lacks them."""
    if device.id != server.identity.own_device and not is_in_reach(connection, hub, device):
        raise HomewardError(NOT_ITS_OFFICE)


def _joined(one: Verdicts, other: Verdicts) -> Verdicts:
    return Verdicts(
        (*one.applied, *other.applied),
        (*one.duplicate, *other.duplicate),
        (*one.set_aside, *other.set_aside),
        (*one.waits_for, *other.waits_for),
    )


def _note(server: Server, hub: OtherServer, found: Relayed) -> None:
    """What was refused stands on the hub's page until it is taken in; laptops were heard of by this way."""
    if not found.refused and not found.taken:
        return
    now = server.clock()
    refused = [Refusal(one.incarnation, one.code, now) for one in found.refused.values()]

    def work(connection: Connection) -> None:
        put_refusals(connection, hub.server, refused, settled=found.taken - found.refused.keys())
        if refused:
            act = AuditRow(now, "hub.refused", None, hub.device, "hub", hub.server)
            append_rows(connection, [act], random=server.random)
        rows = [row for one in sorted(found.taken) if (row := find_incarnation(connection, one)) is not None]
        note_relayed(connection, {row.device for row in rows} - {hub.device}, now_ms=now)

    server.database.run(work)
