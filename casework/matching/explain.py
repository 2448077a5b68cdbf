"""A score in words, one line a field: what page, job and command print. Never a value, and of a field that the viewer
may not read only the level."""

from collections.abc import Callable
from dataclasses import dataclass

from casework.matching.evidence import MISSING, Evidence, Scored
from shared_schema.words.matching import EVIDENCE_WORDS, FIELD_WORDS, HELD_WORDS, LEVEL_WORDS, STRENGTH_WORDS

BAR_TENTHS = 10  # one step of the bar; ten steps to either side
STRONG, AGREES, AGAINST, STRONG_AGAINST = 60, 20, -20, -40


@dataclass(frozen=True, slots=True)
class Line:
    """One field: the sentence, how strongly it speaks (code and words), its bits in tenths and the bar, -10 to 10.

    `bits` is None and the bar 0 where the viewer may not read the field.
    """

    field: str
    text: str
    strength: str
    strength_words: str
    bits: int | None
    bar: int

    def __str__(self) -> str:
        return f"{self.text}: {self.strength_words}" if self.strength_words else self.text


def explain(scored: Scored, language: str, may_read: Callable[[str], bool] = lambda _field: True) -> tuple[Line, ...]:
    """The lines of a score in `en` or `km`; `may_read(field)` says whether the viewer may read that field."""
    return tuple(_line(one, language, is_readable=may_read(one.field)) for one in scored.evidence)


def held_words(scored: Scored, language: str) -> tuple[str, ...]:
    """The warnings that hold the pair down, such as "looks like a brother or sister"."""
    return tuple(HELD_WORDS[code].say(language) for code in scored.held)


def strength_of(tenths: int) -> str:
    """strong, agrees, weak, nothing, weak_against, against, strong_against."""
    if tenths > 0:
        return "strong" if tenths >= STRONG else "agrees" if tenths >= AGREES else "weak"
    if tenths == 0:
        return "nothing"
    return "strong_against" if tenths <= STRONG_AGAINST else "against" if tenths <= AGAINST else "weak_against"


def _line(one: Evidence, language: str, *, is_readable: bool) -> Line:
    if not is_readable:
        label, level = FIELD_WORDS[one.field].say(language), LEVEL_WORDS[one.level].say(language)
        return Line(one.field, f"{label}: {level}", "", "", None, 0)
    text = EVIDENCE_WORDS[one.words].say(language) % one.args
    if one.level == MISSING:
        return Line(one.field, text, "", "", 0, 0)
    strength = strength_of(one.bits)
    return Line(one.field, text, strength, STRENGTH_WORDS[strength].say(language), one.bits, _bar(one.bits))


def _bar(tenths: int) -> int:
    steps = -(-abs(tenths) // BAR_TENTHS)
    return min(10, steps) * (1 if tenths > 0 else -1)
