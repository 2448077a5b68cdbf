"""The names of matching.md 2.6, read from their twin in tests/data: every row, every column."""

import json
from pathlib import Path

import pytest

from casework.names.levels import Level, compare_parts
from casework.names.part import NamePart, join_parts, name_parts

TABLE = json.loads((Path(__file__).parents[2] / "data" / "khmer_names.json").read_text("utf-8"))
ROWS = [pytest.param(row, id=row["same_sound"][0]) for row in TABLE]
CHECKED = {
    "same_sound": {Level.SOUND, Level.SAME},
    "close": {Level.CLOSE},
    "partly_or_differs": {Level.PARTLY, Level.DIFFERS},
}


def part(text: str) -> NamePart:
    return join_parts(name_parts(text))  # Chan-Dara is compared as one part too


def test_table_is_whole() -> None:
    assert len(TABLE) == 36
    assert sum(len(row[column]) for row in TABLE for column in CHECKED) == 175


@pytest.mark.parametrize("row", ROWS)
def test_khmer_name_has_its_skeleton(row: dict[str, str]) -> None:
    assert part(row["khmer"]).skeleton == row["skeleton"]


@pytest.mark.parametrize("column", CHECKED)
@pytest.mark.parametrize("row", ROWS)
def test_spellings_stand_at_their_level(row: dict[str, list[str]], column: str) -> None:
    name = part(str(row["khmer"]))
    found = {spelling: compare_parts(name, part(spelling)) for spelling in row[column]}
    assert {spelling for spelling, level in found.items() if level not in CHECKED[column]} == set()
