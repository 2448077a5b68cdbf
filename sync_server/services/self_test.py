"""The self-test of the centre: envelopes open, digests are those of the states, sums are those of the rows, chains fit.

Reads everything in one snapshot and changes nothing. What is erased is passed over; what does not fit is named by id.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, select

from shared_schema.change import next_link
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.scopes import withheld_in
from shared_schema.wire.compact import state_digest, write_state
from sync_server.server import Server
from sync_server.services.held import hold_row
from sync_server.store.feed import digests_of_scope
from sync_server.store.records import Dossier, RecordRow, read_dossiers, read_records
from sync_server.store.tables_people import incarnations
from sync_server.store.tables_records import changes, scope_heads

AT_ONCE = 500
_MODULUS = 2**64


@dataclass(frozen=True, slots=True)
class Misfit:
    """What does not fit: envelope, digest, sum or chain, and the id of the record, scope or incarnation."""

    code: str
    id: str


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What was looked at, the digest of each scope in hex, and what does not fit."""

    records: int
    changes: int
    digests: dict[str, str]
    misfits: tuple[Misfit, ...]


def run_self_test(server: Server) -> SelfTest:
    """Looks at every scope and every log. Its cost grows with the store: minutes for a million records."""
    misfits: list[Misfit] = []
    digests: dict[str, str] = {}
    seen: set[Id] = set()
    with server.database.snapshot() as connection:
        for scope, stored in _sums(connection):
            rows = digests_of_scope(connection, scope)
            if sum(rows.values()) % _MODULUS != stored:
                misfits.append(Misfit("sum", scope))
            digests[scope] = f"{stored:016x}"
            misfits += _scope_misfits(server, connection, scope, rows)
            seen.update(rows)
        total, broken = _chains(connection)
    return SelfTest(len(seen), total, digests, (*misfits, *broken))


def _sums(connection: Connection) -> list[tuple[str, int]]:
    rows = connection.execute(select(scope_heads.c.scope, scope_heads.c.digest).order_by(scope_heads.c.scope))
    return [(row.scope, row.digest % _MODULUS) for row in rows]


def _scope_misfits(server: Server, connection: Connection, scope: str, rows: dict[Id, int]) -> Iterator[Misfit]:
    ids = sorted(rows)
    for start in range(0, len(ids), AT_ONCE):
        found = read_records(connection, ids[start : start + AT_ONCE])
        server.sealing.load({row.home for row in found.values()})
        dossiers = read_dossiers(connection, {row.home for row in found.values()})
        for record, row in found.items():
            yield from _record_misfits(server, scope, row, rows[record], dossiers.get(row.home))


def _record_misfits(
    server: Server, scope: str, row: RecordRow, digest: int, dossier: Dossier | None
) -> Iterator[Misfit]:
    try:
        held = hold_row(row, server.sealing)
    except HomewardError:
        yield Misfit("envelope", row.id)
        return
    if held is None:
        return
    withheld = () if dossier is None else withheld_in(scope, held.state, held.kind, home=dossier.holders)
    if state_digest(row.id, write_state(held.state, withheld=withheld)) != digest:
        yield Misfit("digest", row.id)


def _chains(connection: Connection) -> tuple[int, list[Misfit]]:
    firsts = connection.execute(select(incarnations.c.id, incarnations.c.first_link))
    starts = {row.id: row.first_link for row in firsts}
    query = select(changes.c.incarnation, changes.c.n, changes.c.body_hash, changes.c.link)
    rows = connection.execute(query.order_by(changes.c.incarnation, changes.c.n)).all()
    broken = []
    for incarnation, entries in groupby(rows, key=lambda row: row.incarnation):
        link = starts.get(incarnation, b"")
        for n, entry in enumerate(entries, start=1):
            link = next_link(link, entry.body_hash)
            if (entry.n, entry.link) != (n, link):
                broken.append(Misfit("chain", incarnation))
                break
    return len(rows), broken
