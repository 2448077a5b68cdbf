"""How long a closed case is kept: seven years after closing or what the settings say beyond it, and for somebody who
was a child at closing not before the age of 25 (records.md 4.8). A legal hold stops the clock. Pure.
"""

from dataclasses import dataclass
from datetime import date

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import birth_span, day, is_minor

LEAST_YEARS = 7
LEAST_AGE_OF_CHILDREN = 25
HOLD = "legal_hold"
# what of a case tells until when it is kept
READ = frozenset({"status", "closed_on", "date_of_birth", "age_stated", "age_stated_on", HOLD})


@dataclass(frozen=True, slots=True)
class Hold:
    """Who set the legal hold, and when (milliseconds)."""

    by: Id
    at: int


@dataclass(frozen=True, slots=True)
class Keeping:
    """A closed case is kept until a day; `is_age_known` False: nobody wrote an age, so a person must look."""

    closed_on: date
    until: date
    is_age_known: bool
    was_minor: bool
    hold: Hold | None


def hold_of(head: Shown) -> Hold | None:
    """The legal hold of a case, None where there is none."""
    if head.values.get(HOLD) is not True:
        return None
    _dot, written = head.written[HOLD]
    return Hold(written.by, written.when)


def keeping_of(head: Shown, *, years: int = LEAST_YEARS) -> Keeping | None:
    """Until when a case is kept; None where it is not closed."""
    closed_on = day(head, "closed_on")
    if closed_on is None or head.values.get("status") != "closed":
        return None
    until = years_later(closed_on, max(years, LEAST_YEARS))
    born = birth_span(head)
    was_minor = is_minor(head, closed_on)
    if was_minor and born is not None:
        until = max(until, years_later(born.last, LEAST_AGE_OF_CHILDREN))
    return Keeping(closed_on, until, born is not None, was_minor, hold_of(head))


def years_later(start: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 3, 1)
