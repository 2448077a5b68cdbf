"""What laptops told of themselves at their newest contact, and reports of lost ones. Codes and numbers, no names."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from shared_schema.identifiers import Id
from sync_server.store.statements import fetch, put_rows
from sync_server.store.tables_records import dossiers, feed, records
from sync_server.store.tables_running import device_contacts, lost_reports

DIRECT = "direct"
_CONTACT = ("device", "at", "way", "schema_version", "clock_difference_ms", "unsent", "checkpoint_n")
_REPORT = (
    "device", "reported_at", "reported_by", "last_seen_on", "was", "had_by", "reason", "cases", "restricted",
    "found_at", "held",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contact:
    """The newest contact: when and by which way (direct, hub, bundle), the version of records that the laptop writes,
    its clock minus ours (milliseconds), how many changes it said it still holds back, and the number of the newest
    checkpoint of our audit that it gave back."""

    device: Id
    at: int
    way: str
    schema_version: int
    clock_difference_ms: int
    unsent: int | None
    checkpoint_n: int | None = None


@dataclass(frozen=True, slots=True)
class LostReport:
    """A lost laptop as it was reported; `cases`, `restricted` = dossiers and restricted records that it held, `held` =
    which dossiers these were, as canonical JSON [[id, restricted records in it], …]: cases may move afterwards."""

    device: Id
    reported_at: int
    reported_by: Id
    last_seen_on: str
    was: str
    had_by: str
    reason: str
    cases: int
    restricted: int
    found_at: int | None = None
    held: str | None = None


@dataclass(frozen=True, slots=True)
class HeldDossier:
    """A dossier that lies in the leaves of a laptop; `restricted` = restricted records of it there."""

    id: Id
    kind: str
    number: str | None
    restricted: int = 0


def read_contacts(connection: Connection, devices: Iterable[Id]) -> dict[Id, Contact]:
    """The newest contacts by device."""
    rows = fetch(connection, device_contacts, _CONTACT, key="device", values=devices)
    return {row[0]: Contact(*row) for row in rows}


def put_contact(connection: Connection, contact: Contact) -> None:
    """Write the newest contact over the one before."""
    put_rows(connection, device_contacts, _CONTACT, [tuple(getattr(contact, name) for name in _CONTACT)])


def newest_held_checkpoint(connection: Connection) -> tuple[int, int] | None:
    """(n, when) of the newest checkpoint of our audit that a laptop has given back, None where none has."""
    held = device_contacts.c
    query = select(held.checkpoint_n, held.at).where(held.checkpoint_n.is_not(None))
    row = connection.execute(query.order_by(held.checkpoint_n.desc(), held.at.desc()).limit(1)).one_or_none()
    return None if row is None else (row.checkpoint_n, row.at)


def put_lost_report(connection: Connection, report: LostReport) -> None:
    """Keep the report of a lost laptop."""
    put_rows(connection, lost_reports, _REPORT, [tuple(getattr(report, name) for name in _REPORT)])


def newest_lost_report(connection: Connection, device: Id) -> LostReport | None:
    """The newest report about a laptop, or None."""
    query = select(lost_reports).where(lost_reports.c.device == device).order_by(lost_reports.c.reported_at.desc())
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else LostReport(**row._mapping)


def note_found(connection: Connection, device: Id, *, now_ms: int) -> None:
    """The laptop is back: its open reports end."""
    open_ones = update(lost_reports).where(lost_reports.c.device == device, lost_reports.c.found_at.is_(None))
    connection.execute(open_ones.values(found_at=now_ms))


def held_dossiers(connection: Connection, scopes: Iterable[str], *, limit: int) -> list[HeldDossier]:
    """Dossiers whose heads lie in these leaves now, by number; the first of them."""
    columns = (dossiers.c.id, dossiers.c.kind, dossiers.c.number)
    query = _held(select(*columns), scopes).distinct().order_by(dossiers.c.number, dossiers.c.id).limit(limit)
    return [HeldDossier(row.id, row.kind, row.number) for row in connection.execute(query)]


def held_with_restricted(connection: Connection, scopes: Iterable[str]) -> list[tuple[Id, int]]:
    """(dossier, restricted records of it) of every dossier in these leaves now, for the report of a lost laptop."""
    leaves = list(scopes)
    ids = dossiers_in(connection, leaves)
    query = select(records.c.home, func.count(records.c.id.distinct())).join(feed, feed.c.record == records.c.id)
    query = query.where(feed.c.scope.in_(leaves), feed.c.is_gone.is_(False), records.c.is_restricted.is_(True))
    counts = {row[0]: int(row[1]) for row in connection.execute(query.group_by(records.c.home))}
    return [(one, counts.get(one, 0)) for one in ids]


def dossiers_in(connection: Connection, scopes: Iterable[str]) -> list[Id]:
    """Every dossier whose head lies in these leaves now."""
    query = _held(select(dossiers.c.id), scopes).distinct().order_by(dossiers.c.id)
    return [row.id for row in connection.execute(query)]


def dossiers_named(connection: Connection, held: Iterable[tuple[Id, int]], *, limit: int) -> list[HeldDossier]:
    """The dossiers of such a list that were not erased since, by number; the first of them."""
    counts = dict(held)
    rows = fetch(connection, dossiers, ("id", "kind", "number", "erased_at"), key="id", values=counts)
    found = [HeldDossier(row[0], row[1], row[2], counts[row[0]]) for row in rows if row[3] is None]
    return sorted(found, key=lambda one: (one.number or "", one.id))[:limit]


def count_held(connection: Connection, scopes: Iterable[str]) -> int:
    """How many dossiers lie in these leaves now."""
    return int(connection.scalar(_held(select(func.count(dossiers.c.id.distinct())), scopes)) or 0)


def count_restricted(connection: Connection, scopes: Iterable[str]) -> int:
    """How many restricted records lie in these leaves now."""
    query = select(func.count(records.c.id.distinct())).join(feed, feed.c.record == records.c.id)
    query = query.where(feed.c.scope.in_(list(scopes)), feed.c.is_gone.is_(False), records.c.is_restricted.is_(True))
    return int(connection.scalar(query) or 0)


def _held(query: Select[Any], scopes: Iterable[str]) -> Select[Any]:
    joined = query.join(feed, feed.c.record == dossiers.c.id)
    return joined.where(feed.c.scope.in_(list(scopes)), feed.c.is_gone.is_(False), dossiers.c.erased_at.is_(None))
