"""How many lines of the queue there are, and since when the oldest waits: what the strip of every page asks.

Two questions whose texts are made once; the second is for whoever has a line at all.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, ScalarSelect, Select, bindparam, func, select, true

from sync_server.store.ready import Lengths, Ready, lengths_of, make_ready
from sync_server.store.review_items import ASSIGNED_TWICE, MARK, ORDINARY
from sync_server.store.review_queue import (
    Reach,
    Shape,
    Wanted,
    facts_of,
    merged_lines,
    open_in_reach,
    shape_of,
    waiting_lines,
)
from sync_server.store.tables_records import review_items, waiting

_URGENCIES = {"first": ASSIGNED_TWICE, "second": ORDINARY, "third": MARK}
_ALL = Wanted()
_TEXTS_KEPT = 128


def count_lines(connection: Connection, reach: Reach, *, at_most: int) -> int:
    """How many lines there are; counting ends at `at_most`."""
    facts = {**facts_of(reach, _ALL), "at_most": at_most}
    question = _counting(connection.dialect, shape_of(connection, reach, _ALL), lengths_of(facts))
    found: int = sum(question.ask(connection, facts))
    return min(found, at_most)


def oldest_line(connection: Connection, reach: Reach) -> int | None:
    """Since when the oldest line waits; None where nothing does."""
    facts = {**facts_of(reach, _ALL), **_URGENCIES}
    question = _dating(connection.dialect, shape_of(connection, reach, _ALL), lengths_of(facts))
    return min((at for at in question.ask(connection, facts) if at is not None), default=None)


@lru_cache(_TEXTS_KEPT)
def _counting(dialect: Dialect, shape: Shape, lengths: Lengths) -> Ready:
    both = select(_counted(waiting_lines(shape)), _counted(merged_lines(shape, is_counted=True)))
    return make_ready(both, dialect, lengths)


@lru_cache(_TEXTS_KEPT)
def _dating(dialect: Dialect, shape: Shape, lengths: Lengths) -> Ready:
    aside = waiting_lines(shape).with_only_columns(waiting.c.since).order_by(waiting.c.since).limit(1)
    near = [select(func.min(review_items.c.opened_at)).where(open_in_reach(review_items, shape, is_counted=True))]
    far = [_oldest_of(shape, urgency) for urgency in _URGENCIES]  # of so many lines one is found soon in their order
    merged = [one.scalar_subquery() for one in (far if shape.is_far else near)]
    return make_ready(select(aside.scalar_subquery(), *merged), dialect, lengths)


def _counted(lines: Select[Any]) -> ScalarSelect[int]:
    found = lines.with_only_columns(true().label("one")).limit(bindparam("at_most")).subquery()
    return select(func.count()).select_from(found).scalar_subquery()


def _oldest_of(shape: Shape, urgency: str) -> Select[Any]:
    i = review_items.c
    of_urgency = open_in_reach(review_items, shape) & (i.urgency == bindparam(urgency))
    return select(i.opened_at).where(of_urgency).order_by(i.opened_at).limit(1)
