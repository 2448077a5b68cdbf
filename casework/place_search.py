"""Finds the areas that a typed text may mean: either script, typos, any level, parts that narrow each other.

An answer is never a name alone: it is a path of areas, with what was not understood kept as free detail. The order is
a proposal for a person who chooses; nothing is chosen for her.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from heapq import nsmallest
from math import prod

from casework.names.forms import comparison_form, stored_form
from casework.place_index import load_rows
from casework.place_names import MIN_PREFIX, SAME_TEXT, PlaceNames
from casework.place_query import Query, Span, explain, left_over, query_of
from casework.place_words import read_chunks
from casework.places import HOME_COUNTRY, Area, Gazetteer, key_of, level_of, load_gazetteer, place_of
from shared_schema.vocabularies.country import STATELESS
from shared_schema.vocabularies.registry import VOCABULARIES

SHOWN = 8
MAX_LOOSE_SPANS = 6  # how many parts of one text are looked up with typos
BEGUN, BEGUN_PART = 0.99, 0.96
OTHER_LEVEL, NOT_BEGUN = 0.92, 0.95
PREFIX_AREAS, NARROWED_AREAS = 200, 2000
BEGUN_PARTS = 4  # of a longer text only the last part may be the beginning of a name
FEW = 16  # communes and districts of one name within which another part is looked for with more patience
SURE, KEPT_BY_SURE, KEPT = 0.93, 0.9, 0.75  # what is kept beside the best: less where that is sure
ABROAD, ABROAD_BEGUN = 0.98, 0.95
PASSED_OVER, PASSED_OVER_LARGE = 0.6, 0.2  # for each part that is a name for sure, but of another place; of a district
NAMED, KEYS = 0.9, 40  # a name of the same sound, whatever its spelling; how many areas a search box goes through
LEAST = 0.5  # an area that explains less of the text is named only where part of the text is its very name
_LARGER_FIRST = {2: 0.03, 4: 0.025, 6: 0.01}
_LARGER_FIRST_TYPING = {2: 0.03, 4: 0.02, 6: 0.01}
_COUNTRY = "country"


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
    names: PlaceNames = field(repr=False)

    def lookup(self, text: str, *, limit: int = SHOWN) -> PlaceAnswer:
        """The places that a finished text may mean, best first; none where nothing fits (keep it as `detail_of`)."""
        return self._find(text, limit=limit, is_typing=False)

    def suggest(self, text: str, *, limit: int = SHOWN) -> tuple[FoundPlace, ...]:
        """The same while somebody types: the last word may be the beginning of a name (`batt`, `បាត់ដ`)."""
        return self._find(text, limit=limit, is_typing=True).found

    def keys_named(self, text: str, *, limit: int = KEYS) -> tuple[str, ...]:
        """The search tokens (`key_of`) of the areas and countries a whole text names, the largest of what lies in one.

        For a search box that takes places among others: what is only like a place, or holds other words, is none.
        """
        found = [place for place in self.lookup(text, limit=limit).found if place.score >= NAMED]
        keys = [key_of(place.code) for place in found if "detail" not in place.value]
        return tuple(key for key in keys if not any(key != other and key.startswith(other) for other in keys))

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
        sure = self._sure(query)
        matches, certain = self._matches(query, sure, is_typing=is_typing)
        larger_first = _LARGER_FIRST_TYPING if is_typing else _LARGER_FIRST
        costs = [(part, _passing_over(codes)) for part, codes in sure.items()]
        ranked = []
        for code in matches:
            gained, mask = explain(code, matches)
            score = gained / query.weight * prod(cost for part, cost in costs if not mask & part)
            if gained and (score >= LEAST or mask & certain):
                ranked.append((score + larger_first.get(len(code), 0.0), code, mask))
        return ranked

    def _sure(self, query: Query) -> dict[int, frozenset[str]]:
        """The areas of each whole part (by its words) that is the very name of some."""
        found = {}
        for span in query.spans:
            rows = [row for _quality, row in self.names.same(span.name)] if span.is_whole else []
            if rows:
                found[span.mask] = frozenset(code for row in rows for code in self.names.rows.areas[row])
        return found

    def _matches(
        self, query: Query, sure: Mapping[int, frozenset[str]], *, is_typing: bool
    ) -> tuple[dict[str, list[tuple[float, Span]]], int]:
        """For every area that a span may name: how well, and which span; and the words that are names for sure."""
        found: dict[str, list[tuple[float, Span]]] = {}
        certain = 0
        for span in query.spans:
            for quality, row in self.names.same(span.name):
                certain |= span.mask
                self._add(found, span, quality * (NOT_BEGUN if is_typing and quality < SAME_TEXT else 1.0), row)
        loose = [span for span in query.spans if span.is_whole or span.mask & ~certain]
        for span in loose[:MAX_LOOSE_SPANS]:
            for quality, row in self._loosely(span, sure):
                self._add(found, span, quality * (NOT_BEGUN if is_typing else 1.0), row)
        if is_typing:
            self._add_begun(found, query)
        return found, certain

    def _loosely(self, span: Span, sure: Mapping[int, frozenset[str]]) -> Iterator[tuple[float, int]]:
        yield from self.names.alike(span.name)
        if span.is_whole and span.mask not in sure:
            few = self._below(codes for part, codes in sure.items() if not part & span.mask)
            yield from self.names.alike_among(span.name, few)

    def _below(self, parts: Iterable[frozenset[str]]) -> Iterator[str]:
        """The areas inside the few that other parts of the text name for sure: villages of a district or commune."""
        for codes in parts:
            larger = [code for code in codes if len(code) <= 6]
            for code in larger if len(larger) <= FEW else ():
                inside = self.places.within(code)
                yield from (area.code for area in inside)
                if len(code) == 4:
                    yield from (village.code for commune in inside for village in self.places.within(commune.code))

    def _add(self, found: dict[str, list[tuple[float, Span]]], span: Span, quality: float, row: int) -> None:
        for code in self.names.rows.areas[row]:
            _add_area(found, span, quality, code)

    def _add_begun(self, found: dict[str, list[tuple[float, Span]]], query: Query) -> None:
        """Areas whose name begins as the last words do."""
        for span in query.spans:
            begun = span.name.text
            is_begun = span.is_last or (span.is_whole and len(query.parts) <= BEGUN_PARTS)
            if not is_begun or len(begun) < MIN_PREFIX or span.name.numbers:
                continue
            is_narrowed = span.is_whole and span.weight < query.weight
            for _level, _length, code, row in nsmallest(
                NARROWED_AREAS if is_narrowed else PREFIX_AREAS, self.names.beginning(begun)
            ):
                text = self.names.rows.text[row]
                if text != begun:
                    quality = BEGUN if span.is_whole else BEGUN_PART
                    _add_area(found, span, quality + 0.01 * len(begun) / len(text), code)

    def _abroad(self, query: Query, *, is_typing: bool) -> list[FoundPlace]:
        """Countries that a whole part of the text names."""
        found = []
        for span in query.spans:
            text = span.name.text
            codes = [self._countries[text]] if text in self._countries else []
            score = ABROAD if codes else ABROAD_BEGUN
            if is_typing and span.is_last and not codes and len(text) >= MIN_PREFIX + 1:
                codes = [code for name, code in self._countries.items() if name.startswith(text)][:SHOWN]
            for code in codes:
                detail = left_over(query, span.mask)
                value = {_COUNTRY: code} | ({"detail": detail} if detail else {})
                words = VOCABULARIES[_COUNTRY][code]
                path = (Area(code, words.km, words.en),)
                found.append(FoundPlace(code, _COUNTRY, path, value, score))
        return found

    @cached_property
    def _countries(self) -> Mapping[str, str]:
        named = [(name, code.code) for code in VOCABULARIES[_COUNTRY] for name in (code.en, code.km)]
        return {
            comparison_form(name).replace(" ", ""): code
            for name, code in named
            if code not in (HOME_COUNTRY, STATELESS)
        }


def _passing_over(codes: Iterable[str]) -> float:
    return PASSED_OVER_LARGE if any(len(code) <= 4 for code in codes) else PASSED_OVER


def load_place_search(places: Gazetteer) -> PlaceSearch:
    """The lookup with the rows that ship with the program (about 30 ms more; entry points load it once)."""
    return PlaceSearch(places, PlaceNames(load_rows()))


@cache
def shipped_place_search() -> PlaceSearch:
    """The lookup over the gazetteer that ships with the program, read at the first question of a process."""
    return load_place_search(load_gazetteer())


def keys_named(text: str) -> Sequence[str]:
    """`PlaceSearch.keys_named` of the shipped gazetteer: what a case book is given to find places by."""
    return shipped_place_search().keys_named(text)


def detail_of(text: str) -> dict[str, str]:
    """The place value of a text that fits nothing: free detail, compared with nothing."""
    return {_COUNTRY: HOME_COUNTRY, "detail": stored_form(text)}


def _add_area(found: dict[str, list[tuple[float, Span]]], span: Span, quality: float, code: str) -> None:
    fits = not span.levels or level_of(code) in span.levels
    found.setdefault(code, []).append((quality if fits else quality * OTHER_LEVEL, span))
