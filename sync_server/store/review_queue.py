"""The queue of review, read by the page: one line for each merged record, and one for each change that was set aside.

What somebody may see is asked in the same statement (the feed says where a dossier lies), so that a page of 25 costs
the same with 10,000 open items as with a hundred. Nothing is opened here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    cast,
    exists,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.sql.selectable import FromClause

from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import DIRECTORY, office_scope, worker_scope
from sync_server.store.review_items import ASSIGNED_TWICE, MARK, ORDINARY, RAISE
from sync_server.store.tables_records import feed, records, review_claims, review_items, waiting

SET_ASIDE, RULE_BROKEN, GATE = "set_aside", "rule_broken", "gate"
FREE, MINE, ASKED, ANSWERED = "free", "mine", "asked", "answered"
STATES = (FREE, MINE, ASKED, ANSWERED)
OPEN, COUNTED = "open", 250
FEW_SCOPES = 4
_GATES = "gate!_%"
_UNRESTRICTED = sorted(name for name, kind in KINDS.items() if not kind.restricted and not kind.follows)
Condition: TypeAlias = ColumnElement[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a person's right to decide goes: her own dossiers, and those of the offices that she leads."""

    worker: Id
    offices: frozenset[Id] = frozenset()
    sees_restricted: bool = False
    sees_directory: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines: of one kind of item ("gate" for steps, "set_aside"), one office, one state; "" for all.

    Claims from before `claims_since` have lapsed.
    """

    item_kind: str = ""
    office: str = ""
    state: str = ""
    claims_since: int = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a line stands in the order of the queue; `dot` of what was set aside, `record` of a merged record."""

    urgency: int
    at: int
    dot: Dot | None = None
    code: str = ""
    record: Id = ""

    @property
    def order(self) -> tuple[int, int, bool]:
        """Most urgent first, then the oldest; lines of one kind keep the order in which the store gives them."""
        return (self.urgency, self.at, self.dot is None)


def spots_after(connection: Connection, reach: Reach, wanted: Wanted, *, after: Spot | None, limit: int) -> list[Spot]:
    """The next lines of the queue in its order."""
    aside = _waiting(reach, wanted)
    merged = _merged(reach, wanted)
    if after is not None:
        aside, merged = aside.where(_waiting_after(after)), merged.where(_merged_after(after))
    w, i = waiting.c, review_items.c
    found = (
        [
            Spot(RAISE if row.is_raise else ORDINARY, row.since, (row.incarnation, row.n))
            for row in connection.execute(aside.order_by(w.is_raise.desc(), w.since, w.incarnation, w.n).limit(limit))
        ]
        if _asks_for_waiting(wanted)
        else []
    )
    if wanted.item_kind != SET_ASIDE:
        ordered = merged.order_by(i.urgency, i.opened_at, i.code, i.record).limit(limit)
        found += [Spot(row.urgency, row.opened_at, None, row.code, row.record) for row in connection.execute(ordered)]
    return sorted(found, key=lambda one: one.order)[:limit]


def count_lines(connection: Connection, reach: Reach, wanted: Wanted, *, at_most: int = COUNTED) -> int:
    """How many lines there are; counting ends at `at_most`."""
    found = 0
    if _asks_for_waiting(wanted):
        found += _count(connection, _waiting(reach, wanted), at_most)
    if wanted.item_kind != SET_ASIDE:
        found += _count(connection, _merged(reach, wanted), at_most)
    return min(found, at_most)


def oldest_line(connection: Connection, reach: Reach) -> int | None:
    """Since when the oldest line waits; None where nothing does."""
    w, i = waiting.c, review_items.c
    every = Wanted()
    aside = connection.scalar(_waiting(reach, every).with_only_columns(w.since).order_by(w.since).limit(1))
    seen = _open_in_reach(review_items, reach, every)
    first = select(i.opened_at).where(seen).order_by(i.opened_at).limit(1)
    merged = [connection.scalar(first.where(i.urgency == one)) for one in (ASSIGNED_TWICE, ORDINARY, MARK)]
    return min((one for one in (aside, *merged) if one is not None), default=None)


def last_merged_at(connection: Connection, reach: Reach) -> int | None:
    """When the newest record changed of those that she decides about."""
    found = []
    for scope in _scopes(reach, ""):
        newest = select(feed.c.record).where(feed.c.scope == scope, feed.c.is_gone.is_(False))
        record = newest.order_by(feed.c.seq.desc()).limit(1).scalar_subquery()
        found.append(connection.scalar(select(records.c.changed_at).where(records.c.id == record)))
    return max((int(one) for one in found if one is not None), default=None)


def _count(connection: Connection, lines: Select[Any], at_most: int) -> int:
    counted = lines.with_only_columns(true().label("one")).limit(at_most).subquery()
    return int(connection.scalar(select(func.count()).select_from(counted)) or 0)


def _asks_for_waiting(wanted: Wanted) -> bool:
    return wanted.item_kind in ("", SET_ASIDE) and wanted.state not in (ASKED, ANSWERED)


def _waiting(reach: Reach, wanted: Wanted) -> Select[Any]:
    w = waiting.c
    offices = _offices(reach, wanted.office)
    seen = or_(w.office.in_(offices), _lies_in(w.home, _scopes(reach, wanted.office)))
    mine: Condition = false() if wanted.office else w.author == reach.worker
    plain = true() if reach.sees_restricted else w.kind.in_(_UNRESTRICTED)
    line = w.incarnation + "." + cast(w.n, String)
    query = select(w.incarnation, w.n, w.is_raise, w.since)
    return query.where(w.own_code.is_not(None), or_(and_(seen, plain), mine), _claimed(line, wanted, reach))


def _merged(reach: Reach, wanted: Wanted) -> Select[Any]:
    """The first open item of each record that has one."""
    i, other = review_items.c, review_items.alias("other")
    before = tuple_(other.c.urgency, other.c.opened_at, other.c.code, other.c.item) < tuple_(
        i.urgency, i.opened_at, i.code, i.item
    )
    visible = true() if reach.sees_restricted else _is_plain(other, reach)
    earlier = exists().where(other.c.record == i.record, other.c.is_open, _of_kind(other, wanted), visible, before)
    query = select(i.urgency, i.opened_at, i.code, i.record)
    return query.where(
        _open_in_reach(review_items, reach, wanted), ~earlier.correlate(review_items), _claimed(i.record, wanted, reach)
    )


def _open_in_reach(items: FromClause, reach: Reach, wanted: Wanted) -> Condition:
    home = items.c.home
    placed: Condition = _lies_in(home, _scopes(reach, wanted.office))
    if reach.sees_directory and not wanted.office:
        placed = or_(home == DIRECTORY, home.in_(sorted(reach.offices)), placed)
    return and_(items.c.is_open, _of_kind(items, wanted), _is_plain(items, reach), placed)


def _of_kind(items: FromClause, wanted: Wanted) -> Condition:
    c = items.c
    found: list[Condition] = [true()]
    if wanted.item_kind == GATE:
        found = [c.item_kind == RULE_BROKEN, c.item.like(_GATES, escape="!")]
    elif wanted.item_kind == RULE_BROKEN:
        found = [c.item_kind == RULE_BROKEN, c.item.not_like(_GATES, escape="!")]
    elif wanted.item_kind:
        found = [c.item_kind == wanted.item_kind]
    if wanted.state in (ASKED, ANSWERED):
        found.append(c.question_state == (OPEN if wanted.state == ASKED else ANSWERED))
    return and_(*found)


def _is_plain(items: FromClause, reach: Reach) -> Condition:
    if reach.sees_restricted:
        return true()
    return or_(items.c.is_restricted.is_(False), _lies_in(items.c.home, [worker_scope(reach.worker)]))


def _claimed(line: ColumnElement[Any], wanted: Wanted, reach: Reach) -> Condition:
    c = review_claims.c
    claim = exists().where(c.line == line, c.at >= wanted.claims_since)
    if wanted.state == MINE:
        return claim.where(c.person == reach.worker)
    return ~claim if wanted.state == FREE else true()


def _lies_in(home: ColumnElement[Any], scopes: Sequence[str]) -> Condition:
    scope = feed.c.scope if len(scopes) <= FEW_SCOPES else feed.c.scope + ""  # many: by the index of the record
    return exists().where(feed.c.record == home, scope.in_(scopes), feed.c.is_gone.is_(False))


def _scopes(reach: Reach, office: str) -> list[str]:
    own = [] if office else [worker_scope(reach.worker)]
    return own + [office_scope(one) for one in _offices(reach, office)]


def _offices(reach: Reach, office: str) -> list[str]:
    return sorted(one for one in reach.offices if not office or one == office)


def _waiting_after(spot: Spot) -> Condition:
    w = waiting.c
    is_raise = spot.urgency == RAISE
    later: Condition = w.since > spot.at
    if spot.dot is not None:
        later = tuple_(w.since, w.incarnation, w.n) > tuple_(spot.at, *spot.dot)
    if spot.urgency < ORDINARY:
        return or_(w.is_raise.is_(False), later) if is_raise else w.is_raise.is_(False)
    return and_(w.is_raise.is_(False), later) if spot.urgency == ORDINARY else false()


def _merged_after(spot: Spot) -> Condition:
    i = review_items.c
    place = tuple_(i.urgency, i.opened_at, i.code, i.record)
    return place > tuple_(spot.urgency, spot.at, spot.code, spot.record)
