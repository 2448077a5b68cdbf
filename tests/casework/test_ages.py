"""Ages as they are known, animal years and the Buddhist era."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.ages import ANIMALS, OLDEST_YEARS, Age, age_of, animals_of, birth_years_of, buddhist_year, western_years
from shared_schema.rules.reading import read_span
from tests.shared_schema.rules.dossiers import a_case

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("values", "age"),
    [
        ({"date_of_birth": "2012-11-22"}, Age(14, 14, is_sure=True)),
        ({"date_of_birth": "2012-11-23"}, Age(13, 13, is_sure=True)),
        ({"date_of_birth": "2012-11-22", "is_estimated": True}, Age(14, 14, is_sure=False)),
        ({"date_of_birth": "2012"}, Age(13, 14, is_sure=False)),
        ({"date_of_birth": "2012-03"}, Age(14, 14, is_sure=False)),
        ({"date_of_birth": None, "age_stated": 12, "age_stated_on": "2024-11-22"}, Age(14, 14, is_sure=False)),
        ({"date_of_birth": None, "age_stated": 12, "age_stated_on": "2024-05-01"}, Age(14, 15, is_sure=False)),
        ({"date_of_birth": None}, None),
        ({"date_of_birth": "2027-01-01"}, Age(0, 0, is_sure=True)),
    ],
)
def test_an_age_says_what_is_known_and_no_more(values: dict[str, object], age: Age | None) -> None:
    empty = {"date_of_birth": None, "is_estimated": None, "age_stated": None, "age_stated_on": None}
    assert age_of(a_case(**{**empty, **values}), TODAY) == age


def test_nobody_known_has_no_age() -> None:
    assert age_of(None, TODAY) is None


@pytest.mark.parametrize(
    ("born", "animals"),
    [
        ("2008-06-01", ("rat",)),
        ("2008-04-13", ("pig",)),
        ("2008-04-14", ("rat",)),
        ("2009", ("rat", "ox")),
        ("2026-11-22", ("horse",)),
    ],
)
def test_the_animal_of_a_year_turns_in_april(born: str, animals: tuple[str, ...]) -> None:
    days = read_span(born)
    assert days is not None
    assert animals_of(days) == animals


def test_an_animal_gives_every_twelfth_year_back_to_the_oldest() -> None:
    years = birth_years_of("rat", TODAY)
    assert years[:3] == (2020, 2008, 1996)
    assert years[-1] >= TODAY.year - OLDEST_YEARS
    assert birth_years_of("rat", TODAY, near_age=29)[0] == 1996
    assert birth_years_of("horse", TODAY)[0] == 2026
    assert birth_years_of("horse", date(2026, 4, 1))[0] == 2014
    assert birth_years_of("cat", TODAY) == ()


@given(st.sampled_from(ANIMALS), st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_whoever_is_born_in_a_year_of_an_animal_has_that_animal(animal: str, today: date) -> None:
    for year in birth_years_of(animal, today):
        days = read_span(f"{year}-06-15")
        assert days is not None
        assert animals_of(days) == (animal,)


def test_a_buddhist_year_lies_in_two_years() -> None:
    assert western_years(2570) == (2026, 2027)
    assert buddhist_year(2026) == 2570
