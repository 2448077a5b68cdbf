"""What servers answered to single changes: set aside with a code, or held behind another. Kept until they stand."""

from collections.abc import Iterable, Sequence

from casework.book import SetAsideEntry
from field_client.store.cursors import UPSTREAM
from field_client.store.database import Database
from field_client.store.records import Records
from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot
from shared_schema.wire.compact import read_state
from shared_schema.wire.messages import Range, SetAside


class Marks:
    """The table `set_aside`; every method runs inside the caller's transaction."""

    def __init__(self, database: Database, *, records: Records) -> None:
        self._database = database
        self._records = records

    def put(self, server: Id, answers: Iterable[SetAside]) -> None:
        """Notes changes that do not stand as they are."""
        self._database.execute_many(
            "INSERT OR REPLACE INTO set_aside VALUES (?, ?, ?, ?, ?, ?)",
            ((*one.dot, server, one.code, *(one.behind or (None, None))) for one in answers),
        )

    def put_upstream(self, hub: Id, answers: Iterable[SetAside]) -> None:
        """What the centre has set aside as far as `hub` knows, in the place of what that hub said before."""
        self._database.execute("DELETE FROM set_aside WHERE server = ?", (UPSTREAM + hub,))
        self.put(UPSTREAM + hub, answers)

    def stand(self, server: Id, ranges: Sequence[Range]) -> None:
        """Takes away the marks of changes that were applied after all."""
        self._database.execute_many(
            "DELETE FROM set_aside WHERE server = ? AND incarnation = ? AND n BETWEEN ? AND ?",
            ((server, incarnation, first, last) for incarnation, first, last in ranges),
        )

    def clear_seen(self, server: Id) -> None:
        """Takes away the marks of changes that a received state now holds: somebody has decided them."""
        if self._database.value("SELECT 1 FROM set_aside WHERE server = ? LIMIT 1", (server,)) is None:
            return
        for incarnation, n, record in self._database.rows(
            "SELECT s.incarnation, s.n, l.record FROM set_aside s"
            " JOIN log l ON l.incarnation = s.incarnation AND l.n = s.n WHERE s.server = ?",
            (server,),
        ):
            row = self._records.received(server, [record]).get(record)
            if row is not None and read_state(row.state).seen.get(incarnation, 0) >= n:
                self.stand(server, [(incarnation, n, n)])

    def entries(self) -> tuple[SetAsideEntry, ...]:
        """What waits for a person, with what is held behind it; oldest first."""
        marks = self._database.rows(
            "SELECT s.incarnation, s.n, s.code, s.behind_incarnation, s.behind_n, l.record, l.home, sh.kind"
            " FROM set_aside s JOIN log l ON l.incarnation = s.incarnation AND l.n = s.n"
            " LEFT JOIN shown sh ON sh.record = l.record GROUP BY s.incarnation, s.n ORDER BY s.n"
        )
        held: dict[Dot, list[Dot]] = {}
        for incarnation, n, _code, behind, behind_n, *_rest in marks:
            if behind is not None:
                held.setdefault((behind, behind_n), []).append((incarnation, n))
        person = self._database.value("SELECT worker FROM identity") or ""
        return tuple(
            SetAsideEntry(
                (incarnation, n), record, kind or "", home, code, person, tuple(held.get((incarnation, n), ()))
            )
            for incarnation, n, code, behind, _behind_n, record, home, kind in marks
            if behind is None and record is not None
        )
