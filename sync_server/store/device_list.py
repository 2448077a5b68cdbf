"""Laptops and hubs as the shell lists them: codes, whose, where, and when they were last heard of."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from sync_server.store.devices import SERVER
from sync_server.store.tables_people import devices, offices, persons


@dataclass(frozen=True, slots=True)
class ListedDevice:
    """A line of `device list`."""

    code: str
    serial: int
    kind: str
    login: str | None
    office: str | None
    last_contact_at: int | None
    revoked_at: int | None
    issued_at: int


def list_devices(connection: Connection, *, quiet_since: int | None = None) -> list[ListedDevice]:
    """All laptops and hubs by code; with `quiet_since` only those without contact since then (milliseconds)."""
    query = (
        select(
            devices.c.code,
            devices.c.serial,
            devices.c.kind,
            persons.c.login,
            offices.c.code.label("office"),
            devices.c.last_contact_at,
            devices.c.revoked_at,
            devices.c.issued_at,
        )
        .outerjoin(persons, persons.c.id == devices.c.person)
        .outerjoin(offices, offices.c.id == devices.c.office)
        .where(devices.c.kind != SERVER)
        .order_by(devices.c.serial)
    )
    if quiet_since is not None:
        query = query.where(func.coalesce(devices.c.last_contact_at, 0) < quiet_since)
    return [ListedDevice(**row._mapping) for row in connection.execute(query)]
