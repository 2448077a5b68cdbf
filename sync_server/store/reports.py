"""Coded dossiers, kept figures and exports: putting and reading."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update

from shared_schema.identifiers import Id
from sync_server.store.standing_lists import Reach
from sync_server.store.statements import add_rows, fetch, put_rows, remove
from sync_server.store.tables_records import dossiers, review_items
from sync_server.store.tables_reports import coded_dossiers, exports, report_snapshots
from sync_server.store.tables_standings import standings

_CODED = ("home", "coded", "made_at")
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Figures of a scope: what was asked, when somebody wanted them, when they were made (None: not yet)."""

    scope: str
    asked: str
    wanted_at: int | None = None
    made_at: int | None = None
    figures: str | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """An export as it is remembered; `cells` = what is kept of a release with hidden cells."""

    id: Id
    person: Id
    at: int
    state: str
    with_names: bool
    second: Id | None
    what: str
    cells: str | None


_EXPORT = tuple(one.name for one in fields(Export))


def put_coded(connection: Connection, rows: Iterable[tuple[Id, str, int]]) -> None:
    """Insert or replace coded dossiers (home, codes, when)."""
    put_rows(connection, coded_dossiers, _CODED, list(rows))


def drop_coded(connection: Connection, homes: Iterable[Id]) -> None:
    """Of dossiers that are gone or erased."""
    remove(connection, coded_dossiers, key="home", values=homes)


def read_coded_dossiers(connection: Connection, reach: Reach) -> Iterator[tuple[Id, str]]:
    """(home, codes) of every dossier within reach, in order of id; a chunk of them in memory at a time."""
    near = standings.c.home == coded_dossiers.c.home
    after = ""
    while True:
        query = select(coded_dossiers.c.home, coded_dossiers.c.coded).join(standings, near).where(reach.condition)
        query = query.where(coded_dossiers.c.home > after).order_by(coded_dossiers.c.home).limit(_CHUNK)
        rows = [(str(row[0]), str(row[1])) for row in connection.execute(query)]
        yield from rows
        if len(rows) < _CHUNK:
            return
        after = rows[-1][0]


def has_more_coded(connection: Connection, reach: Reach, *, than: int) -> bool:
    """Whether there are more dossiers within reach than so many; the others are not counted."""
    near = standings.c.home == coded_dossiers.c.home
    query = select(coded_dossiers.c.home).join(standings, near).where(reach.condition).offset(than).limit(1)
    return connection.scalar(query) is not None


def homes_without_codes(connection: Connection, *, limit: int) -> list[Id]:
    """Dossiers that have no codes yet (made by an earlier version)."""
    missing = coded_dossiers.c.home.is_(None)
    joined = dossiers.outerjoin(coded_dossiers, coded_dossiers.c.home == dossiers.c.id)
    query = select(dossiers.c.id).select_from(joined).where(missing, dossiers.c.erased_at.is_(None))
    return list(connection.scalars(query.order_by(dossiers.c.id).limit(limit)))


def count_broken_rules(connection: Connection, reach: Reach) -> int:
    """Rules that are broken now in dossiers within reach; warnings and restricted records apart."""
    items = review_items.c
    homes = select(standings.c.home).where(reach.condition)
    is_broken = (items.item_kind == "rule_broken") & items.is_open & ~items.is_warning & ~items.is_restricted
    query = select(func.count()).select_from(review_items).where(is_broken, items.home.in_(homes))
    return int(connection.scalar(query) or 0)


def homes_of_numbers(connection: Connection, numbers: Iterable[str]) -> dict[str, Id]:
    """{case number: dossier} of those that stand on one dossier; a number on two names none."""
    found: dict[str, list[Id]] = {}
    for number, home in fetch(connection, dossiers, ("number", "id"), key="number", values=list(numbers)):
        found.setdefault(number, []).append(home)
    return {number: homes[0] for number, homes in found.items() if len(homes) == 1}


def find_snapshot(connection: Connection, scope: str) -> Snapshot | None:
    """The figures of a scope, made or waited for."""
    row = connection.execute(select(report_snapshots).where(report_snapshots.c.scope == scope)).first()
    return None if row is None else _snapshot(row)


def want_snapshot(connection: Connection, scope: str, asked: str, *, at: int) -> None:
    """Somebody waits for these figures."""
    if find_snapshot(connection, scope) is None:
        add_rows(connection, report_snapshots, ("scope", "asked", "wanted_at"), [(scope, asked, at)])
    else:
        connection.execute(update(report_snapshots).where(report_snapshots.c.scope == scope).values(wanted_at=at))


def wanted_snapshots(connection: Connection) -> list[Snapshot]:
    """Figures that somebody waits for, longest first."""
    query = select(report_snapshots).where(report_snapshots.c.wanted_at.is_not(None))
    return [_snapshot(row) for row in connection.execute(query.order_by(report_snapshots.c.wanted_at))]


def keep_snapshot(connection: Connection, scope: str, *, figures: str, at: int) -> None:
    """Figures that were made; `at` is their data cut-off."""
    made = {"figures": figures, "made_at": at, "wanted_at": None}
    connection.execute(update(report_snapshots).where(report_snapshots.c.scope == scope).values(**made))


def forget_snapshots(connection: Connection, *, before: int) -> int:
    """Figures that were made long ago; exports keep their own cells."""
    gone = connection.execute(delete(report_snapshots).where(report_snapshots.c.made_at < before))
    return int(gone.rowcount)


def put_export(connection: Connection, one: Export) -> None:
    """Insert or replace an export."""
    put_rows(connection, exports, _EXPORT, [tuple(getattr(one, name) for name in _EXPORT)])


def find_export(connection: Connection, export: Id) -> Export | None:
    """An export by id."""
    row = connection.execute(select(exports).where(exports.c.id == export)).first()
    return None if row is None else _export(row)


def lock_export(connection: Connection, export: Id, *, state: str) -> bool:
    """Whether it is in this state; until the transaction ends nobody else changes it."""
    same = update(exports).where(exports.c.id == export, exports.c.state == state).values(state=state)
    return connection.execute(same).rowcount == 1


def list_exports(connection: Connection, people: Iterable[Id] | None, *, limit: int = 100) -> list[Export]:
    """Past exports of these people (None: of everybody), newest first."""
    query = select(exports)
    if people is not None:
        mine = list(people)
        query = query.where(or_(exports.c.person.in_(mine), exports.c.second.in_(mine)))
    return [_export(row) for row in connection.execute(query.order_by(exports.c.at.desc()).limit(limit))]


def exports_with_cells(connection: Connection, *, limit: int) -> list[Export]:
    """The last releases of figures, newest first: what the next one must not be subtracted from."""
    query = select(exports).where(exports.c.cells.is_not(None)).order_by(exports.c.at.desc()).limit(limit)
    return [_export(row) for row in connection.execute(query)]


def _snapshot(row: Any) -> Snapshot:
    return Snapshot(*row)


def _export(row: Any) -> Export:
    return Export(*row)
