"""How the hubs are, as the centre knows: what each said at its last relay, what waits here for it, what was refused.

Counts and times alone; what stands in records is nobody's business here. A hub's own words are shown as its words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.services.hub_reach import people_of, scopes_of_hub
from sync_server.store.devices import find_device, find_incarnation
from sync_server.store.feed import read_heads
from sync_server.store.hubs import (
    OtherServer,
    Refusal,
    Told,
    devices_enrolled_at,
    find_hub,
    list_hubs,
    read_told,
    refusals_of,
)
from sync_server.store.people import account_by_id, credentials_of, list_offices

SILENT_MS = 24 * 3_600_000
FULL_PERCENT = 10


class HubState(StrEnum):
    """The worst that is so of a hub, in this order."""

    WITHDRAWN = "withdrawn"
    NEVER = "never"  # admitted, and never heard of
    SILENT = "silent"  # not heard of for a day
    REFUSED = "refused"  # something it relayed was not taken in
    FULL = "full"  # less than a tenth of its disk is free
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class HubLine:
    """One hub: `offices` = codes of its offices, `waits_down` = numbers of records here that it does not have,
    `in_use` = laptops that it enrolled and that are not cut off, `signs_in` = logins of whom it holds credentials."""

    hub: OtherServer
    offices: tuple[str, ...]
    told: Told | None
    waits_down: int
    state: HubState
    refused: tuple["RefusedLine", ...] = ()
    enrolled: tuple[str, ...] = ()
    in_use: tuple[str, ...] = ()
    signs_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """Something a hub relayed that was not taken in: whose laptop's, as far as that is known here."""

    device: str | None
    code: str
    at: int


def hub_lines(server: Server, *, offices: frozenset[Id] | None = None) -> list[HubLine]:
    """Every hub in the order of admission; with `offices` those that have one of them."""
    with server.database.snapshot() as connection:
        told, codes = read_told(connection), _codes(connection)
        found = [one for one in list_hubs(connection) if offices is None or not offices.isdisjoint(one.offices)]
        return [_line(server, connection, one, told.get(one.server), codes) for one in found]


def hub_line(server: Server, code: str) -> HubLine | None:
    """One hub by its code (H1), or None."""
    with server.database.snapshot() as connection:
        hub = find_hub(connection, code)
        if hub is None:
            return None
        return _line(server, connection, hub, read_told(connection).get(hub.server), _codes(connection))


def _line(
    server: Server, connection: Connection, hub: OtherServer, told: Told | None, codes: Mapping[Id, str]
) -> HubLine:
    refused = refusals_of(connection, hub.server)
    devices = [find_device(connection, one) for one in devices_enrolled_at(connection, hub.server)]
    secrets = credentials_of(connection, people_of(connection, hub))
    return HubLine(
        hub=hub,
        offices=tuple(sorted(codes.get(one, "?") for one in hub.offices)),
        told=told,
        waits_down=0 if told is None or hub.withdrawn_at is not None else _waits_down(connection, hub, told),
        state=state_of(hub, told, refused=bool(refused), now_ms=server.clock()),
        refused=tuple(_refused(connection, one) for one in refused),
        enrolled=tuple(one.code for one in devices if one is not None),
        in_use=tuple(one.code for one in devices if one is not None and one.revoked_at is None),
        signs_in=tuple(sorted(_logins(connection, [key for key, one in secrets.items() if one.is_whole]))),
    )


def state_of(hub: OtherServer, told: Told | None, *, refused: bool, now_ms: int) -> HubState:
    """The first of the states that is so."""
    if hub.withdrawn_at is not None:
        return HubState.WITHDRAWN
    if told is None:
        return HubState.NEVER
    if now_ms - told.relay_at > SILENT_MS:
        return HubState.SILENT
    if refused:
        return HubState.REFUSED
    facts = told.facts
    is_full = facts.disk_total > 0 and facts.disk_free * 100 < facts.disk_total * FULL_PERCENT
    return HubState.FULL if is_full else HubState.GOOD


def _waits_down(connection: Connection, hub: OtherServer, told: Told) -> int:
    heads = read_heads(connection, scopes_of_hub(connection, hub))
    return sum(max(0, head.head - told.cursors.get(scope, 0)) for scope, head in heads.items())


def _refused(connection: Connection, one: Refusal) -> RefusedLine:
    row = find_incarnation(connection, one.incarnation)
    device = find_device(connection, row.device) if row is not None else None
    code = f"{device.code}{row.letter}" if row is not None and device is not None else None
    return RefusedLine(code, one.code, one.at)


def _logins(connection: Connection, people: Iterable[Id]) -> list[str]:
    found = [account_by_id(connection, one) for one in people]
    return [one.login for one in found if one is not None]


def _codes(connection: Connection) -> dict[Id, str]:
    return {one.id: one.code for one in list_offices(connection)}
