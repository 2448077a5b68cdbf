"""Search rows of records at the centre: made from their states in chunks, after the transactions that wrote them."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.state import RecordState
from sync_server.server import Server
from sync_server.store.match_profiles import (
    Profile,
    put_profiles,
    records_behind,
    records_marked,
    searched_records,
)
from sync_server.store.records import open_state, read_records

CHUNK = 1_000  # records of one transaction


def profile_of_state(server: Server, state: RecordState, version: int) -> Profile | None:
    """The row of a record in this state; None for kinds that are not searched."""
    row = server.search_rows.of(state.kind, _values(state))
    return None if row is None else Profile(state.record_id, state.home, version, row.pack())


def profiles_of(server: Server, connection: Connection, ids: Iterable[Id]) -> Iterator[Profile]:
    """The rows of records, from their states; what was erased has none."""
    rows = read_records(connection, ids)
    server.sealing.load({row.home for row in rows.values() if row.sealed is not None})
    for row in rows.values():
        if row.sealed is not None and row.version > 0:
            made = profile_of_state(server, open_state(server.sealing, row).state(), row.version)
            if made is not None:
                yield made


def make_missing(server: Server, *, at_most: int = CHUNK) -> int:
    """Makes rows of records that were written, or else rows that are missing or of another format; how many."""
    with server.database.snapshot() as connection:
        ids = records_marked(connection, limit=at_most) or records_behind(connection, after="", limit=at_most)
    return _make(server, ids)


def make_all_again(server: Server) -> int:
    """Makes every row again, in chunks; an interrupted run has changed nothing but the rows that it reached."""
    made, after = 0, ""
    while True:
        with server.database.snapshot() as connection:
            ids = searched_records(connection, after=after, limit=CHUNK)
        if not ids:
            return made
        made += _make(server, ids)
        after = ids[-1]


def _make(server: Server, ids: list[Id]) -> int:
    if not ids:
        return 0

    def work(connection: Connection) -> int:
        rows = list(profiles_of(server, connection, ids))
        put_profiles(connection, server.sealing, rows, now_ms=server.clock())
        return len(rows)

    return server.database.run(work)


def _values(state: RecordState) -> list[tuple[str, Json]]:
    return [(name, written.value) for name, live in state.registers.items() for written in live.values()]
