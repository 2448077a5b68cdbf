"""Candidates for a name: read from the index the rarest features first, then order by likeness (matching.md section 3).

Promise: at most ROWS_READ index rows are read for one question; what comes out is a list to look at, not a judgement.
Refused: SQL, access rights; whoever shows a candidate has checked that it may be seen. Pure.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log
from operator import itemgetter
from typing import Protocol

from casework.book import Sought
from casework.matching.features import commune_feature, part_features, year_feature
from casework.matching.indexed import AROUND, PERSON, pack_forms, unpack_forms, variants_of
from casework.matching.likeness import Comparison
from casework.names.part import NamePart, join_parts
from casework.names.whole import read_name

ROWS_READ = 80_000
ROWS_TAKEN_IN = 30_000  # what stands under common features alone is not among the best and comes in no more
WEIGHED, ORDERED, SCORED = 1_000, 400, 100  # rows that stay after each step
YEARS_AROUND = 3
_LEAST_WEIGHT = 0.05
_JOINED_FROM = 3  # parts of a name: with fewer, two neighbours in one word would be the family name and all the rest


class Postings(Protocol):
    """The index of one store: which rows hold a feature. A row is a number that the store gives to a record."""

    def total(self) -> int:
        """How many records are indexed."""
        ...

    def counts(self, features: Sequence[int]) -> Mapping[int, int]:
        """How many rows hold each feature; those that nobody has are left out."""
        ...

    def rows(self, feature: int) -> Iterable[int]:
        """The rows that hold a feature."""
        ...

    def forms(self, rows: Sequence[int]) -> Mapping[int, bytes]:
        """The packed forms of these rows."""
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the index and how alike its best name is: 0 to 1.3 (names and trigrams)."""

    row: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name that is looked for: its parts, and the roles of the names that it may be (none: all)."""

    parts: tuple[NamePart, ...]
    roles: frozenset[str] = frozenset()
    is_finished: bool = True  # whether the last part is a whole word


def find_candidates(
    postings: Postings,
    names: Sequence[Wanted],
    *,
    limit: int = SCORED,
    among: Sequence[int] | None = None,
    is_wanted: Callable[[int], bool] | None = None,
) -> list[Candidate]:
    """The rows whose names are most like one of `names`, best first; equal ones in order of row.

    `among` = the only rows that count, not more than ORDERED: each of them is compared. `is_wanted` = of the promising
    rows those worth comparing (None: all).
    """
    few = None if among is None else postings.forms(among)
    total = postings.total()
    found: dict[int, float] = {}
    for name in names:
        features = _features(name)
        counts = postings.counts(sorted(features))
        weights = {feature: _weight(counts.get(feature, 0), total=total) for feature in features}
        comparison = Comparison(name.parts, roles=name.roles, weights=weights)
        promising = _most_promising(postings, name, weights, counts) if few is None else few.items()
        for row, packed in promising:
            if is_wanted is not None and not is_wanted(row):
                continue
            likeness = comparison.with_variants(unpack_forms(packed))
            if likeness > found.get(row, 0.0):
                found[row] = likeness
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [Candidate(row, likeness) for row, likeness in ordered[:limit]]


def wanted_names(sought: Sought) -> list[Wanted]:
    """The usable names of somebody sought: her own among names of persons, those of relatives among names around."""
    own = [(text, frozenset({PERSON})) for text in sought.names]
    around = [(text, frozenset({AROUND})) for text in sought.around]
    names = [(read_name(text), roles) for text, roles in (*own, *around)]
    return [Wanted(name.parts, roles) for name, roles in names if name is not None]


def place_and_year(sought: Sought) -> list[tuple[int, int]]:
    """Pairs of features of which a row must hold both, for somebody without a usable name."""
    if sought.commune is None or sought.birth_year is None:
        return []
    years = range(sought.birth_year - YEARS_AROUND, sought.birth_year + YEARS_AROUND + 1)
    return [(commune_feature(sought.commune), year_feature(year)) for year in years]


def rows_with_all(postings: Postings, features: Sequence[int]) -> list[int]:
    """The rows that hold every one of `features` (a commune and a year of birth, for people without a usable name)."""
    held: set[int] | None = None
    for feature in features:
        rows = set(postings.rows(feature))
        held = rows if held is None else held & rows
    return sorted(held or ())


def _features(name: Wanted) -> set[int]:
    """Features of the parts, and of neighbouring parts as if in one word: a given name is often written together."""
    parts, found = name.parts, set[int]()
    for at, part in enumerate(parts):
        found |= part_features(part, is_finished=name.is_finished or at < len(parts) - 1)
    if len(parts) >= _JOINED_FROM:
        for at in range(len(parts) - 1):
            joined = join_parts(parts[at : at + 2])
            found |= part_features(joined, is_finished=name.is_finished or at < len(parts) - 2)
    return found


def _weight(count: int, *, total: int) -> float:
    """ln(N / (1 + n)), never below a small positive number."""
    return max(log(max(total, 1) / (1 + count)), _LEAST_WEIGHT)


def _most_promising(
    postings: Postings, name: Wanted, weights: Mapping[int, float], counts: Mapping[int, int]
) -> list[tuple[int, bytes]]:
    """The rows to compare, with their forms: of those with the largest sums the ones that hold least besides.

    A sum alone prefers long names. What a row holds is told by the length of its forms; a row with more of it than
    the looked-for name has (another script, a nickname, a joined spelling) is not set back for that.
    """
    sums = _sums(postings, weights, counts)
    heaviest = nlargest(WEIGHED, sums.items(), key=itemgetter(1))
    forms = postings.forms([row for row, _sum in heaviest])
    whole, own = sum(weights.values()), len(pack_forms(variants_of(PERSON, name.parts)))
    shares = [
        (sums_up / (whole * (1 + min(len(packed) / own, 1.0)) - sums_up), row, packed)
        for row, sums_up in heaviest
        if (packed := forms.get(row)) is not None
    ]
    return [(row, packed) for _share, row, packed in nlargest(ORDERED, shares, key=itemgetter(0))]


def _sums(postings: Postings, weights: Mapping[int, float], counts: Mapping[int, int]) -> dict[int, float]:
    """{row: sum of weights}, reading the rarest features first until ROWS_READ are read."""
    sums: dict[int, float] = {}
    held, read = sums.get, 0
    for feature, count in sorted(counts.items(), key=lambda item: (item[1], item[0])):
        if read and read + count > ROWS_READ:
            break
        read += count
        weight, rows = weights[feature], postings.rows(feature)
        for row in rows if read <= ROWS_TAKEN_IN else filter(sums.__contains__, rows):
            sums[row] = held(row, 0.0) + weight
    return sums
