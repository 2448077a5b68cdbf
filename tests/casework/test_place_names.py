"""One name among all: twins are told apart by number and direction, all else by how alike they sound."""

import pytest

from casework.place_index import read_rows, rows_from, write_rows
from casework.place_names import PlaceNames
from casework.place_words import read_place_name

TWINS = ("Trapeang Krasang Leu", "Trapeang Krasang Lech", "Trapeang Krasang Chas", "Trapeang Krasang")


@pytest.fixture(scope="module")
def names() -> PlaceNames:
    written = [*TWINS, "ត្រពាំងក្រសាំងលើ", "Trapeang Krasang Muoy", "ត្រពាំងក្រសាំង ២", "Phum Pir", "ភូមិ ២", "Thnal Bat"]
    return PlaceNames(rows_from((name, name) for name in written))


def found(names: PlaceNames, text: str) -> set[str]:
    name = read_place_name(text)
    rows = [row for _quality, row in (*names.same(name), *names.alike(name))]
    return {code for row in rows for code in names.rows.areas[row]}


@pytest.mark.parametrize("text", ["Trapeang Krasang Leu", "Tropeang Krasaing Leu", "ត្រពាំងក្រសាំងលើ"])
def test_upper_is_not_western_or_old_however_alike_they_look(names: PlaceNames, text: str) -> None:
    assert found(names, text) == {"Trapeang Krasang Leu", "ត្រពាំងក្រសាំងលើ"}


def test_a_number_must_be_the_same_in_either_script(names: PlaceNames) -> None:
    assert found(names, "Tropeang Krasaing 1") == {"Trapeang Krasang Muoy"}
    assert found(names, "Trapeang Krasang Pir") == {"ត្រពាំងក្រសាំង ២"}
    assert found(names, "Phum 2") == found(names, "ភូមិពីរ") == {"Phum Pir", "ភូមិ ២"}
    assert found(names, "Phum 3") == set()


def test_without_a_number_the_numbered_are_offered_too_and_count_less(names: PlaceNames) -> None:
    assert {"Trapeang Krasang", "Trapeang Krasang Muoy", "ត្រពាំងក្រសាំង ២"} <= found(names, "Trapeang Krasang")
    best = max(names.same(read_place_name("Trapeang Krasang")))
    assert names.rows.areas[best[1]] == ("Trapeang Krasang",)


def test_names_that_begin_so_are_found_in_order(names: PlaceNames) -> None:
    assert {code for _level, _length, code, _row in names.beginning("trapeangk")} >= set(TWINS)
    assert list(names.beginning("xyz")) == []


def test_rows_are_the_same_after_writing_and_reading(names: PlaceNames) -> None:
    assert read_rows(write_rows(names.rows)) == names.rows
    assert write_rows(names.rows) == write_rows(names.rows)
