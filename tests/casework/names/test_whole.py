"""Whole names: titles, kin terms, nicknames, placeholders, and the other ways to read a name."""

import pytest

from casework.names.whole import Name, Shape, read_name, readings_of


def name(text: str, *, family_first: bool = True) -> Name:
    found = read_name(text, family_first=family_first)
    assert found is not None
    return found


def parts(text: str) -> list[str]:
    return [part.text for part in name(text).parts]


def shapes(text: str, *, family_first: bool = True) -> list[tuple[str, list[str], int]]:
    readings = readings_of(name(text, family_first=family_first))
    return [(reading.shape.value, [part.plain for part in reading.parts], reading.family) for reading in readings]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "...",
        "-",
        "?",
        "unknown",
        "Unknown",
        "No name",
        "n/a",
        "N/A",
        "មិនស្គាល់",
        "មិន\u200bស្គាល់",
        "គ្មាន",
        "មិនដឹង",
        "12",
    ],
)
def test_placeholder_is_a_missing_value(text: str) -> None:
    assert read_name(text) is None


@pytest.mark.parametrize("text", ["Na", "Neary", "គ្មានន"])
def test_name_that_resembles_a_placeholder_is_a_name(text: str) -> None:
    assert read_name(text) is not None


def test_part_that_is_a_placeholder_is_left_out() -> None:
    assert parts("Unknown Dara") == ["dara"]
    assert parts("Dara ?") == ["dara"]
    assert parts('Sok "Pov" Dara') == ["sok", "pov", "dara"]


@pytest.mark.parametrize(
    ("text", "left", "aside"),
    [
        ("Lok Srey Sok Dara", ["sok", "dara"], ("lok", "srey")),
        ("Neak Kru Sok Dara", ["sok", "dara"], ("neak", "kru")),
        ("Mr. Sok Dara", ["sok", "dara"], ("mr",)),
        ("SOK Dara, Mrs", ["sok", "dara"], ("mrs",)),
        ("Bang Sok Dara", ["sok", "dara"], ("bang",)),
        ("លោកស្រី សុខ ដារា", ["សុខ", "ដារា"], ("លោកស្រី",)),
        ("លោកស្រីសុខ ដារា", ["សុខ", "ដារា"], ("លោកស្រី",)),
        ("អ្នកគ្រូ សុខ ដារា", ["សុខ", "ដារា"], ("អ្នកគ្រូ",)),
        ("អ៊ំ សុខ ដារា", ["សុខ", "ដារា"], ("អ៊ំ",)),
    ],
)
def test_title_and_kin_term_are_set_aside(text: str, left: list[str], aside: tuple[str, ...]) -> None:
    assert (parts(text), name(text).set_aside, name(text).full) == (left, aside, ())


@pytest.mark.parametrize("text", ["Ming", "Om", "Ta", "តា", "យាយ"])
def test_kin_term_alone_is_a_name(text: str) -> None:
    assert len(name(text).parts) == 1
    assert name(text).set_aside == ()


def test_full_form_is_tried_where_one_part_is_left() -> None:
    assert shapes("Om Sok") == [("parts", ["sok"], -1), ("full", ["om", "sok"], 0), ("joined", ["omsok"], -1)]


def test_title_inside_a_name_is_a_name() -> None:
    assert parts("Sok Kanha") == ["sok", "kanha"]
    assert parts("Srey Mom") == ["srey", "mom"]
    assert parts("តារា") == ["តារា"]


@pytest.mark.parametrize("text", ["Srey", "Pov", "Touch", "Thom", "Mao", "Khmao", "ស្រី", "ពៅ", "តូច", "ម៉ៅ"])
def test_common_nickname_alone_is_a_nickname(text: str) -> None:
    assert name(text).is_nickname
    assert not name(f"Sok {text}").is_nickname


def test_given_parts_are_tried_joined() -> None:
    assert (Shape.GIVEN_JOINED.value, ["sok", "sreymom"], 0) in shapes("Sok Srey Mom")
    assert (Shape.JOINED.value, ["sreimum"], -1) in shapes("ស្រី មុំ")
    assert (Shape.GIVEN_JOINED.value, ["sreymom", "sok"], 1) in shapes("Srey Mom Sok", family_first=False)


def test_name_is_tried_without_its_family_name() -> None:
    assert ("without_family", ["chenda"], -1) in shapes("Sok Chenda")
    assert ("without_family", ["chenda"], -1) in shapes("Chenda Sok", family_first=False)


def test_second_reading_of_a_part_is_tried() -> None:
    assert ("second", ["sok", "rasmei"], 0) in shapes("សុខ រស្មី")
    assert ("second", ["eang", "rasmei"], 0) in shapes("អៀង រស្មី")


def test_name_of_one_part_has_one_reading() -> None:
    assert shapes("Dara") == [("parts", ["dara"], -1)]


def test_no_reading_stands_twice() -> None:
    readings = readings_of(name("Sok Srey Mom Dara"))
    assert len({reading.parts for reading in readings}) == len(readings)
    assert readings[0].shape == Shape.PARTS
    assert shapes("Mr. Sok") == [("parts", ["sok"], -1)]
