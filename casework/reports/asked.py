"""What a report is asked for: a period, the day on which it is asked, and a scope."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from shared_schema.identifiers import Id
from shared_schema.words.sentence import Words

BEGINNING = date(1900, 1, 1)
FIRST_MONTHS = (1, 4, 7, 10)


@dataclass(frozen=True, slots=True)
class Asked:
    """`first`..`last` inclusive; `today` = the day asked on; `start` = the programme's first day, for what is counted
    since. `offices` None = all; `grant` = only what this grant paid. `unverified` = workers whose records are left out;
    `intake` = {case or inquiry: whether the intake accepted it}, which counts before its author's standing;
    `aliases` = {joined case: the case that is kept}; `names` = words of offices and providers, for the tables."""

    first: date
    last: date
    today: date
    start: date = BEGINNING
    offices: frozenset[Id] | None = None
    grant: str | None = None
    unverified: frozenset[Id] = frozenset()
    intake: Mapping[Id, bool] = field(default_factory=dict)
    aliases: Mapping[Id, Id] = field(default_factory=dict)
    names: Mapping[Id, Words] = field(default_factory=dict)

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in the period."""
        return day is not None and self.first <= day <= self.last

    def has_begun(self, day: date | None) -> bool:
        """Whether a day lies between the programme's start and the end of the period."""
        return day is not None and self.start <= day <= self.last

    @property
    def reached(self) -> date:
        """The last day that can be told about: the end of the period, or the day asked on if that is earlier."""
        return min(self.last, self.today)


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of the quarter of a day."""
    month = FIRST_MONTHS[(day.month - 1) // 3]
    first = day.replace(month=month, day=1)
    following = date(day.year + (month == 10), 1 if month == 10 else month + 3, 1)
    return first, following - timedelta(days=1)


def quarter_before(day: date) -> tuple[date, date]:
    """First and last day of the last quarter that was over before a day."""
    first, _last = quarter_of(day)
    return quarter_of(first - timedelta(days=1))


def quarter_code(day: date) -> str:
    """`2026-Q2` of a day."""
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def read_quarter(code: str) -> tuple[date, date] | None:
    """First and last day of `2026-Q2`; None for anything else."""
    year, _dash, number = code.partition("-Q")
    if not (year.isascii() and year.isdecimal() and len(year) == 4 and number in ("1", "2", "3", "4")):
        return None
    if not 2000 <= int(year) <= 2199:
        return None
    return quarter_of(date(int(year), int(number) * 3, 1))


def is_whole_quarters(first: date, last: date) -> bool:
    """Whether a period begins and ends with a quarter: nothing finer leaves the house."""
    return first <= last and quarter_of(first)[0] == first and quarter_of(last)[1] == last
