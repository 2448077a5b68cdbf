"""A page of records of one kind as somebody may see them: what the coded projection rules out is never opened."""

import orjson

from casework.book import Page, Query
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.implied_fields import RETRACTED
from shared_schema.records.kind import Placement
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import DIRECTORY
from sync_server.services.access import Action, decide
from sync_server.services.people_names import directory_of
from sync_server.services.sight import Sight
from sync_server.store.records import RecordRow, list_page

_PAGE_ROWS = 200


def list_records(sight: Sight, query: Query, *, after: Id | None, limit: int) -> Page:
    """Up to `limit` records after `after`, by id; the page says where the next one begins."""
    kind = KINDS.get(query.kind)
    if kind is not None and kind.placement is Placement.DIRECTORY and not kind.home_only_registers:
        return _list_directory(sight, query, after=after, limit=limit)
    homes = None if query.home is None else [query.home]
    found: list[Shown] = []
    last, at_once, scopes = after, min(limit + 1, _PAGE_ROWS), sight.scopes()
    while True:
        rows = list_page(sight.connection, kind=query.kind, homes=homes, after=last, limit=at_once, scopes=scopes)
        visible = sight.visible([row for row in rows if _may_fit(row, query)])
        shown = sight.show(visible)
        for row in visible:
            if _fits(shown[row.id], query):
                found.append(shown[row.id])
            if len(found) > limit:
                return Page(tuple(found[:limit]), found[limit - 1].record_id)
        if len(rows) < at_once:
            return Page(tuple(found), None)
        last, at_once = rows[-1].id, _PAGE_ROWS


def _list_directory(sight: Sight, query: Query, *, after: Id | None, limit: int) -> Page:
    """The same of what everybody may read: shown from memory while it stands unchanged, by one right for all."""
    if query.home not in (None, DIRECTORY) or not decide(sight.actor, Action.READ_DIRECTORY):
        return Page((), None)
    found: list[Shown] = []
    last, at_once = after or "", limit + 1
    while True:
        ids = sight.server.directory.ids_of_kind(sight.connection, query.kind, after=last, limit=at_once)
        shown = directory_of(sight.server, sight.connection, ids)
        found += [shown[one] for one in ids if one in shown and _fits(shown[one], query)]
        if len(found) > limit:
            return Page(tuple(found[:limit]), found[limit - 1].record_id)
        if len(ids) < at_once:
            return Page(tuple(found), None)
        last, at_once = ids[-1], _PAGE_ROWS


def _may_fit(row: RecordRow, query: Query) -> bool:
    """Whether the coded projection leaves it open that the record fits; spares opening those that cannot."""
    if row.coded is None:
        return True
    coded = orjson.loads(row.coded)
    projected = KINDS[row.kind].projected if row.kind in KINDS else ()
    if coded.get(RETRACTED) is True and not query.with_retracted:
        return False
    return all(coded.get(name) == value for name, value in query.equals.items() if name in projected)


def _fits(shown: Shown, query: Query) -> bool:
    if shown.is_retracted and not query.with_retracted:
        return False
    return all(shown.values.get(name) == value for name, value in query.equals.items())
