"""Every row of the table of bits besides names: birth, animal year, places, separation, marks, numbers, relatives."""

from typing import Any

import pytest

from casework.matching.evidence import Evidence
from casework.matching.score import score
from tests.casework.matching.people import a_profile


def line(field: str, one: dict[str, Any], other: dict[str, Any]) -> Evidence:
    there = score(a_profile(one), a_profile({**other, "is": "inquiry"}, record="B")).of(field)
    back = score(a_profile({**other, "is": "inquiry"}, record="B"), a_profile(one)).of(field)
    assert there is not None and back is not None and there.bits == back.bits
    return there


def both(field: str, key: str, mine: Any, theirs: Any) -> int:
    return line(field, {key: mine}, {key: theirs}).bits


@pytest.mark.parametrize(
    ("mine", "theirs", "tenths"),
    [
        ("2009-05-02", "2009-05-02", 90),
        ("2009-05-02", "2009-02-05", 70),
        ("2009-05-02", "2009-05-07", 25),
        ("2009-05-02", "2008-05-02", 25),  # one digit, of the year
        ("2009-05-02", "2009-11-20", 15),
        ("2009-05-02", "2010-11-20", 15),  # no more than two dates of one year
        ("2009-05-02", "2011-11-20", 10),
        ("2009-01-01", "2009-01-01", 33),  # 1 January is a year
        ("2009", "2009-05-02", 33),
        ("2009", "2010", 23),
        ("2009", "2011", 10),
        ("2009", "2013", -10),
        ("2009", "2016", -30),
        ("2009", "2017", -60),
    ],
)
def test_birth_without_a_margin(mine: str, theirs: str, tenths: int) -> None:
    assert both("birth", "born", mine, theirs) == tenths


@pytest.mark.parametrize(("year", "tenths"), [(2009, 18), (2012, 18), (2013, 8), (2014, -5), (2016, -20), (2017, -50)])
def test_birth_with_margins_counts_from_their_sum(year: int, tenths: int) -> None:
    estimated, stated = {"born": str(year), "estimated": True}, {"age": [14, "2023-06-01"]}  # 2 and 1 years
    assert line("birth", estimated, stated).bits == tenths


@pytest.mark.parametrize(("animal", "tenths"), [("ox", 23), ("rat", 8), ("tiger", 8), ("horse", 0)])
def test_the_larger_of_birth_and_animal_year_counts(animal: str, tenths: int) -> None:
    mine = {"born": "2009", "estimated": True, "animal": "ox"}
    theirs = {"age": [14, "2023-06-01"], "animal": animal}
    birth, year = line("birth", mine, theirs), line("animal_year", mine, theirs)
    assert birth.bits + year.bits == max(18, tenths) and 0 in (birth.bits, year.bits)


def test_an_animal_year_counts_only_where_a_margin_exists() -> None:
    assert line("animal_year", {"born": "2009", "animal": "ox"}, {"born": "2009", "animal": "pig"}).bits == 0
    assert line("animal_year", {"animal": "rat"}, {"animal": "pig"}).bits == 8  # the year before: neighbours
    assert line("animal_year", {"animal": "rat"}, {"animal": "horse"}).bits == -15


def test_an_equal_animal_year_twelve_years_off_is_no_agreement() -> None:
    mine, theirs = {"born": "1997", "estimated": True, "animal": "ox"}, {"age": [14, "2023-06-01"], "animal": "ox"}
    assert (line("birth", mine, theirs).bits, line("animal_year", mine, theirs).bits) == (-50, 0)


@pytest.mark.parametrize(
    ("mine", "theirs", "tenths"),
    [
        ("020301-abcdef", "020301-abcdef", 100),
        ("020301-abcdef", "020301-bcdefg", 75),
        ("020301", "020302", 52),
        ("0203", "0204", 29),
        ("1201", "1202", 19),
        ("0801", "0802", 19),
        ("0203", "0101", 0),
        ("0203", "1401", -20),
        ("TH", "TH", 19),
        ("TH", "02", -20),
        ({"country": "KH"}, "02", 0),
    ],
)
def test_homes_are_worth_their_level(mine: Any, theirs: Any, tenths: int) -> None:
    assert both("place", "home", mine, theirs) == tenths


def test_places_of_two_kinds_are_worth_a_bit_less_and_nothing_against() -> None:
    assert line("place", {"family_home": "0203", "mother": "Mao"}, {"home": "0203"}).bits == 42
    assert line("place", {"family_home": "0203", "mother": "Mao"}, {"home": "1401"}).bits == 0
    assert line("place", {"now": "1201", "home": "0203"}, {"now": "0101", "home": "0203"}).bits == 52


@pytest.mark.parametrize(("theirs", "tenths"), [("020301-abcdef", 50), ("0204", 14), ("1401", -5), ("0101", 0)])
def test_where_they_were_separated_is_half_for_and_a_quarter_against(theirs: str, tenths: int) -> None:
    mine = "020301-abcdef"
    assert line("separated_at", {"separated": [None, mine]}, {"separated": [None, theirs]}).bits == tenths


@pytest.mark.parametrize(
    ("mine", "theirs", "tenths"),
    [
        ("2021-03-04", "2021-03-30", 30),
        ("2021-03", "2021-09", 15),
        ("2021", "2021", 15),  # a year alone is never the same month
        ("2021", "2021-05", 15),
        ("2021-03", "2022-12", 0),
        ("2021-03", "2025-12", -5),
        ("2021-03", "2027-01", -20),
    ],
)
def test_when_they_were_separated(mine: str, theirs: str, tenths: int) -> None:
    assert line("separated_on", {"separated": [mine, None]}, {"separated": [theirs, None]}).bits == tenths


@pytest.mark.parametrize(
    ("mine", "theirs", "tenths"),
    [
        ("small scar on the left hand", "ស្លាកស្នាមលើបាតដៃ", 50),
        ("scar on the left hand", "scar on the right hand", 20),
        ("scar on the left hand", "scar on the knee", 20),
        ("scar on the left hand", "mole under the eye", -10),
        ("scar on the left hand", "tall", 0),
    ],
)
def test_marks(mine: str, theirs: str, tenths: int) -> None:
    assert both("marks", "marks", mine, theirs) == tenths


def test_shared_numbers() -> None:
    assert both("phone", "phones", ["+85512000111", "+85512000222"], ["+85512000222"]) == 60
    assert both("phone", "phones", ["+85512000111"], ["+85512000222"]) == 0
    one, other = a_profile({"id": "012345678"}), a_profile({"id": "012 345 678"}, record="B")
    differs = a_profile({"id": "987654321"}, record="C")
    assert [e.bits for e in (score(one, other).of("id_number"), score(one, differs).of("id_number")) if e] == [120, -30]


def test_sex_that_is_neither_female_nor_male_is_no_evidence() -> None:
    assert [both("sex", "sex", "f", theirs) for theirs in ("f", "m", "unknown", "trans_woman")] == [10, -46, 0, 0]


def test_parents_are_held_within_their_limits() -> None:
    assert both("mother", "mother", "Mao Sopheap", "Mao Sopheap") == 90
    assert both("mother", "mother", "Mao Sopheap", "Kim Pisey") == -25
    assert both("father", "father", "Sok Vuthy", "Kim Dara") == -20


def test_relatives_count_three_bits_each_up_to_seven() -> None:
    mine = ["Sok Pisey", "Sok Bopha", "Sok Mala"]
    assert both("relatives", "siblings", mine, ["Pisey"]) == 30
    assert both("relatives", "siblings", mine, ["Pisey", "Bopha", "Mala"]) == 70
    assert both("relatives", "siblings", mine, ["Thida", "Davy"]) == -10
    assert both("relatives", "siblings", mine, ["Thida"]) == 0


def test_a_mother_named_without_saying_so_is_shared_too() -> None:
    assert line("relatives", {"mother": "Mao Sopheap"}, {"asks": "aunt", "named": ["Mao Sopheap"]}).bits == 30
