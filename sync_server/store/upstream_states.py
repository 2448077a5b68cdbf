"""What a hub received from its centre: the last state of each record as the centre has it, and in which scopes it lies.

Kept apart from the records that the hub serves: deltas, digests and repair are about these alone. Every digest moves
in the transaction of what it counts. States are sealed under their dossier's key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from shared_schema.identifiers import Id
from shared_schema.scopes import DIRECTORY
from sync_server.store.sealing import RESTRICTED, STATES, Sealing
from sync_server.store.statements import fetch, put_rows, remove
from sync_server.store.tables_records import records as records_table
from sync_server.store.tables_upstream import upstream_cursors, upstream_members, upstream_states

TABLE, COLUMN = "upstream_states", "sealed"
_MODULUS = 2**64


class ReceivedState(NamedTuple):
    """The compact bytes exactly as the centre's digests count them."""

    record: Id
    kind: str
    home: str
    compact: bytes
    is_restricted: bool


@dataclass(slots=True)
class Cursors:
    """Cursors, digests and doubts of every scope, read once a transaction and written at its end."""

    seqs: dict[str, int] = field(default_factory=dict)
    digests: dict[str, int] = field(default_factory=dict)
    different: set[str] = field(default_factory=set)

    def count(self, scope: str, digest: int) -> None:
        """A member's digest is in the sum from now on; a negative one is out of it."""
        self.digests[scope] = (self.digests.get(scope, 0) + digest) % _MODULUS

    def digest(self, scope: str) -> int:
        """The sum of a scope."""
        return self.digests.get(scope, 0)

    def forget(self, scope: str) -> None:
        """The scope is not ours any more."""
        self.seqs.pop(scope, None)
        self.digests.pop(scope, None)
        self.different.discard(scope)


def read_cursors(connection: Connection) -> Cursors:
    """All of them."""
    found = Cursors()
    for row in connection.execute(select(upstream_cursors)):
        found.seqs[row.scope] = row.seq
        found.digests[row.scope] = row.digest % _MODULUS
        if row.is_different:
            found.different.add(row.scope)
    return found


def write_cursors(connection: Connection, cursors: Cursors) -> None:
    """Put them in the place of what stood there."""
    connection.execute(delete(upstream_cursors))
    scopes = sorted(cursors.seqs.keys() | cursors.digests.keys())
    rows = [
        (scope, cursors.seqs.get(scope, 0), _signed(cursors.digest(scope)), scope in cursors.different)
        for scope in scopes
    ]
    put_rows(connection, upstream_cursors, ("scope", "seq", "digest", "is_different"), rows)


def read_states(connection: Connection, sealing: Sealing, records: Iterable[Id]) -> dict[Id, ReceivedState]:
    """The received states of these records, opened; absent ones were never received."""
    columns = ("record", "kind", "home", "sealed", "is_restricted")
    rows = fetch(connection, upstream_states, columns, key="record", values=records)
    sealing.load(row[2] for row in rows)
    found = {}
    for record, kind, home, sealed, is_restricted in rows:
        use = RESTRICTED if is_restricted else STATES
        plain = sealing.open_sealed(home, use, bytes(sealed), table=TABLE, column=COLUMN, record=record, version=0)
        found[record] = ReceivedState(record, kind, home, plain, bool(is_restricted))
    return found


def put_states(connection: Connection, sealing: Sealing, states: Sequence[ReceivedState]) -> None:
    """Put received states in the place of those before them."""
    sealing.prepare({one.home for one in states})
    rows = []
    for one in states:
        use = RESTRICTED if one.is_restricted else STATES
        sealed = sealing.seal(one.home, use, one.compact, table=TABLE, column=COLUMN, record=one.record, version=0)
        rows.append((one.record, one.kind, one.home, sealed, one.is_restricted))
    put_rows(connection, upstream_states, ("record", "kind", "home", "sealed", "is_restricted"), rows)


def drop_states(connection: Connection, records: Iterable[Id]) -> None:
    """These are not received any more."""
    remove(connection, upstream_states, key="record", values=records)


def records_of_homes(connection: Connection, homes: Iterable[str]) -> list[Id]:
    """Records of these dossiers that were received."""
    return [row[0] for row in fetch(connection, upstream_states, ("record",), key="home", values=homes)]


def records_without_state(connection: Connection) -> list[Id]:
    """Records of dossiers that are served here and were never received, or are not any more."""
    here = records_table.outerjoin(upstream_states, upstream_states.c.record == records_table.c.id)
    stands = (records_table.c.version > 0) & records_table.c.sealed.is_not(None) & (records_table.c.home != DIRECTORY)
    query = select(records_table.c.id).select_from(here).where(stands, upstream_states.c.record.is_(None))
    return list(connection.scalars(query.order_by(records_table.c.id)))


def members_of(connection: Connection, records: Iterable[Id]) -> dict[Id, dict[str, int]]:
    """{record: {scope: digest}}; records in no scope are absent."""
    found: dict[Id, dict[str, int]] = {}
    columns = ("record", "scope", "digest")
    for record, scope, digest in fetch(connection, upstream_members, columns, key="record", values=records):
        found.setdefault(record, {})[scope] = digest % _MODULUS
    return found


def members_in(connection: Connection, scope: str, *, home: Id | None = None) -> dict[Id, int]:
    """{record: digest} of everything in a scope, or of one dossier in it."""
    query = select(upstream_members.c.record, upstream_members.c.digest).where(upstream_members.c.scope == scope)
    if home is not None:
        of_home = select(upstream_states.c.record).where(upstream_states.c.home == home)
        query = query.where(upstream_members.c.record.in_(of_home))
    return {row.record: row.digest % _MODULUS for row in connection.execute(query)}


def put_members(connection: Connection, digests: Mapping[Id, Mapping[str, int]]) -> None:
    """{record: {scope: digest}} from now on, besides the scopes that they lie in already."""
    rows = [(scope, record, _signed(digest)) for record, own in digests.items() for scope, digest in own.items()]
    put_rows(connection, upstream_members, ("scope", "record", "digest"), rows)


def drop_members(connection: Connection, scope: str, records: Iterable[Id]) -> None:
    """Take records out of one scope."""
    wanted = list(records)
    for start in range(0, len(wanted), 400):
        among = upstream_members.c.record.in_(wanted[start : start + 400])
        connection.execute(delete(upstream_members).where(upstream_members.c.scope == scope, among))


def _signed(digest: int) -> int:
    value = digest % _MODULUS
    return value - _MODULUS if value >= _MODULUS // 2 else value
