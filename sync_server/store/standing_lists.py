"""What lists of dossiers ask: whose, narrowed to what, in which order; a page of lines, or how many there are.

Everything that is asked is asked within offices and a worker whose dossiers the reader may see.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, literal_column, or_, select

from shared_schema.identifiers import Id
from shared_schema.rules.patterns import TOLERANCE_DAYS
from sync_server.store.standings import CASE, CLOSED_STATUSES, COLUMNS, Standing, row_of
from sync_server.store.tables_standings import standings

_T = standings.c


def _said(words: str) -> ColumnElement[bool]:
    return literal_column(f"standings.{words}")


# Word for word the conditions of the indexes of these few lines (`tables_standings`): bound values would hide that.
_IS_LOST, _HAS_ALERTS, _HAS_MATCHES = (_said(words) for words in ("is_lost", "open_alerts > 0", "open_matches > 0"))
_HAS_TASKS, _HAS_QUESTIONS = _said("open_tasks > 0"), _said("open_questions > 0")
_WAS_TRIED, _IS_SHUT = _said("attempts > 0"), _said("status IN ('closed', 'duplicate')")


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


def list_standings(
    connection: Connection, reach: Reach, sought: Sought, *, first: int, limit: int, by: str = "due"
) -> list[Standing]:
    """A page of lines: `by` due (the longest waiting first), begun, seen (never or longest unseen first)."""
    if _is_empty(sought):
        return []
    query = selected(select(*[_T[name] for name in COLUMNS]), reach, sought)
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
    query = selected(select(func.count()).select_from(standings), reach, sought, is_counted=True)
    return int(connection.scalar(query) or 0)


def selected(query: Select[Any], reach: Reach, sought: Sought, *, is_counted: bool = False) -> Select[Any]:
    """`query` narrowed to what is sought, within reach; `is_counted` = it reads every line that fits, in no order."""
    equal = {"worker": sought.worker, "province": sought.province, "risk": sought.risk}
    equal["stage"] = sought.stage
    narrowed = [_T[name] == value for name, value in equal.items() if value]
    if sought.kind:
        narrowed.append((counted_kind() if is_counted else _T.kind) == sought.kind)
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
        case "tasks":
            return _HAS_TASKS
        case "questions":
            return _HAS_QUESTIONS
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


def counted_kind() -> ColumnElement[str]:
    """The kind, said so that whoever counts everything reads a covering index, not the table by the order of a list."""
    return func.coalesce(_T.kind, "")


def _has_nobody(active: Collection[Id]) -> ColumnElement[bool]:
    return or_(_T.worker.is_(None), _T.worker.not_in(sorted(active)))


_ORDERS: dict[str, ColumnElement[Any]] = {"due": _T.due_on, "begun": _T.begun_on, "seen": _T.last_seen_on}


def _page(connection: Connection, query: Select[Any], first: int, limit: int) -> list[Standing]:
    return [row_of(tuple(row)) for row in connection.execute(query.offset(first).limit(limit))]
