"""The names of all places with the keys they are looked up by, made ready once and shipped beside the table. Pure.

One row a name: the name in comparison form without level words and numbers, its sound keys, the words and numbers that
tell twins apart, and the areas so named. `make places` writes the rows; reading them back computes no key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import orjson
import zstandard

from casework.names.part import NamePart, name_part
from casework.place_aliases import ALIASES
from casework.place_words import PlaceName, read_place_name
from casework.places import Gazetteer

MAX_ROWS_BYTES = 16 * 1024 * 1024
COMPRESSION = 19


@dataclass(frozen=True, slots=True)
class PlaceRows:
    """Columns of equal length, in order of `text`; `marks` and `numbers` are "" where a name has none."""

    text: Sequence[str]
    folded: Sequence[str]
    vowels: Sequence[str]
    marks: Sequence[str]
    numbers: Sequence[str]
    areas: Sequence[Sequence[str]]


def rows_of(places: Gazetteer, aliases: Mapping[str, tuple[str, ...]] = ALIASES) -> PlaceRows:
    """The rows of every name of every living area, and of other names that people use (half a second)."""
    return rows_from(_written_names(places, aliases))


def rows_from(written: Iterable[tuple[str, str]]) -> PlaceRows:
    """The rows of names as written, each with the code of the area it names."""
    named: dict[tuple[str, str, str], dict[str, None]] = {}
    for text, code in written:
        name = read_place_name(text)
        named.setdefault((name.text, marks_key(name), numbers_key(name)), {})[code] = None
    rows = sorted(named.items())
    parts = [key_of(text) for (text, _marks, _numbers), _areas in rows]
    return PlaceRows(
        text=[text for (text, _marks, _numbers), _areas in rows],
        folded=[part.folded for part in parts],
        vowels=[part.vowels for part in parts],
        marks=[marks for (_text, marks, _numbers), _areas in rows],
        numbers=[numbers for (_text, _marks, numbers), _areas in rows],
        areas=[tuple(areas) for _key, areas in rows],
    )


def key_of(text: str) -> NamePart:
    """The sound keys of a name in comparison form, its words joined."""
    return name_part(text)


def marks_key(name: PlaceName) -> str:
    """The marks of a name as one word."""
    return " ".join(sorted(name.marks))


def numbers_key(name: PlaceName) -> str:
    """The numbers of a name as one word."""
    return " ".join(map(str, name.numbers))


def write_rows(rows: PlaceRows) -> bytes:
    """The rows as they are shipped; the same rows, the same bytes."""
    columns = {name: list(getattr(rows, name)) for name in PlaceRows.__slots__}
    return zstandard.ZstdCompressor(level=COMPRESSION, write_checksum=True).compress(orjson.dumps(columns))


def read_rows(data: bytes) -> PlaceRows:
    """Rows as `write_rows` wrote them (about 20 ms)."""
    columns: dict[str, Any] = orjson.loads(
        zstandard.ZstdDecompressor().decompress(data, max_output_size=MAX_ROWS_BYTES)
    )
    columns["areas"] = [tuple(codes) for codes in columns["areas"]]  # tuples of words cost the collector nothing
    return PlaceRows(**columns)


def load_rows() -> PlaceRows:
    """The rows that ship with the program."""
    return read_rows(resources.files("casework.data").joinpath("place_names.json.zst").read_bytes())


def _written_names(places: Gazetteer, aliases: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[str, str]]:
    for area in places.areas.values():
        if not area.is_retired:
            yield area.km, area.code
            yield area.en, area.code
    for text, codes in aliases.items():
        for code in codes:
            yield text, code
