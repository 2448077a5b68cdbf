"""Names of two people, variant by variant: the best reading wins, and trying many is paid for (matching.md 2.4, 4).

The order of the parts decides nothing, it costs half a bit. Pure; symmetric in its two sides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, permutations
from math import log2
from typing import TypeAlias

from casework.matching.profile import MAIN, WrittenName
from casework.matching.weights import TENTHS, WHOLE, WeightSet
from casework.names.levels import Level, compare_parts
from casework.names.part import NamePart
from casework.names.whole import Name, NameReading, Shape, read_name, readings_of

MAX_PERMUTED = 4  # names of more parts are compared in order and turned by one
MAX_VARIANTS = 8
REMEMBERED_NAMES = 4096  # about 6 MB: one name is compared with a hundred
_HALF_A_BIT = TENTHS / 2
_NOTHING: frozenset[str] = frozenset()
_Compared: TypeAlias = tuple[int, Level]  # tenths and level of one part against one part


@dataclass(frozen=True, slots=True)
class NameScore:
    """The best reading of two people's names: tenths, the level of its worst part, those of given and family parts.

    `is_across` = between scripts; `is_alias` = not both are main names; `left`, `right` = the variants compared.
    """

    tenths: int
    level: Level
    given: Level | None
    family: Level | None
    is_across: bool
    is_alias: bool
    left: WrittenName
    right: WrittenName


@dataclass(frozen=True, slots=True)
class _Variant:
    written: WrittenName
    name: Name
    readings: tuple[NameReading, ...]

    @property
    def is_main(self) -> bool:
        return self.written.role == MAIN

    @property
    def is_khmer(self) -> bool:
        return self.name.parts[0].is_khmer


@dataclass(frozen=True, slots=True)
class _Found:
    tenths: float
    level: Level
    given: Level | None
    family: Level | None
    is_across: bool


def compare_names(
    one: Sequence[WrittenName],
    other: Sequence[WrittenName],
    weights: WeightSet,
    *,
    limits: str = "name",
    parents: frozenset[str] = _NOTHING,
) -> NameScore | None:
    """The score of two people's names, held within `limits` of the set; None where a side has no usable name.

    `parents` = sound keys of given names of either side's parents: a family name equal to one is no difference.
    """
    mine, theirs = _variants(one), _variants(other)
    readings = {
        (i, j): found
        for i, a in enumerate(mine)
        for j, b in enumerate(theirs)
        if (found := _best_reading(a, b, weights, parents)) is not None
    }
    main = {pair: found for pair, found in readings.items() if mine[pair[0]].is_main and theirs[pair[1]].is_main}
    costs = _cost(readings), _cost(main)
    scores = [_scored(mine[i], theirs[j], found, costs, weights) for (i, j), found in readings.items()]
    best = _choose(scores)
    return None if best is None else replace(best, tenths=weights.held(limits, best.tenths))


def given_keys(names: Sequence[WrittenName]) -> frozenset[str]:
    """The sound keys of the given parts of names."""
    return frozenset(
        part.vowels
        for variant in _variants(names)
        for place, part in enumerate(variant.readings[0].parts)
        if place != variant.readings[0].family
    )


def _choose(scores: Sequence[NameScore]) -> NameScore | None:
    """The best pair of main names; one of other names in its place only where that speaks for the two."""
    main = max((one for one in scores if not one.is_alias), key=_best, default=None)
    alias = max((one for one in scores if one.is_alias), key=_best, default=None)
    if main is None or alias is None:
        return main or alias
    return alias if alias.tenths > max(main.tenths, 0) else main


def _best(scored: NameScore) -> tuple[int, int]:
    return (scored.tenths, scored.level)


def _cost(readings: Mapping[tuple[int, int], _Found]) -> float:
    """What it costs to have tried many: half a bit for each doubling of the variants that found nothing alike."""
    tried, alike = (
        len({i for i, _j in pairs}) * len({j for _i, j in pairs})
        for pairs in (readings, [pair for pair, found in readings.items() if found.tenths > 0])
    )
    return _HALF_A_BIT * log2(max(tried, 1) / max(alike, 1))


def _variants(names: Sequence[WrittenName]) -> list[_Variant]:
    return [variant for written in names[:MAX_VARIANTS] if (variant := _variant(written)) is not None]


@lru_cache(maxsize=REMEMBERED_NAMES)
def _variant(written: WrittenName) -> _Variant | None:
    """The readings of a name; one whose family or given part is known to be missing says so."""
    name = read_name(written.text)
    if name is None or not any(part.folded for part in name.parts):
        return None
    readings = readings_of(name)
    family = -1 if written.family == "" else 0 if written.given == "" else None
    if family is not None:
        whole = (reading for reading in readings if reading.shape is not Shape.WITHOUT_FAMILY)
        readings = tuple(NameReading(reading.parts, reading.shape, family) for reading in whole)
    return _Variant(written, name, readings)


def _scored(a: _Variant, b: _Variant, found: _Found, costs: tuple[float, float], weights: WeightSet) -> NameScore:
    """The score of one pair of variants; main names in one script are what anybody compares first: nothing to pay."""
    is_alias = not (a.is_main and b.is_main)
    is_first = not is_alias and a.is_khmer == b.is_khmer
    tenths = round(found.tenths - (0 if is_first else costs[0] if is_alias else costs[1]))
    low, high = weights.limits["nickname"]
    if a.name.is_nickname or b.name.is_nickname:
        tenths = min(tenths, high)
    if is_alias:
        tenths = max(tenths, low)
    return NameScore(tenths, found.level, found.given, found.family, found.is_across, is_alias, a.written, b.written)


def _best_reading(a: _Variant, b: _Variant, weights: WeightSet, parents: frozenset[str]) -> _Found | None:
    return max(_readings(a, b, weights, parents), key=lambda found: (found.tenths, found.level), default=None)


def _readings(a: _Variant, b: _Variant, weights: WeightSet, parents: frozenset[str]) -> Iterator[_Found]:
    for mine in a.readings:
        for theirs in b.readings:
            shapes = (mine.shape, theirs.shape)
            if Shape.JOINED in shapes:
                if _is_whole(mine) and _is_whole(theirs) and len(a.name.parts) != len(b.name.parts):
                    yield from _joined(mine.parts[0], theirs.parts[0], weights)
            elif Shape.WITHOUT_FAMILY not in shapes:
                yield _paired(mine, theirs, weights, parents)
            elif _leaves_out_family(mine, theirs, a.name, b.name):
                found = _paired(mine, theirs, weights, parents)
                yield replace(found, tenths=found.tenths - weights.names.without_family)


def _is_whole(reading: NameReading) -> bool:
    return len(reading.parts) == 1 and reading.shape in (Shape.JOINED, Shape.PARTS, Shape.FULL, Shape.SECOND)


def _leaves_out_family(mine: NameReading, theirs: NameReading, one: Name, other: Name) -> bool:
    """Whether one side may have been written without its family name: nothing of the other is left over then."""
    if mine.shape is theirs.shape or len(mine.parts) != len(theirs.parts):
        return False
    longer, shorter = (one, other) if mine.shape is Shape.WITHOUT_FAMILY else (other, one)
    return len(longer.parts) > len(shorter.parts)


def _joined(a: NamePart, b: NamePart, weights: WeightSet) -> Iterator[_Found]:
    level, is_across = compare_parts(a, b), a.is_khmer != b.is_khmer
    names = weights.names
    worth = {Level.SAME: names.joined_same, Level.CLOSE: names.joined_close}
    worth[Level.SOUND] = names.joined_across if is_across else names.joined_sound
    if level in worth:
        yield _Found(worth[level], level, level, None, is_across)


def _paired(mine: NameReading, theirs: NameReading, weights: WeightSet, parents: frozenset[str]) -> _Found:
    """The best pairing of the parts of two readings; as many are paired as can be."""
    if len(mine.parts) > len(theirs.parts):
        mine, theirs = theirs, mine
    found = [_in_best_order(mine, theirs, rows, weights) for rows in _tables(mine, theirs, weights, parents)]
    return max(found, key=lambda one: (one.tenths, one.level))


def _tables(
    mine: NameReading, theirs: NameReading, weights: WeightSet, parents: frozenset[str]
) -> Iterator[list[list[_Compared]]]:
    """Every part against every part; twice where the sides disagree about which part is the family name."""
    telling = [side for side, reading in enumerate((mine, theirs)) if reading.family != -1] or [0]
    for side in telling:
        yield [
            [
                _part(a, b, (i == mine.family, j == theirs.family), side, weights, parents)
                for j, b in enumerate(theirs.parts)
            ]
            for i, a in enumerate(mine.parts)
        ]


def _in_best_order(mine: NameReading, theirs: NameReading, rows: list[list[_Compared]], weights: WeightSet) -> _Found:
    tenths, order = max(
        (sum(rows[i][j][0] for i, j in enumerate(places)) - _turning(places, weights), places)
        for places in _orders(len(rows), len(theirs.parts))
    )
    levels = [rows[i][j][1] for i, j in enumerate(order)]
    is_family = [i == mine.family and j == theirs.family for i, j in enumerate(order)]
    given = [level for level, one in zip(levels, is_family, strict=True) if not one]
    family = [level for level, one in zip(levels, is_family, strict=True) if one]
    left_over = weights.names.left_over * (len(theirs.parts) - len(mine.parts))
    is_across = mine.parts[0].is_khmer != theirs.parts[0].is_khmer
    return _Found(tenths - left_over, min(levels), max(given, default=None), max(family, default=None), is_across)


def _turning(places: tuple[int, ...], weights: WeightSet) -> int:
    is_turned = any(later < earlier for earlier, later in pairwise(places))
    return weights.names.other_order if is_turned else 0


def _orders(few: int, many: int) -> Iterator[tuple[int, ...]]:
    if many <= MAX_PERMUTED:
        yield from permutations(range(many), few)
        return
    yield tuple(range(few))
    yield tuple((place + 1) % many for place in range(few))
    yield tuple(range(many - few, many))


def _part(
    a: NamePart, b: NamePart, families: tuple[bool, bool], side: int, weights: WeightSet, parents: frozenset[str]
) -> _Compared:
    """Tenths and level of one part against one part; `families` = whether each is a family name, `side` decides."""
    level = compare_parts(a, b)
    names = weights.names
    if level is Level.DIFFERS or level is Level.PARTLY:
        if all(families) and (a.vowels in parents or b.vowels in parents):
            return 0, Level.PARTLY
        return (names.partly if level is Level.PARTLY else names.differs), level
    of = weights.frequencies.of
    share = max(of(a.vowels, is_family=families[side]), of(b.vowels, is_family=families[side]))
    is_across = a.is_khmer != b.is_khmer
    sounding = round(TENTHS * log2((names.across if is_across else names.sound) / (2 * WHOLE * share)))
    if level is Level.CLOSE:
        return min(names.close, max(sounding, 0)), level  # a very frequent name is worth little however it sounds
    if level is Level.SOUND or is_across:
        return sounding, Level.SOUND
    return round(TENTHS * log2(names.same / (WHOLE * share))), level
