"""Sums of open dossiers by worker, office, stage and risk, so that figures read some thousand rows, not every line.

Promise: a figure is that of the lines as they stand. Who holds a line that was written is marked in that transaction,
and her sums are made anew from her lines before anybody reads them; so are everybody's on a new day.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from shared_schema.identifiers import Id
from sync_server.store import standing_counts as counted_lines
from sync_server.store.standing_counts import Load, Punctuality
from sync_server.store.standing_lists import Reach, Shape, Sought, count_standings, facts_of, shape_of, within
from sync_server.store.standing_places import count_places_again, sum_cases
from sync_server.store.standings import CASE, CLOSED_STATUSES, FIRST_TO_EXPIRE, INQUIRY, ONE_TOUCHED
from sync_server.store.tables_standings import standing_owners, standing_sums, standings

_T, _S, _OWNER = standings.c, standing_sums.c, standing_owners.c
_IS_BEHIND = or_(_OWNER.counted != _OWNER.changed, _OWNER.counted_for != bindparam("today"))
_ONE_BEHIND = select(_OWNER.worker).where(_IS_BEHIND).limit(1)
_IS_EXPIRED = FIRST_TO_EXPIRE.scalar_subquery() <= bindparam("today")
_IS_ANY_BEHIND = select(or_(ONE_TOUCHED.exists(), _IS_EXPIRED, _ONE_BEHIND.exists()))
_OWNERS = select(_OWNER.worker)
_HELD_TWICE = select(_S.worker).where(or_(_S.other_worker != "", _S.other_office != "")).distinct()
_SUMMED = ("number", "overdue", "escalated", "tried", "lost", "never_seen")
Reasons: TypeAlias = list[tuple[str | None, int]]  # most often first; None where none was given
_NONE = [0] * len(_SUMMED)
_COUNTED = {
    "open": "number", "due": "due", "overdue": "overdue", "escalated": "escalated", "tried": "tried", "lost": "lost",
}  # fmt: skip


def is_counted(connection: Connection, *, today: str) -> bool:
    """Whether every sum is of the lines as they stand, and for this day."""
    return connection.scalar(_ONE_BEHIND, {"today": today}) is None


def is_behind(connection: Connection, *, today: str) -> bool:
    """Whether a line or a sum waits to be made anew: one question, which every page of figures begins with."""
    return bool(connection.scalar(_IS_ANY_BEHIND, {"today": today}))


def count_again(connection: Connection, *, today: str, soon: str, since: str, until: str) -> int:
    """Make the sums anew of everybody whose lines changed since, in one transaction; of how many people. Visits until
    `soon` count as due, returns from `since` to `until` as those of the quarter."""
    # The row lock makes this wait for whoever writes a line of hers now (PostgreSQL).
    behind = select(_OWNER.worker).where(_IS_BEHIND).order_by(_OWNER.worker).with_for_update()
    owners: list[Id] = list(connection.scalars(behind, {"today": today}))
    if not owners:
        return 0
    held = _held_by(owners)
    connection.execute(delete(standing_sums).where(_S.worker.in_(owners)))
    connection.execute(insert(standing_sums).from_select([column.name for column in _S], _summed(held, today, soon)))
    count_places_again(connection, owners, held, today=today, since=since, until=until)
    done = update(standing_owners).where(_OWNER.worker.in_(owners))
    connection.execute(done.values(counted=_OWNER.changed, counted_for=today))
    return len(owners)


def sum_follow_ups(
    connection: Connection, reach: Reach, sought: Sought, *, by: str
) -> tuple[list[Punctuality], Reasons]:
    """Counts of open cases by `office`, `worker` or `stage`, and why people were not seen at the last attempt."""
    if not _is_summed(sought):
        groups = counted_lines.count_punctuality(connection, reach, sought, by=by)
        return groups, _most_first(counted_lines.count_not_seen(connection, reach, sought))
    shape, facts = shape_of(connection, reach, sought), facts_of(reach, sought)

    def read(*keys: str) -> Sequence[Sequence[Any]]:
        return connection.execute(_punctual(shape, keys), facts).all()

    if by == "worker":  # so many that two readings cost less than a row for each of them and each reason
        held, why = read(by), read("reason")
    else:
        both = read(by, "reason")
        held, why = [(row[0], *row[2:]) for row in both], [row[1:] for row in both]
    groups = [_punctuality(of or None, *numbers) for of, numbers in _added(held).items()]
    not_seen = [(reason or None, numbers[_SUMMED.index("tried")]) for reason, numbers in _added(why).items()]
    return groups, _most_first(one for one in not_seen if one[1])


def sum_standings(connection: Connection, reach: Reach, sought: Sought) -> int:
    """How many lines a list has."""
    if sought.state in _COUNTED and _is_summed(replace(sought, state="open")):
        return int(connection.scalar(_summed_lines(shape_of(connection, reach, sought)), facts_of(reach, sought)) or 0)
    told = sum_cases(connection, reach, sought)
    if told is None and sought.state == "all":
        return sum(sum_standings(connection, reach, replace(sought, state=state)) for state in ("open", "closed"))
    return count_standings(connection, reach, sought) if told is None else told


def narrowed(connection: Connection, sought: Sought) -> Sought:
    """The same list, told whose lines it can hold where those are few: nobody's active, or given to two people."""
    if sought.state == "twice":
        return replace(sought, among=frozenset(connection.scalars(_HELD_TWICE)))
    if sought.state == "unassigned":
        owners = frozenset[Id](connection.scalars(_OWNERS))
        return replace(sought, among=owners - frozenset(sought.active_workers or ()))
    return sought


def sum_loads(connection: Connection, reach: Reach) -> list[Load]:
    """Counts by worker and office of open dossiers."""
    nothing = Sought(today="2000-01-01")  # sums are of the day that was counted for
    rows = connection.execute(_loads(shape_of(connection, reach, nothing)), facts_of(reach, nothing))
    return [Load(row[0] or None, row[1] or None, *(int(one) for one in row[2:])) for row in rows]


@cache
def _punctual(shape: Shape, by: tuple[str, ...]) -> Select[Any]:
    keys = [_S[name] for name in by]
    return select(*keys, *(func.sum(_S[name]) for name in _SUMMED)).where(_fits(shape)).group_by(*keys)


@cache
def _summed_lines(shape: Shape) -> Select[Any]:
    return select(func.sum(_S[_COUNTED[shape.state]])).where(_fits(shape))


@cache
def _loads(shape: Shape) -> Select[Any]:
    is_case = _S.kind == CASE
    counts = (
        _sum_where(is_case, _S.number),
        _sum_where(_S.kind == INQUIRY, _S.number),
        *(_sum_where(is_case, _S[name]) for name in ("due", "overdue", "escalated")),
        *(_sum_where(is_case & (_S.risk == risk), _S.number) for risk in ("high", "medium")),
        _sum_where(is_case, _S.alerts),
    )
    return select(_S.worker, _S.office, *counts).where(within(_S, shape)).group_by(_S.worker, _S.office)


def _fits(shape: Shape) -> ColumnElement[bool]:
    found = [_S[name] == bindparam(name) for name in ("worker", "risk", "stage", "kind") if name in shape.narrowed]
    if "office" in shape.narrowed:
        found.append(or_(_S.office == bindparam("office"), _S.other_office == bindparam("office")))
    return and_(within(_S, shape), *found)


def _is_summed(sought: Sought) -> bool:
    """Whether sums can tell; places and authors they do not know."""
    return sought.state == "open" and not sought.province and sought.authors is None and sought.among is None


def _held_by(owners: Collection[Id]) -> ColumnElement[bool]:
    """The lines that these people hold ("" = nobody)."""
    named = [one for one in owners if one]
    is_hers = _T.worker.in_(named) if named else false()
    return or_(is_hers, _T.worker.is_(None)) if "" in owners else is_hers


def _summed(held: ColumnElement[bool], today: str, soon: str) -> Select[Any]:
    keys = (
        func.coalesce(_T.worker, ""),
        func.coalesce(_T.office, ""),
        func.coalesce(_T.other_worker, ""),
        func.coalesce(_T.other_office, ""),
        _T.kind,
        func.coalesce(_T.stage, ""),
        func.coalesce(_T.risk, ""),
        case((_T.attempts > 0, func.coalesce(_T.not_seen_reason, "")), else_=""),
    )
    is_late = _T.overdue_on <= today
    counts = (
        func.count(),
        _count((_T.due_on <= soon) & or_(_T.overdue_on.is_(None), _T.overdue_on > today)),
        _count(is_late),
        _count(_T.escalated_on <= today),
        _count(_T.attempts > 0),
        _count(_T.is_lost),
        _count(_T.last_seen_on.is_(None)),
        func.sum(_T.open_alerts),
    )
    query = select(*keys, *counts).where(held, _T.status.not_in(CLOSED_STATUSES))
    return query.group_by(*(text(str(place)) for place in range(1, len(keys) + 1)))


def _count(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((condition, 1), else_=0))


def _sum_where(condition: ColumnElement[bool], column: ColumnElement[int]) -> ColumnElement[Any]:
    return func.sum(case((condition, column), else_=0))


def _punctuality(
    of: str | None, cases: int, late: int, escalated: int, tried: int, lost: int, never_seen: int
) -> Punctuality:
    return Punctuality(of, cases, cases - late, late, escalated, tried, lost, never_seen)


def _added(rows: Iterable[Sequence[Any]]) -> dict[str, list[int]]:
    """The numbers of rows that begin with the same key, added."""
    found: dict[str, list[int]] = {}
    for key, *numbers in rows:
        found[key] = [held + int(more) for held, more in zip(found.get(key, _NONE), numbers, strict=True)]
    return found


def _most_first(counted: Iterable[tuple[str | None, int]]) -> Reasons:
    return sorted(counted, key=lambda one: (-one[1], one[0] or ""))
