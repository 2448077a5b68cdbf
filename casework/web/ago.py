"""Ages and distances in time as sentences: `14 years old`, `About 14 years old`, `21 November 2026 (2 days ago)`.

A distance never stands without its day (interface.md 4.6): `day_and_ago` says both.
"""

from datetime import date

from casework.ages import Age
from casework.web.dates import day_words
from casework.web.saying import message, say, say_count

DAYS_IN_DAYS, DAYS_IN_WEEKS, DAYS_IN_MONTHS = 13, 62, 730  # up to so many days it is said in that unit
_WEEK, _MONTH, _YEAR = 7, 30.44, 365.25
_UNITS = (
    (DAYS_IN_DAYS, 1.0, message("%(n)s days ago"), message("in %(n)s days")),
    (DAYS_IN_WEEKS, _WEEK, message("%(n)s weeks ago"), message("in %(n)s weeks")),
    (DAYS_IN_MONTHS, _MONTH, message("%(n)s months ago"), message("in %(n)s months")),
)


def ago_words(day: date, today: date, language: str) -> str:
    """How far a day is away: today, yesterday, tomorrow, then days, weeks, months, years, never rounded up."""
    days = (today - day).days
    near = {0: message("today"), 1: message("yesterday"), -1: message("tomorrow")}.get(days)
    if near is not None:
        return say(language, near)
    for most, length, past, future in _UNITS:
        if abs(days) <= most:
            return say(language, past if days > 0 else future, n=int(abs(days) / length))
    return say(language, "%(n)s years ago" if days > 0 else "in %(n)s years", n=int(abs(days) / _YEAR))


def day_and_ago(day: date, today: date, language: str) -> str:
    """A day in words with its distance: `21 November 2026 (2 days ago)`."""
    return f"{day_words(day, language, today=today)} ({ago_words(day, today, language)})"


def age_words(age: Age, language: str) -> str:
    """An age in words: exact, about, or from to where it may be many."""
    if age.high - age.low > 2:
        return say(language, "Between %(low)s and %(high)s years old", low=age.low, high=age.high)
    if not age.is_sure:
        return say(language, "About %(n)s years old", n=age.about)
    if age.low < 1:
        return say(language, "Under 1 year old")
    return say_count(language, "%(n)s year old", "%(n)s years old", n=age.low)
