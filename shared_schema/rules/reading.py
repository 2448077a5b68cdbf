"""How a rule reads a record: answers without non-answers, days, approximate dates, ages, values on an earlier day.

A value that cannot be read as what it should be counts as absent: types are the declaration's business.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.records.field import has_answer
from shared_schema.rules.dossier import DatedValue, Dossier

ADULT_YEARS = 18
PHNOM_PENH = timezone(timedelta(hours=7))  # Cambodia keeps one time all year


def answer(record: Shown | None, name: str) -> Json:
    """The value of a field, None where it is empty or a non-answer."""
    if record is None:
        return None
    value = record.values.get(name)
    return value if has_answer(value) else None


def choices(record: Shown | None, name: str) -> tuple[str, ...]:
    """The codes of a list, empty where nothing was chosen."""
    value = answer(record, name)
    return tuple(value) if isinstance(value, list) else ()


def day(record: Shown | None, name: str) -> date | None:
    """A date field as a day."""
    return read_day(answer(record, name))


def read_day(value: Json) -> date | None:
    """`2026-11-21` as a day; None for anything else."""
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a date of precision day, month or year may mean; first and last are equal for a precise one."""

    first: date
    last: date

    def is_surely_before(self, other: "Span") -> bool:
        """Whether every day of this lies before every day of `other`."""
        return self.last < other.first


def span(record: Shown | None, name: str) -> Span | None:
    """A date or approximate date field as the days it may mean."""
    return read_span(answer(record, name))


def read_span(value: Json) -> Span | None:
    """`2008`, `2008-03` or `2008-03-09` as the days it may mean."""
    if not isinstance(value, str) or len(value) not in (4, 7, 10):
        return None
    try:
        if len(value) == 10:
            exact = date.fromisoformat(value)
            return Span(exact, exact)
        first = date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        return None
    following = date(first.year + 1, 1, 1) if len(value) == 4 else _next_month(first)
    return Span(first, following - timedelta(days=1))


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def years_between(earlier: date, later: date) -> int:
    """Full years, as an age is counted; a birthday on 29 February is kept on 1 March."""
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))


def birth_span(record: Shown | None, prefix: str = "") -> Span | None:
    """The days on which the person may have been born: date of birth, else from the stated age and its day."""
    born = span(record, prefix + "date_of_birth")
    if born is not None:
        return born
    age, stated_on = answer(record, prefix + "age_stated"), day(record, prefix + "age_stated_on")
    if not isinstance(age, int) or stated_on is None or stated_on.year - age - 1 < 1:
        return None
    latest = _years_earlier(stated_on, age)
    return Span(_years_earlier(stated_on, age + 1) + timedelta(days=1), latest)


def _years_earlier(day_: date, years: int) -> date:
    try:
        return day_.replace(year=day_.year - years)
    except ValueError:
        return date(day_.year - years, 3, 1)


def is_minor(record: Shown | None, on: date) -> bool:
    """Whether the beneficiary was, or by what is known may have been, under 18 on a day; unknown age is not."""
    born = birth_span(record)
    return born is not None and years_between(born.last, on) < ADULT_YEARS


def youngest_age(record: Shown | None, on: date) -> int | None:
    """The least age in full years that the record allows on a day."""
    born = birth_span(record)
    return None if born is None else years_between(born.last, on)


def written_day(record: Shown, register: str) -> date | None:
    """The day on which the shown value of a register was written, by the device's clock."""
    found = record.written.get(register)
    return None if found is None else day_of_ms(found[1].at)


def created_day(record: Shown) -> date | None:
    """The day on which the record was made, by the device's clock."""
    return None if record.created_at is None else day_of_ms(record.created_at)


def day_of_ms(at: int) -> date:
    """Milliseconds since 1970 as a day in Cambodia."""
    return datetime.fromtimestamp(at / 1000, PHNOM_PENH).date()


def values_over_time(dossier: Dossier, record: Shown, name: str, register: str = "") -> tuple[DatedValue, ...]:
    """A field's values with the days from which they held: from the history where that is held, else what is shown now.

    `register` names the group the field lives in; dated values of a group are whole objects. What was written later
    than the value shown never held: it was set aside, or met a safer answer.
    """
    register = register or name
    dated = dossier.dated.get((record.record_id, register), ())
    over_time = [replace(one, value=_member(one.value, name, register)) for one in dated]
    value = record.values.get(name)
    standing = [place for place, one in enumerate(over_time) if one.value == value]
    if standing:
        return tuple(over_time[: standing[-1] + 1])
    written = written_day(record, register) or created_day(record)
    if written is None or (value is None and not over_time):
        return tuple(over_time)
    return (*over_time, DatedValue(written.isoformat(), value))


def value_on(dossier: Dossier, record: Shown, name: str, on: date, register: str = "") -> Json:
    """The value that held at the end of a day; without a history, or before the first of it, what is shown now."""
    if not dossier.dated.get((record.record_id, register or name)):
        return answer(record, name)
    held = [one.value for one in values_over_time(dossier, record, name, register) if one.day <= on.isoformat()]
    if not held:
        return answer(record, name)
    return held[-1] if has_answer(held[-1]) else None


def _member(value: Json, name: str, register: str) -> Json:
    if register != name and isinstance(value, Mapping):
        return value.get(name)
    return value
