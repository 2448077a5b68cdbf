"""Until when a closed case is kept: seven years or what the settings say, of a child not before the age of 25."""

from datetime import date

import pytest

from casework.retention import hold_of, keeping_of, years_later
from tests.shared_schema.rules.dossiers import WORKER, a_case

CLOSED = {"status": "closed", "stage": "case_closure"}


def closed(on: str, **values: object):
    return a_case(closed_on=on, **CLOSED, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "born", "until"),
    [
        ("2020-03-01", "1990-01-01", date(2027, 3, 1)),
        ("2020-02-29", "1990-01-01", date(2027, 3, 1)),
        ("2020-03-01", "2012-06-15", date(2037, 6, 15)),
        ("2020-03-01", "2012", date(2037, 12, 31)),
        ("2020-03-01", "2002-03-02", date(2027, 3, 2)),
    ],
)
def test_seven_years_and_of_a_child_at_closing_not_before_twenty_five(on: str, born: str, until: date) -> None:
    found = keeping_of(closed(on, date_of_birth=born))
    assert found is not None and found.until == until


def test_the_settings_may_say_longer_and_never_shorter() -> None:
    case = closed("2020-03-01", date_of_birth="1990-01-01")
    assert [one.until.year for years in (3, 7, 10) if (one := keeping_of(case, years=years))] == [2027, 2027, 2030]


def test_an_open_case_has_no_end_of_keeping() -> None:
    assert keeping_of(a_case()) is None


def test_where_no_age_was_written_a_person_must_look() -> None:
    found = keeping_of(closed("2020-03-01", date_of_birth=None))
    assert found is not None and not found.is_age_known and not found.was_minor


def test_a_hold_is_remembered_with_who_set_it() -> None:
    hold = hold_of(closed("2020-03-01", legal_hold=True))
    assert hold is not None and hold.by == WORKER
    assert hold_of(closed("2020-03-01", legal_hold=False)) is None


def test_years_are_counted_by_the_calendar() -> None:
    assert years_later(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert years_later(date(2024, 5, 1), -7) == date(2017, 5, 1)
