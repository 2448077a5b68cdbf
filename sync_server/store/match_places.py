"""Matches by state in the scopes where they lie: all of them, or those that a scope was told of since a number.

For a memory of them (`services/match_counts.py`): what changes in a scope gets a number there, so that whoever knows a
scope up to its head knows what lies in it.
"""

from typing import NamedTuple

import orjson
from sqlalchemy import Connection, and_, bindparam, select

from shared_schema.identifiers import Id
from shared_schema.records.implied_fields import RETRACTED
from sync_server.store.feed import hash_of, lies_in
from sync_server.store.tables_records import feed, records, scope_heads

MATCH = "match"
_HEADS = select(scope_heads.c.scope, scope_heads.c.head)
_IS_MATCH = and_(records.c.id == feed.c.record, records.c.kind == MATCH)
_ALL = select(feed.c.scope, feed.c.record, records.c.coded).join(records, _IS_MATCH)
_ALL_THERE = _ALL.where(feed.c.is_gone.is_(False), records.c.sealed.is_not(None))
_SINCE = (
    select(feed.c.record, feed.c.is_gone, records.c.sealed.is_(None).label("is_empty"), records.c.coded)
    .join(records, _IS_MATCH)
    .where(lies_in(bindparam("scope"), bindparam("scope_hash")), feed.c.seq > bindparam("since"))
)


class Told(NamedTuple):
    """A match in a scope: its state, None where it does not lie there (any more) or was voided."""

    scope: str
    record: Id
    state: str | None


def heads_of_all(connection: Connection) -> dict[str, int]:
    """The highest number given in each scope."""
    return {row.scope: row.head for row in connection.execute(_HEADS)}


def matches_by_scope(connection: Connection) -> list[Told]:
    """Every match in every scope where it lies."""
    rows = connection.execute(_ALL_THERE)
    return [Told(row.scope, row.record, _state(row.coded)) for row in rows]


def matches_since(connection: Connection, scope: str, since: int) -> list[Told]:
    """The matches that this scope was told of after `since`."""
    rows = connection.execute(_SINCE, {"scope": scope, "scope_hash": hash_of(scope), "since": since})
    return [Told(scope, one.record, None if one.is_gone or one.is_empty else _state(one.coded)) for one in rows]


def _state(coded: str | None) -> str | None:
    said = orjson.loads(coded) if coded else {}
    return None if said.get(RETRACTED) is True else said.get("state")
