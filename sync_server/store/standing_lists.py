"""What lists of dossiers ask: whose, narrowed to what, in which order; a page of lines, or how many there are.

Everything that is asked is asked within offices and a worker whose dossiers the reader may see.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    or_,
    select,
)

from shared_schema.identifiers import Id
from shared_schema.rules.patterns import TOLERANCE_DAYS
from sync_server.store.standings import CASE, CLOSED_STATUSES, Standing, read_standings
from sync_server.store.statements import is_among
from sync_server.store.tables_standings import standings

_T = standings.c


def _said(words: str) -> ColumnElement[bool]:
    return literal_column(f"standings.{words}")


# Word for word the conditions of the indexes of these few lines (`tables_standings`): bound values would hide that.
_IS_LOST, _HAS_ALERTS, _HAS_MATCHES = (_said(words) for words in ("is_lost", "open_alerts > 0", "open_matches > 0"))
_HAS_TASKS, _HAS_QUESTIONS = _said("open_tasks > 0"), _said("open_questions > 0")
_WAS_TRIED, _IS_SHUT = _said("attempts > 0"), _said("status IN ('closed', 'duplicate')")
_ORDERS: dict[str, ColumnElement[Any]] = {"due": _T.due_on, "begun": _T.begun_on, "seen": _T.last_seen_on}
_EQUAL = ("worker", "province", "risk", "stage", "kind")
_NARROWING = (*_EQUAL, "office", "authors", "among")
_SHAPES_KEPT = 500  # statements of one kind; an address can ask for more shapes than anybody does


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose dossiers: of these offices, and of this worker herself."""

    offices: frozenset[Id]
    worker: Id

    @property
    def condition(self) -> ColumnElement[bool]:
        """As SQL over lines, with its offices and worker in it."""
        offices = sorted(self.offices)
        held = [_T.worker == self.worker, _T.other_worker == self.worker]
        return or_(_T.office.in_(offices), _T.other_office.in_(offices), *held) if offices else or_(*held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a list is narrowed to; None or empty = not narrowed. `state`: see `_state`; `today` is an ISO day."""

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


class Shape(NamedTuple):
    """What makes two questions one statement: the state, how far the reach goes, by which fields it is narrowed.
    People, offices and days are the statement's parameters (`facts_of`)."""

    state: str
    is_leading: bool
    is_worker: bool
    is_sqlite: bool
    narrowed: tuple[str, ...]


def shape_of(connection: Connection, reach: Reach, sought: Sought) -> Shape:
    """The shape of a question."""
    narrowed = [name for name in _NARROWING if getattr(sought, name) not in (None, "")]
    if sought.among is not None and "" in sought.among:
        narrowed.append("nobody")
    is_sqlite = connection.dialect.name == "sqlite"
    return Shape(sought.state, bool(reach.offices), bool(reach.worker), is_sqlite, tuple(narrowed))


def facts_of(reach: Reach, sought: Sought) -> dict[str, Any]:
    """The parameters of every statement of that shape."""
    facts = {name: getattr(sought, name) for name in _EQUAL}
    facts |= {"today": sought.today, "soon": sought.soon, "since": sought.since, "until": sought.until}
    return facts | {
        "first_due": _first_due(sought.today),
        "office": sought.office,
        "authors": sorted(sought.authors or ()),
        "among": sorted(one for one in sought.among or () if one),
        "active": sorted(sought.active_workers or ()),
        "offices": sorted(reach.offices),
        "me": reach.worker,
    }


def list_standings(
    connection: Connection, reach: Reach, sought: Sought, *, first: int, limit: int, by: str = "due"
) -> list[Standing]:
    """A page of lines: `by` due (the longest waiting first), begun, seen (never or longest unseen first)."""
    homes = list_homes(connection, reach, sought, first=first, limit=limit, by=by)
    lines = read_standings(connection, homes)
    return [lines[home] for home in homes]


def list_homes(
    connection: Connection, reach: Reach, sought: Sought, *, first: int, limit: int, by: str = "due"
) -> list[Id]:
    """The dossiers of the same page."""
    if _is_empty(sought):
        return []
    shape, facts = shape_of(connection, reach, sought), facts_of(reach, sought)
    found, before = list[Id](), 0
    for is_dated in (False, True) if by == "seen" else (True, False):
        page = {"first": max(0, first - before), "limit": limit - len(found)}
        found += connection.scalars(_homes(shape, by, is_dated=is_dated), facts | page)
        if len(found) == limit:
            break
        # Whoever got some of a part knows how long it is.
        before = first + len(found) if found or not first else _count(connection, shape, facts, by, is_dated=is_dated)
    return found


def count_standings(connection: Connection, reach: Reach, sought: Sought) -> int:
    """How many lines the same list has, line by line."""
    if _is_empty(sought):
        return 0
    return int(connection.scalar(_counted(shape_of(connection, reach, sought)), facts_of(reach, sought)) or 0)


@lru_cache(maxsize=_SHAPES_KEPT)
def fits(shape: Shape, *, is_kind_apart: bool = False) -> ColumnElement[bool]:
    """What a line must be, of the parameters of `facts_of`; `is_kind_apart` = no index is taken because it begins
    with the kind."""
    equal = [name for name in _EQUAL if name in shape.narrowed and name != "kind"]
    narrowed = [_T[name] == bindparam(name) for name in equal]
    if "kind" in shape.narrowed:
        narrowed.append((counted_kind() if is_kind_apart else _T.kind) == bindparam("kind"))
    if "authors" in shape.narrowed:
        narrowed.append(is_among(_T.author, "authors", is_sqlite=shape.is_sqlite))
    if "among" in shape.narrowed:
        hers = is_among(_T.worker, "among", is_sqlite=shape.is_sqlite)
        narrowed.append(or_(hers, _T.worker.is_(None)) if "nobody" in shape.narrowed else hers)
    if "office" in shape.narrowed:
        narrowed.append(or_(_T.office == bindparam("office"), _T.other_office == bindparam("office")))
    return and_(within(_T, shape), *narrowed, _state(shape))


def within(columns: Any, shape: Shape, *, has_index_of_others: bool = False) -> ColumnElement[bool]:
    """Whether a line, or a sum of lines, is within the reach of who asks. In `columns` of sums "" is nobody: who has no
    worker's id holds none of these. `has_index_of_others`: the few lines that others hold too have indexes, whose
    conditions are repeated word for word."""
    nobody: ColumnElement[str] = literal_column("''")

    def too(column: ColumnElement[str], holds: ColumnElement[bool]) -> ColumnElement[bool]:
        return and_(column != nobody, holds) if has_index_of_others else holds

    found: list[ColumnElement[bool]] = []
    if shape.is_leading:
        held = is_among(columns.other_office, "offices", is_sqlite=shape.is_sqlite)
        found += [is_among(columns.office, "offices", is_sqlite=shape.is_sqlite), too(columns.other_office, held)]
    if shape.is_worker:
        found += [
            columns.worker == bindparam("me"),
            too(columns.other_worker, columns.other_worker == bindparam("me")),
        ]
    return or_(*found) if found else false()


def _is_empty(sought: Sought) -> bool:
    """Whether nobody's lines are asked for, which the store would look for among all."""
    return (sought.authors is not None and not sought.authors) or (sought.among is not None and not sought.among)


@lru_cache(maxsize=_SHAPES_KEPT)
def _homes(shape: Shape, by: str, *, is_dated: bool) -> Select[Any]:
    """Ids alone, so that a page far down the list is found in an index that holds what the list asks."""
    query, column = select(_T.home).where(fits(shape, is_kind_apart=by == "begun")), _ORDERS[by]
    if is_dated:
        # One worker's lines are few: they are found by her and sorted, not looked for among all in the list's order.
        order = func.coalesce(column, "") if _is_of_one(shape) else column
        query = query.where(column.is_not(None)).order_by(order, _T.home)
    else:
        # Closed cases have an index in this order, which PostgreSQL knows only with the column that is NULL; others are
        # found by what is asked, not by the key.
        keys = (column, _T.home) if shape.state == "closed" else (func.coalesce(_T.home, ""),)
        query = query.where(column.is_(None)).order_by(*keys)
    return query.limit(bindparam("limit")).offset(bindparam("first"))


def _is_of_one(shape: Shape) -> bool:
    return "worker" in shape.narrowed or (shape.is_worker and not shape.is_leading)


def _count(connection: Connection, shape: Shape, facts: dict[str, Any], by: str, *, is_dated: bool) -> int:
    column = _ORDERS[by]
    query = select(func.count()).select_from(standings).where(fits(shape))
    return int(connection.scalar(query.where(column.is_not(None) if is_dated else column.is_(None)), facts) or 0)


@lru_cache(maxsize=_SHAPES_KEPT)
def _counted(shape: Shape) -> Select[Any]:
    return select(func.count()).select_from(standings).where(fits(shape, is_kind_apart=True))


def _state(shape: Shape) -> ColumnElement[bool]:
    is_open = _T.status.not_in(CLOSED_STATUSES)
    today: BindParameter[str] = bindparam("today")
    match shape.state:
        case "overdue":
            return and_(is_open, _T.overdue_on <= today)
        case "escalated":
            return and_(is_open, _T.escalated_on <= today)
        case "due":
            is_early = or_(_T.overdue_on.is_(None), _T.overdue_on > today)
            return and_(is_open, _T.due_on.between(bindparam("first_due"), bindparam("soon")), is_early)
        case "tried":
            return and_(is_open, _WAS_TRIED)
        case "lost":
            return and_(is_open, _IS_LOST)
        case "alerts":
            return and_(is_open, _HAS_ALERTS)
        case "tasks":
            return _HAS_TASKS
        case "questions":
            return _HAS_QUESTIONS
        case "matches":
            return and_(is_open, _HAS_MATCHES)
        case "reunified":
            return and_(_T.reunified_on.is_not(None), _T.reunified_on.between(bindparam("since"), bindparam("until")))
        case "closed":
            return _IS_SHUT
        case "twice":
            return and_(is_open, or_(_T.other_worker.is_not(None), _T.other_office.is_not(None)))
        case "unassigned":
            has_nobody = or_(_T.worker.is_(None), ~is_among(_T.worker, "active", is_sqlite=shape.is_sqlite))
            return is_open if "among" in shape.narrowed else and_(is_open, has_nobody)
        case "all":
            return _T.home.is_not(None)
    return is_open if shape.state == "open" else false()


def _first_due(today: str) -> str:
    """Whose visit fell due before was overdue by today, so that the lines of long ago are not looked through."""
    return (date.fromisoformat(today) - timedelta(days=TOLERANCE_DAYS)).isoformat()


def counted_kind() -> ColumnElement[str]:
    """The kind, said so that whoever counts everything reads a covering index, not the table by the order of a list."""
    return func.coalesce(_T.kind, "")
