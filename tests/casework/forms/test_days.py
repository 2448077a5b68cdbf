"""Days as people type them become one value, or a problem with its own code."""

import pytest

from casework.forms.days import Boxes, DayProblem, boxes_of, boxes_of_value, read_boxes


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (("21", "11", "2026"), "2026-11-21"),
        (("២១", "១១", "២០២៦"), "2026-11-21"),
        (("3", "វិច្ឆិកា", "2026"), "2026-11-03"),
        (("3", "November", "2026"), "2026-11-03"),
        (("3", "nov.", "2026"), "2026-11-03"),
        (("2026-11-21", "", ""), "2026-11-21"),
        (("21/11/2026", "", ""), "2026-11-21"),
        (("២១ វិច្ឆិកា ២០២៦", "", ""), "2026-11-21"),
        (("", "", ""), None),
    ],
)
def test_a_day_is_read_in_either_script_and_when_pasted(typed: tuple[str, str, str], value: str | None) -> None:
    assert read_boxes(boxes_of(*typed), may_be_partial=False) == value


@pytest.mark.parametrize(("typed", "value"), [(("", "5", "2009"), "2009-05"), (("", "", "2009"), "2009")])
def test_where_an_estimate_is_allowed_day_or_month_may_stay_empty(typed: tuple[str, str, str], value: str) -> None:
    assert read_boxes(boxes_of(*typed), may_be_partial=True) == value
    with pytest.raises(DayProblem, match="day_incomplete"):
        read_boxes(boxes_of(*typed), may_be_partial=False)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (("1", "13", "2026"), "month_unknown"),
        (("1", "Brumaire", "2026"), "month_unknown"),
        (("1", "ma", "2026"), "month_unknown"),
        (("40", "1", "2026"), "not_a_date"),
        (("1", "1", "26"), "year_of_four_digits"),
        (("1", "1", ""), "day_incomplete"),
        (("1", "", "2026"), "day_incomplete"),
    ],
)
def test_what_cannot_be_read_is_never_guessed(typed: tuple[str, str, str], code: str) -> None:
    with pytest.raises(DayProblem, match=code):
        read_boxes(boxes_of(*typed), may_be_partial=True)


def test_a_year_of_the_buddhist_era_is_asked_about() -> None:
    with pytest.raises(DayProblem, match="year_buddhist") as found:
        read_boxes(Boxes("1", "11", "2570"), may_be_partial=False)
    assert (found.value.year, found.value.means) == (2570, 2026)
    with pytest.raises(DayProblem, match="year_buddhist") as found:
        read_boxes(Boxes("1", "មករា", "2570"), may_be_partial=False)
    assert found.value.means == 2027  # a Buddhist year begins in May


@pytest.mark.parametrize("value", ["2026-11-21", "2026-01-09", "2009-05", "2009"])
def test_a_value_stands_in_the_boxes_as_it_would_be_typed(value: str) -> None:
    assert read_boxes(boxes_of_value(value), may_be_partial=True) == value
