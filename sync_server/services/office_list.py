"""Offices with their directory records and how many people and laptops each has; no case is counted here."""

from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from shared_schema.merge.policy import Shown
from sync_server.server import Server
from sync_server.services.people_names import directory_of
from sync_server.store import devices, people
from sync_server.store.devices import LAPTOP
from sync_server.store.people import Office


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One office: its record, its active people, its laptops in use."""

    office: Office
    shown: Shown | None
    people: int
    laptops: int


def list_offices(server: Server) -> tuple[OfficeLine, ...]:
    """Every office by code."""
    with server.database.snapshot() as connection:
        return _lines(server, connection, people.list_offices(connection))


def find_office(server: Server, code: str) -> OfficeLine:
    """One office; `record.not_found`."""
    with server.database.snapshot() as connection:
        found = people.find_office(connection, code)
        if found is None:
            raise HomewardError("record.not_found", record="")
        return _lines(server, connection, [found])[0]


def _lines(server: Server, connection: Connection, offices: list[Office]) -> tuple[OfficeLine, ...]:
    named = directory_of(server, connection, [one.id for one in offices])
    working = [one.office for one in people.list_accounts(connection) if one.is_active]
    in_use = [one.office for one in devices.all_devices(connection, kind=LAPTOP) if one.revoked_at is None]
    return tuple(OfficeLine(one, named.get(one.id), working.count(one.id), in_use.count(one.id)) for one in offices)
