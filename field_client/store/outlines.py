"""Outlines of cases, kept beside the records: a row goes in the transaction that changes its dossier (`records.py`).

Promise: what is read here is what `outline_of` says of the records as they are now; missing rows are made on the way.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from casework.outline import EDITION, Outline, outline_of, read_outline, write_outline
from field_client.store.database import Database
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.rules.dossier import Dossier

_ALL = (
    "SELECT s.record, o.data FROM shown s LEFT JOIN outlines o ON o.home = s.record AND o.edition = ?"
    " WHERE s.kind = 'case' AND s.is_retracted = 0 ORDER BY s.record"
)
_PUT = "INSERT OR REPLACE INTO outlines (home, edition, data) VALUES (?, ?, ?)"


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read last: true until a row of the store changes or another day begins."""

    mark: tuple[int, int, date]
    outlines: tuple[Outline, ...]


class Outlines:
    """The outlines of one open store; `dossier` reads what an outline is made of."""

    def __init__(self, database: Database, *, dossier: Callable[[Id], Dossier]) -> None:
        self._database = database
        self._dossier = dossier
        self._last: _Read | None = None
        self._parsed: dict[Id, tuple[int, Outline]] = {}  # by the hash of the row

    def on(self, today: date) -> tuple[Outline, ...]:
        """The outline of every case of this laptop on a day; reads rows only after something was written."""
        last = self._last
        if last is not None and last.mark == self._mark(today):
            return last.outlines
        found, made = self._read(today)
        if made:
            self._keep(made)
        self._last = _Read(self._mark(today), found)
        return found

    def _read(self, today: date) -> tuple[tuple[Outline, ...], list[Outline]]:
        found: list[Outline] = []
        made: list[Outline] = []
        for home, data in self._database.rows(_ALL, (EDITION,)):
            kept = None if data is None else self._parse(home, data)
            if kept is not None and kept.is_true_on(today):
                found.append(kept)
                continue
            fresh = outline_of(self._dossier(home), today)
            if fresh is not None:
                found.append(fresh)
                made.append(fresh)
        return tuple(found), made

    def _parse(self, home: Id, data: bytes) -> Outline:
        held, mark = self._parsed.get(home), hash(data)
        if held is None or held[0] != mark:
            held = self._parsed[home] = (mark, read_outline(data))
        return held[1]

    def _mark(self, today: date) -> tuple[int, int, date]:
        """Rows written by this program, the store's own counter of what others wrote, and the day."""
        own = int(self._database.connection.total_changes)
        return own, int(self._database.value("PRAGMA data_version")), today

    def _keep(self, made: Iterable[Outline]) -> None:
        rows = ((one.home, EDITION, write_outline(one)) for one in made)
        try:
            with self._database.transaction():
                self._database.execute_many(_PUT, rows)
        except HomewardError as error:
            if not error.code.startswith("files."):
                raise  # on a full disk the list is still true, and is made again next time
