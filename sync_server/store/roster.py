"""Who works in which office, and when her newest laptop was last heard of: one question for a whole page."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from shared_schema.identifiers import Id
from sync_server.store.devices import LAPTOP
from sync_server.store.people import ACTIVE, LEFT, UNVERIFIED
from sync_server.store.statements import list_for, one_of
from sync_server.store.tables_audit import audit_rows
from sync_server.store.tables_people import devices, persons

_ADDED, _COUNTERSIGNED = "person.added", "person.countersigned"
_IN_USE = and_(devices.c.person == persons.c.id, devices.c.kind == LAPTOP, devices.c.revoked_at.is_(None))


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
    wanted = sorted(values)
    if not wanted:
        return []
    is_sqlite = connection.dialect.name == "sqlite"
    rows = connection.execute(_told(key, is_sqlite=is_sqlite), {"wanted": list_for(wanted, is_sqlite=is_sqlite)})
    return [RosterRow(*row[:6]) for row in rows]


@cache
def _told(key: str, *, is_sqlite: bool) -> Select[Any]:
    """Those who have no laptop too, with none."""
    p = persons.c
    query = select(p.id, p.role, p.office, p.status, func.count(devices.c.id), func.max(devices.c.last_contact_at))
    query = query.select_from(persons.outerjoin(devices, _IN_USE)).where(one_of(p[key], "wanted", is_sqlite=is_sqlite))
    return query.group_by(p.id).order_by(p.office, p.id)


def active_persons(connection: Connection) -> frozenset[Id]:
    """Everybody who may hold a case at all."""
    query = select(persons.c.id).where(persons.c.status.in_((ACTIVE, UNVERIFIED)))
    return frozenset(connection.scalars(query))


def unverified_persons(connection: Connection) -> frozenset[Id]:
    """Everybody whose access to cases nobody has ever countersigned: who waits for it, and who left before it.

    Who was countersigned once and waits again, because she is to see more, stays one of us. An account that somebody
    added on the server's shell needed no second person.
    """
    rows = connection.execute(select(persons.c.id, persons.c.status).where(persons.c.status.in_((UNVERIFIED, LEFT))))
    status = {row.id: row.status for row in rows}
    told = audit_rows.c
    acts = select(told.object_id, told.action, told.actor).where(
        told.object_id.in_(list(status)), told.action.in_((_ADDED, _COUNTERSIGNED))
    )
    found = list(connection.execute(acts))
    countersigned = {row.object_id for row in found if row.action == _COUNTERSIGNED}
    added = {row.object_id for row in found if row.action == _ADDED and row.actor is not None}
    return frozenset(
        one for one, now in status.items() if one not in countersigned and (now == UNVERIFIED or one in added)
    )


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
