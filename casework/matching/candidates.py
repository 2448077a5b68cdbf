"""Candidates for a name: read from the index the rarest features first, then order by likeness (matching.md section 3).

Promise: at most ROWS_READ index rows are read for one question; what comes out is a list to look at, not a judgement.
Refused: SQL, access rights; whoever shows a candidate has checked that it may be seen. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log
from operator import itemgetter
from typing import Protocol

from rapidfuzz.distance import Indel

from casework.book import Sought
from casework.matching.features import commune_feature, part_features, plain_feature, plain_trigrams, year_feature
from casework.matching.indexed import AROUND, PERSON, PartForms, Variant, unpack_forms, variants_of
from casework.names.part import NamePart
from casework.names.whole import read_name

ROWS_READ = 60_000
ORDERED, SCORED = 700, 100  # among 100,000 people 700 keep the right one 1 to 3 times in a hundred more than 300
JACCARD_SHARE = 0.3
YEARS_AROUND = 3
_SKELETON_SHARE, _VOWEL_SHARE, _FOLDED_SHARE = 0.4, 0.3, 0.3
_PLAIN, _FOLDED, _VOWELS, _SKELETON = range(4)  # of PartForms
_NO_WEIGHT = (0.0, 0)

_ratio = Indel.normalized_similarity


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


def find_candidates(postings: Postings, names: Sequence[Wanted], *, limit: int = SCORED) -> list[Candidate]:
    """The rows whose names are most like one of `names`, best first; equal ones in order of row."""
    total = postings.total()
    found: dict[int, float] = {}
    for name in names:
        features = _features(name)
        weights = _weights(features, counts=postings.counts(sorted(features)), total=total)
        rows = _best_rows(postings, weights)
        comparison = _Comparison(name, weights)
        for row, packed in postings.forms(rows).items():
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
    found: set[int] = set()
    for at, part in enumerate(name.parts):
        found |= part_features(part, is_finished=name.is_finished or at < len(name.parts) - 1)
    return found


def _weights(features: Iterable[int], *, counts: Mapping[int, int], total: int) -> dict[int, tuple[float, int]]:
    """{feature: (weight, rows that hold it)}; weight = ln(N / (1 + n)), never below a small positive number."""
    return {
        feature: (max(log(max(total, 1) / (1 + counts.get(feature, 0))), 0.05), counts.get(feature, 0))
        for feature in features
    }


def _best_rows(postings: Postings, weights: Mapping[int, tuple[float, int]]) -> list[int]:
    """The rows with the largest sum of weights, reading the rarest features first until ROWS_READ are read."""
    sums: dict[int, float] = {}
    read = 0
    for feature, (weight, count) in sorted(weights.items(), key=lambda item: (item[1][1], item[0])):
        if not count:
            continue
        if read and read + count > ROWS_READ:
            break
        read += count
        for row in postings.rows(feature):
            sums[row] = sums.get(row, 0.0) + weight
    return [row for row, _weight in nlargest(ORDERED, sums.items(), key=itemgetter(1))]


class _Comparison:
    """One looked-for name against the names of many rows; equal parts are compared once."""

    def __init__(self, name: Wanted, weights: Mapping[int, tuple[float, int]]) -> None:
        self._roles = name.roles
        self._readings = [forms for _role, forms in variants_of("", name.parts)]
        trigrams = {gram for part in name.parts for one in (part, *part.also) for gram in plain_trigrams(one.plain)}
        known = {gram: weights.get(plain_feature(gram), _NO_WEIGHT)[0] for gram in trigrams}
        self._trigrams = known
        self._sum = sum(known.values())
        self._mean = self._sum / max(len(known), 1)
        self._known: dict[tuple[PartForms, PartForms], float] = {}

    def with_variants(self, variants: Sequence[Variant]) -> float:
        """The best likeness with one of the variants."""
        best = 0.0
        for role, parts in variants:
            if parts and (not self._roles or role in self._roles):
                likeness = max(self._alike(reading, parts) for reading in self._readings)
                best = max(best, likeness + JACCARD_SHARE * self._jaccard(parts))
        return best

    def _alike(self, mine: Sequence[PartForms], theirs: Sequence[PartForms]) -> float:
        joined = _joined(mine)
        best = _forms_alike(joined, _joined(theirs))
        if len(theirs) > 1:
            best = max(best, _forms_alike(joined, _joined((*theirs[1:], theirs[0]))))
            best = max(best, self._paired(mine, theirs))
        elif len(mine) > 1:
            best = max(best, self._paired(mine, theirs))
        return best

    def _paired(self, mine: Sequence[PartForms], theirs: Sequence[PartForms]) -> float:
        """Each part of the shorter name with its best partner; a part left over costs little."""
        shorter, longer = (mine, theirs) if len(mine) <= len(theirs) else (theirs, mine)
        pairs = sorted(
            ((self._part_alike(a, b), i, j) for i, a in enumerate(shorter) for j, b in enumerate(longer)), reverse=True
        )
        used_a: set[int] = set()
        used_b: set[int] = set()
        total = 0.0
        for likeness, i, j in pairs:
            if i not in used_a and j not in used_b:
                used_a.add(i)
                used_b.add(j)
                total += likeness
        return total / (len(shorter) + 0.25 * (len(longer) - len(shorter)))

    def _part_alike(self, a: PartForms, b: PartForms) -> float:
        key = (a, b)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _forms_alike(a, b)
        return known

    def _jaccard(self, parts: Sequence[PartForms]) -> float:
        """Weighted Jaccard of plain trigrams; what the looked-for name has not counts with its mean weight."""
        theirs = {gram for part in parts for gram in plain_trigrams(part[_PLAIN])}
        mine = self._trigrams
        shared = [mine[gram] for gram in theirs if gram in mine]
        return sum(shared) / (self._sum + self._mean * (len(theirs) - len(shared))) if shared else 0.0


def _joined(parts: Sequence[PartForms]) -> PartForms:
    if len(parts) == 1:
        return parts[0]
    plain, folded, vowels, skeletons = zip(*parts, strict=True)
    return ("".join(plain), "".join(folded), "".join(vowels), "".join(skeletons))


def _forms_alike(a: PartForms, b: PartForms) -> float:
    return (
        _SKELETON_SHARE * _ratio(a[_SKELETON], b[_SKELETON])
        + _VOWEL_SHARE * _ratio(a[_VOWELS], b[_VOWELS])
        + _FOLDED_SHARE * _ratio(a[_FOLDED], b[_FOLDED])
    )
