"""The own log: every change this laptop made, in order, chained, under its incarnations. It is the truth.

Promise: an entry is added in the transaction of its edit; n runs 1, 2, 3 … without gaps for each incarnation and is
never used twice. Refused: changing or re-encoding a body. A body that must go leaves hash and link.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from field_client.store.database import Database
from shared_schema.change import Change, hash_body, link_zero, next_link, read_body
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot


@dataclass(frozen=True, slots=True)
class Incarnation:
    """One life of this laptop's log: its place in the row of lives, device code, head, and the signed statement.

    `ends_at` = the highest n that still counts where the laptop was forked; None where all of it does.
    """

    position: int
    id: Id
    code: str
    public_key: bytes
    n: int
    link: bytes
    reason: str | None
    statement: bytes | None
    ends_at: int | None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What an edit adds to the log: ids, the exact bytes, and its save set (first n, count) if it has one."""

    record: Id
    home: Id
    body: bytes
    set_of: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log; `body` is None where it was erased or its time has passed."""

    n: int
    body: bytes | None
    hash: bytes
    link: bytes
    size: int
    set_of: tuple[int, int] | None


class OwnLog:
    """Reads and extends the log; all writing happens inside the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def incarnations(self) -> tuple[Incarnation, ...]:
        """All lives of this log, oldest first."""
        return tuple(Incarnation(*row) for row in self._database.rows(_INCARNATIONS + " ORDER BY position"))

    def current(self) -> Incarnation:
        """The incarnation under which new changes are written; `store.no_incarnation` before enrolment."""
        row = self._database.row(_INCARNATIONS + " ORDER BY position DESC LIMIT 1")
        if row is None:
            raise HomewardError("store.no_incarnation")
        return Incarnation(*row)

    def begin(
        self,
        incarnation: Id,
        *,
        public_key: bytes,
        code: str,
        reason: str | None = None,
        statement: bytes | None = None,
    ) -> Incarnation:
        """Starts a new life of the log; what was written before stays under its own dots."""
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO incarnations (incarnation, public_key, code, head_n, head_link, reason, statement)"
                " VALUES (?, ?, ?, 0, ?, ?, ?)",
                (incarnation, public_key, code, link_zero(incarnation, public_key), reason, statement),
            )
        return self.current()

    def pending_statements(self) -> tuple[tuple[Id, bytes], ...]:
        """(incarnation, signed statement) of new lives that no server was told of yet, oldest first."""
        rows = self._database.rows(
            "SELECT incarnation, statement FROM incarnations WHERE statement IS NOT NULL AND told = 0 ORDER BY position"
        )
        return tuple((row[0], row[1]) for row in rows)

    def told(self, incarnation: Id) -> None:
        """A server accepted the statement."""
        self._database.execute("UPDATE incarnations SET told = 1 WHERE incarnation = ?", (incarnation,))

    def append(self, entries: Sequence[NewEntry]) -> tuple[Dot, ...]:
        """Adds entries to the current incarnation; gives their dots."""
        head = self.current()
        link, rows, dots = head.link, [], []
        for n, entry in enumerate(entries, start=head.n + 1):
            body_hash = hash_body(entry.body)
            link = next_link(link, body_hash)
            first, count = entry.set_of or (None, None)
            rows.append(
                (head.id, n, entry.record, entry.home, entry.body, body_hash, link, len(entry.body), first, count)
            )
            dots.append((head.id, n))
        self._database.execute_many(_APPEND, rows)
        self._database.execute(
            "UPDATE incarnations SET head_n = ?, head_link = ? WHERE incarnation = ?",
            (head.n + len(entries), link, head.id),
        )
        return tuple(dots)

    def entries(self, incarnation: Id, *, after: int, limit: int = 1000) -> tuple[Entry, ...]:
        """Entries above n = `after` that still count, in order."""
        rows = self._database.rows(
            "SELECT n, body, hash, link, size, set_first, set_count FROM log"
            " WHERE incarnation = ? AND n > ? AND minted_as IS NULL ORDER BY n LIMIT ?",
            (incarnation, after, limit),
        )
        return tuple(_entry(row) for row in rows)

    def link_at(self, incarnation: Id, n: int) -> bytes | None:
        """The link after entry n (link 0 for n = 0); None where the log does not reach it."""
        if n == 0:
            key = self._database.value("SELECT public_key FROM incarnations WHERE incarnation = ?", (incarnation,))
            return None if key is None else link_zero(incarnation, key)
        sql = "SELECT link FROM log WHERE incarnation = ? AND n = ?"
        link: bytes | None = self._database.value(sql, (incarnation, n))
        return link

    def changes_of(self, record: Id) -> tuple[Change, ...]:
        """The changes of one record that count, by incarnation and n, as far as their bodies are here."""
        rows = self._database.rows(_BODIES + " AND minted_as IS NULL ORDER BY incarnation, n", (record,))
        return _readable(rows)

    def evidence_of(self, record: Id) -> tuple[Change, ...]:
        """Changes of a record that were written again under another dot after a fork."""
        rows = self._database.rows(_BODIES + " AND minted_as IS NOT NULL ORDER BY incarnation, n", (record,))
        return _readable(rows)

    def heads_of(self, records: Sequence[Id]) -> dict[Id, dict[Id, int]]:
        """{record: {incarnation: highest n}} of the changes that count; records without any are absent."""
        marks = ",".join("?" * len(records))
        rows = self._database.rows(
            f"SELECT record, incarnation, max(n) FROM log WHERE record IN ({marks}) AND body IS NOT NULL"
            " AND minted_as IS NULL GROUP BY record, incarnation",
            tuple(records),
        )
        found: dict[Id, dict[Id, int]] = {}
        for record, incarnation, n in rows:
            found.setdefault(record, {})[incarnation] = n
        return found

    def records_between(self, incarnation: Id, *, first: int, last: int) -> tuple[Id, ...]:
        """The different records of entries first … last."""
        rows = self._database.rows(
            "SELECT DISTINCT record FROM log WHERE incarnation = ? AND n BETWEEN ? AND ? AND record IS NOT NULL",
            (incarnation, first, last),
        )
        return tuple(row[0] for row in rows)

    def record_of(self, dot: Dot) -> Id | None:
        """The record that an own change wrote to; None where the log does not hold it (any more)."""
        record: Id | None = self._database.value("SELECT record FROM log WHERE incarnation = ? AND n = ?", dot)
        return record

    def records_alone(self, home: Id) -> tuple[Id, ...]:
        """Records of a dossier that this log wrote to."""
        return tuple(row[0] for row in self._database.rows("SELECT DISTINCT record FROM log WHERE home = ?", (home,)))

    def erase_bodies(self, records: Iterable[Id]) -> None:
        """Drops the bodies of records; hash, link and size stay, so the chain can still be followed."""
        self._database.execute_many(
            "UPDATE log SET body = NULL, record = NULL, home = NULL WHERE record = ?", ((record,) for record in records)
        )

    def find_break(self, incarnation: Id) -> int | None:
        """The first n whose hash, link or number does not follow from the one before; None for a whole chain.

        A life that was left at a damaged entry is followed up to there.
        """
        head = next(one for one in self.incarnations() if one.id == incarnation)
        link, expected = link_zero(incarnation, head.public_key), 0
        for n, body, body_hash, kept in self._database.rows(
            "SELECT n, body, hash, link FROM log WHERE incarnation = ? AND n <= ? ORDER BY n",
            (incarnation, head.n if head.ends_at is None else head.ends_at),
        ):
            expected += 1
            link = next_link(link, body_hash)
            if n != expected or link != kept or (body is not None and hash_body(body) != body_hash):
                return expected
        if head.ends_at is not None:
            return None if expected == head.ends_at else expected + 1
        return None if (expected, link) == (head.n, head.link) else expected + 1

    def count(self) -> int:
        """How many entries the log has in all."""
        return int(self._database.value("SELECT count(*) FROM log"))


def readable_change(body: bytes | None, dot: Dot) -> Change | None:
    """The change in a row of the log; None where the body is gone or damaged (then its bytes stay as evidence)."""
    if body is None:
        return None
    try:
        return read_body(body, device=dot[0], n=dot[1])
    except HomewardError:
        return None


def _readable(rows: Iterable[tuple[Id, int, bytes]]) -> tuple[Change, ...]:
    read = (readable_change(body, (incarnation, n)) for incarnation, n, body in rows)
    return tuple(change for change in read if change is not None)


def _entry(row: tuple[int, bytes | None, bytes, bytes, int, int | None, int | None]) -> Entry:
    n, body, body_hash, link, size, first, count = row
    return Entry(n, body, body_hash, link, size, None if first is None or count is None else (first, count))


_INCARNATIONS = (
    "SELECT position, incarnation, code, public_key, head_n, head_link, reason, statement, ends_at FROM incarnations"
)
_APPEND = (
    "INSERT INTO log (incarnation, n, record, home, body, hash, link, size, set_first, set_count)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_BODIES = "SELECT incarnation, n, body FROM log WHERE record = ? AND body IS NOT NULL"
