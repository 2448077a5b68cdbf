"""Looks up one name of a place among all of them: the same name, the same sound, nearly so, or only begun. Pure.

Number and old, new, north … must agree (matching.md section 7), however alike the rest is.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance.Indel import normalized_similarity

from casework.names.part import NamePart
from casework.place_index import PlaceRows, key_of, marks_key, numbers_key
from casework.place_words import PlaceName

SAME_TEXT, SAME_SOUND, SPELLING = 1.0, 0.97, 0.02  # names of one sound: the nearer their spelling, the better
LOOSE_ROWS = 40
FOLDED_ALIKE = 0.58  # below this nothing is compared further
ENOUGH_ALIKE, ENOUGH_ALIKE_SHORT, SHORT = 0.76, 0.85, 4
ENOUGH_ALIKE_NUMBERED = 0.68  # an equal number says much
ENOUGH_AMONG_FEW, ENOUGH_AMONG_FEW_SHORT, SHORT_AMONG_FEW = 0.68, 0.6, 8  # a typo in a short name changes much of it
AS_WRITTEN = 0.95  # letters alike in the same script, where a slip makes a word that reads otherwise
WITHOUT_NUMBER = 0.96
MIN_PREFIX = 2
_BONES = str.maketrans(dict.fromkeys("AEO"))  # a vowel form without its classes is the skeleton


@dataclass(frozen=True)
class PlaceNames:
    """The rows of names with the ways into them, made at the first question (50 ms) and never changed."""

    rows: PlaceRows = field(repr=False)

    def same(self, name: PlaceName) -> Iterator[tuple[float, int]]:
        """(How alike, row) of the same text, and of the same sound."""
        if not name.text and not name.numbers:
            return
        for row in self._by_text.get(name.text, ()):
            if (agreed := self._agreed(name, row)) and (name.text or numbers_key(name) == self.rows.numbers[row]):
                yield SAME_TEXT * agreed, row
        if name.text:
            key = key_of(name.text)
            for row in self._by_sound.get(key.vowels, ()):
                if self.rows.text[row] != name.text and (agreed := self._agreed(name, row)):
                    quality = SAME_SOUND + SPELLING * normalized_similarity(key.folded, self.rows.folded[row])
                    yield quality * agreed, row

    def alike(self, name: PlaceName) -> Iterator[tuple[float, int]]:
        """(How alike, row) of those that are spelt or sound nearly so."""
        if len(name.text) < MIN_PREFIX:
            return
        key = key_of(name.text)
        enough = ENOUGH_ALIKE if len(key.folded) > SHORT else ENOUGH_ALIKE_SHORT
        if name.numbers:
            enough = ENOUGH_ALIKE_NUMBERED
        near = process.extract(
            key.folded, self._folded, scorer=normalized_similarity, score_cutoff=FOLDED_ALIKE, limit=LOOSE_ROWS
        )
        for folded, _alike, _place in near:
            for row in self._by_folded[folded]:
                quality = self._likeness(key, row)
                if enough <= quality < SAME_SOUND and (agreed := self._agreed(name, row)):
                    yield quality * agreed, row

    def alike_among(self, name: PlaceName, codes: Iterable[str]) -> Iterator[tuple[float, int]]:
        """The same among the names of a few areas: where so few are meant, less likeness is enough."""
        if len(name.text) < MIN_PREFIX:
            return
        key = key_of(name.text)
        enough = ENOUGH_AMONG_FEW if len(key.folded) > SHORT_AMONG_FEW else ENOUGH_AMONG_FEW_SHORT
        for row in dict.fromkeys(row for code in codes for row in self._by_code.get(code, ())):
            as_written = normalized_similarity(name.text, self.rows.text[row]) * AS_WRITTEN
            quality = max(self._likeness(key, row), as_written)
            if enough <= quality < SAME_SOUND and (agreed := self._agreed(name, row)):
                yield quality * agreed, row

    def _likeness(self, key: NamePart, row: int) -> float:
        vowels = self.rows.vowels[row]
        bones = normalized_similarity(key.vowels.translate(_BONES), vowels.translate(_BONES))
        spelling = normalized_similarity(key.folded, self.rows.folded[row])
        return 0.4 * bones + 0.3 * normalized_similarity(key.vowels, vowels) + 0.3 * spelling

    def beginning(self, begun: str) -> Iterator[tuple[int, int, str, int]]:
        texts = self.rows.text
        row = bisect_left(texts, begun)
        while row < len(texts) and texts[row].startswith(begun):
            for code in self.rows.areas[row]:
                yield min(len(code), 8), len(texts[row]), code, row
            row += 1

    def _agreed(self, name: PlaceName, row: int) -> float:
        """0 where number or old, new, north … tell the places apart; less than 1 where the row says more."""
        marks, numbers = marks_key(name), numbers_key(name)
        if marks and marks != self.rows.marks[row]:
            return 0.0
        if numbers == self.rows.numbers[row]:
            return 1.0
        return 0.0 if numbers else WITHOUT_NUMBER

    @cached_property
    def _by_text(self) -> Mapping[str, tuple[int, ...]]:
        return _places_of(self.rows.text)

    @cached_property
    def _by_sound(self) -> Mapping[str, tuple[int, ...]]:
        return _places_of(self.rows.vowels)

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[int, ...]]:
        return _grouped((code, row) for row, codes in enumerate(self.rows.areas) for code in codes)

    @cached_property
    def _by_folded(self) -> Mapping[str, tuple[int, ...]]:
        return _places_of(self.rows.folded)

    @cached_property
    def _folded(self) -> list[str]:
        return [folded for folded in self._by_folded if folded]


def _places_of(keys: Iterable[str]) -> dict[str, tuple[int, ...]]:
    return _grouped((key, place) for place, key in enumerate(keys))


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for key, row in pairs:
        found.setdefault(key, []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}
