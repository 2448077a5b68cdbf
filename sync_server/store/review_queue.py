"""The queue of review, read by the page: one line for each merged record, and one for each change that was set aside.

What somebody may see is asked in the same statement (the feed says where a dossier lies), so that a page of 25 costs
the same with 10,000 open items as with a hundred. Nothing is opened here.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    any_,
    bindparam,
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
from sync_server.store.feed import hash_of, lies_in
from sync_server.store.review_items import ORDINARY, RAISE, is_open_by_home
from sync_server.store.statements import is_among
from sync_server.store.tables_records import feed, records, review_claims, review_items, review_places, waiting

SET_ASIDE, RULE_BROKEN, GATE = "set_aside", "rule_broken", "gate"
FREE, MINE, ASKED, ANSWERED = "free", "mine", "asked", "answered"
STATES = (FREE, MINE, ASKED, ANSWERED)
OPEN = "open"
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


class Shape(NamedTuple):
    """What makes two questions of the queue the same statement; people, offices and times are its parameters."""

    item_kind: str
    state: str
    is_one_office: bool
    sees_restricted: bool
    sees_directory: bool
    is_own: bool
    scopes: int
    is_sqlite: bool

    @property
    def is_far(self) -> bool:
        """Whether it goes over many scopes."""
        return self.scopes > FEW_SCOPES


def spots_after(connection: Connection, reach: Reach, wanted: Wanted, *, after: Spot | None, limit: int) -> list[Spot]:
    """The next lines of the queue in its order."""
    shape = shape_of(connection, reach, wanted)
    facts = facts_of(reach, wanted)
    w, i = waiting.c, review_items.c
    found: list[Spot] = []
    if _asks_for_waiting(wanted):
        aside = waiting_lines(shape) if after is None else waiting_lines(shape).where(_waiting_after(after))
        ordered = aside.order_by(w.is_raise.desc(), w.since, w.incarnation, w.n).limit(limit)
        found += [
            Spot(RAISE if row.is_raise else ORDINARY, row.since, (row.incarnation, row.n))
            for row in connection.execute(ordered, facts)
        ]
    if wanted.item_kind != SET_ASIDE:
        merged = merged_lines(shape) if after is None else merged_lines(shape).where(_merged_after(after))
        ordered = merged.order_by(i.urgency, i.opened_at, i.code, i.record).limit(limit)
        found += [
            Spot(row.urgency, row.opened_at, None, row.code, row.record) for row in connection.execute(ordered, facts)
        ]
    return sorted(found, key=lambda one: one.order)[:limit]


def last_merged_at(connection: Connection, reach: Reach) -> int | None:
    """When the newest record changed of those that she decides about."""
    found = []
    for scope in _scopes(reach, ""):
        newest = select(feed.c.record).where(lies_in(scope, hash_of(scope)), feed.c.is_gone.is_(False))
        record = newest.order_by(feed.c.seq.desc()).limit(1).scalar_subquery()
        found.append(connection.scalar(select(records.c.changed_at).where(records.c.id == record)))
    return max((int(one) for one in found if one is not None), default=None)


def shape_of(connection: Connection, reach: Reach, wanted: Wanted) -> Shape:
    """Which statement asks for these lines."""
    return Shape(
        item_kind=wanted.item_kind,
        state=wanted.state,
        is_one_office=bool(wanted.office),
        sees_restricted=reach.sees_restricted,
        sees_directory=reach.sees_directory,
        is_own=not (reach.offices or reach.sees_directory or wanted.office),
        scopes=min(len(_scopes(reach, wanted.office)), FEW_SCOPES + 1),
        is_sqlite=connection.dialect.name == "sqlite",
    )


def facts_of(reach: Reach, wanted: Wanted) -> dict[str, Any]:
    """Its parameters."""
    scopes = _scopes(reach, wanted.office)
    return {f"scope{at}": scope for at, scope in enumerate(scopes[:FEW_SCOPES])} | {
        "me": reach.worker,
        "my_scopes": [worker_scope(reach.worker)],
        "scopes": scopes,
        "offices": _offices(reach, wanted.office),
        "plain_kinds": _UNRESTRICTED,
        "claims_since": wanted.claims_since,
    }


@cache
def waiting_lines(shape: Shape) -> Select[Any]:
    """Changes that were set aside."""
    w = waiting.c
    seen = or_(is_among(w.office, "offices", is_sqlite=shape.is_sqlite), _lies_in(w.home, shape))
    mine: Condition = false() if shape.is_one_office else w.author == bindparam("me")
    plain = true() if shape.sees_restricted else is_among(w.kind, "plain_kinds", is_sqlite=shape.is_sqlite)
    line = w.incarnation + "." + cast(w.n, String)
    query = select(w.incarnation, w.n, w.is_raise, w.since)
    return query.where(w.own_code.is_not(None), or_(and_(seen, plain), mine), _claimed(line, shape))


@cache
def merged_lines(shape: Shape, *, is_counted: bool = False) -> Select[Any]:
    """The first open item of each record that has one; `is_counted` = in no order, all of them."""
    i, other = review_items.c, review_items.alias("other")
    before = tuple_(other.c.urgency, other.c.opened_at, other.c.code, other.c.item) < tuple_(
        i.urgency, i.opened_at, i.code, i.item
    )
    earlier = exists().where(
        other.c.record == i.record, other.c.is_open, _of_kind(other, shape), _is_plain(other, shape), before
    )
    query = select(i.urgency, i.opened_at, i.code, i.record)
    reached = open_in_reach(review_items, shape, is_counted=is_counted)
    return query.where(reached, ~earlier.correlate(review_items), _claimed(i.record, shape))


def open_in_reach(items: FromClause, shape: Shape, *, is_counted: bool = False) -> Condition:
    """Whether an item is open, of the kind that is asked for, and within reach."""
    is_open: Condition = items.c.is_open
    if is_counted and shape.is_sqlite:  # as the index of open items says it: else that of the queue's order is taken
        is_open = is_open_by_home(items.c.is_open)
    home = items.c.home
    placed: Condition = _lies_in(home, shape) if shape.is_far else _is_among_few(home, shape)
    if shape.sees_directory and not shape.is_one_office:
        placed = or_(home == DIRECTORY, is_among(home, "offices", is_sqlite=shape.is_sqlite), placed)
    return and_(is_open, _of_kind(items, shape), _is_plain(items, shape), placed)


def _scopes(reach: Reach, office: str) -> list[str]:
    own = [] if office else [worker_scope(reach.worker)]
    return own + [office_scope(one) for one in _offices(reach, office)]


def _offices(reach: Reach, office: str) -> list[str]:
    return sorted(one for one in reach.offices if not office or one == office)


def _asks_for_waiting(wanted: Wanted) -> bool:
    return wanted.item_kind in ("", SET_ASIDE) and wanted.state not in (ASKED, ANSWERED)


def _of_kind(items: FromClause, shape: Shape) -> Condition:
    c = items.c
    found: list[Condition] = [true()]
    if shape.item_kind == GATE:
        found = [c.item_kind == RULE_BROKEN, c.item.like(_GATES, escape="!")]
    elif shape.item_kind == RULE_BROKEN:
        found = [c.item_kind == RULE_BROKEN, c.item.not_like(_GATES, escape="!")]
    elif shape.item_kind:
        found = [c.item_kind == shape.item_kind]
    if shape.state in (ASKED, ANSWERED):
        found.append(c.question_state == (OPEN if shape.state == ASKED else ANSWERED))
    return and_(*found)


def _is_plain(items: FromClause, shape: Shape) -> Condition:
    if shape.sees_restricted or shape.is_own:  # what lies in her own scope she sees whole
        return true()
    return or_(items.c.is_restricted.is_(False), _placed(items.c.home, feed.c.scope.in_(_few("my_scopes"))))


def _claimed(line: ColumnElement[Any], shape: Shape) -> Condition:
    c = review_claims.c
    claim = exists().where(c.line == line, c.at >= bindparam("claims_since"))
    if shape.state == MINE:
        return claim.where(c.person == bindparam("me"))
    return ~claim if shape.state == FREE else true()


def _lies_in(home: ColumnElement[Any], shape: Shape) -> Condition:
    if shape.is_far:  # many scopes: by the index of the record
        return _placed(home, is_among(feed.c.scope + "", "scopes", is_sqlite=shape.is_sqlite))
    if shape.is_sqlite:  # one scope after the other: each is looked up in its own part of the index, not among all
        return or_(false(), *(_placed(home, feed.c.scope == bindparam(f"scope{at}")) for at in range(shape.scopes)))
    if shape.is_own:
        return _lies_among(home, feed.c.scope.in_(_few("scopes")))
    return _placed(home, feed.c.scope.in_(_few("scopes")))


def _lies_among(record: ColumnElement[Any], in_scope: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a record is one of the few of some scopes, which are read first. Said as PostgreSQL neither turns it
    into a join nor asks it of one record after the other, whatever it expects of a scope that it does not know."""
    return record.in_(select(feed.c.record).where(in_scope, feed.c.is_gone.is_(False))).is_(true())


def _is_among_few(home: ColumnElement[Any], shape: Shape) -> Condition:
    """The dossiers that have items and lie in few scopes are read first: some hundred, however many there are in all.
    PostgreSQL is handed them as one list, whatever it expects of scopes that it does not know."""
    p = review_places.c
    still = exists().where(feed.c.scope == p.scope, feed.c.record == p.home, feed.c.is_gone.is_(False))
    found = select(p.home).where(p.scope.in_([bindparam(f"scope{at}") for at in range(shape.scopes)]), still)
    return home.in_(found) if shape.is_sqlite else home == any_(func.array(found.scalar_subquery()))


def _placed(home: ColumnElement[Any], in_scope: Condition) -> Condition:
    return exists().where(feed.c.record == home, in_scope, feed.c.is_gone.is_(False))


def _few(name: str) -> Any:
    return bindparam(name, expanding=True)


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
