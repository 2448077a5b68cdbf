"""What a person typed into the one search box: words, a telephone number or code, a name, a place. Pure.

Order of what is found: records that hold every typed word, then names that sound or look like it, then the place.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from casework.matching.candidates import Wanted
from casework.names.forms import comparison_form
from casework.names.part import name_part
from casework.names.tokens import MAX_QUERY_TOKENS, query_tokens

LEAST_LIKENESS = 0.72  # of 1.3; judgement from single pairs (Chenda beside Chan Dara .77, beside Keo Rattana .34)
LEAST_LETTERS = 2

FindPlaces: TypeAlias = Callable[[str], Sequence[str]]  # search tokens (`places.key_of`) of the areas a text names

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Asked:
    """The typed text as tokens, and as a name (None where it holds digits or hardly a letter)."""

    tokens: tuple[str, ...]
    name: Wanted | None


def read_box(text: str) -> Asked:
    """What to look for."""
    plain = comparison_form(text)
    words = plain.split()[:MAX_QUERY_TOKENS]
    is_name = len(plain) >= LEAST_LETTERS and all(word.isalpha() or _is_khmer(word) for word in words)
    name = Wanted(tuple(map(name_part, words)), is_finished=text != text.rstrip()) if is_name and words else None
    return Asked(tuple(query_tokens(text)), name)


def no_places(text: str) -> Sequence[str]:
    """For programs without a gazetteer: nothing is a place."""
    return ()


def in_order(*found: Iterable[Found]) -> list[Found]:
    """Everything found, the first way of finding first, nothing twice."""
    return list(dict.fromkeys(one for some in found for one in some))


def _is_khmer(word: str) -> bool:
    return all("\u1780" <= char <= "\u17dd" for char in word)
