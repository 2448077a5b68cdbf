"""One order for screens and exports: Khmer in the order of the dictionary, then Latin, then what has no name. Pure.

Khmer: consonants, then the twenty-three vowels in the order they are taught, then subscripts, each after its base; an
independent vowel stands with អ and its vowel. Shifters and silencing signs decide only between words otherwise equal.
Latin: letters without accents and case; both decide only between equals. Digits count as numbers.
"""

import re
import unicodedata
from typing import TypeAlias

from casework.names.forms import stored_form

_CONSONANTS = "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវឝឞសហឡអ"
_VOWELS = "ា ិ ី ឹ ឺ ុ ូ ួ ើ ឿ ៀ េ ែ ៃ ោ ៅ ុំ ំ ាំ ះ ុះ េះ ោះ ៈ".split()  # noqa: SIM905
_INDEPENDENT = {
    "ឥ": "ិ",
    "ឦ": "ី",
    "ឧ": "ុ",
    "ឩ": "ូ",
    "ឪ": "ៅ",
    "ឫ": "ឹ",
    "ឬ": "ឺ",
    "ឭ": "ឹ",
    "ឮ": "ឺ",
    "ឯ": "ែ",
    "ឰ": "ៃ",
    "ឱ": "ោ",
    "ឳ": "ៅ",
}
_BASE_OF = {"ឫ": "រ", "ឬ": "រ", "ឭ": "ល", "ឮ": "ល"}
_TOKENS = re.compile("[0-9០-៩]+|\u17d2[\u1780-\u17b3]|[ុេោ]ះ|[ុា]ំ|.", re.DOTALL)
_SPACE, _NUMBER, _KHMER, _LATIN = range(4)
_COENG_FROM = 100  # subscripts come after every vowel

Weight: TypeAlias = tuple[int, int]
SortKey: TypeAlias = tuple[int, tuple[Weight, ...], str]


def sort_key(text: str) -> SortKey:
    """The key by which texts are sorted in either language; equal only for texts of one stored form."""
    stored = stored_form(text)
    weights = tuple(weight for token in _TOKENS.findall(_comparable(stored)) for weight in _weights(token))
    first = next((kind for kind, _weight in weights if kind >= _KHMER), _LATIN)
    return (first if weights else _LATIN + 1, weights, stored)


def _comparable(stored: str) -> str:
    """Without case and accents."""
    if stored.isascii():
        return stored.lower()
    return "".join(char for char in unicodedata.normalize("NFD", stored.lower()) if not "\u0300" <= char <= "\u036f")


def _weights(token: str) -> tuple[Weight, ...]:
    if token.isdecimal():
        return ((_NUMBER, int(token)),)
    if token in _KHMER_WEIGHTS:
        return _KHMER_WEIGHTS[token]
    if "\u1780" <= token[0] <= "\u17dd":
        return ()  # a sign that decides only between equals: it stands in the stored form
    return ((_LATIN, ord(token)),) if token.isalpha() else ((_SPACE, 0),)


def _khmer_weights() -> dict[str, tuple[Weight, ...]]:
    letters = {letter: (_KHMER, at) for at, letter in enumerate(_CONSONANTS)}
    vowels = {vowel: (_KHMER, len(letters) + at) for at, vowel in enumerate(_VOWELS)}
    found: dict[str, tuple[Weight, ...]] = {token: (weight,) for token, weight in (*letters.items(), *vowels.items())}
    found.update(("\u17d2" + letter, ((_KHMER, _COENG_FROM + at),)) for at, letter in enumerate(_CONSONANTS))
    found.update((sign, (letters[_BASE_OF.get(sign, "អ")], vowels[vowel])) for sign, vowel in _INDEPENDENT.items())
    return found


_KHMER_WEIGHTS = _khmer_weights()
