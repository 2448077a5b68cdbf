"""Records that leave a hub's offices: their states, codes and lines go at once, scopes are told why (sync.md 4).

What was erased at the centre loses its bodies too. What only moved keeps them in the log: the centre may have to be
given them again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, update

from shared_schema.identifiers import Id
from shared_schema.scopes import NOBODY
from sync_server.store.feed import Placing, place, rows_of_records
from sync_server.store.match_profiles import take_out
from sync_server.store.records import lock_records, put_dossiers, read_dossiers
from sync_server.store.rekeyings import MOVED, put_rekeyings
from sync_server.store.tables_records import (
    console_drafts,
    dossier_queue,
    records,
    review_items,
    review_places,
    witnesses,
)
from sync_server.store.tables_reports import coded_dossiers
from sync_server.store.tables_standings import standings
from sync_server.store.tables_upstream import upstream_members, upstream_states, upstream_verdicts

_AT_ONCE = 400


def let_records_go(connection: Connection, ids: Iterable[Id], *, why: str, now_ms: int) -> None:
    """These records lie in no scope of this hub any more; `why` = reassigned | revoked."""
    listed = sorted(set(ids))
    for start in range(0, len(listed), _AT_ONCE):
        some = listed[start : start + _AT_ONCE]
        lock_records(connection, some, ())
        _empty(connection, some)
        _give_up_dossiers(connection, some, now_ms=now_ms)
        take_out(connection, some, now_ms=now_ms)
        _tell_scopes(connection, some, why=why)


def forget_received(connection: Connection, ids: Iterable[Id]) -> None:
    """What was received of erased records, and what the centre had said of them."""
    listed = sorted(set(ids))
    for start in range(0, len(listed), _AT_ONCE):
        some = listed[start : start + _AT_ONCE]
        for table in (upstream_states, upstream_members, upstream_verdicts):
            connection.execute(delete(table).where(table.c.record.in_(some)))


def _empty(connection: Connection, ids: Sequence[Id]) -> None:
    emptied = update(records).where(records.c.id.in_(ids), records.c.version > 0)
    connection.execute(emptied.values(sealed=None, coded=None, author=None, other=None))
    for table in (review_items, witnesses):
        connection.execute(delete(table).where(table.c.record.in_(ids)))


def _give_up_dossiers(connection: Connection, ids: Sequence[Id], *, now_ms: int) -> None:
    """Nobody here holds them; who did is remembered, so that what she writes meanwhile is set aside by its name. What
    stays of them in the log is sealed anew under another key."""
    known = read_dossiers(connection, ids)
    put_dossiers(
        connection,
        [
            replace(one, holders=NOBODY, former=one.former | one.holders.workers)
            for one in known.values()
            if one.erased_at is None
        ],
    )
    homes = list(known)
    held = [one.id for one in known.values() if one.erased_at is None and one.holders.offices]
    put_rekeyings(connection, held, reason=MOVED, now_ms=now_ms, is_replaced=False)
    for table in (coded_dossiers, standings, dossier_queue, review_places):
        connection.execute(delete(table).where(table.c.home.in_(homes)))
    connection.execute(delete(console_drafts).where(console_drafts.c.sealed_for.in_(homes)))


def _tell_scopes(connection: Connection, ids: Sequence[Id], *, why: str) -> None:
    held = rows_of_records(connection, ids)
    placings = [
        Placing(scope, record, 0, 0, why)
        for record in sorted(held)
        for scope, row in sorted(held[record].items())
        if not row.is_gone
    ]
    place(connection, placings, held)
