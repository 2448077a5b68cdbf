"""Coded lines of dossiers: written by the job that checks touched dossiers, read by lists and figures.

Everything that is asked is asked within offices and a worker whose dossiers the reader may see.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    text,
)

from shared_schema.identifiers import Id
from shared_schema.rules.patterns import TOLERANCE_DAYS
from sync_server.store.statements import fetch, put_rows, remove
from sync_server.store.tables_records import dossier_queue, dossiers, review_items
from sync_server.store.tables_standings import standings

CASE, INQUIRY = "case", "tracing_inquiry"
OPEN_STATUSES = ("open", "transfer_pending", "tracing")
CLOSED_STATUSES = ("closed", "duplicate")
_T = standings.c


def _said(words: str) -> ColumnElement[bool]:
    return literal_column(f"standings.{words}")


# Word for word the conditions of the indexes of these few lines (`tables_standings`): bound values would hide that.
_IS_LOST, _HAS_ALERTS, _HAS_MATCHES = (_said(words) for words in ("is_lost", "open_alerts > 0", "open_matches > 0"))
_WAS_TRIED, _IS_SHUT = _said("attempts > 0"), _said("status IN ('closed', 'duplicate')")


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

    @property
    def is_twice(self) -> bool:
        """Whether it is assigned to two people at once."""
        return bool(self.other_worker or self.other_office)


_COLUMNS = tuple(one.name for one in fields(Standing))


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose dossiers: of these offices, and of this worker herself."""

    offices: frozenset[Id]
    worker: Id

    @property
    def condition(self) -> ColumnElement[bool]:
        """As SQL."""
        offices = sorted(self.offices)
        own = or_(_T.worker == self.worker, _T.other_worker == self.worker)
        return or_(_T.office.in_(offices), _T.other_office.in_(offices), own) if offices else own


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a list is narrowed to; None or empty = not narrowed. `state`: see `_STATES`; `today` is an ISO day."""

    today: str
    kind: str | None = CASE
    office: Id | None = None
    worker: Id | None = None
    province: str | None = None
    risk: str | None = None
    stage: str | None = None
    state: str = "open"
    since: str = ""  # of reunified_on, both included
    until: str = ""
    soon: str = ""  # the last day whose visits count as due
    authors: Collection[Id] | None = None  # who created the head
    active_workers: Collection[Id] | None = None  # for `unassigned`
    among: Collection[Id] | None = None  # lines of these workers alone ("" = of nobody)


@dataclass(frozen=True, slots=True)
class Place:
    """Counts of one office and province, of open cases unless said otherwise."""

    office: Id | None
    province: str | None
    active: int
    overdue: int
    escalated: int
    reunified: int
    alerts: int
    matches: int
    lost: int


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Of the open cases of one office, worker or stage: how their next visits stand today."""

    of: str | None
    cases: int
    on_time: int
    late: int
    escalated: int
    not_seen: int
    lost: int
    never_seen: int


@dataclass(frozen=True, slots=True)
class Load:
    """What one worker has: open cases by working risk, inquiries, visits due within the week, overdue, escalated."""

    worker: Id | None
    office: Id | None
    cases: int
    inquiries: int
    due: int
    overdue: int
    escalated: int
    high: int
    medium: int
    alerts: int


def put_standings(connection: Connection, rows: Iterable[Standing]) -> None:
    """Insert or replace; the sums of who held and who holds them are to be made anew."""
    lines = list(rows)
    _touch(connection, [row.home for row in lines], {row.worker for row in lines})
    put_rows(connection, standings, _COLUMNS, [tuple(getattr(row, name) for name in _COLUMNS) for row in lines])


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
    return {row[0]: _row(row) for row in fetch(connection, standings, _COLUMNS, key="home", values=homes)}


def list_standings(
    connection: Connection, reach: Reach, sought: Sought, *, first: int, limit: int, by: str = "due"
) -> list[Standing]:
    """A page of lines: `by` due (the longest waiting first), begun, seen (never or longest unseen first)."""
    if _is_empty(sought):
        return []
    query = _selected(select(*[_T[name] for name in _COLUMNS]), reach, sought)
    column = _ORDERS[by]
    dated = query.where(column.is_not(None)).order_by(column, _T.home)
    key = _T.home if sought.state == "closed" else func.coalesce(_T.home, "")  # by what is asked, not by the key
    undated = query.where(column.is_(None)).order_by(key)
    parts = (undated, dated) if by == "seen" else (dated, undated)
    found = _page(connection, parts[0], first, limit)
    if len(found) < limit:
        before = int(connection.scalar(select(func.count()).select_from(parts[0].order_by(None).subquery())) or 0)
        found += _page(connection, parts[1], max(0, first - before), limit - len(found))
    return found


def count_standings(connection: Connection, reach: Reach, sought: Sought) -> int:
    """How many lines the same list has, line by line."""
    if _is_empty(sought):
        return 0
    query = _selected(select(func.count()).select_from(standings), reach, sought, is_counted=True)
    return int(connection.scalar(query) or 0)


def count_places(connection: Connection, reach: Reach, sought: Sought) -> list[Place]:
    """Counts by office and province; `since` and `until` bound the returns that are counted."""
    is_open, today = _T.status.not_in(CLOSED_STATUSES), sought.today
    counts = (
        _count(is_open),
        _count(is_open, _T.overdue_on <= today),
        _count(is_open, _T.escalated_on <= today),
        _count(_T.reunified_on >= sought.since, _T.reunified_on <= sought.until),
        _total(is_open, _T.open_alerts),
        _total(is_open, _T.open_matches),
        _count(is_open, _T.is_lost),
    )
    query = select(_T.office, _T.province, *counts).where(reach.condition, _counted_kind() == CASE)
    rows = connection.execute(query.group_by(_T.office, _T.province))
    return [Place(row[0], row[1], *(int(number or 0) for number in row[2:])) for row in rows]


def count_loads(connection: Connection, reach: Reach, *, today: str, soon: str, is_twice: bool = False) -> list[Load]:
    """Counts by worker and office of open dossiers, line by line; `soon` = the last day whose visits count as due,
    `is_twice` = of those alone that are assigned to two people."""
    is_case = _T.kind == CASE
    counts = (
        _count(is_case),
        _count(_T.kind == INQUIRY),
        _count(is_case, _T.due_on <= soon, or_(_T.overdue_on.is_(None), _T.overdue_on > today)),
        _count(is_case, _T.overdue_on <= today),
        _count(is_case, _T.escalated_on <= today),
        _count(is_case, _T.risk == "high"),
        _count(is_case, _T.risk == "medium"),
        _total(is_case, _T.open_alerts),
    )
    query = select(_T.worker, _T.office, *counts).where(reach.condition, _T.status.not_in(CLOSED_STATUSES))
    rows = connection.execute(query.group_by(_T.worker, _T.office))
    return [Load(row[0], row[1], *(int(number or 0) for number in row[2:])) for row in rows]


def count_punctuality(connection: Connection, reach: Reach, sought: Sought, *, by: str) -> list[Punctuality]:
    """Counts of open cases by `office`, `worker` or `stage`, line by line."""
    today, column = sought.today, _T[by]
    is_late = _T.overdue_on <= today
    counts = (
        func.count(),
        _count(or_(_T.overdue_on.is_(None), _T.overdue_on > today)),
        _count(is_late),
        _count(_T.escalated_on <= today),
        _count(_T.attempts > 0),
        _count(_T.is_lost),
        _count(_T.last_seen_on.is_(None)),
    )
    query = _selected(select(column, *counts), reach, sought, is_counted=True)
    rows = connection.execute(query.group_by(column))
    return [Punctuality(row[0], *(int(number or 0) for number in row[1:])) for row in rows]


def count_not_seen(connection: Connection, reach: Reach, sought: Sought) -> list[tuple[str | None, int]]:
    """Why people were not seen at the last attempt, line by line; None where no reason was given."""
    query = _selected(select(_T.not_seen_reason, func.count()), reach, sought, is_counted=True).where(_T.attempts > 0)
    rows = connection.execute(query.group_by(_T.not_seen_reason))
    return [(row[0], int(row[1])) for row in rows]


def two_versions_waiting(connection: Connection, reach: Reach) -> tuple[int, int | None]:
    """How many answers with two versions wait within reach, and since when the oldest does (milliseconds)."""
    items = review_items.c
    is_within = select(_T.home).where(_T.home == items.home, reach.condition).exists()
    query = select(func.count(), func.min(items.opened_at)).where(
        items.item_kind == "two_versions", items.is_open, items.is_restricted.is_(False), is_within
    )
    row = connection.execute(query).one()
    return int(row[0]), row[1]


def not_made_yet(connection: Connection, *, limit: int) -> list[Id]:
    """Dossiers that were touched since their line was made, those touched last first."""
    query = _touched(select(dossier_queue.c.home)).order_by(dossier_queue.c.touched_at.desc())
    return list(connection.scalars(query.limit(limit)))


def count_not_made_yet(connection: Connection) -> int:
    """How many dossiers have a line that may be older than their records."""
    return int(connection.scalar(_touched(select(func.count()).select_from(dossier_queue))) or 0)


def expired(connection: Connection, *, today: str, limit: int) -> list[Id]:
    """Dossiers whose records mean something else from today on."""
    return list(connection.scalars(select(_T.home).where(_T.stands_until <= today).limit(limit)))


def _touched(query: Select[Any]) -> Select[Any]:
    """Asked of the queue line by line: it is short, the tables beside it are not."""
    queue = dossier_queue.c
    is_here = select(dossiers.c.id).where(dossiers.c.id == queue.home, dossiers.c.erased_at.is_(None)).exists()
    is_made = select(_T.home).where(_T.home == queue.home, _T.made_at > queue.touched_at).exists()
    return query.where(is_here, ~is_made)


def _selected(query: Select[Any], reach: Reach, sought: Sought, *, is_counted: bool = False) -> Select[Any]:
    equal = {"worker": sought.worker, "province": sought.province, "risk": sought.risk}
    equal["stage"] = sought.stage
    narrowed = [_T[name] == value for name, value in equal.items() if value]
    if sought.kind:
        narrowed.append((_counted_kind() if is_counted else _T.kind) == sought.kind)
    if sought.authors is not None:
        narrowed.append(_T.author.in_(sorted(sought.authors)))
    if sought.among is not None:
        hers = _T.worker.in_(sorted(one for one in sought.among if one))
        narrowed.append(or_(hers, _T.worker.is_(None)) if "" in sought.among else hers)
    if sought.office:
        narrowed.append(or_(_T.office == sought.office, _T.other_office == sought.office))
    return query.where(reach.condition, *narrowed, _state(sought))


def _is_empty(sought: Sought) -> bool:
    """Whether nobody's lines are asked for, which the store would look for among all."""
    return (sought.authors is not None and not sought.authors) or (sought.among is not None and not sought.among)


def _state(sought: Sought) -> ColumnElement[bool]:
    is_open, today = _T.status.not_in(CLOSED_STATUSES), sought.today
    match sought.state:
        case "overdue":
            return and_(is_open, _T.overdue_on <= today)
        case "escalated":
            return and_(is_open, _T.escalated_on <= today)
        case "due":
            is_early = or_(_T.overdue_on.is_(None), _T.overdue_on > today)
            return and_(is_open, _T.due_on.between(_first_due(today), sought.soon), is_early)
        case "tried":
            return and_(is_open, _WAS_TRIED)
        case "lost":
            return and_(is_open, _IS_LOST)
        case "alerts":
            return and_(is_open, _HAS_ALERTS)
        case "matches":
            return and_(is_open, _HAS_MATCHES)
        case "reunified":
            return and_(_T.reunified_on.is_not(None), _T.reunified_on.between(sought.since, sought.until))
        case "closed":
            return _IS_SHUT
        case "twice":
            return and_(is_open, or_(_T.other_worker.is_not(None), _T.other_office.is_not(None)))
        case "unassigned":
            return and_(is_open, _has_nobody(sought.active_workers or ()))
        case "all":
            return _T.home.is_not(None)
    return is_open if sought.state == "open" else false()


def _first_due(today: str) -> str:
    """Whose visit fell due before was overdue by today, so that the lines of long ago are not looked through."""
    return (date.fromisoformat(today) - timedelta(days=TOLERANCE_DAYS)).isoformat()


def _counted_kind() -> ColumnElement[str]:
    """The kind, said so that whoever counts everything reads a covering index, not the table by the order of a list."""
    return func.coalesce(_T.kind, "")


def _has_nobody(active: Collection[Id]) -> ColumnElement[bool]:
    return or_(_T.worker.is_(None), _T.worker.not_in(sorted(active)))


def _count(*conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((and_(*conditions), 1), else_=0))


def _total(condition: ColumnElement[bool], column: ColumnElement[int]) -> ColumnElement[Any]:
    return func.sum(case((condition, column), else_=0))


_ORDERS: dict[str, ColumnElement[Any]] = {"due": _T.due_on, "begun": _T.begun_on, "seen": _T.last_seen_on}


def _page(connection: Connection, query: Select[Any], first: int, limit: int) -> list[Standing]:
    return [_row(tuple(row)) for row in connection.execute(query.offset(first).limit(limit))]


def _row(row: tuple[Any, ...]) -> Standing:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["is_lost"] = bool(values["is_lost"])
    return Standing(**values)
