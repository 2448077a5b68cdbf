"""Ages and birth years as they are known: exact, about, by the animal of the year, by the Buddhist era. Pure.

The animal of the year turns at Khmer new year in the middle of April; who was born before it that year has the animal
of the year before. A Buddhist year turns at Visak Bochea in May and is 544 years ahead after it, 543 before.
"""

from dataclasses import dataclass
from datetime import date

from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import Span, answer, birth_span, span, years_between
from shared_schema.vocabularies.person import ANIMAL_YEAR

ANIMALS = tuple(animal.code for animal in ANIMAL_YEAR)  # in the order of the twelve years
NEW_YEAR = (4, 14)  # 13 to 16 April, as the almanac of the year says
OLDEST_YEARS = 110
BUDDHIST_AHEAD = (543, 544)
_A_RAT_YEAR = 2008


@dataclass(frozen=True, slots=True)
class Age:
    """Full years of age that a record allows, `low` to `high`; `is_sure` = born on a known day, not estimated."""

    low: int
    high: int
    is_sure: bool

    @property
    def about(self) -> int:
        """One number for it: the middle, the younger where there are two."""
        return (self.low + self.high) // 2


def age_of(record: Shown | None, today: date, *, prefix: str = "") -> Age | None:
    """How old the person is, from the date of birth or the stated age and its day; None where neither is known.

    `prefix` = `sought_` for the person of an inquiry. A day of birth after today counts as age 0.
    """
    born = birth_span(record, prefix)
    if born is None:
        return None
    is_sure = born.first == born.last and answer(record, prefix + "is_estimated") is not True
    is_stated = span(record, prefix + "date_of_birth") is None
    low, high = (max(0, years_between(day, today)) for day in (born.last, born.first))
    return Age(low, high, is_sure and not is_stated)


def animals_of(born: Span) -> tuple[str, ...]:
    """The animals of the years in which somebody born in these days may have been born, in order; at most twelve."""
    first, last = _animal_year(born.first), _animal_year(born.last)
    return tuple(_animal(year) for year in range(first, min(last, first + len(ANIMALS) - 1) + 1))


def birth_years_of(animal: str, today: date, *, near_age: int | None = None) -> tuple[int, ...]:
    """The years whose New Year began the year of this animal, latest first, up to 110 years back.

    With `near_age` the nearest to that age comes first. A person of the animal was born from April of such a year to
    April of the next. Empty for what is no animal.
    """
    if animal not in ANIMALS:
        return ()
    latest = _animal_year(today)
    latest -= (latest - _A_RAT_YEAR - ANIMALS.index(animal)) % len(ANIMALS)
    years = range(latest, today.year - OLDEST_YEARS - 1, -len(ANIMALS))
    if near_age is None:
        return tuple(years)
    return tuple(sorted(years, key=lambda year: (abs(today.year - near_age - year), -year)))


def western_years(buddhist: int) -> tuple[int, int]:
    """The two years that a year of the Buddhist era lies in: 2570 is May 2026 to May 2027."""
    return buddhist - BUDDHIST_AHEAD[1], buddhist - BUDDHIST_AHEAD[0]


def buddhist_year(year: int) -> int:
    """The Buddhist year that most of a Western year lies in: 2026 is BE 2570."""
    return year + BUDDHIST_AHEAD[1]


def _animal_year(day: date) -> int:
    return day.year if (day.month, day.day) >= NEW_YEAR else day.year - 1


def _animal(year: int) -> str:
    return ANIMALS[(year - _A_RAT_YEAR) % len(ANIMALS)]
