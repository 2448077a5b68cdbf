"""Candidates of this laptop: compared once, kept, and compared anew for each dossier that was changed since.

Promise: what is shown is what comparing now would find among the dossiers that were found or changed; gates, decisions
and matches are asked each time. Pairs go in the transaction that changes their own dossier (`records.py`), and all of
them when any record leaves this laptop.
"""

from collections.abc import Callable
from datetime import date

from casework.book import CaseBook
from casework.matching.comparing import compare, renewed
from casework.matching.finding import Candidates, candidates_among
from casework.matching.gate import gate_of
from casework.matching.pairs import Pairs, edition_of, read_pairs, write_pairs
from casework.matching.profile import Profile
from casework.matching.profile_reading import profile_of_dossier
from casework.matching.weights import DEFAULT_WEIGHTS, POSSIBLE, WeightSet
from field_client.store.database import Database
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock, Id

MOST_CHANGED = 60  # beyond that comparing with everything again costs no more
INQUIRY = "tracing_inquiry"

_KEPT = "SELECT n, data FROM kept_pairs WHERE home = ? AND edition = ?"
_KEEP = "INSERT OR REPLACE INTO kept_pairs (home, edition, n, data) VALUES (?, ?, ?, ?)"
_CHANGED = "SELECT home FROM dossier_changes WHERE n > ? LIMIT ?"
_WITHOUT = (
    "SELECT s.record FROM shown s LEFT JOIN kept_pairs k ON k.home = s.record AND k.edition IN (?, ?)"
    " WHERE s.kind = ? AND s.is_retracted = 0 AND k.home IS NULL ORDER BY s.record"
)
_CLOSED = "closed/%s"  # an edition: nothing is compared for this dossier on that day unless it changes


class KeptPairs:
    """The table `kept_pairs` of one open store."""

    def __init__(self, database: Database, book: Callable[[], CaseBook], *, clock: Clock) -> None:
        self._database = database
        self._book = book
        self._clock = clock

    def candidates(
        self, home: Id, today: date, weights: WeightSet = DEFAULT_WEIGHTS, *, with_unlikely: bool = True
    ) -> Candidates:
        """The candidates of an inquiry or a case; `compared_at` = when the whole laptop was last looked through."""
        book = self._book()
        dossier = book.dossier(home)
        profile, missing = profile_of_dossier(dossier), tuple(gate_of(dossier, today))
        if profile is None or missing:
            return Candidates(missing=missing)
        pairs = self._pairs(profile, today, weights)
        found = candidates_among(book, dossier, pairs, today=today, with_unlikely=with_unlikely)
        has_more = not with_unlikely and any(one is not None and one.total < POSSIBLE for one in pairs.scores.values())
        return Candidates(found, compared_at=pairs.made_at, has_more=has_more)

    def make_one(self, today: date, weights: WeightSet = DEFAULT_WEIGHTS) -> bool:
        """Compares one inquiry that has no pairs yet; whether there was one. For quiet moments."""
        book, closed = self._book(), _CLOSED % today.isoformat()
        for (home,) in self._database.rows(_WITHOUT, (edition_of(weights), closed, INQUIRY)):
            dossier = book.compared([home]).get(home)
            profile = None if dossier is None else profile_of_dossier(dossier)
            if dossier is not None and profile is not None and not any(gate_of(dossier, today)):
                self._pairs(profile, today, weights)
                return True
            self._keep(home, closed, self._reached(), Pairs(self._clock(), {}))
        return False

    def _pairs(self, profile: Profile, today: date, weights: WeightSet) -> Pairs:
        book, edition = self._book(), edition_of(weights)
        reached = self._reached()
        kept = self._database.row(_KEPT, (profile.home, edition))
        if kept is not None:
            at, data = kept
            if at == reached:
                return read_pairs(data)
            changed = [home for (home,) in self._database.rows(_CHANGED, (at, MOST_CHANGED + 1))]
            if len(changed) <= MOST_CHANGED:
                pairs = renewed(book, read_pairs(data), profile, changed, today=today, weights=weights)
                self._keep(profile.home, edition, reached, pairs)
                return pairs
        pairs = compare(book, profile, at=self._clock(), today=today, weights=weights)
        self._keep(profile.home, edition, reached, pairs)
        return pairs

    def _reached(self) -> int:
        return int(self._database.value("SELECT coalesce(max(n), 0) FROM dossier_changes"))

    def _keep(self, home: Id, edition: str, reached: int, pairs: Pairs) -> None:
        """Keeps pairs, unless the dossier itself was changed meanwhile."""
        try:
            with self._database.transaction():
                changed = self._database.value("SELECT n FROM dossier_changes WHERE home = ?", (home,)) or 0
                if changed <= reached:
                    self._database.execute(_KEEP, (home, edition, reached, write_pairs(pairs)))
        except HomewardError as error:
            if not error.code.startswith("files."):
                raise  # on a full disk the list is still true, and is made again next time
