"""Search by names, codes, telephones and places: postings in the memory of this process only (security.md 4.7).

Built from the sealed states at first use and followed before every search; nothing about a name lies in the database
in the clear or as a hash. Who asks sees only what she may see: the caller checks every id found here.
"""

import threading
from bisect import bisect_left, insort

from sqlalchemy import Connection, select

from casework.names.tokens import SEARCHED, Tokens, escape_token, query_tokens
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.state import RecordState
from shared_schema.records.kinds import KINDS
from sync_server.server import Server
from sync_server.store.records import open_state, read_records
from sync_server.store.tables_records import records

OVERLAP_MS = 120_000  # commits overtake each other: what was stamped so shortly before is looked at again
_AT_ONCE = 500


class NameIndex:
    """One for each process; made at composition."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._tokens = Tokens(KINDS)
        self._lock = threading.Lock()
        self._postings: dict[str, set[Id]] = {}
        self._sorted: list[str] = []
        self._of_record: dict[Id, tuple[int, frozenset[str]]] = {}
        self._seen_at = 0

    def find(self, connection: Connection, text: str) -> list[Id]:
        """Ids of records that hold every token of `text`, whole or as a beginning; best first."""
        wanted = [escape_token(token) for token in query_tokens(text)]
        if not wanted:
            return []
        with self._lock:
            self._follow(connection)
            found = [self._holding(token) for token in wanted]
            common = set.intersection(*found)
            return sorted(common, key=lambda record: (-self._whole(record, wanted), record))

    def _holding(self, token: str) -> set[Id]:
        found: set[Id] = set()
        at = bisect_left(self._sorted, token)
        while at < len(self._sorted) and self._sorted[at].startswith(token):
            found |= self._postings[self._sorted[at]]
            at += 1
        return found

    def _whole(self, record: Id, wanted: list[str]) -> int:
        held = self._of_record[record][1]
        return sum(token in held for token in wanted)

    def _follow(self, connection: Connection) -> None:
        query = select(records.c.id, records.c.version, records.c.changed_at).where(
            records.c.kind.in_(sorted(SEARCHED)), records.c.changed_at >= self._seen_at - OVERLAP_MS
        )
        stale: list[Id] = []
        for row in connection.execute(query).all():
            known = self._of_record.get(row.id)
            if known is None or known[0] != row.version:
                stale.append(row.id)
            self._seen_at = max(self._seen_at, row.changed_at)
        for start in range(0, len(stale), _AT_ONCE):
            self._read(connection, stale[start : start + _AT_ONCE])

    def _read(self, connection: Connection, ids: list[Id]) -> None:
        rows = read_records(connection, ids)
        self._server.sealing.load(row.home for row in rows.values())
        for record, row in rows.items():
            tokens: frozenset[str] = frozenset()
            if row.sealed is not None:
                state = open_state(self._server.sealing, row).state()
                tokens = frozenset(self._tokens.of(row.kind, _values(state)).split())
            self._put(record, row.version, tokens)

    def _put(self, record: Id, version: int, tokens: frozenset[str]) -> None:
        former = self._of_record.get(record, (0, frozenset()))[1]
        for token in former - tokens:
            self._postings[token].discard(record)
        for token in tokens - former:
            if token not in self._postings:
                self._postings[token] = set()
                insort(self._sorted, token)
            self._postings[token].add(record)
        self._of_record[record] = (version, tokens)


def _values(state: RecordState) -> list[tuple[str, Json]]:
    return [(name, written.value) for name, live in state.registers.items() for written in live.values()]
