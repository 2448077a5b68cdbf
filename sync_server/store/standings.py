"""Coded lines of dossiers: written by the job that checks touched dossiers, read by lists and figures."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, text

from shared_schema.identifiers import Id
from sync_server.store.statements import fetch, put_rows, remove
from sync_server.store.tables_records import dossier_queue, dossiers
from sync_server.store.tables_standings import standings

CASE, INQUIRY = "case", "tracing_inquiry"
OPEN_STATUSES = ("open", "transfer_pending", "tracing")
CLOSED_STATUSES = ("closed", "duplicate")
_T = standings.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A dossier as lists know it; days are ISO texts. See `tables_standings` for each column."""

    home: Id
    kind: str
    worker: Id | None = None
    office: Id | None = None
    other_worker: Id | None = None
    other_office: Id | None = None
    author: Id | None = None
    begun_on: str | None = None
    status: str | None = None
    stage: str | None = None
    risk: str | None = None
    province: str | None = None
    due_on: str | None = None
    overdue_on: str | None = None
    escalated_on: str | None = None
    last_seen_on: str | None = None
    last_tried_on: str | None = None
    not_seen_reason: str | None = None
    attempts: int = 0
    reunified_on: str | None = None
    open_alerts: int = 0
    open_matches: int = 0
    is_lost: bool = False
    stands_until: str | None = None
    made_at: int = 0
    closed_on: str | None = None
    open_tasks: int = 0
    open_questions: int = 0

    @property
    def is_twice(self) -> bool:
        """Whether it is assigned to two people at once."""
        return bool(self.other_worker or self.other_office)


COLUMNS = tuple(one.name for one in fields(Standing))
_SAID = tuple(name for name in COLUMNS if name not in ("home", "made_at"))


def put_standings(connection: Connection, rows: Iterable[Standing]) -> None:
    """Insert or replace; where a line says something else, the sums of who held and holds it are to be made anew."""
    lines = list(rows)
    before = read_standings(connection, [row.home for row in lines])
    same: list[Standing] = []
    other: list[Standing] = []
    for row in lines:
        former = before.get(row.home)
        says_same = former is not None and replace(former, made_at=row.made_at) == row
        (same if says_same else other).append(row)
    _touch(connection, [row.home for row in other], {row.worker for row in other})
    put_rows(connection, standings, COLUMNS, [_values(row) for row in other])
    put_rows(connection, standings, COLUMNS, [_values(row) for row in same], as_before=_SAID)


def _values(row: Standing) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in COLUMNS)


def drop_standings(connection: Connection, homes: Iterable[Id]) -> None:
    """Erased dossiers leave lists and figures."""
    gone = list(homes)
    _touch(connection, gone, set())
    remove(connection, standings, key="home", values=gone)


def _touch(connection: Connection, homes: Iterable[Id], workers: set[Id | None]) -> None:
    held = {row[0] for row in fetch(connection, standings, ("worker",), key="home", values=homes)}
    owners = sorted({one or "" for one in workers | held})
    if owners:
        connection.execute(_TOUCHED, [{"worker": one} for one in owners])


_TOUCHED = text(
    "INSERT INTO standing_owners (worker, changed, counted, counted_for) VALUES (:worker, 1, 0, '') "
    "ON CONFLICT (worker) DO UPDATE SET changed = standing_owners.changed + 1"
)


def read_standings(connection: Connection, homes: Iterable[Id]) -> dict[Id, Standing]:
    """Lines by dossier; those not made yet are absent."""
    return {row[0]: row_of(row) for row in fetch(connection, standings, COLUMNS, key="home", values=homes)}


def homes_by(connection: Connection, authors: Collection[Id]) -> list[Id]:
    """The dossiers whose heads these people wrote."""
    query = select(standings.c.home).where(standings.c.author.in_(sorted(authors)))
    return list(connection.scalars(query)) if authors else []


def not_made_yet(connection: Connection, *, limit: int) -> list[Id]:
    """Dossiers that were touched since their line was made, those touched last first."""
    return list(connection.scalars(_NOT_MADE_YET, {"limit": limit}))


def count_not_made_yet(connection: Connection) -> int:
    """How many dossiers have a line that may be older than their records."""
    return int(connection.scalar(_touched(select(func.count()).select_from(dossier_queue))) or 0)


def expired(connection: Connection, *, today: str, limit: int) -> list[Id]:
    """Dossiers whose records mean something else from today on."""
    return list(connection.scalars(_EXPIRED, {"today": today, "limit": limit}))


def _touched(query: Select[Any]) -> Select[Any]:
    """Asked of the queue line by line: it is short, the tables beside it are not."""
    queue = dossier_queue.c
    is_here = select(dossiers.c.id).where(dossiers.c.id == queue.home, dossiers.c.erased_at.is_(None)).exists()
    is_made = select(_T.home).where(_T.home == queue.home, _T.made_at > queue.touched_at).exists()
    return query.where(is_here, ~is_made)


ONE_TOUCHED = _touched(select(dossier_queue.c.home))
_NOT_MADE_YET = ONE_TOUCHED.order_by(dossier_queue.c.touched_at.desc()).limit(bindparam("limit"))
_EXPIRED = select(_T.home).where(_T.stands_until <= bindparam("today")).limit(bindparam("limit"))
FIRST_TO_EXPIRE = select(func.min(_T.stands_until))  # the first entry of an index, whatever the planner expects


def row_of(row: tuple[Any, ...]) -> Standing:
    """A line from its columns, in the order of `COLUMNS`."""
    values = dict(zip(COLUMNS, row, strict=True))
    values["is_lost"] = bool(values["is_lost"])
    return Standing(**values)
