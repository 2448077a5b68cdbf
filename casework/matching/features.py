"""Under which features a name is found, whatever its spelling or script (matching.md section 3). Pure.

A feature is a 32-bit hash of a trigram of the plain reading, of the vowel form or of the skeleton, or of the loose
skeleton whole. All kinds together: raw trigrams alone cannot cross scripts, skeletons alone lose recall inside Latin.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from zlib import crc32

from casework.names.part import NamePart

_PLAIN, _VOWELS, _SKELETON, _LOOSE = "r", "f", "s", "k"
_COMMUNE, _YEAR = "c", "y"
_FIRST, _LAST = "^", "$"
REMEMBERED = 8192  # parts, about 5 MB


def name_features(parts: Iterable[NamePart]) -> set[int]:
    """The features of all parts of one name."""
    found: set[int] = set()
    for part in parts:
        found.update(_finished(part))
    return found


def part_features(part: NamePart, *, is_finished: bool = True) -> set[int]:
    """The features of one part; of a word that is still being typed only those that more letters will not take away."""
    if is_finished:
        return set(_finished(part))
    return {feature for reading in (part, *part.also) for feature in _features(reading, is_finished=False)}


def plain_trigrams(plain: str) -> list[str]:
    """The trigrams of a plain reading, for comparing two spellings in the same script."""
    return _trigrams(plain, is_finished=True)


def plain_feature(trigram: str) -> int:
    """The feature under which a trigram of a plain reading is found."""
    return _hash(_PLAIN, trigram)


def commune_feature(commune: str) -> int:
    """The feature of a commune's code, for people without a usable name."""
    return _hash(_COMMUNE, commune)


def year_feature(year: int) -> int:
    """The feature of a year of birth."""
    return _hash(_YEAR, str(year))


@lru_cache(maxsize=REMEMBERED)
def _finished(part: NamePart) -> tuple[int, ...]:
    """Family and given names repeat; what one part gives is made once."""
    return tuple({feature for reading in (part, *part.also) for feature in _features(reading, is_finished=True)})


def _features(reading: NamePart, *, is_finished: bool) -> Iterator[int]:
    for kind, text in ((_PLAIN, reading.plain), (_VOWELS, reading.vowels), (_SKELETON, reading.skeleton)):
        for gram in _trigrams(text, is_finished=is_finished):
            yield _hash(kind, gram)
    if is_finished and reading.loose:
        yield _hash(_LOOSE, reading.loose)


def _trigrams(text: str, *, is_finished: bool) -> list[str]:
    if not text:
        return []
    marked = f"{_FIRST}{text}{_LAST}" if is_finished else f"{_FIRST}{text}"
    return [marked[at : at + 3] for at in range(max(1, len(marked) - 2))]


def _hash(kind: str, text: str) -> int:
    return crc32(f"{kind}{text}".encode())
