"""The candidate index of the laptop: features and ready-made forms of the names in shown rows (matching.md section 3).

Promise: entries change in the transaction of the record they stand for. Making it again runs in chunks, can be
interrupted, and leaves the old index in use until the new one is whole.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson

from casework.matching.indexed import FORMS_VERSION, Entry, Indexed
from field_client.store.database import Database
from shared_schema.canonical import Json
from shared_schema.identifiers import Id

CHUNK = 2_000  # rows of one transaction while the index is made again
CACHE_KB = 16_384  # of pages meanwhile: a large chunk or cache is what making an index takes in memory
_AT_ONCE = 500  # features or rows named by one statement
_VERSION, _NEXT = "match_version", "match_next"  # facts in `meta`: version in use; "version/last row made" of the next


@dataclass(frozen=True, slots=True)
class NewNames:
    """A shown row whose names are to be indexed: its number, kind, and the compact groups of its state."""

    number: int
    kind: str
    groups: Sequence[Json]


class MatchIndex:
    """The tables `match_feature`, `match_count` and `match_profile`; a `Postings` for reading."""

    def __init__(self, database: Database, indexed: Indexed) -> None:
        self._database = database
        self._indexed = indexed
        self._total: int | None = None  # counted once until the next write: every profile is read for it

    # Writing, inside the caller's transaction

    def put(self, rows: Iterable[NewNames]) -> None:
        """Puts the entries of rows; what has not changed is left as it is."""
        made = {row.number: self._entry(row) for row in rows}
        if not made:
            return
        self._put("match", made)
        _version, reached = self._next()
        known = {number: entry for number, entry in made.items() if number <= reached}
        if known:
            self._put("match_next", known)

    def remove(self, numbers: Iterable[int]) -> None:
        """Takes rows out."""
        gone: dict[int, Entry | None] = dict.fromkeys(numbers)
        if gone:
            self._put("match", gone)
            if self._next()[1]:
                self._put("match_next", gone)

    # Making it again

    def is_current(self) -> bool:
        """Whether the index was made by this version of the program."""
        return bool(self._fact(_VERSION) == FORMS_VERSION)

    def build(self, *, is_forced: bool = False) -> int:
        """Makes the index again where it is not current (or anyway); goes on where it was cut. Gives rows made."""
        if self.is_current() and not is_forced:
            return 0
        made = 0
        if is_forced or self._next()[0] != FORMS_VERSION:
            with self._database.transaction():
                self._begin()
        with self._database.cache_of(CACHE_KB):
            while True:
                with self._database.transaction():
                    count, is_whole = self._build_chunk()
                made += count
                if is_whole:
                    return made

    def check(self) -> bool:
        """Whether counts and features agree with the profiles of the rows."""
        kept: Counter[int] = Counter(dict(self._database.rows("SELECT feature, n FROM match_count")))
        found: Counter[int] = Counter()
        for (packed,) in self._database.rows("SELECT features FROM match_profile"):
            found.update(_unpacked(packed))
        rows = int(self._database.value("SELECT count(*) FROM match_feature"))
        return found == kept and rows == sum(found.values())

    # Reading: what `Postings` asks

    def total(self) -> int:
        """How many records are indexed."""
        if self._total is None:
            self._total = int(self._database.value("SELECT count(*) FROM match_profile"))
        return self._total

    def counts(self, features: Sequence[int]) -> Mapping[int, int]:
        """How many rows hold each feature."""
        return dict(self._select("SELECT feature, n FROM match_count WHERE feature IN (%s)", features))

    def rows(self, feature: int) -> Iterable[int]:
        """The rows that hold a feature."""
        # One text of numbers costs a sixth of as many tuples.
        rows = self._database.value("SELECT group_concat(row) FROM match_feature WHERE feature = ?", (feature,))
        found: list[int] = orjson.loads(f"[{rows or ''}]")
        return found

    def forms(self, rows: Sequence[int]) -> Mapping[int, bytes]:
        """The packed forms of rows."""
        return dict(self._select("SELECT row, forms FROM match_profile WHERE row IN (%s)", rows))

    def _entry(self, row: NewNames) -> Entry | None:
        return self._indexed.entry_of(row.kind, (item for group in row.groups for item in group[5].items()))

    def _put(self, prefix: str, entries: Mapping[int, Entry | None]) -> None:
        self._total = None
        sql = f"SELECT row, features, forms FROM {prefix}_profile WHERE row IN (%s)"
        held = {row: (features, forms) for row, features, forms in self._select(sql, sorted(entries))}
        added: list[tuple[int, int]] = []
        removed: list[tuple[int, int]] = []
        profiles: list[tuple[int, bytes, bytes]] = []
        for number, entry in entries.items():
            made = None if entry is None else (array("I", entry.features).tobytes(), entry.forms)
            if held.get(number) == made:
                continue
            old = set(_unpacked(held[number][0])) if number in held else set()
            new = set(entry.features) if entry is not None else set()
            added += [(feature, number) for feature in new - old]
            removed += [(feature, number) for feature in old - new]
            if made is not None:
                profiles.append((number, *made))
        gone = [(number,) for number, entry in entries.items() if entry is None and number in held]
        self._database.execute_many(f"DELETE FROM {prefix}_profile WHERE row = ?", gone)
        self._database.execute_many(f"INSERT OR REPLACE INTO {prefix}_profile VALUES (?, ?, ?)", profiles)
        self._database.execute_many(f"DELETE FROM {prefix}_feature WHERE feature = ? AND row = ?", removed)
        self._database.execute_many(f"INSERT INTO {prefix}_feature VALUES (?, ?)", sorted(added))
        self._count(prefix, added, removed)

    def _count(self, prefix: str, added: Iterable[tuple[int, int]], removed: Iterable[tuple[int, int]]) -> None:
        steps = Counter(feature for feature, _row in added)
        steps.subtract(feature for feature, _row in removed)
        self._database.execute_many(
            f"INSERT INTO {prefix}_count VALUES (?, ?) ON CONFLICT (feature) DO UPDATE SET n = n + excluded.n",
            sorted((feature, step) for feature, step in steps.items() if step),
        )
        emptied = [(feature,) for feature, step in steps.items() if step < 0]
        self._database.execute_many(f"DELETE FROM {prefix}_count WHERE feature = ? AND n <= 0", emptied)

    def _begin(self) -> None:
        for table in ("feature", "count", "profile"):
            self._database.execute(f"DELETE FROM match_next_{table}")
        self._put_fact(_NEXT, f"{FORMS_VERSION}/0")

    def _build_chunk(self) -> tuple[int, bool]:
        reached = self._next()[1]
        rows = self._database.rows(
            "SELECT number, kind, state FROM shown WHERE number > ? ORDER BY number LIMIT ?", (reached, CHUNK)
        )
        names = (NewNames(number, kind, orjson.loads(state)["r"]) for number, kind, state in rows)
        entries = {row.number: entry for row in names if (entry := self._entry(row)) is not None}
        self._put("match_next", entries)
        if len(rows) == CHUNK:
            self._put_fact(_NEXT, f"{FORMS_VERSION}/{rows[-1][0]}")
            return len(entries), False
        self._take_next()
        return len(entries), True

    def _take_next(self) -> None:
        self._total = None
        for table in ("feature", "count", "profile"):
            self._database.execute(f"DELETE FROM match_{table}")
            self._database.execute(f"ALTER TABLE match_{table} RENAME TO match_old_{table}")
            self._database.execute(f"ALTER TABLE match_next_{table} RENAME TO match_{table}")
            self._database.execute(f"ALTER TABLE match_old_{table} RENAME TO match_next_{table}")
        self._database.execute("DELETE FROM meta WHERE name = ?", (_NEXT,))
        self._put_fact(_VERSION, FORMS_VERSION)

    def _next(self) -> tuple[str, int]:
        """The version of the index being made and the last row made; ("", 0) where none is."""
        version, _slash, reached = (self._fact(_NEXT) or "/0").partition("/")
        return version, int(reached)

    def _fact(self, name: str) -> str | None:
        value: str | None = self._database.value("SELECT value FROM meta WHERE name = ?", (name,))
        return value

    def _put_fact(self, name: str, value: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def _select(self, sql: str, numbers: Sequence[int]) -> Iterator[Json]:
        for at in range(0, len(numbers), _AT_ONCE):
            part = numbers[at : at + _AT_ONCE]
            yield from self._database.rows(sql % ",".join("?" * len(part)), part)


def records_of_rows(database: Database, rows: Sequence[int]) -> dict[int, tuple[Id, Id]]:
    """{row: (record, home)} of shown rows that are not voided."""
    found: dict[int, tuple[Id, Id]] = {}
    for at in range(0, len(rows), _AT_ONCE):
        part = rows[at : at + _AT_ONCE]
        marks = ",".join("?" * len(part))
        sql = f"SELECT number, record, home FROM shown WHERE is_retracted = 0 AND number IN ({marks})"
        found.update({row[0]: (row[1], row[2]) for row in database.rows(sql, part)})
    return found


def _unpacked(packed: bytes) -> array[int]:
    features = array("I")
    features.frombytes(packed)
    return features
