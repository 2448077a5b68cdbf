"""Two states of every record: what each server last sent, and what a person is shown.

Shown = the received ones joined, and the own changes that are not in them, in order (sync.md section 4). Where no
own change is missing, the received bytes are the shown bytes. Sums, search, candidate rows and chunk
names change with the rows.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import orjson

from casework.matching.indexed import INDEXED
from field_client.store import states
from field_client.store.chunk_names import ATTACHMENT, ChunkNames
from field_client.store.database import Database
from field_client.store.match_index import MatchIndex, NewNames
from field_client.store.record_rows import LeftCase, NewRow, NewState, ReceivedRow, ShownRow, parts
from field_client.store.search import Search
from field_client.store.sums import SHOWN, Summed, Sums, received_space
from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.state import RecordState
from shared_schema.records.kind import Kind
from shared_schema.wire.compact import withheld_of


class Records:
    """The tables `received` and `shown`; every method runs inside the caller's transaction."""

    def __init__(
        self,
        database: Database,
        *,
        kinds: Mapping[str, Kind],
        search: Search,
        names: MatchIndex,
        sums: Sums,
        chunks: ChunkNames,
    ) -> None:
        self._database = database
        self._kinds = kinds
        self._search = search
        self._names = names
        self._chunks = chunks
        self._sums = sums

    # Received

    def received(self, server: Id, records: Sequence[Id]) -> dict[Id, ReceivedRow]:
        """The rows of `server` among `records`."""
        rows = self._select(_RECEIVED + " WHERE record IN (%s) AND server = ?", records, server)
        return {row[1]: ReceivedRow(*row) for row in rows}

    def received_here_and_elsewhere(
        self, server: Id, records: Sequence[Id]
    ) -> tuple[dict[Id, ReceivedRow], dict[Id, list[ReceivedRow]]]:
        """The rows of `server` among `records`, and those of other servers."""
        here: dict[Id, ReceivedRow] = {}
        elsewhere: dict[Id, list[ReceivedRow]] = {}
        for row in self._select(_RECEIVED + " WHERE record IN (%s)", records):
            if row[0] == server:
                here[row[1]] = ReceivedRow(*row)
            else:
                elsewhere.setdefault(row[1], []).append(ReceivedRow(*row))
        return here, elsewhere

    def received_elsewhere(self, server: Id, records: Sequence[Id]) -> dict[Id, list[ReceivedRow]]:
        """The rows of other servers among `records`."""
        found: dict[Id, list[ReceivedRow]] = {}
        for row in self._select(_RECEIVED + " WHERE record IN (%s) AND server <> ?", records, server):
            found.setdefault(row[1], []).append(ReceivedRow(*row))
        return found

    def received_states(self, record: Id) -> tuple[ReceivedRow, ...]:
        """The rows of one record, of every server."""
        rows = self._database.rows(_RECEIVED + " WHERE record = ? ORDER BY server", (record,))
        return tuple(ReceivedRow(*row) for row in rows)

    def put_received(self, server: Id, new: Sequence[NewRow], *, held: Mapping[Id, ReceivedRow]) -> None:
        """Puts states of `server`; `held` = its present rows among them (as `received` gives them)."""
        space = received_space(server)
        self._sums.add(space, (Summed(row.record, row.kind, row.hash) for row in held.values()), sign=-1)
        self._sums.add(space, (Summed(one.record, one.kind, one.hash) for one in new))
        self._database.execute_many(
            "UPDATE received SET state = ?, hash = ? WHERE record = ? AND server = ?",
            ((one.data, one.hash, one.record, server) for one in new if one.record in held),
        )
        self._database.execute_many(
            "INSERT INTO received (server, record, kind, home, state, hash) VALUES (?, ?, ?, ?, ?, ?)",
            ((server, one.record, one.kind, one.home, one.data, one.hash) for one in new if one.record not in held),
        )

    def withheld(self, record: Id) -> frozenset[str]:
        """Registers of a record that every server which sent it kept back from this laptop."""
        found = [frozenset(withheld_of(orjson.loads(row.state))) for row in self.received_states(record)]
        return frozenset.intersection(*found) if found else frozenset()

    def remove_received(self, server: Id, records: Sequence[Id]) -> None:
        """Drops what `server` sent of these records."""
        for part in parts(records):
            rows = self.received(server, part).values()
            self._sums.add(received_space(server), (Summed(r.record, r.kind, r.hash) for r in rows), sign=-1)
        self._database.execute_many(
            "DELETE FROM received WHERE record = ? AND server = ?", ((record, server) for record in records)
        )

    # Shown

    def shown(self, records: Sequence[Id]) -> dict[Id, ShownRow]:
        """Where `records` stand, without their states."""
        rows = self._select("SELECT number, record, kind, home, hash FROM shown WHERE record IN (%s)", records)
        return {row[1]: ShownRow(*row) for row in rows}

    def put_shown(self, new: Sequence[NewState]) -> None:
        """Puts shown states with their sums and search rows."""
        held = self.shown([one.record for one in new])
        number = int(self._database.value("SELECT coalesce(max(number), 0) FROM shown"))
        added, changed, names = [], [], []
        tokens: dict[int, str] = {}
        new_tokens: dict[int, str] = {}
        for one in new:
            kind = self._kinds.get(one.kind)
            marks = (states.has_conflict(one.body, kind), states.is_retracted(one.body, kind))
            row = held.get(one.record)
            if row is None:
                number += 1
                at = number
                added.append((at, one.record, one.kind, one.home, one.data, one.hash, *marks))
            else:
                at = row.number
                changed.append((one.data, one.hash, *marks, at))
            if self._search.is_searched(one.kind):
                (new_tokens if row is None else tokens)[at] = self._search.tokens_of(one.kind, one.body["r"])
            if one.kind in INDEXED:
                names.append(NewNames(at, one.kind, one.body["r"]))
            if one.kind == ATTACHMENT:
                self._chunks.put(one.record, one.home, one.body)
        self._sums.add(SHOWN, (Summed(row.record, row.kind, row.hash) for row in held.values()), sign=-1)
        self._sums.add(SHOWN, (Summed(one.record, one.kind, one.hash) for one in new))
        self._database.execute_many(_ADD_SHOWN, added)
        self._database.execute_many(_CHANGE_SHOWN, changed)
        self._search.change(tokens)
        self._search.add(new_tokens.items())
        self._names.put(names)
        self._note_changed({one.home for one in new})

    def remove_shown(self, records: Sequence[Id]) -> None:
        """Takes records out of pages, lists and search."""
        for part in parts(records):
            rows = self.shown(part)
            self._sums.add(SHOWN, (Summed(row.record, row.kind, row.hash) for row in rows.values()), sign=-1)
            self._search.remove(row.number for row in rows.values())
            self._names.remove(row.number for row in rows.values())
            self._note_changed({row.home for row in rows.values()})
            self._database.execute_many("DELETE FROM shown WHERE number = ?", ((r.number,) for r in rows.values()))
        self._database.execute("DELETE FROM kept_pairs")  # of what left here nothing stays, not even how it compared
        self._chunks.leave(records)
        self._database.execute_many("DELETE FROM history_values WHERE record = ?", ((record,) for record in records))

    def shown_state(self, record: Id) -> RecordState | None:
        """The shown state of one record."""
        data = self._database.value("SELECT state FROM shown WHERE record = ?", (record,))
        return None if data is None else states.read_kept(data)

    def shown_rows(self, records: Sequence[Id]) -> dict[Id, NewRow]:
        """The shown rows among `records`, as they would stand as received ones."""
        sql = "SELECT record, kind, home, state, hash FROM shown WHERE record IN (%s)"
        return {row[0]: NewRow(*row) for row in self._select(sql, records)}

    def shown_states(self, records: Sequence[Id]) -> dict[Id, bytes]:
        """Compact bytes of the shown states among `records`."""
        return dict(self._select("SELECT record, state FROM shown WHERE record IN (%s)", records))

    def of_home(self, home: Id) -> dict[Id, bytes]:
        """Compact bytes of the shown states of one dossier."""
        return dict(self._database.rows("SELECT record, state FROM shown WHERE home = ?", (home,)))

    def of_home_and_kinds(self, home: Id, kinds: Sequence[str]) -> dict[Id, bytes]:
        """Compact bytes of the shown states of one dossier that are of one of these kinds."""
        marks = ",".join("?" * len(kinds))
        sql = f"SELECT record, state FROM shown WHERE home = ? AND kind IN ({marks}) ORDER BY record"
        return dict(self._database.rows(sql, (home, *kinds)))

    # Records that left

    def leave(self, records: Iterable[tuple[Id, Id]], *, why: str, at: int, known_at: int = 0) -> None:
        """Notes that records (record, home) left this laptop: own bodies stay unseen until their time has passed.
        `known_at` = how far whoever said so knew the centre."""
        self._database.execute_many(
            'INSERT OR REPLACE INTO "left" (record, home, why, at, known_at) VALUES (?, ?, ?, ?, ?)',
            ((record, home, why, at, known_at) for record, home in records),
        )

    def come_back(self, records: Sequence[Id]) -> None:
        """A scope was granted again: own changes of these records count once more."""
        if self._database.value('SELECT 1 FROM "left" LIMIT 1') is not None:
            self._database.execute_many('DELETE FROM "left" WHERE record = ?', ((record,) for record in records))

    def without_left(self, records: Sequence[Id]) -> list[Id]:
        """Those of `records` that did not leave, in their order."""
        left = {row[0] for row in self._database.rows('SELECT record FROM "left"')}
        return [record for record in records if record not in left]

    def keep_left_cases(self, told: Mapping[Id, tuple[str | None, str | None]]) -> None:
        """Keeps of dossiers that left {home: (number, record of the office or worker they went to)}."""
        self._database.execute_many(
            'UPDATE "left" SET code = ?, towards = ? WHERE record = ?',
            ((code, towards, home) for home, (code, towards) in told.items()),
        )

    def left_cases(self) -> tuple[LeftCase, ...]:
        """What left this laptop, dossier by dossier, the latest first."""
        rows = self._database.rows(_LEFT_CASES)
        return tuple(LeftCase(*row) for row in rows)

    def all_left(self) -> tuple[tuple[Id, Id, str, int], ...]:
        """(record, home, why, at) of all that left."""
        return tuple(self._database.rows('SELECT record, home, why, at FROM "left" ORDER BY record'))

    # Values that a received state replaced

    def keep_replaced(self, values: Iterable[states.Replaced]) -> None:
        """Keeps values that leave a received state, in the transaction that replaces it."""
        self._database.execute_many(
            "INSERT OR IGNORE INTO history_values VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(one.record, one.register, *one.dot, canonical.dumps(one.written.value).decode()),
                    *(one.written.at, one.written.offset, one.written.by),
                )
                for one in values
            ),
        )

    def count_replaced(self, records: Sequence[Id]) -> int:
        """How many values of these records are kept that left a received state."""
        found = self._select("SELECT count(*) FROM history_values WHERE record IN (%s)", records)
        return sum(int(row[0]) for row in found)

    def keep_witness(self, server: Id, row: ReceivedRow) -> None:
        """Keeps a state that knew more than the one now received: somebody's words may be in nobody's log."""
        self._database.execute("INSERT OR REPLACE INTO witnesses VALUES (?, ?, ?)", (server, row.record, row.state))

    def witnesses(self, server: Id) -> tuple[tuple[Id, bytes], ...]:
        """(record, compact bytes) of such states, to be sent to that server."""
        rows = self._database.rows("SELECT record, state FROM witnesses WHERE server = ? ORDER BY record", (server,))
        return tuple((row[0], row[1]) for row in rows)

    def forget_witness(self, server: Id, record: Id) -> None:
        """The server has it."""
        self._database.execute("DELETE FROM witnesses WHERE server = ? AND record = ?", (server, record))

    def _note_changed(self, homes: Collection[Id]) -> None:
        """What was derived from these dossiers goes; what was compared with them is compared again (kept_pairs.py)."""
        at = int(self._database.value("SELECT coalesce(max(n), 0) FROM dossier_changes")) + 1
        for table in ("outlines", "kept_pairs"):
            self._database.execute_many(f"DELETE FROM {table} WHERE home = ?", ((home,) for home in homes))
        self._database.execute_many(_NOTE_CHANGED, ((home, at) for home in homes))

    def _select(self, sql: str, records: Sequence[Id], *more: object) -> Iterator[tuple[Json, ...]]:
        for part in parts(records):
            yield from self._database.rows(sql % ",".join("?" * len(part)), (*part, *more))


_RECEIVED = "SELECT server, record, kind, home, state, hash FROM received"
_ADD_SHOWN = (
    "INSERT INTO shown (number, record, kind, home, state, hash, has_conflict, is_retracted)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_NOTE_CHANGED = "INSERT OR REPLACE INTO dossier_changes (home, n) VALUES (?, ?)"
_LEFT_CASES = (
    'SELECT home, why, max(at), count(*), max(code), max(towards) FROM "left" GROUP BY home, why'
    " ORDER BY max(at) DESC, home LIMIT 200"
)
_CHANGE_SHOWN = "UPDATE shown SET state = ?, hash = ?, has_conflict = ?, is_retracted = ? WHERE number = ?"
