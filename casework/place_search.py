"""Finds the areas that a typed text may mean: either script, typos, any level, parts that narrow each other.

An answer is never a name alone: it is a path of areas, with what was not understood kept as free detail. The order is
a proposal for a person who chooses; nothing is chosen for her.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest
from math import prod
from typing import TypeVar

from rapidfuzz import process
from rapidfuzz.distance.Indel import normalized_similarity

from casework.names.forms import comparison_form, stored_form
from casework.place_index import PlaceRows, key_of, load_rows, marks_key, numbers_key
from casework.place_query import Query, Span, explain, left_over, query_of
from casework.place_words import PlaceName, read_chunks
from casework.places import HOME_COUNTRY, Area, Gazetteer, level_of, place_of
from shared_schema.canonical import Json
from shared_schema.vocabularies.country import STATELESS
from shared_schema.vocabularies.registry import VOCABULARIES

SHOWN = 8
MAX_LOOSE_SPANS = 6  # how many parts of one text are looked up with typos
LOOSE_ROWS = 40
FOLDED_ALIKE = 0.58  # below this nothing is compared further
ENOUGH_ALIKE, ENOUGH_ALIKE_SHORT, SHORT = 0.76, 0.85, 4
SAME_TEXT, SAME_SOUND, BEGUN, BEGUN_PART = 1.0, 0.98, 0.99, 0.96
WITHOUT_NUMBER, OTHER_LEVEL, NOT_BEGUN = 0.96, 0.92, 0.95
MIN_PREFIX, PREFIX_AREAS, NARROWED_AREAS = 2, 200, 2000
SURE, KEPT_BY_SURE, KEPT = 0.93, 0.9, 0.75  # what is kept beside the best: less where that is sure
ABROAD = 0.95
PASSED_OVER, PASSED_OVER_LARGE = 0.6, 0.2  # for each part that is a name for sure, but of another place; of a district
LEAST = 0.5  # an area that explains less of the text is named only where part of the text is its very name
_LARGER_FIRST = {2: 0.004, 4: 0.003, 6: 0.002}
_LARGER_FIRST_TYPING = {2: 0.03, 4: 0.02, 6: 0.01}
_COUNTRY = "country"
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """An area with everything above it (`path`, the province first); `score` from 0 to 1 orders the answers.

    `value` is what a place field takes: the codes, and what was typed besides as detail. Abroad, `code` is the
    country, `level` is `country` and the path holds the country alone.
    """

    code: str
    level: str
    path: tuple[Area, ...]
    value: Mapping[str, str]
    score: float

    def describe(self, language: str) -> str:
        """The path in words, the smallest part first: never a name without what it lies in."""
        return ", ".join(area.name(language) for area in reversed(self.path))


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """The best places, and how many there are in all: 154 villages are called Thmei."""

    found: tuple[FoundPlace, ...]
    total: int


@dataclass(frozen=True)
class PlaceSearch:
    """The lookup over one gazetteer; made once and shared, it changes nothing after."""

    places: Gazetteer
    rows: PlaceRows = field(repr=False)

    def lookup(self, text: str, *, limit: int = SHOWN) -> PlaceAnswer:
        """The places that a finished text may mean, best first; none where nothing fits (keep it as `detail_of`)."""
        return self._find(text, limit=limit, is_typing=False)

    def suggest(self, text: str, *, limit: int = SHOWN) -> tuple[FoundPlace, ...]:
        """The same while somebody types: the last word may be the beginning of a name (`batt`, `បាត់ដ`)."""
        return self._find(text, limit=limit, is_typing=True).found

    def codes_named(self, text: str, *, limit: int = 64) -> tuple[str, ...]:
        """The codes of the areas (and countries) a text may name, for a search box that takes places among others."""
        return tuple(place.code for place in self.lookup(text, limit=limit).found)

    def _find(self, text: str, *, limit: int, is_typing: bool) -> PlaceAnswer:
        query = query_of(read_chunks(text))
        abroad = self._abroad(query, is_typing=is_typing)
        ranked = self._ranked(query, is_typing=is_typing)
        best = max([place.score for place in abroad] + [score for score, _code, _mask in ranked], default=0.0)
        least = best * (KEPT_BY_SURE if best >= SURE else KEPT)
        kept = [row for row in ranked if row[0] >= least]
        shown = [self._found(query, row) for row in nsmallest(limit, kept, key=lambda row: (-row[0], row[1]))]
        found = sorted([*abroad, *shown], key=lambda place: -place.score)
        return PlaceAnswer(tuple(found[:limit]), len(kept) + len(abroad))

    def _found(self, query: Query, row: tuple[float, str, int]) -> FoundPlace:
        score, code, mask = row
        detail = left_over(query, mask)
        value = place_of(code) | ({"detail": detail} if detail else {})
        return FoundPlace(code, level_of(code), self.places.path(code), value, min(score, 1.0))

    def _ranked(self, query: Query, *, is_typing: bool) -> list[tuple[float, str, int]]:
        matches, certain = self._matches(query, is_typing=is_typing)
        named = self._cost_of_parts(query)
        larger_first = _LARGER_FIRST_TYPING if is_typing else _LARGER_FIRST
        ranked = []
        for code in matches:
            gained, mask = explain(code, matches)
            passed_over = prod(cost for part, cost in named.items() if not mask & part)
            score = gained / query.weight * passed_over
            if gained and (score >= LEAST or mask & certain):
                ranked.append((score + larger_first.get(len(code), 0.0), code, mask))
        return ranked

    def _matches(self, query: Query, *, is_typing: bool) -> tuple[dict[str, list[tuple[float, Span]]], int]:
        """For every area that a span may name: how well, and which span; and the words that are names for sure."""
        found: dict[str, list[tuple[float, Span]]] = {}
        certain = 0
        for span in query.spans:
            for quality, row in self._same(span.name):
                certain |= span.mask
                self._add(found, span, quality * (NOT_BEGUN if is_typing and quality < SAME_TEXT else 1.0), row)
        loose = [span for span in query.spans if span.is_whole or span.mask & ~certain]
        for span in loose[:MAX_LOOSE_SPANS]:
            for quality, row in self._alike(span.name):
                self._add(found, span, quality * (NOT_BEGUN if is_typing else 1.0), row)
        if is_typing:
            self._add_begun(found, query)
        return found, certain

    def _cost_of_parts(self, query: Query) -> dict[int, float]:
        """For each whole part that is the name of an area, by its words: what passing it over costs."""
        costs = {}
        for span in query.spans:
            rows = [row for _quality, row in self._same(span.name)] if span.is_whole else []
            if rows:
                is_large = any(len(code) <= 4 for row in rows for code in self.rows.areas[row])
                costs[span.mask] = PASSED_OVER_LARGE if is_large else PASSED_OVER
        return costs

    def _add(self, found: dict[str, list[tuple[float, Span]]], span: Span, quality: float, row: int) -> None:
        for code in self.rows.areas[row]:
            _add_area(found, span, quality, code)

    def _same(self, name: PlaceName) -> Iterator[tuple[float, int]]:
        """Rows of the same text, and rows of the same sound."""
        if not name.text and not name.numbers:
            return
        for row in self._by_text.get(name.text, ()):
            if (agreed := self._agreed(name, row)) and (name.text or numbers_key(name) == self.rows.numbers[row]):
                yield SAME_TEXT * agreed, row
        if name.text:
            key = key_of(name.text)
            for row in self._by_sound.get((key.vowels, key.skeleton), ()):
                if self.rows.text[row] != name.text and (agreed := self._agreed(name, row)):
                    yield SAME_SOUND * agreed, row

    def _alike(self, name: PlaceName) -> Iterator[tuple[float, int]]:
        """Rows that are spelt or sound nearly so."""
        if len(name.text) < MIN_PREFIX:
            return
        key = key_of(name.text)
        enough = ENOUGH_ALIKE if len(key.folded) > SHORT else ENOUGH_ALIKE_SHORT
        near = process.extract(
            key.folded, self._folded, scorer=normalized_similarity, score_cutoff=FOLDED_ALIKE, limit=LOOSE_ROWS
        )
        for folded, alike, _place in near:
            for row in self._by_folded[folded]:
                bones = normalized_similarity(key.skeleton, self.rows.skeleton[row])
                vowels = normalized_similarity(key.vowels, self.rows.vowels[row])
                quality = 0.4 * bones + 0.3 * vowels + 0.3 * alike
                if enough <= quality < SAME_SOUND and (agreed := self._agreed(name, row)):
                    yield quality * agreed, row

    def _agreed(self, name: PlaceName, row: int) -> float:
        """0 where number or old, new, north … tell the places apart; less than 1 where the row says more."""
        marks, numbers = marks_key(name), numbers_key(name)
        if marks and marks != self.rows.marks[row]:
            return 0.0
        if numbers == self.rows.numbers[row]:
            return 1.0
        return 0.0 if numbers else WITHOUT_NUMBER

    def _add_begun(self, found: dict[str, list[tuple[float, Span]]], query: Query) -> None:
        """Areas whose name begins as the last words do."""
        for span in query.spans:
            begun = span.name.text
            if not (span.is_last or span.is_whole) or len(begun) < MIN_PREFIX or span.name.numbers:
                continue
            is_narrowed = span.is_whole and span.weight < query.weight
            for _level, _length, code, row in nsmallest(
                NARROWED_AREAS if is_narrowed else PREFIX_AREAS, self._beginning(begun)
            ):
                text = self.rows.text[row]
                if text != begun:
                    quality = BEGUN if span.is_whole else BEGUN_PART
                    _add_area(found, span, quality + 0.01 * len(begun) / len(text), code)

    def _beginning(self, begun: str) -> Iterator[tuple[int, int, str, int]]:
        texts = self.rows.text
        row = bisect_left(texts, begun)
        while row < len(texts) and texts[row].startswith(begun):
            for code in self.rows.areas[row]:
                yield min(len(code), 8), len(texts[row]), code, row
            row += 1

    def _abroad(self, query: Query, *, is_typing: bool) -> list[FoundPlace]:
        """Countries that a whole part of the text names."""
        found = []
        for span in query.spans:
            text = span.name.text
            codes = [self._countries[text]] if text in self._countries else []
            if is_typing and span.is_last and not codes and len(text) >= MIN_PREFIX + 1:
                codes = [code for name, code in self._countries.items() if name.startswith(text)][:SHOWN]
            for code in codes:
                detail = left_over(query, span.mask)
                value = {_COUNTRY: code} | ({"detail": detail} if detail else {})
                words = VOCABULARIES[_COUNTRY][code]
                path = (Area(code, words.km, words.en),)
                found.append(FoundPlace(code, _COUNTRY, path, value, ABROAD))
        return found

    @cached_property
    def _by_text(self) -> Mapping[str, list[int]]:
        return _places_of(self.rows.text)

    @cached_property
    def _by_sound(self) -> Mapping[tuple[str, str], list[int]]:
        return _places_of(zip(self.rows.vowels, self.rows.skeleton, strict=True))

    @cached_property
    def _by_folded(self) -> Mapping[str, list[int]]:
        return _places_of(self.rows.folded)

    @cached_property
    def _folded(self) -> list[str]:
        return [folded for folded in self._by_folded if folded]

    @cached_property
    def _countries(self) -> Mapping[str, str]:
        named = [(name, code.code) for code in VOCABULARIES[_COUNTRY] for name in (code.en, code.km)]
        return {
            comparison_form(name).replace(" ", ""): code
            for name, code in named
            if code not in (HOME_COUNTRY, STATELESS)
        }


def load_place_search(places: Gazetteer) -> PlaceSearch:
    """The lookup with the rows that ship with the program (about 30 ms more; entry points load it once)."""
    return PlaceSearch(places, load_rows())


def detail_of(text: str) -> dict[str, str]:
    """The place value of a text that fits nothing: free detail, compared with nothing."""
    return {_COUNTRY: HOME_COUNTRY, "detail": stored_form(text)}


def place_keys(place: Json) -> tuple[str, ...]:
    """The keys under which a record is found by its place: codes of every level, or the country abroad."""
    if not isinstance(place, dict):
        return ()
    if place.get(_COUNTRY, HOME_COUNTRY) != HOME_COUNTRY:
        return (str(place[_COUNTRY]),)
    return tuple(str(place[level]) for level in ("province", "district", "commune", "village") if place.get(level))


def _add_area(found: dict[str, list[tuple[float, Span]]], span: Span, quality: float, code: str) -> None:
    fits = not span.levels or level_of(code) in span.levels
    found.setdefault(code, []).append((quality if fits else quality * OTHER_LEVEL, span))


def _places_of(keys: Iterable[_Key]) -> dict[_Key, list[int]]:
    found: dict[_Key, list[int]] = {}
    for place, key in enumerate(keys):
        found.setdefault(key, []).append(place)
    return found
