"""Duplicates among many dossiers, as for a whole office: clusters in which every pair is good, else single pairs.

Pairs that somebody held apart are left out. Nothing is saved or joined here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from casework.book import Findable
from casework.matching.clusters import Pair, find_clusters
from casework.matching.evidence import Scored
from casework.matching.finding import duplicates_of
from casework.matching.profile import Profile
from casework.matching.weights import DEFAULT_WEIGHTS, WeightSet
from shared_schema.identifiers import Id

NEAREST = 10  # of each dossier


@dataclass(frozen=True, slots=True)
class Cluster:
    """Two or more dossiers that may be one person, with the score of every pair that was compared."""

    dossiers: tuple[Id, ...]
    scores: Mapping[Pair, Scored]

    @property
    def best(self) -> int:
        """The total of its best pair, in tenths."""
        return max(scored.total for scored in self.scores.values())


def duplicates_among(
    book: Findable, people: Iterable[Profile], *, today: date, weights: WeightSet = DEFAULT_WEIGHTS
) -> tuple[Cluster, ...]:
    """Clusters of likely duplicates in which these people stand, best first; `people` may be many (50 ms each)."""
    found: dict[Pair, Scored] = {}
    apart: set[Pair] = set()
    for profile in people:
        for one in duplicates_of(book, profile, today=today, weights=weights, limit=NEAREST):
            pair = frozenset((profile.home, one.home))
            found[pair] = one.scored
            if one.is_folded:
                apart.add(pair)
    bands = {pair: scored.band for pair, scored in found.items() if pair not in apart}
    clusters = (_cluster(dossiers, found) for dossiers in find_clusters(bands))
    return tuple(sorted(clusters, key=lambda cluster: (-cluster.best, cluster.dossiers)))


def _cluster(dossiers: frozenset[Id], found: Mapping[Pair, Scored]) -> Cluster:
    pairs = (frozenset(pair) for pair in combinations(sorted(dossiers), 2))
    return Cluster(tuple(sorted(dossiers)), {pair: found[pair] for pair in pairs if pair in found})
