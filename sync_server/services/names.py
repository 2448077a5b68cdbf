"""Search and candidates at the centre: search rows opened into the memory of this process only (security.md 4.7).

Built from the sealed rows when a process starts to serve (`reading_ahead`), else at first use, and followed before
every question. Nothing about a name lies in the database in the clear or as a hash. Who asks sees only what she may
see: the caller checks every id found here.
"""

import threading
from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection

from casework.matching.candidates import ORDERED, Candidate, Wanted, find_candidates, rows_with_all
from casework.matching.search_row import SearchRow, unpack_row
from casework.names.tokens import escape_token
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.logs import log_error
from sync_server.server import Server
from sync_server.services.packed_postings import PackedPostings
from sync_server.services.search_rows import profiles_of
from sync_server.store.match_profiles import (
    Window,
    kinds_of_dossiers,
    open_profiles,
    records_behind,
    stamps_since,
    window_since,
)

OVERLAP_MS = 120_000  # commits overtake each other: what was stamped so shortly before is looked at again
_AT_ONCE = 2_000
_MOST_DEAD = 0.25  # share of rows that stand for nothing any more before the arrays are made again
_LEAST_ROWS = 4_000  # fewer are never made again
_PATIENCE_SECONDS = 2.0  # of a search that comes while the names are read; later it says so
_SORTED_AT_ONCE = 1_000
_DOSSIERS = frozenset({"case", "tracing_inquiry"})


class NameIndex:
    """One for each process; made at composition. A row is a number given when a search row is read; a newer version
    of the same record gets a new number, and the former one is dead."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._lock = threading.Lock()
        self._seen_at = 0
        self._window: Window | None = None  # what stood since a little before `_seen_at` when it was last looked at
        self._versions: dict[Id, int] = {}
        self._row_of: dict[Id, int] = {}
        self._records: list[Id | None] = []
        self._kinds: list[str | None] = []  # of each row's dossier; None where that has not arrived
        self._names: PackedPostings[int] = PackedPostings()
        self._tokens: PackedPostings[str] = PackedPostings()
        self._sorted: list[str] = []
        self._unsorted: list[str] = []
        # What was found last: whoever finds too few asks the same for more.
        self._found: tuple[tuple[Wanted, ...], frozenset[str | None], list[Candidate]] | None = None

    def read_ahead(self, stop: threading.Event, then: Callable[[], None]) -> None:
        """Reads every row now, so that nobody waits for it, `then` tells that they are read; ends early where `stop` is
        set. If it fails that is logged, and the first question reads them."""
        try:
            with self._lock, self._server.database.snapshot() as connection:
                self._follow(connection, stop)
            if not stop.is_set():
                then()
        except Exception as error:  # noqa: BLE001 - a thread of its own: whoever asks next meets the same
            log_error(self._server.logger, "names.not_read", error)

    def require_read(self) -> None:
        """Raises `search.reading_names` while the rows are read for the first time, after waiting a little."""
        if not self._lock.acquire(timeout=_PATIENCE_SECONDS):
            if not self._seen_at:
                raise HomewardError("search.reading_names")
            return
        self._lock.release()

    def with_tokens(self, connection: Connection, tokens: Sequence[str]) -> list[Id]:
        """Records that hold every token, whole or as a beginning; those that hold most of them whole first."""
        wanted = [escape_token(token) for token in tokens]
        if not wanted:
            return []
        with self._lock:
            self._follow(connection)
            common = set.intersection(*(self._holding(token) for token in wanted))
            whole = [set(self._tokens.rows(token)) for token in wanted]
            found = [(-sum(row in rows for rows in whole), record) for row, record in self._alive(common)]
        return [record for _whole, record in sorted(found)]

    def with_names(
        self, connection: Connection, names: Sequence[Wanted], *, limit: int, kinds: Collection[str] = _DOSSIERS
    ) -> list[tuple[Id, float]]:
        """Records whose names are most like one of `names`, with their likeness, best first; of dossiers of these
        kinds, and of dossiers that have not arrived."""
        wanted, asked = frozenset({None, *kinds}), tuple(names)
        with self._lock:
            self._follow(connection)
            if self._found is None or self._found[:2] != (asked, wanted):
                is_wanted = lambda row: self._kinds[row] in wanted  # noqa: E731
                most = ORDERED * len(asked)
                self._found = asked, wanted, find_candidates(self._names, asked, limit=most, is_wanted=is_wanted)
            return self._named(self._found[2][:limit])

    def with_features(self, connection: Connection, features: Sequence[int]) -> list[Id]:
        """Records that hold every one of `features`."""
        with self._lock:
            self._follow(connection)
            return [record for _row, record in self._alive(rows_with_all(self._names, features))]

    def size(self, connection: Connection) -> int:
        """How many records can be found."""
        with self._lock:
            self._follow(connection)
            return len(self._row_of)

    def _holding(self, token: str) -> set[int]:
        found: set[int] = set()
        at = bisect_left(self._sorted, token)
        while at < len(self._sorted) and self._sorted[at].startswith(token):
            found.update(self._tokens.rows(self._sorted[at]))
            at += 1
        return found

    def _alive(self, rows: Iterable[int]) -> list[tuple[int, Id]]:
        return [(row, record) for row in rows if (record := self._records[row]) is not None]

    def _named(self, found: Iterable[Candidate]) -> list[tuple[Id, float]]:
        return [(record, one.likeness) for one in found if (record := self._records[one.row]) is not None]

    def _follow(self, connection: Connection, stop: threading.Event | None = None) -> None:
        if self._seen_at and window_since(connection, self._seen_at - OVERLAP_MS) == self._window:
            return
        if not self._seen_at:
            self._read_behind(connection)
        stamps = stamps_since(connection, self._seen_at - OVERLAP_MS)
        stale = sorted(one.record for one in stamps if self._versions.get(one.record, -1) < one.version)
        for start in range(0, len(stale), _AT_ONCE):
            if stop is not None and stop.is_set():
                return
            self._read(connection, stale[start : start + _AT_ONCE])
        self._sort_in()
        self._seen_at = max((one.changed_at for one in stamps), default=self._seen_at)
        self._window = window_since(connection, self._seen_at - OVERLAP_MS)
        if len(self._records) - len(self._row_of) > _MOST_DEAD * max(len(self._records), _LEAST_ROWS):
            self._compact()

    def _read_behind(self, connection: Connection) -> None:
        """Records whose search row is missing or of another version of the program: straight from their states."""
        after = ""
        while ids := records_behind(connection, after=after, limit=_AT_ONCE):
            after = ids[-1]
            self._read_states(connection, ids)

    def _read(self, connection: Connection, ids: Sequence[Id]) -> None:
        unread: list[Id] = []
        opened = open_profiles(connection, self._server.sealing, ids)
        kinds = kinds_of_dossiers(connection, {home for home, _version, _plain in opened.values()})
        for record, (home, version, plain) in opened.items():
            row = unpack_row(plain) if plain is not None else None
            if row is None:
                unread.append(record)
            self._put(record, version, row, kinds.get(home))
        self._read_states(connection, unread)  # nothing comes of those that were erased

    def _read_states(self, connection: Connection, ids: Sequence[Id]) -> None:
        made = list(profiles_of(self._server, connection, ids))
        kinds = kinds_of_dossiers(connection, {one.home for one in made})
        for one in made:
            self._put(one.record, one.version, unpack_row(one.plain), kinds.get(one.home))

    def _put(self, record: Id, version: int, found: SearchRow | None, kind: str | None) -> None:
        """Takes a record's former row out and the new one in."""
        self._found = None
        self._drop(record)
        self._versions[record] = version
        if found is not None:
            self._add(record, found, kind)

    def _drop(self, record: Id) -> None:
        row = self._row_of.pop(record, None)
        if row is not None:
            self._records[row] = None
            self._names.forget(row)

    def _add(self, record: Id, found: SearchRow, kind: str | None) -> None:
        """Gives the record a number; tokens that nobody had wait for their place in the order."""
        row = len(self._records)
        self._records.append(record)
        self._kinds.append(kind)
        self._row_of[record] = row
        self._names.add(row, found.features, found.forms)
        self._unsorted += self._tokens.add(row, found.tokens.split())

    def _sort_in(self) -> None:
        if len(self._unsorted) > _SORTED_AT_ONCE:
            self._sorted = sorted(self._tokens.keys())
        else:
            for token in self._unsorted:
                insort(self._sorted, token)
        self._unsorted.clear()

    def _compact(self) -> None:
        """Gives the living rows new numbers, in their order."""
        self._found = None
        numbers: Mapping[int, int] = {old: new for new, old in enumerate(sorted(self._row_of.values()))}
        self._kinds = [self._kinds[row] for row in numbers]
        self._records = [record for record in self._records if record is not None]
        self._row_of = {record: row for row, record in enumerate(self._records) if record is not None}
        self._names = self._names.renumbered(numbers)
        self._tokens = self._tokens.renumbered(numbers)
        self._sorted = sorted(self._tokens.keys())


@contextmanager
def reading_ahead(names: NameIndex, *, then: Callable[[], None]) -> Iterator[None]:
    """Reads the names on a thread of its own while the block serves, calls `then` there, and lets the thread end with
    the block."""
    stop = threading.Event()
    thread = threading.Thread(target=names.read_ahead, args=(stop, then), name="names", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
