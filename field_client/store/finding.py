"""Finding records on the laptop: the one search box, and dossiers that may be about somebody sought."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from casework.book import Found, Sought
from casework.matching.box import LEAST_LIKENESS, FindPlaces, in_order, read_box
from casework.matching.candidates import ORDERED, find_candidates, place_and_year, rows_with_all, wanted_names
from casework.matching.joining import lead_on
from field_client.store.local_store import LocalStore
from field_client.store.match_index import records_of_rows
from field_client.store.states import read_kept
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import RecordState

ShowState: TypeAlias = Callable[[RecordState], Shown]

_AROUND_A_PERSON = ("family_member", "contact_point")
_LINK = "case_link"
_INQUIRY = "tracing_inquiry"
_NAMED_IN_INQUIRIES = (_INQUIRY, "family_member")
_ROWS_OF_INQUIRIES = (
    "SELECT number FROM shown WHERE is_retracted = 0 AND +kind IN (?, ?)"
    " AND home IN (SELECT record FROM shown WHERE kind = ? AND is_retracted = 0) LIMIT ?"
)
_NEVER_LIKE = 0.0  # found by place and year alone


class Finder:
    """Asks the search rows and the candidate index, and reads what they name."""

    def __init__(self, store: LocalStore, *, show: ShowState, find_places: FindPlaces) -> None:
        self._store = store
        self._show = show
        self._find_places = find_places

    def search(self, text: str, *, limit: int) -> tuple[Shown, ...]:
        """Records that hold every typed word, then names that sound or look like it, then those of a place."""
        asked = read_box(text)
        by_words = self._store.search.find(asked.tokens)
        by_name: list[int] = []
        if asked.name is not None and len(by_words) < limit:
            alike = find_candidates(self._store.names, [asked.name], limit=limit)
            by_name = [one.row for one in alike if one.likeness >= LEAST_LIKENESS]
        by_place: list[int] = []
        if len(by_words) + len(by_name) < limit:
            by_place = [row for key in self._find_places(text) for row in self._store.search.find([key])]
        return self._read(in_order(by_words, by_name, by_place), limit=limit)

    def similar(self, sought: Sought, *, limit: int) -> tuple[Found, ...]:
        """Dossiers with a name like one of those sought; without a usable name, of the same commune and years."""
        likeness: dict[int, float] = {}
        names = wanted_names(sought)
        for one in find_candidates(self._store.names, names, limit=limit, among=self._few(sought)) if names else ():
            likeness[one.row] = one.likeness
        if not names:
            pairs = place_and_year(sought)
            likeness = {row: _NEVER_LIKE for pair in pairs for row in rows_with_all(self._store.names, pair)}
        best: dict[Id, float] = {}
        for row, (_record, home) in records_of_rows(self._store.database, sorted(likeness)).items():
            best[home] = max(best.get(home, _NEVER_LIKE), likeness[row])
        ordered = sorted(best, key=lambda home: (-best[home], home))
        found = (self._dossier(home, best[home], sought.kinds) for home in ordered)
        return tuple(one for one in found if one is not None)[:limit]

    def _few(self, sought: Sought) -> list[int] | None:
        """The rows of inquiries where only those are asked for and they are few: then each of them is compared."""
        if sought.kinds != {_INQUIRY}:
            return None
        rows = self._store.database.rows(_ROWS_OF_INQUIRIES, (*_NAMED_IN_INQUIRIES, _INQUIRY, ORDERED + 1))
        return [row for (row,) in rows] if len(rows) <= ORDERED else None

    def _dossier(self, home: Id, likeness: float, kinds: frozenset[str]) -> Found | None:
        head = self._store.records.shown_state(home)
        if head is None or head.kind not in kinds:
            return None
        states = self._store.records.of_home_and_kinds(home, _AROUND_A_PERSON).values()
        shown = [self._show(head), *(self._show(read_kept(data)) for data in states)]
        return None if shown[0].is_retracted else Found(home, likeness, tuple(s for s in shown if not s.is_retracted))

    def _read(self, numbers: Sequence[int], *, limit: int) -> tuple[Shown, ...]:
        found: list[Shown] = []
        for number in numbers:
            data = self._store.database.value(
                "SELECT state FROM shown WHERE number = ? AND is_retracted = 0", (number,)
            )
            if data is not None:
                found.append(self._show(read_kept(data)))
            if len(found) == limit:
                break
        return tuple(lead_on(found, links_of=self._links, read=self._head))

    def _links(self, case: Id) -> list[Shown]:
        """Links between a case and others; a laptop holds few."""
        rows = self._store.database.rows("SELECT state FROM shown WHERE kind = ? AND is_retracted = 0", (_LINK,))
        links = [self._show(read_kept(state)) for (state,) in rows]
        return [link for link in links if case in (link.values.get("case_a"), link.values.get("case_b"))]

    def _head(self, case: Id) -> Shown | None:
        state = self._store.records.shown_state(case)
        return None if state is None else self._show(state)
