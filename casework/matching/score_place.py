"""Places of two lives: where they are from, where their families live, where they were last known. Pure.

The nearest pair counts, once. Two places of different kinds are worth one bit less where they agree, and nothing where
they do not: that somebody lives elsewhere than she was born is no difference.
"""

from collections.abc import Mapping

from casework.matching.evidence import AGREE, CLOSE, DIFFER, Evidence, missing
from casework.matching.profile import PlaceFact, Profile
from casework.matching.weights import TENTHS, WeightSet
from casework.place_distance import Nearness, nearness
from casework.places import HOME_COUNTRY, place_of
from shared_schema.canonical import Json

LARGE_PROVINCES = frozenset({"08", "12"})  # Kandal, Phnom Penh
_LEVELS: Mapping[Nearness, str] = {
    Nearness.VILLAGE: "village",
    Nearness.COMMUNE: "commune",
    Nearness.DISTRICT: "district",
    Nearness.PROVINCE: "province",
    Nearness.COUNTRY: "large_province",
    Nearness.NEIGHBOUR: "neighbour",
    Nearness.OTHER_PROVINCE: "other",
    Nearness.OTHER_COUNTRY: "other",
}
_WORDS: Mapping[Nearness, str] = {
    Nearness.COUNTRY: "country",
    Nearness.OTHER_COUNTRY: "other_country",
}


def place_evidence(one: Profile, other: Profile, weights: WeightSet) -> Evidence:
    """Evidence of the nearest pair of places."""
    found = [
        evidence
        for mine in one.places
        for theirs in other.places
        if (evidence := _compared(mine, theirs, weights)) is not None
    ]
    return max(found, key=lambda evidence: evidence.bits, default=missing("place"))


def separation_place_evidence(one: Profile, other: Profile, weights: WeightSet) -> Evidence:
    """Evidence of where they were separated: half the bits of a home where it speaks for, a quarter against."""
    mine, theirs = one.separated_at, other.separated_at
    near = None if mine is None or theirs is None else nearness(_value(mine), _value(theirs))
    if mine is None or theirs is None or near is None:
        return missing("separated_at")
    bits = _bits(near, mine, weights)
    bits = bits // 2 if bits > 0 else -((-bits) // 4)
    words = f"separated_at_{_word(near)}"
    return Evidence("separated_at", _coded(near, bits), bits, words, {}, mine.source, theirs.source)


def _compared(mine: PlaceFact, theirs: PlaceFact, weights: WeightSet) -> Evidence | None:
    near = nearness(_value(mine), _value(theirs))
    if near is None:
        return None
    bits, words = _bits(near, mine, weights), f"place_{_word(near)}"
    if mine.kind != theirs.kind:
        if near <= Nearness.NEIGHBOUR:
            return None
        bits, words = max(0, bits - TENTHS), words + "_of_two_kinds"
    return Evidence("place", _coded(near, bits), bits, words, {}, mine.source, theirs.source)


def _bits(near: Nearness, mine: PlaceFact, weights: WeightSet) -> int:
    level = _LEVELS[near]
    if near is Nearness.PROVINCE and mine.area[:2] in LARGE_PROVINCES:
        level = "large_province"
    return weights.bits("place", level)


def _coded(near: Nearness, bits: int) -> str:
    if bits < 0:
        return DIFFER
    return AGREE if near >= Nearness.DISTRICT else CLOSE


def _word(near: Nearness) -> str:
    return _WORDS.get(near, _LEVELS[near])


def _value(place: PlaceFact) -> Json:
    return dict(place_of(place.area)) if place.area else {"country": place.country or HOME_COUNTRY}
