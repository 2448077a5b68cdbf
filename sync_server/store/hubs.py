"""Rows of other servers: hubs with their offices at the centre, the centre at a hub; laptops that hubs enrolled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from shared_schema import canonical
from shared_schema.identifiers import Id
from shared_schema.wire.hub_joining import SERIALS_PER_HUB
from shared_schema.wire.messages import HubFacts
from sync_server.store.statements import fetch
from sync_server.store.tables_hubs import hub_devices, hub_facts, hub_offices, hub_refusals, other_servers

HUB, CENTRE = "hub", "centre"


@dataclass(frozen=True, slots=True)
class OtherServer:
    """A row of `other_servers`; `offices` of a hub by id, none of the centre."""

    server: Id
    kind: str
    certificate: bytes
    name: str
    urls: tuple[str, ...]
    authority: str
    number: int
    device: Id | None
    admitted_at: int
    withdrawn_at: int | None = None
    offices: tuple[Id, ...] = ()

    @property
    def code(self) -> str:
        """What a hub is called: H1, H2 …"""
        return f"H{self.number}"


@dataclass(frozen=True, slots=True)
class Told:
    """What a hub said of itself at its last relay, and when it last had everything (None: never)."""

    relay_at: int
    complete_at: int | None
    facts: HubFacts
    cursors: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a hub relayed of an incarnation that was not taken in; still so."""

    incarnation: Id
    code: str
    at: int


def put_server(connection: Connection, server: OtherServer) -> None:
    """A server with its offices, in the place of what was known of it."""
    row = {
        "server": server.server,
        "kind": server.kind,
        "certificate": server.certificate,
        "name": server.name,
        "urls": canonical.dumps(list(server.urls)).decode(),
        "authority": server.authority,
        "number": server.number,
        "device": server.device,
        "admitted_at": server.admitted_at,
        "withdrawn_at": server.withdrawn_at,
    }
    known = select(other_servers.c.server).where(other_servers.c.server == server.server)
    if connection.execute(known).one_or_none() is None:
        first = {"next_serial": server.number * SERIALS_PER_HUB + SERIALS_PER_HUB // 2, "roster_number": 0}
        connection.execute(insert(other_servers), [row | first])
    else:
        connection.execute(update(other_servers).where(other_servers.c.server == server.server).values(**row))
    connection.execute(delete(hub_offices).where(hub_offices.c.server == server.server))
    rows = [{"server": server.server, "office": office} for office in sorted(set(server.offices))]
    if rows:
        connection.execute(insert(hub_offices), rows)


def find_server(connection: Connection, server: Id) -> OtherServer | None:
    """The server with this id, or None."""
    return _one(connection, select(other_servers).where(other_servers.c.server == server))


def hub_of_device(connection: Connection, device: Id) -> OtherServer | None:
    """The hub whose own device this is, or None."""
    return _one(connection, select(other_servers).where(other_servers.c.device == device))


def find_hub(connection: Connection, code: str) -> OtherServer | None:
    """The hub with this code (H1), or None."""
    number = code.upper().removeprefix("H")
    if not (number.isascii() and number.isdigit()) or len(number) > 6:
        return None
    wanted = select(other_servers).where(other_servers.c.kind == HUB, other_servers.c.number == int(number))
    return _one(connection, wanted)


def list_hubs(connection: Connection) -> list[OtherServer]:
    """Every hub, also withdrawn ones, in the order in which they were admitted."""
    offices = _offices(connection)
    rows = connection.execute(select(other_servers).where(other_servers.c.kind == HUB).order_by(other_servers.c.number))
    return [_server(row, offices.get(row.server, ())) for row in rows]


def next_number(connection: Connection) -> int:
    """The number of the next hub."""
    highest = connection.scalar(select(func.max(other_servers.c.number)).where(other_servers.c.kind == HUB))
    return (highest or 0) + 1


def next_renewal_serial(connection: Connection, server: Id, *, above: int) -> int:
    """The serial of a new certificate for a laptop that this hub enrolled: of the upper half of the hub's block, so
    that it is higher than the hub's own ones and collides with none."""
    row = other_servers.c.server == server
    too_low = update(other_servers).where(row, other_servers.c.next_serial <= above)
    connection.execute(too_low.values(next_serial=above + 1))
    raised = update(other_servers).where(row).values(next_serial=other_servers.c.next_serial + 1)
    return int(connection.execute(raised.returning(other_servers.c.next_serial)).scalar_one()) - 1


def roster_mark(connection: Connection, server: Id) -> tuple[int, bytes | None]:
    """Number and digest of the roster that was made last for a hub."""
    wanted = select(other_servers.c.roster_number, other_servers.c.roster_digest)
    row = connection.execute(wanted.where(other_servers.c.server == server)).one()
    return int(row.roster_number), row.roster_digest


def set_roster_mark(connection: Connection, server: Id, *, number: int, digest: bytes) -> None:
    """The number under which what has this digest is given to the hub."""
    changed = update(other_servers).where(other_servers.c.server == server)
    connection.execute(changed.values(roster_number=number, roster_digest=digest))


def note_device(connection: Connection, device: Id, *, server: Id, now_ms: int) -> None:
    """This laptop was enrolled at that hub."""
    connection.execute(insert(hub_devices), [{"device": device, "server": server, "at": now_ms}])


def enrolled_at(connection: Connection, devices: Iterable[Id]) -> dict[Id, Id]:
    """{device: hub} of those that were enrolled at a hub."""
    return dict(fetch(connection, hub_devices, ("device", "server"), key="device", values=sorted(set(devices))))


def devices_enrolled_at(connection: Connection, server: Id) -> list[Id]:
    """The laptops that were enrolled at a hub, oldest first."""
    wanted = select(hub_devices.c.device).where(hub_devices.c.server == server).order_by(hub_devices.c.at)
    return list(connection.scalars(wanted))


def put_told(connection: Connection, server: Id, told: Told) -> None:
    """What the hub says of itself now; the former words go."""
    facts = told.facts
    connection.execute(delete(hub_facts).where(hub_facts.c.server == server))
    row = {
        "server": server,
        "relay_at": told.relay_at,
        "complete_at": told.complete_at,
        "version": facts.version,
        "waits_up": facts.waits_up,
        "oldest_at": facts.oldest_at,
        "disk_free": facts.disk_free,
        "disk_total": facts.disk_total,
        "laptops": facts.laptops,
        "cursors": canonical.dumps(dict(told.cursors)).decode(),
    }
    connection.execute(insert(hub_facts), [row])


def read_told(connection: Connection) -> dict[Id, Told]:
    """What each hub said last."""
    return {row.server: _told(row) for row in connection.execute(select(hub_facts))}


def put_refusals(connection: Connection, server: Id, refused: Iterable[Refusal], *, settled: Iterable[Id]) -> None:
    """Note what was not taken in; of the incarnations in `settled` everything was."""
    new = list(refused)
    gone = {*settled, *(one.incarnation for one in new)}
    if gone:
        mine = hub_refusals.c.server == server
        connection.execute(delete(hub_refusals).where(mine, hub_refusals.c.incarnation.in_(sorted(gone))))
    rows = [{"server": server, "incarnation": one.incarnation, "code": one.code, "at": one.at} for one in new]
    if rows:
        connection.execute(insert(hub_refusals), rows)


def refusals_of(connection: Connection, server: Id) -> list[Refusal]:
    """What is not taken in of a hub now, newest first."""
    wanted = select(hub_refusals).where(hub_refusals.c.server == server).order_by(hub_refusals.c.at.desc())
    return [Refusal(row.incarnation, row.code, row.at) for row in connection.execute(wanted)]


def set_withdrawn(connection: Connection, server: OtherServer, *, now_ms: int) -> OtherServer:
    """The hub is trusted no more."""
    connection.execute(update(other_servers).where(other_servers.c.server == server.server).values(withdrawn_at=now_ms))
    return replace(server, withdrawn_at=now_ms)


def _one(connection: Connection, wanted: Any) -> OtherServer | None:
    row = connection.execute(wanted).one_or_none()
    if row is None:
        return None
    mine = select(hub_offices.c.office).where(hub_offices.c.server == row.server).order_by(hub_offices.c.office)
    return _server(row, tuple(connection.scalars(mine)))


def _offices(connection: Connection) -> dict[Id, tuple[Id, ...]]:
    found: dict[Id, tuple[Id, ...]] = {}
    for row in connection.execute(select(hub_offices).order_by(hub_offices.c.office)):
        found[row.server] = (*found.get(row.server, ()), row.office)
    return found


def _server(row: Row[Any], offices: tuple[Id, ...]) -> OtherServer:
    return OtherServer(
        server=row.server,
        kind=row.kind,
        certificate=row.certificate,
        name=row.name,
        urls=tuple(canonical.loads(row.urls.encode())),
        authority=row.authority,
        number=row.number,
        device=row.device,
        admitted_at=row.admitted_at,
        withdrawn_at=row.withdrawn_at,
        offices=offices,
    )


def _told(row: Row[Any]) -> Told:
    facts = HubFacts(row.version, row.waits_up, row.oldest_at, row.disk_free, row.disk_total, row.laptops)
    return Told(row.relay_at, row.complete_at, facts, canonical.loads(row.cursors.encode()))
