"""Rows of the audit by when, who, what and about whom; newest first. Bounded by people, offices and records."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, String, bindparam, false, func, or_, select, text, true

from shared_schema.identifiers import Id
from sync_server.store.audit import AuditRow, ChainedRow, chained
from sync_server.store.statements import fetch, list_for, one_of
from sync_server.store.tables_audit import IS_CHECK, audit_rows
from sync_server.store.tables_people import persons
from sync_server.store.tables_records import dossiers, records

_T = audit_rows.c
_REACHED = (("actor", "people"), ("scope", "offices"))


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose rows may be read: acts of these people, and acts on what lies in these offices; None: every row."""

    people: frozenset[Id]
    offices: frozenset[Id]


@dataclass(frozen=True, slots=True)
class SoughtActs:
    """Filters: from (inclusive) to (exclusive) in milliseconds, who, which actions (`review.*`:
    all of that name), which outcome, about which ids, not about records of which kinds."""

    since: int
    until: int
    actor: Id | None = None
    actions: tuple[str, ...] = ()
    outcome: str | None = None
    objects: tuple[str, ...] | None = None
    without_kinds: tuple[str, ...] = ()


def count_acts(connection: Connection, reach: Reach | None, sought: SoughtActs, *, at_most: int) -> int:
    """How many rows fit; of more than `at_most`, that many: a week of acts of all offices is long to count."""
    found = select(true().label("one")).select_from(audit_rows).where(*_where(connection, reach, sought)).limit(at_most)
    return int(connection.scalar(select(func.count()).select_from(found.subquery()), _lists(connection, reach)) or 0)


def find_acts(
    connection: Connection, reach: Reach | None, sought: SoughtActs, *, first: int = 0, limit: int
) -> list[ChainedRow]:
    """Rows from number `first` on, newest first."""
    query = select(audit_rows).where(*_where(connection, reach, sought)).order_by(_T.at.desc(), _T.id.desc())
    rows = connection.execute(query.offset(first).limit(limit), _lists(connection, reach))
    return [chained(row) for row in rows]


def newest_check(connection: Connection) -> AuditRow | None:
    """The newest check of the chain, or None."""
    query = select(audit_rows).where(text(IS_CHECK)).order_by(_T.at.desc(), _T.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else chained(row).row


def logins_of(connection: Connection, ids: Collection[Id]) -> dict[Id, str]:
    """{person: login} of those among these ids who are people."""
    return {row[0]: row[1] for row in fetch(connection, persons, ("id", "login"), key="id", values=ids)}


def people_by_login(connection: Connection, ids: Collection[Id] | None) -> list[tuple[Id, str]]:
    """(id, login) of these people in order of their logins; None: of everybody."""
    if ids is None:
        return [
            (row.id, row.login)
            for row in connection.execute(select(persons.c.id, persons.c.login).order_by(persons.c.login))
        ]
    rows = fetch(connection, persons, ("id", "login"), key="id", values=ids, order_by="login")
    return [(row[0], row[1]) for row in rows]


def people_of_offices(connection: Connection, offices: Collection[Id]) -> frozenset[Id]:
    """Everybody who has an account in one of these offices."""
    return frozenset(connection.scalars(select(persons.c.id).where(persons.c.office.in_(sorted(offices)))))


def numbers_of(connection: Connection, ids: Collection[Id]) -> dict[Id, str]:
    """{dossier or record: number of its case or inquiry}, of those that have one."""
    heads = select(dossiers.c.id, dossiers.c.number).where(dossiers.c.id.in_(ids))
    parts = select(records.c.id, dossiers.c.number).join(dossiers, dossiers.c.id == records.c.home)
    found = [*connection.execute(heads), *connection.execute(parts.where(records.c.id.in_(ids)))]
    return {one: number for one, number in found if number}


def dossiers_numbered(connection: Connection, number: str) -> list[Id]:
    """The dossiers with this case number."""
    return list(connection.scalars(select(dossiers.c.id).where(dossiers.c.number == number)))


def records_in(connection: Connection, homes: Collection[Id]) -> tuple[Id, ...]:
    """The records of dossiers, their heads among them."""
    return tuple(connection.scalars(select(records.c.id).where(records.c.home.in_(list(homes)))))


def _where(connection: Connection, reach: Reach | None, sought: SoughtActs) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_T.at >= sought.since, _T.at < sought.until]
    if sought.actor is not None:
        found.append(_T.actor == sought.actor)
    if sought.actions:
        whole = [one for one in sought.actions if not one.endswith(".*")]
        begins = [_T.action.like(one.removesuffix("*") + "%") for one in sought.actions if one.endswith(".*")]
        found.append(or_(_T.action.in_(whole), *begins))
    if sought.outcome is not None:
        found.append(_T.outcome == sought.outcome)
    if sought.objects is not None:
        found.append(_T.object_id.in_(list(sought.objects)) if sought.objects else false())
    if sought.without_kinds:
        found.append(or_(_T.object_kind.is_(None), _T.object_kind.not_in(sought.without_kinds)))
    if reach is not None:
        is_sqlite = connection.dialect.name == "sqlite"
        found.append(or_(*(_is_named(_T[name], of, is_sqlite=is_sqlite) for name, of in _REACHED)))
    return found


def _is_named(column: ColumnElement[str], name: str, *, is_sqlite: bool) -> ColumnElement[bool]:
    """Whether a column of very many rows holds one of a long list: PostgreSQL looks it up in a table made of the list,
    where it would compare an array that it does not know when it plans with each of its values, row after row."""
    if is_sqlite:
        return one_of(column, name, is_sqlite=True)
    return column.in_(select(func.unnest(bindparam(name, type_=ARRAY(String)))))


def _lists(connection: Connection, reach: Reach | None) -> dict[str, Any]:
    if reach is None:
        return {}
    is_sqlite = connection.dialect.name == "sqlite"
    return {
        name: list_for(sorted(ids), is_sqlite=is_sqlite)
        for name, ids in (("people", reach.people), ("offices", reach.offices))
    }
