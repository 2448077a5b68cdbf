"""Birth and animal year: what two statements of when somebody was born say for or against one person. Pure.

They say one thing: the larger counts. An equal animal year beside years that are far apart is twelve years off and
counts for nothing.
"""

from casework.matching.evidence import AGREE, CLOSE, DIFFER, Evidence, missing
from casework.matching.profile import Birth, Coded, Profile
from casework.matching.weights import WeightSet
from shared_schema.vocabularies.person import ANIMAL_YEAR

_ANIMALS = tuple(code.code for code in ANIMAL_YEAR)
_FAR = -5  # below this, in tenths, births are far apart
_DAY_LEVELS = {"same_day": AGREE, "exchanged": CLOSE, "one_digit": CLOSE, "same_year": CLOSE}


def birth_evidence(one: Profile, other: Profile, weights: WeightSet) -> tuple[Evidence, Evidence]:
    """Evidence of birth and of the animal year; of two that agree the smaller has 0 bits and says so."""
    birth, animal = _birth(one.birth, other.birth, weights), _animal(one, other, weights)
    if birth.level == "missing" or animal.level == "missing":
        return birth, animal
    if birth.bits >= animal.bits or birth.bits < _FAR:
        return birth, _beside(animal, "animal_beside_birth")
    return _beside(birth, "birth_beside_animal"), animal


def birth_level(one: Birth, other: Birth) -> tuple[str, str]:
    """(field, level) of two births in the terms of a weight set, such as ("birth_years", "years_1")."""
    apart, margin = abs(one.year - other.year), one.margin + other.margin
    if margin:
        return "birth_margin", _beyond(apart - margin)
    if one.day is not None and other.day is not None:
        by_day = _day_level(one.day, other.day)
        if by_day:
            return "birth_day", by_day
    return "birth_years", _years(apart)


def _birth(one: Birth | None, other: Birth | None, weights: WeightSet) -> Evidence:
    if one is None or other is None:
        return missing("birth")
    of, level = birth_level(one, other)
    bits, apart = weights.bits(of, level), abs(one.year - other.year)
    if of == "birth_years" and one.day is not None and other.day is not None:
        # two full dates of different years earn no more than two full dates of one year
        bits = min(bits, weights.bits("birth_day", "same_year"))
    words = f"birth_{level}" if of == "birth_day" else ("birth_within" if level == "within" else "birth_apart")
    if apart == 0 and of != "birth_day":
        words = "birth_same_year"
    return Evidence("birth", _coded(of, level, bits, apart), bits, words, {"years": apart}, one.source, other.source)


def _coded(of: str, level: str, bits: int, apart: int) -> str:
    if of == "birth_day":
        return _DAY_LEVELS[level]
    if bits < 0:
        return DIFFER
    return AGREE if apart == 0 else CLOSE


def _day_level(one: str, other: str) -> str:
    if one == other:
        return "same_day"
    if one[:4] == other[:4] and (one[5:7], one[8:]) == (other[8:], other[5:7]):
        return "exchanged"
    if sum(mine != theirs for mine, theirs in zip(one, other, strict=True)) == 1:
        return "one_digit"
    return "same_year" if one[:4] == other[:4] else ""


def _years(apart: int) -> str:
    if apart <= 2:
        return f"years_{apart}"
    return "years_3_4" if apart <= 4 else "years_5_7" if apart <= 7 else "years_more"


def _beyond(years: int) -> str:
    if years <= 0:
        return "within"
    return f"beyond_{years}" if years <= 2 else "beyond_3_4" if years <= 4 else "beyond_more"


def _animal(one: Profile, other: Profile, weights: WeightSet) -> Evidence:
    mine, theirs = one.animal_year, other.animal_year
    if mine is None or theirs is None or not (_is_known(mine) and _is_known(theirs)):
        return missing("animal_year")
    if one.birth is not None and other.birth is not None and one.birth.margin + other.birth.margin == 0:
        return Evidence("animal_year", "missing", 0, "animal_not_needed", {}, mine.source, theirs.source)
    apart = abs(_ANIMALS.index(mine.code) - _ANIMALS.index(theirs.code))
    level = "equal" if apart == 0 else "neighbour" if apart in (1, len(_ANIMALS) - 1) else "differs"
    coded = {"equal": AGREE, "neighbour": CLOSE, "differs": DIFFER}[level]
    bits = weights.bits("animal_year", level)
    return Evidence("animal_year", coded, bits, f"animal_{level}", {}, mine.source, theirs.source)


def _is_known(animal: Coded) -> bool:
    return animal.code in _ANIMALS


def _beside(evidence: Evidence, words: str) -> Evidence:
    return Evidence(evidence.field, evidence.level, 0, words, evidence.args, evidence.left, evidence.right)
