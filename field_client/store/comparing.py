"""Dossiers as matching needs them, many at once: what profiles, gates and earlier decisions ask, and nothing else.

Nothing read here is shown. What a person opens is read by `lists.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from field_client.store.local_store import LocalStore
from field_client.store.record_rows import parts
from field_client.store.states import read_kept
from shared_schema import scopes
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import RecordState
from shared_schema.rules.dossier import DIRECTORY, DatedValue, Dossier
from shared_schema.rules.reading import answer

ShowState: TypeAlias = Callable[[RecordState], Shown]
Dated: TypeAlias = dict[tuple[Id, str], tuple[DatedValue, ...]]

KINDS_READ = (
    "case",
    "tracing_inquiry",
    "consent",
    "family_member",
    "contact_point",
    "match",
    "case_link",
    "review_decision",
)
_LINK, _JUDGEMENT = "case_link", "review_decision"


class Comparing:
    """Reads dossiers for a comparison from the shown rows."""

    def __init__(
        self, store: LocalStore, *, show: ShowState, dated: Callable[[Mapping[Id, RecordState]], Dated]
    ) -> None:
        self._store = store
        self._show = show
        self._dated = dated

    def read(self, homes: Sequence[Id]) -> dict[Id, Dossier]:
        """{home: dossier} of those whose head is here, in the order asked."""
        states = self._states(homes)
        heads = [home for home in homes if home in states.get(home, {})]
        if not heads:
            return {}
        shown = {home: {record: self._show(one) for record, one in states[home].items()} for home in heads}
        links = self._links(frozenset(heads))
        judges = self._judges(shown.values())
        dated = self._dated({home: states[home][home] for home in heads})
        held = frozenset({DIRECTORY}) if self._has_directory() else frozenset[str]()
        return {
            home: Dossier(
                home,
                shown[home],
                {**judges, **{one.record_id: one for one in links.get(home, ()) if one.home != home}},
                {place: values for place, values in dated.items() if place[0] == home},
                held,
            )
            for home in heads
        }

    def _states(self, homes: Sequence[Id]) -> dict[Id, dict[Id, RecordState]]:
        found: dict[Id, dict[Id, RecordState]] = {}
        kinds = ",".join("?" * len(KINDS_READ))
        for part in parts(homes):
            sql = f"SELECT home, record, state FROM shown WHERE home IN ({','.join('?' * len(part))})"
            # "+": by dossier, not by kind; a kind has thousands of rows
            for home, record, data in self._store.database.rows(f"{sql} AND +kind IN ({kinds})", (*part, *KINDS_READ)):
                found.setdefault(home, {})[record] = read_kept(data)
        return found

    def _links(self, homes: frozenset[Id]) -> dict[Id, list[Shown]]:
        """Links of cases by each of their ends; a laptop holds few."""
        found: dict[Id, list[Shown]] = {}
        for (data,) in self._store.database.rows(
            "SELECT state FROM shown WHERE kind = ? AND is_retracted = 0", (_LINK,)
        ):
            link = self._show(read_kept(data))
            for end in homes & {answer(link, "case_a"), answer(link, "case_b")}:
                found.setdefault(end, []).append(link)
        return found

    def _judges(self, dossiers: Iterable[Mapping[Id, Shown]]) -> dict[Id, Shown]:
        """Who judged: a lowered safety answer counts when somebody with the right to it confirmed it."""
        authors = {one.author for records in dossiers for one in records.values() if one.kind == _JUDGEMENT}
        states = self._store.records.shown_states(sorted(author for author in authors if author))
        return {record: self._show(read_kept(data)) for record, data in states.items()}

    def _has_directory(self) -> bool:
        cursors = self._store.cursors
        return any(scopes.DIRECTORY in cursors.of(row.server) for row in cursors.servers())
