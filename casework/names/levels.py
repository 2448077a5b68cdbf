"""How alike two parts of names are: the first rule of matching.md 2.3 that holds. Pure."""

from enum import IntEnum

from rapidfuzz.distance.Indel import normalized_similarity

from casework.names.part import NamePart

CLOSE_VOWELS, PARTLY_FOLDED, PARTLY_SKELETON = 0.60, 0.75, 0.60
_ROUNDING = 1e-9  # .60 is reached by 3 of 5, whatever binary fractions say


class Level(IntEnum):
    """Levels of likeness, the higher the more alike."""

    DIFFERS = 0
    PARTLY = 1
    CLOSE = 2
    SOUND = 3
    SAME = 4


def compare_parts(a: NamePart, b: NamePart) -> Level:
    """The level of two parts by their first readings; the same for (b, a)."""
    if a.text == b.text:
        return Level.SAME
    if a.vowels == b.vowels and a.skeleton == b.skeleton:
        return Level.SOUND
    if (a.skeleton == b.skeleton or a.loose == b.loose) and _alike(a.vowels, b.vowels, CLOSE_VOWELS):
        return Level.CLOSE
    if _alike(a.folded, b.folded, PARTLY_FOLDED) and _alike(a.skeleton, b.skeleton, PARTLY_SKELETON):
        return Level.PARTLY
    return Level.DIFFERS


def _alike(one: str, other: str, least: float) -> bool:
    return normalized_similarity(one, other) >= least - _ROUNDING
