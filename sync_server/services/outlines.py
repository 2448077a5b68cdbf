"""Outlines of cases at the centre, made once and remembered in this process until a record of the dossier changes.

Nothing of it is stored: names lie in memory alone, as in the name index. Who asks gets the cases that she may see, and
restricted records say nothing here, whoever asks.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from casework.outline import KINDS_READ, Outline, outline_of
from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.services.dossiers import dossiers_of_homes
from sync_server.services.sight import Sight
from sync_server.store.records import RecordRow, list_page, read_unopened, stamps_of_homes

_AT_ONCE = 500
_MADE_AT_ONCE = 50  # dossiers that are open in memory at one time
Stamp = tuple[int, int]
_NEVER: Stamp = (0, 0)


class OutlineMemory:
    """One for each process; made at composition."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._lock = threading.Lock()
        self._kept: dict[Id, tuple[Stamp, Outline | None]] = {}

    def of(self, sight: Sight, today: date) -> tuple[Outline, ...]:
        """The outline of every case that she may see, on a day."""
        return self._of(sight, [row.id for row in _heads(sight)], today)

    def of_homes(self, sight: Sight, homes: Sequence[Id], today: date) -> tuple[Outline, ...]:
        """The outlines of these cases in their order, of those that she may see."""
        rows = read_unopened(sight.connection, homes)
        visible = {row.id for row in sight.visible(row for row in rows.values() if row.kind == "case")}
        return self._of(sight, [home for home in homes if home in visible], today)

    def _of(self, sight: Sight, homes: Sequence[Id], today: date) -> tuple[Outline, ...]:
        stamps = stamps_of_homes(sight.connection, homes)
        with self._lock:
            unknown = [home for home in homes if not self._is_kept(home, stamps.get(home, _NEVER), today)]
            for first in range(0, len(unknown), _MADE_AT_ONCE):
                self._make(sight, unknown[first : first + _MADE_AT_ONCE], stamps, today)
            found = [self._kept[home][1] for home in homes]
        return tuple(one for one in found if one is not None)

    def _is_kept(self, home: Id, stamp: Stamp, today: date) -> bool:
        kept = self._kept.get(home)
        return kept is not None and kept[0] == stamp and (kept[1] is None or kept[1].is_true_on(today))

    def _make(self, sight: Sight, homes: Sequence[Id], stamps: Mapping[Id, Stamp], today: date) -> None:
        read = dossiers_of_homes(self._server, sight.connection, homes, sees=_is_read, has_clearance=False)
        for home, dossier in read.items():
            self._kept[home] = (stamps.get(home, _NEVER), outline_of(dossier, today))


def _heads(sight: Sight) -> Iterable[RecordRow]:
    scopes: Sequence[str] = sight.scopes()
    after: Id | None = None
    while True:
        rows = list_page(sight.connection, kind="case", homes=None, after=after, limit=_AT_ONCE, scopes=scopes)
        yield from sight.visible(rows)
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1].id


def _is_read(row: RecordRow) -> bool:
    return row.kind in KINDS_READ and not row.is_restricted
