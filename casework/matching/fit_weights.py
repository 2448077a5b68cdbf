"""A weight set proposed from the people that are held: frequencies of names, and EM over unlabelled pairs. Pure.

A proposal, never more: a person adopts it. What few pairs tell of stays near the set it began with; a set whose levels
fall out of order or beyond 14 bits is refused, and so is one from fewer than 2,000 people.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from casework.matching.evidence import MISSING, Evidence
from casework.matching.fit import UNKNOWN, Fitted, Pattern, fit_levels, usual_first
from casework.matching.frequencies import count_frequencies
from casework.matching.profile import Profile
from casework.matching.score_birth import birth_evidence, birth_level
from casework.matching.score_facts import id_evidence, marks_evidence, separated_on_evidence, sex_evidence
from casework.matching.score_name import compare_names
from casework.matching.score_place import place_evidence
from casework.matching.weights import (
    DEFAULT_WEIGHTS,
    MOST_BITS,
    ORDERED_LEVELS,
    TENTHS,
    WHOLE,
    NameWeights,
    WeightSet,
    find_problems,
)
from casework.names.levels import Level
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id

LEAST_PEOPLE, LEAST_RANDOM_PAIRS = 2000, 40_000
_WEIGHT_OF_THE_START = 25  # pairs: as much as so many observed ones
_PARTS = ("same", "sound", "close", "partly", "differs")
_ACROSS = ("sound", "close", "partly", "differs")
_LEARNT = (
    "sex",
    "birth_day",
    "birth_years",
    "birth_margin",
    "animal_year",
    "place",
    "separated_on",
    "marks",
    "id_number",
)
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "family": _PARTS,
    "given": _PARTS,
    "family_across": _ACROSS,
    "given_across": _ACROSS,
    **{name: ORDERED_LEVELS[name] for name in _LEARNT},
}
_PLACES = {"country": "large_province", "other_country": "other"}
_ANIMAL = "animal_"


@dataclass(frozen=True, slots=True)
class Fitting:
    """Which set to begin with, the version of the new one, when (milliseconds) and by whom it is fitted."""

    version: str
    at: int
    by: Id | None = None
    start: WeightSet = DEFAULT_WEIGHTS


def fit_weights(
    people: Sequence[Profile],
    *,
    candidates: Counter[Pattern],
    random_pairs: Counter[Pattern],
    expected: float,
    fitting: Fitting,
) -> WeightSet:
    """A proposed weight set from patterns (`count_patterns`) of pairs that the index proposes and of pairs drawn by
    chance, at least 40,000 of these. `expected` = about how many candidates are one person, to begin with.

    Raises `weights.too_few_people` and `weights.not_valid`.
    """
    if len(people) < LEAST_PEOPLE:
        raise HomewardError("weights.too_few_people", people=len(people), least=LEAST_PEOPLE)
    if random_pairs.total() < LEAST_RANDOM_PAIRS or not candidates:
        raise HomewardError("weights.not_valid", field="pairs")
    first = usual_first([len(levels) for levels in _FIELDS.values()])
    fitted = fit_levels(candidates, random_pairs, first=first, matches=expected)
    learnt = _Learnt(fitted, _known(candidates), _known(random_pairs), candidates.total(), fitting.start)
    proposed = replace(
        fitting.start,
        version=fitting.version,
        names=learnt.names(),
        levels=learnt.levels(),
        frequencies=count_frequencies(people, usual=fitting.start.frequencies),
        fitted_on=len(people),
        fitted_at=fitting.at,
        fitted_by=fitting.by,
    )
    wrong = find_problems(proposed)
    if wrong:
        raise HomewardError("weights.not_valid", field=wrong[0])
    return proposed


def count_patterns(pairs: Iterable[tuple[Profile, Profile]], weights: WeightSet = DEFAULT_WEIGHTS) -> Counter[Pattern]:
    """How often each pattern of levels stands among pairs (about 0.1 ms a pair)."""
    return Counter(pattern_of(one, other, weights) for one, other in pairs)


def pattern_of(one: Profile, other: Profile, weights: WeightSet = DEFAULT_WEIGHTS) -> Pattern:
    """The level of each learnt field for a pair, -1 where it is not known or compared in another way."""
    found = dict(_levels(one, other, weights))
    return tuple(levels.index(found[name]) if name in found else UNKNOWN for name, levels in _FIELDS.items())


def _levels(one: Profile, other: Profile, weights: WeightSet) -> Iterator[tuple[str, str]]:
    named = compare_names(one.names, other.names, weights)
    if named is not None and not named.is_alias:
        for of, level in (("family", named.family), ("given", named.given)):
            if level is not None:
                yield (f"{of}_across", _word(min(level, Level.SOUND))) if named.is_across else (of, _word(level))
    if one.birth is not None and other.birth is not None:
        yield birth_level(one.birth, other.birth)
    lines = {
        "sex": sex_evidence(one, other, weights),
        "animal_year": birth_evidence(one, other, weights)[1],
        "place": place_evidence(one, other, weights),
        "separated_on": separated_on_evidence(one, other, weights),
        "marks": marks_evidence(one, other, weights),
        "id_number": id_evidence(one, other, weights),
    }
    for of, line in lines.items():
        found = _level_of(of, line)
        if found in ORDERED_LEVELS[of]:
            yield of, found


def _word(level: Level) -> str:
    return level.name.lower()


def _level_of(of: str, line: Evidence) -> str:
    """The level that a line of evidence was made of; "" where it is missing or counted elsewhere."""
    if line.level == MISSING:
        return ""
    word = line.words.removeprefix(_ANIMAL if of == "animal_year" else f"{of}_")
    return _PLACES.get(word, word) if of == "place" else word


def _known(counts: Counter[Pattern]) -> list[int]:
    """For each field, how many pairs know it on both sides."""
    return [sum(n for pattern, n in counts.items() if pattern[at] != UNKNOWN) for at in range(len(_FIELDS))]


@dataclass(frozen=True, slots=True)
class _Learnt:
    """What was learnt, drawn towards the start where little was seen."""

    fitted: Fitted
    near: list[int]
    drawn: list[int]
    pairs: int
    start: WeightSet

    def levels(self) -> dict[str, dict[str, int]]:
        found = {of: dict(levels) for of, levels in self.start.levels.items()}
        for name in _LEARNT:
            found[name] = {level: self._tenths(name, level, found[name][level]) for level in _FIELDS[name]}
        place = found["place"]
        usual = self.start.bits("place", "province") - self.start.bits("place", "large_province")
        place["large_province"] = max(place["neighbour"], place["province"] - usual)
        return found

    def names(self) -> NameWeights:
        start = self.start.names
        return replace(
            start,
            same=self._share(("family", "given"), "same", start.same),
            sound=self._share(("family", "given"), "sound", start.sound),
            across=self._share(("family_across", "given_across"), "sound", start.across),
            close=self._mean("close", start.close),
            partly=self._mean("partly", start.partly),
            differs=self._mean("differs", start.differs),
        )

    def _mean(self, level: str, start: int) -> int:
        both = [self._tenths(name, level, start) for name in ("family", "given")]
        return round(sum(both) / 2)

    def _share(self, names: Sequence[str], level: str, start: int) -> int:
        seen, share = 0.0, 0.0
        for name in names:
            at, place = self._place(name, level)
            matches = self._matches(at)
            seen, share = seen + matches, share + matches * self.fitted.m[at][place]
        return round((WHOLE * share + _WEIGHT_OF_THE_START * start) / (seen + _WEIGHT_OF_THE_START))

    def _tenths(self, name: str, level: str, start: int) -> int:
        """Fitted and starting bits, weighted by how sure the logarithm is (the variance of a log ratio of counts)."""
        at, place = self._place(name, level)
        of_one, of_two = self._matches(at) * self.fitted.m[at][place], self.drawn[at] * self.fitted.u[at][place]
        sure = of_one * of_two / (of_one + of_two) if of_one and of_two else 0.0
        tenths = (sure * TENTHS * self.fitted.bits(at, place) + _WEIGHT_OF_THE_START * start) / (
            sure + _WEIGHT_OF_THE_START
        )
        return max(-MOST_BITS, min(MOST_BITS, round(tenths)))

    def _matches(self, at: int) -> float:
        return self.fitted.matches * self.near[at] / self.pairs

    @staticmethod
    def _place(name: str, level: str) -> tuple[int, int]:
        return list(_FIELDS).index(name), _FIELDS[name].index(level)
