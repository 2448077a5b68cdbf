"""`check --rebuild`: everything derived is made again from received states and the own log; damaged rows are let go.

Promise: what is readable in the received states and in the log is shown afterwards; a received row whose bytes do not
fit their hash is removed and wanted from its server; a value that leaves a shown state is kept in the history.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson

from field_client.store import states
from field_client.store.identity import NONE_LACKING
from field_client.store.local_store import LocalStore
from field_client.store.record_rows import CHUNK, NewState, parts
from field_client.store.sums import NO_KIND, SHOWN, Summed, hash_row, received_space, scope_space, sums_of
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.compact import read_state


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Records shown, records whose shown state had to change, received rows let go as (server, record)."""

    shown: int
    mended: tuple[Id, ...]
    wanted: tuple[tuple[Id, Id], ...]


def rebuild(store: LocalStore) -> Rebuilt:
    """Makes shown states, search rows and all sums again, in one transaction; then the candidate index, in chunks."""
    with store.transaction():
        wanted = _drop_damaged_received(store)
        mended = _make_shown_again(store, _sources(store))
        _make_search_again(store)
        store.database.execute("DELETE FROM outlines")
        store.chunks.names.build()
        store.database.execute("DELETE FROM kept_pairs")
        write_sums(store)
        shown = int(store.database.value("SELECT count(*) FROM shown"))
    store.names.build(is_forced=True)
    return Rebuilt(shown, mended, wanted)


def rebuild_records(store: LocalStore, records: Sequence[Id]) -> tuple[Id, ...]:
    """Makes the shown states of single records again; gives those that changed. Runs inside a transaction or alone."""
    with store.transaction():
        return _make_shown_again(store, records)


def wanted(store: LocalStore, server: Id) -> tuple[Id, ...]:
    """Records that lie in a scope of `server` without a received row: to be asked for as full states.

    Where none was lacking of any server and no received row has gone since (a trigger takes the fact away with it),
    no record is looked at.
    """
    if store.identity.fact(NONE_LACKING) is not None:
        return ()
    with store.transaction():
        rows = store.database.rows(_LACKING)
        if not rows:
            store.identity.put_fact(NONE_LACKING, "1")
    return tuple(record for record, at in rows if at == server)


def write_sums(store: LocalStore) -> None:
    """Puts sums computed from the rows in the place of those kept."""
    store.sums.write()
    for space, rows in all_rows(store):
        store.sums.replace(space, sums_of(rows, space=space))


def all_rows(store: LocalStore) -> Iterator[tuple[str, list[Summed]]]:
    """The rows of every space of the sums, their hashes computed from their bytes."""
    yield SHOWN, [_summed(row) for row in store.database.rows("SELECT record, kind, state FROM shown")]
    for server in store.cursors.servers():
        sql = "SELECT record, kind, state FROM received WHERE server = ?"
        rows = {row[0]: _summed(row) for row in store.database.rows(sql, (server.server,))}
        yield received_space(server.server), list(rows.values())
        for scope in store.cursors.of(server.server):
            members = store.memberships.own_hashes(server.server, scope)
            found = [Summed(r, NO_KIND, own or rows[r].hash) for r, own in members.items() if r in rows]
            yield scope_space(server.server, scope), found


def _drop_damaged_received(store: LocalStore) -> tuple[tuple[Id, Id], ...]:
    found = [
        (server, record)
        for server, record, state, kept in store.database.rows("SELECT server, record, state, hash FROM received")
        if hash_row(record, state) != kept or not _is_readable(record, state)
    ]
    store.database.execute_many("DELETE FROM received WHERE server = ? AND record = ?", found)
    return tuple(found)


def _sources(store: LocalStore) -> list[Id]:
    rows = store.database.rows(
        "SELECT record FROM received UNION SELECT record FROM log WHERE body IS NOT NULL AND record IS NOT NULL"
        ' EXCEPT SELECT record FROM "left" ORDER BY record'
    )
    return [row[0] for row in rows]


def _make_shown_again(store: LocalStore, records: Sequence[Id]) -> tuple[Id, ...]:
    mended: list[Id] = []
    for part in parts(records):
        held = store.records.shown_rows(part)
        made = [one for record in part if (one := store.receiving.make_shown(record)) is not None]
        changed = [one for one in made if not _is_same(held.get(one.record), one)]
        for one in changed:
            row = held.get(one.record)
            if row is not None and _is_readable(one.record, row.data):
                store.records.keep_replaced(states.difference(row.data, one.data).values)
        store.records.put_shown(changed)
        mended += [one.record for one in changed]
    return tuple(mended)


def _make_search_again(store: LocalStore) -> None:
    store.search.clear()
    after = 0
    while True:
        rows = store.database.rows(
            "SELECT number, kind, state FROM shown WHERE number > ? ORDER BY number LIMIT ?", (after, CHUNK)
        )
        store.search.add(
            (number, store.search.tokens_of(kind, orjson.loads(state)["r"]))
            for number, kind, state in rows
            if store.search.is_searched(kind)
        )
        if len(rows) < CHUNK:
            return
        after = rows[-1][0]


def _is_same(row: object, made: NewState) -> bool:
    return getattr(row, "data", None) == made.data and getattr(row, "hash", None) == made.hash


def _is_readable(record: Id, data: bytes) -> bool:
    try:
        return read_state(data).record_id == record
    except HomewardError:
        return False


_LACKING = (
    "SELECT DISTINCT m.record, s.server FROM memberships m JOIN scopes s ON s.number = m.scope"
    " LEFT JOIN received r ON r.record = m.record AND r.server = s.server WHERE r.record IS NULL ORDER BY m.record"
)


def _summed(row: tuple[Id, str, bytes]) -> Summed:
    return Summed(row[0], row[1], hash_row(row[0], row[2]))
