"""Counts of dossiers line by line: by place, by worker, by how their visits stand; sums say the same sooner.

What `standing_sums` and `standing_places` keep must be equal to these.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from shared_schema.identifiers import Id
from sync_server.store.standing_lists import Reach, Sought, counted_kind, facts_of, fits, shape_of
from sync_server.store.standings import CASE, CLOSED_STATUSES, INQUIRY
from sync_server.store.tables_records import review_items
from sync_server.store.tables_standings import standings

_T = standings.c


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
    query = select(_T.office, _T.province, *counts).where(reach.condition, counted_kind() == CASE)
    rows = connection.execute(query.group_by(_T.office, _T.province))
    return [Place(row[0], row[1], *(int(number or 0) for number in row[2:])) for row in rows]


def count_loads(connection: Connection, reach: Reach, *, today: str, soon: str) -> list[Load]:
    """Counts by worker and office of open dossiers, line by line; `soon` = the last day whose visits count as due."""
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
    query = select(column, *counts).where(fits(shape_of(connection, reach, sought), is_kind_apart=True))
    rows = connection.execute(query.group_by(column), facts_of(reach, sought))
    return [Punctuality(row[0], *(int(number or 0) for number in row[1:])) for row in rows]


def count_not_seen(connection: Connection, reach: Reach, sought: Sought) -> list[tuple[str | None, int]]:
    """Why people were not seen at the last attempt, line by line; None where no reason was given."""
    fitting = fits(shape_of(connection, reach, sought), is_kind_apart=True)
    query = select(_T.not_seen_reason, func.count()).where(fitting, _T.attempts > 0)
    rows = connection.execute(query.group_by(_T.not_seen_reason), facts_of(reach, sought))
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


def _count(*conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((and_(*conditions), 1), else_=0))


def _total(condition: ColumnElement[bool], column: ColumnElement[int]) -> ColumnElement[Any]:
    return func.sum(case((condition, column), else_=0))
