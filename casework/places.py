"""The places of Cambodia: provinces, districts, communes and villages with their names in both scripts. Pure.

Codes of provinces, districts and communes are the official ones. A village is named by an id of our own (its commune
and six letters made of its name), because official village codes repeat and change; the official code is kept beside
it. A place abroad has a country and free detail only, and is not looked up here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any

import orjson
import zstandard

from casework.place_history import FORMER_DISTRICTS
from shared_schema.canonical import Json

HOME_COUNTRY = "KH"
LEVELS = ("province", "district", "commune", "village")
MAX_TABLE_BYTES = 8 * 1024 * 1024
_LEVEL_BY_LENGTH = {2: "province", 4: "district", 6: "commune"}


@dataclass(frozen=True, slots=True)
class Area:
    """A province, district, commune or village: its code and its names; `km` and `en` are empty where none is known.

    `official` is the code of the national list, "" where that one is malformed, used twice or of another commune.
    `is_retired`: no edition names it any more, records may; `now` is what it became, "" where nobody knows.
    """

    code: str
    km: str
    en: str
    official: str = ""
    is_retired: bool = False
    now: str = ""

    def name(self, language: str) -> str:
        """The name in `en` or `km`; the other script where one is missing."""
        return (self.km or self.en) if language == "km" else (self.en or self.km)


@dataclass(frozen=True)
class Gazetteer:
    """All areas by code. An unknown code is answered with None or nothing, never an error: data outlives editions."""

    areas: Mapping[str, Area]

    def area(self, code: str) -> Area | None:
        """The area of a code of any level."""
        return self.areas.get(code)

    def path(self, code: str) -> tuple[Area, ...]:
        """The area and those above it that are known, the province first."""
        return tuple(area for part in codes_above(code) if (area := self.areas.get(part)) is not None)

    @cached_property
    def provinces(self) -> tuple[Area, ...]:
        """The 25 provinces in order of code."""
        return tuple(area for code, area in self.areas.items() if len(code) == 2 and not area.is_retired)

    def within(self, code: str) -> tuple[Area, ...]:
        """The areas one level below, without retired ones."""
        return self._children.get(code, ())

    def describe(self, place: Json, language: str) -> str:
        """A place value in words, the smallest part first; free detail before it, a country abroad as its code."""
        if not isinstance(place, dict):
            return ""
        smallest = next((place[level] for level in reversed(LEVELS) if place.get(level)), "")
        names = [area.name(language) for area in reversed(self.path(smallest))]
        abroad = place.get("country", HOME_COUNTRY)
        parts = [place.get("detail", ""), *names, "" if abroad == HOME_COUNTRY else abroad]
        return ", ".join(part for part in parts if part)

    def any_village(self, draw: Callable[[int], int], *, province: str | None = None) -> Area:
        """A village (of a province) chosen by `draw(count) -> index`."""
        found = self._villages_by_province[province] if province else self._villages
        return found[draw(len(found))]

    @cached_property
    def _villages(self) -> tuple[Area, ...]:
        return tuple(area for code, area in self.areas.items() if len(code) > 6 and not area.is_retired)

    @cached_property
    def _villages_by_province(self) -> Mapping[str, tuple[Area, ...]]:
        return _grouped(self._villages, lambda area: area.code[:2])

    @cached_property
    def _children(self) -> Mapping[str, tuple[Area, ...]]:
        lower = (area for area in self.areas.values() if len(area.code) > 2 and not area.is_retired)
        return _grouped(lower, lambda area: codes_above(area.code)[-2])


def codes_above(code: str) -> tuple[str, ...]:
    """The codes of an area and everything above it, from its code alone: `021401-abcdef` lies in 02, 0214, 021401."""
    lengths = [length for length in (2, 4, 6) if length <= len(code)]
    above = tuple(code[:length] for length in lengths)
    return above if len(code) <= 6 else (*above, code)


def place_of(code: str) -> dict[str, str]:
    """The value of a place field for an area: country and the codes of every level down to it."""
    return {"country": HOME_COUNTRY, **{level_of(part): part for part in codes_above(code)}}


def key_of(code: str) -> str:
    """The token under which an area (or a country) is searched; what lies in an area begins with its token."""
    return f"_p{code.lower()}"  # no typed word, telephone or case number begins so


def place_keys(place: Json) -> tuple[str, ...]:
    """The tokens under which a record is found by a place it holds: its smallest area, by former codes and by today's.

    A token that begins with `key_of` of a district finds everything in that district.
    """
    if not isinstance(place, dict):
        return ()
    country = place.get("country", HOME_COUNTRY)
    if country != HOME_COUNTRY:
        return (key_of(str(country)),)
    codes = [str(place[level]) for level in LEVELS if place.get(level)]
    now = [FORMER_DISTRICTS[code] for code in codes if code in FORMER_DISTRICTS]
    return tuple(key_of(code) for code in (*codes[-1:], *now))


def level_of(code: str) -> str:
    """province, district, commune or village, by the form of a code."""
    return _LEVEL_BY_LENGTH.get(len(code), "village")


@dataclass(frozen=True, slots=True)
class TableNotes:
    """Where the table comes from, and what was mended in it when it was made (`make places` counts)."""

    source: str
    edition: str
    mended: Mapping[str, int]


def read_gazetteer(table: bytes) -> Gazetteer:
    """The gazetteer of a table as `make places` writes it: zstd over {"areas": [row, …], "notes": {…}}.

    row = [code, km, en], [code, km, en, official], or of a retired area [code, km, en, official, code of today].
    """
    return Gazetteer({row[0]: _area(row) for row in _unpacked(table)["areas"]})


def read_notes(table: bytes) -> TableNotes:
    """The notes of a table."""
    return TableNotes(**_unpacked(table)["notes"])


def read_shipped_table() -> bytes:
    """The table that ships with the program."""
    return resources.files("casework.data").joinpath("places.json.zst").read_bytes()


def load_gazetteer() -> Gazetteer:
    """The gazetteer that ships with the program (about 30 ms: entry points load it once and hand it on)."""
    return read_gazetteer(read_shipped_table())


def _unpacked(table: bytes) -> Any:
    return orjson.loads(zstandard.ZstdDecompressor().decompress(table, max_output_size=MAX_TABLE_BYTES))


def _area(row: list[str]) -> Area:
    if len(row) < 5:
        return Area(row[0], row[1], row[2], row[3] if len(row) == 4 else "")
    return Area(row[0], row[1], row[2], row[3], is_retired=True, now=row[4])


def _grouped(areas: Iterable[Area], key: Callable[[Area], str]) -> Mapping[str, tuple[Area, ...]]:
    found: dict[str, list[Area]] = {}
    for area in areas:
        found.setdefault(key(area), []).append(area)
    return {code: tuple(group) for code, group in found.items()}
