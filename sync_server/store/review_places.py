"""In which scopes the dossiers lie that have open items: from these few rows the queue of few scopes begins.

Promise: there is a row for every scope in which the head of a dossier with an open item lies. A row may be left over,
so whoever reads these also asks whether the item is open and whether the dossier still lies there.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Connection, Delete, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.selectable import Exists

from shared_schema.identifiers import Id
from sync_server.store.statements import list_for, one_of
from sync_server.store.tables_records import feed, review_items, review_places


def note_places(connection: Connection, homes: Iterable[Id]) -> None:
    """Note where these dossiers lie, so far as something of theirs is open: after an item was opened (`put_items`), and
    after a head came into a scope (`Placer.write`).

    Of two transactions that do one and the other at the same moment, the second must see what the first has written.
    Both therefore hold the row of the head in `records` (every merge and the job that checks rules) or have written the
    dossier's row of `dossier_queue` before (every merge, and copies that know more) until they commit; PostgreSQL then
    lets the second read what is committed.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    wanted = sorted(set(homes))
    if wanted:
        connection.execute(_noting(is_sqlite=is_sqlite), {"homes": list_for(wanted, is_sqlite=is_sqlite)})


def drop_places(connection: Connection, homes: Iterable[Id]) -> None:
    """Forget where these dossiers lie, so far as nothing of theirs is open any more; under the same lock."""
    is_sqlite = connection.dialect.name == "sqlite"
    wanted = sorted(set(homes))
    if wanted:
        connection.execute(_dropping(is_sqlite=is_sqlite), {"homes": list_for(wanted, is_sqlite=is_sqlite)})


@cache
def _noting(*, is_sqlite: bool) -> Any:
    told = (feed.c.scope, feed.c.record)
    held = one_of(feed.c.record, "homes", is_sqlite=is_sqlite) & feed.c.is_gone.is_(False)
    found = select(*told).where(held, _has_open(feed.c.record))
    insert: Any = sqlite.insert if is_sqlite else postgresql.insert
    return insert(review_places).from_select(["scope", "home"], found).on_conflict_do_nothing()


@cache
def _dropping(*, is_sqlite: bool) -> Delete:
    these = one_of(review_places.c.home, "homes", is_sqlite=is_sqlite)
    return delete(review_places).where(these, ~_has_open(review_places.c.home))


def _has_open(home: Any) -> Exists:
    return exists().where(review_items.c.home == home, review_items.c.is_open.is_(True))
