"""What an erased home leaves in the records: tombstones with ids, links and hashes; nothing that was said.

The keys of such a home are destroyed, so nothing sealed under them opens; this removes the envelopes and the coded
columns too, and tells every scope. Used by an erasure, and where a restored backup is older than one.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import orjson
from sqlalchemy import ColumnElement, Connection, delete, or_, select, tuple_, update

from shared_schema import canonical
from shared_schema.identifiers import Id
from sync_server.store.chunk_rows import forget_chunks_of_homes, forget_chunks_of_records
from sync_server.store.feed import ERASED as GONE_ERASED
from sync_server.store.feed import Placing, place, rows_of_records
from sync_server.store.log import ERASED
from sync_server.store.match_profiles import take_out
from sync_server.store.tables_records import (
    changes,
    console_drafts,
    dossier_queue,
    dossiers,
    records,
    review_items,
    review_places,
    waiting,
    witnesses,
)
from sync_server.store.tables_reports import coded_dossiers
from sync_server.store.tables_standings import standings

_AT_ONCE = 400


def forget_homes(connection: Connection, homes: Iterable[str], *, now_ms: int) -> int:
    """Empties everything of these homes and writes `gone: erased` to its scopes; how many records it was."""
    gone: set[Id] = set()
    erased = list(homes)
    for some in _batches(erased):
        query = select(records.c.id).where(or_(records.c.home.in_(some), records.c.other.in_(some)))
        gone.update(connection.scalars(query))
        _empty_bodies(connection, changes.c.sealed_for.in_(some))
        _forget_waiting(connection, waiting.c.home.in_(some))
        connection.execute(delete(dossier_queue).where(dossier_queue.c.home.in_(some)))
        for table in (coded_dossiers, standings, review_places):
            connection.execute(delete(table).where(table.c.home.in_(some)))
        connection.execute(delete(console_drafts).where(console_drafts.c.sealed_for.in_(some)))
        forget_chunks_of_homes(connection, some, now_ms=now_ms)
        is_open = dossiers.c.id.in_(some) & dossiers.c.erased_at.is_(None)
        connection.execute(update(dossiers).where(is_open).values(erased_at=now_ms))
    for some in _batches(sorted(gone)):
        _keep_states(connection, some, erased=set(erased))
        _empty_records(connection, some)
        forget_chunks_of_records(connection, some, now_ms=now_ms)
        take_out(connection, some, now_ms=now_ms)
    _tell_scopes(connection, sorted(gone))
    return len(gone)


def forget_records(connection: Connection, ids: Iterable[Id], *, now_ms: int) -> None:
    """Empties single records whose other end was erased, and writes `gone: erased` to their scopes."""
    for some in _batches(ids):
        _empty_records(connection, some)
        forget_chunks_of_records(connection, some, now_ms=now_ms)
        take_out(connection, some, now_ms=now_ms)
        _tell_scopes(connection, some)


def _keep_states(connection: Connection, ids: Sequence[Id], *, erased: set[str]) -> None:
    """What also lies in another dossier keeps the code of its state beside its ids; everything else keeps no code."""
    query = select(records.c.id, records.c.home, records.c.other, records.c.coded).where(records.c.id.in_(ids))
    for row in connection.execute(query).all():
        lies_elsewhere = row.other is not None and not {row.home, row.other} <= erased
        state = orjson.loads(row.coded).get("state") if row.coded is not None and lies_elsewhere else None
        left = None if state is None else canonical.dumps({"state": state}).decode()
        connection.execute(update(records).where(records.c.id == row.id).values(coded=left))


def _empty_records(connection: Connection, ids: Sequence[Id]) -> None:
    connection.execute(update(records).where(records.c.id.in_(ids)).values(sealed=None, author=None))
    _empty_bodies(connection, changes.c.record.in_(ids))
    _forget_waiting(connection, waiting.c.record.in_(ids))
    for table in (review_items, witnesses):
        connection.execute(delete(table).where(table.c.record.in_(ids)))


def _empty_bodies(connection: Connection, which: ColumnElement[bool]) -> None:
    connection.execute(update(changes).where(which).values(sealed=None, sealed_for=None, status=ERASED))


def _forget_waiting(connection: Connection, which: ColumnElement[bool]) -> None:
    dots = [tuple(row) for row in connection.execute(select(waiting.c.incarnation, waiting.c.n).where(which))]
    for at in range(0, len(dots), _AT_ONCE):
        _empty_bodies(connection, tuple_(changes.c.incarnation, changes.c.n).in_(dots[at : at + _AT_ONCE]))
    connection.execute(delete(waiting).where(which))


def _tell_scopes(connection: Connection, ids: Sequence[Id]) -> None:
    held = rows_of_records(connection, ids)
    placings = [
        Placing(scope, record, 0, 0, why=GONE_ERASED)
        for record in sorted(held)
        for scope, row in sorted(held[record].items())
        if not row.is_gone
    ]
    place(connection, placings, held)


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
