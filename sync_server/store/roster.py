"""Who works in which office, and when her newest laptop was last heard of: one question for a whole page."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from shared_schema.identifiers import Id
from sync_server.store.devices import LAPTOP
from sync_server.store.people import ACTIVE, UNVERIFIED
from sync_server.store.statements import fetch
from sync_server.store.tables_people import devices, persons

_IN_USE = f"kind = '{LAPTOP}' AND revoked_at IS NULL"


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A person with an account; `last_contact_at` None = no laptop of hers was ever heard of."""

    person: Id
    role: str
    office: Id | None
    status: str
    laptops: int
    last_contact_at: int | None

    @property
    def is_active(self) -> bool:
        """Whether somebody may be given to her."""
        return self.status in (ACTIVE, UNVERIFIED)


def roster_rows(connection: Connection, *, offices: Iterable[Id]) -> list[RosterRow]:
    """Everybody of these offices, by office; also those who left."""
    return _rows(connection, "office", offices)


def roster_rows_of(connection: Connection, people: Iterable[Id]) -> list[RosterRow]:
    """These people, whatever office they are of; who has no account is left out."""
    return _rows(connection, "id", people)


def _rows(connection: Connection, key: str, values: Iterable[Id]) -> list[RosterRow]:
    columns = ("id", "role", "office", "status")
    found = fetch(connection, persons, columns, key=key, values=sorted(values), order_by="office, id")
    told = ("person", "COUNT(*)", "MAX(last_contact_at)")
    laptops = fetch(
        connection, devices, told, key="person", values=[row[0] for row in found], and_where=_IN_USE, group_by="person"
    )
    heard: dict[Id, tuple[int, int | None]] = {person: (int(number), at) for person, number, at in laptops}
    return [RosterRow(row[0], row[1], row[2], row[3], *heard.get(row[0], (0, None))) for row in found]


def active_persons(connection: Connection) -> frozenset[Id]:
    """Everybody who may hold a case at all."""
    query = select(persons.c.id).where(persons.c.status.in_((ACTIVE, UNVERIFIED)))
    return frozenset(connection.scalars(query))


def unverified_persons(connection: Connection) -> frozenset[Id]:
    """Everybody whose access to cases nobody has countersigned yet."""
    return frozenset(connection.scalars(select(persons.c.id).where(persons.c.status == UNVERIFIED)))


@dataclass(frozen=True, slots=True)
class SilentLaptop:
    """A laptop in use that was not heard of for long; None = never."""

    device: Id
    code: str
    person: Id | None
    office: Id | None
    last_contact_at: int | None


def silent_laptops(connection: Connection, *, offices: Iterable[Id], before: int) -> list[SilentLaptop]:
    """Laptops of these offices without contact since a moment (milliseconds), those silent longest first."""
    columns = (devices.c.id, devices.c.code, devices.c.person, devices.c.office, devices.c.last_contact_at)
    at = func.coalesce(devices.c.last_contact_at, devices.c.issued_at)
    query = select(*columns).where(
        devices.c.kind == LAPTOP,
        devices.c.revoked_at.is_(None),
        devices.c.office.in_(sorted(offices)),
        at < before,
    )
    return [SilentLaptop(row[0], row[1], row[2], row[3], row[4]) for row in connection.execute(query.order_by(at))]
