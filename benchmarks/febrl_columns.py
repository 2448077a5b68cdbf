"""FEBRL files as records of name parts, births and codes, and how two values of a column compare."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from casework.matching.profile import Birth, Source
from casework.matching.score_birth import birth_level
from casework.matching.weights import ORDERED_LEVELS
from casework.names.forms import comparison_form
from casework.names.levels import Level, compare_parts
from casework.names.part import NamePart, name_part

_BEST = int(Level.SAME)
_NOWHERE = Source("", "")

Record: TypeAlias = tuple[object, ...]  # given part, family part, then one value a further field


@dataclass(frozen=True)
class Column:
    """A field besides the two names: its FEBRL column, how it is read, how two are compared, how many levels."""

    name: str
    read: Callable[[str], object]
    level: Callable[[object, object], int]
    levels: int
    is_part: bool = False
    is_key: bool = False  # rare enough to be compared under by itself


def as_part(text: str) -> NamePart | None:
    """A column of words as one part, however it was divided into words."""
    plain = comparison_form(text).replace(" ", "")
    return name_part(plain) if plain else None


def as_year(text: str) -> Birth | None:
    """The year of a date `19151111`, without a margin."""
    return Birth(int(text[:4]), 0, None, _NOWHERE) if text[:4].isdigit() else None


def as_day(text: str) -> Birth | None:
    """A full and sure day."""
    return Birth(int(text[:4]), 0, f"{text[:4]}-{text[4:6]}-{text[6:8]}", _NOWHERE) if text.isdigit() else None


def as_text(text: str) -> str | None:
    """A code or number as it stands."""
    return text or None


def part_level(one: object, other: object) -> int:
    """0 the same … 4 differs."""
    if one is other:
        return 0
    assert isinstance(one, NamePart) and isinstance(other, NamePart)
    return _BEST - compare_parts(one, other)


def born_level(one: object, other: object) -> int:
    """0 the same day … by the levels of a weight set."""
    assert isinstance(one, Birth) and isinstance(other, Birth)
    return _BIRTHS[birth_level(one, other)]


def code_level(one: object, other: object) -> int:
    """0 equal, 1 different."""
    return int(one != other)


def number_level(one: object, other: object) -> int:
    """0 equal, 1 one sign wrong or two exchanged, 2 different."""
    if one == other:
        return 0
    assert isinstance(one, str) and isinstance(other, str)
    wrong = sum(mine != theirs for mine, theirs in zip(one, other, strict=False)) + abs(len(one) - len(other))
    return 1 if wrong == 1 or (wrong == 2 and sorted(one) == sorted(other)) else 2


_BIRTHS = {
    key: place
    for place, key in enumerate((of, level) for of in ("birth_day", "birth_years") for level in ORDERED_LEVELS[of])
}
_SUBURB = Column("suburb", as_part, part_level, 5, is_part=True)
_STATE = Column("state", as_text, code_level, 2)
HARD = (Column("date_of_birth", as_year, born_level, len(_BIRTHS)), _SUBURB, _STATE)
ALL = (
    Column("date_of_birth", as_day, born_level, len(_BIRTHS), is_key=True),
    _SUBURB,
    _STATE,
    Column("street_number", as_text, number_level, 3),
    Column("address_1", as_part, part_level, 5, is_part=True),
    Column("address_2", as_part, part_level, 5, is_part=True),
    Column("postcode", as_text, number_level, 3),
    Column("soc_sec_id", as_text, number_level, 3, is_key=True),
)
FIELDS = {"hard": HARD, "all": ALL}


def read_records(path: Path, columns: Sequence[Column]) -> tuple[list[str], list[Record]]:
    """(numbers of the persons, records) of a FEBRL file."""
    people, records = [], []
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, skipinitialspace=True)
        place = {name.strip(): at for at, name in enumerate(next(rows))}
        for row in rows:
            people.append(row[0].split("-")[1])
            named = as_part(row[place["given_name"]]), as_part(row[place["surname"]])
            rest = (column.read(row[place[column.name]].strip()) for column in columns)
            records.append((*named, *rest))
    return people, records
