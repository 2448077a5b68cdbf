"""Distances in time and ages are said in both languages, a distance never without its day."""

from datetime import date, timedelta

import pytest

from casework.ages import Age
from casework.web.ago import age_words, ago_words, day_and_ago

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("days", "english", "khmer"),
    [
        (0, "today", "ថ្ងៃនេះ"),
        (1, "yesterday", "ម្សិលមិញ"),
        (-1, "tomorrow", "ថ្ងៃស្អែក"),
        (2, "2 days ago", "2 ថ្ងៃមុន"),
        (13, "13 days ago", "13 ថ្ងៃមុន"),
        (14, "2 weeks ago", "2 សប្តាហ៍មុន"),
        (-20, "in 2 weeks", "2 សប្តាហ៍ទៀត"),
        (63, "2 months ago", "2 ខែមុន"),
        (730, "23 months ago", "23 ខែមុន"),
        (731, "2 years ago", "2 ឆ្នាំមុន"),
        (-5 * 366, "in 5 years", "5 ឆ្នាំទៀត"),
    ],
)
def test_a_distance_is_said_in_the_unit_that_fits(days: int, english: str, khmer: str) -> None:
    day = TODAY - timedelta(days=days)
    assert ago_words(day, TODAY, "en") == english
    assert ago_words(day, TODAY, "km") == khmer


def test_a_distance_stands_behind_its_day() -> None:
    assert day_and_ago(date(2026, 11, 20), TODAY, "en") == "Friday 20 November 2026 (2 days ago)"
    assert day_and_ago(date(2026, 10, 1), TODAY, "km") == "1 តុលា 2026 (7 សប្តាហ៍មុន)"


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (Age(14, 14, is_sure=True), "14 years old"),
        (Age(1, 1, is_sure=True), "1 year old"),
        (Age(0, 0, is_sure=True), "Under 1 year old"),
        (Age(13, 14, is_sure=False), "About 13 years old"),
        (Age(14, 14, is_sure=False), "About 14 years old"),
        (Age(3, 9, is_sure=False), "Between 3 and 9 years old"),
    ],
)
def test_an_age_says_whether_it_is_sure(age: Age, words: str) -> None:
    assert age_words(age, "en") == words
    assert age_words(age, "km") != words
