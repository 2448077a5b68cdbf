"""Days as people type them: three boxes, digits of both scripts, months by number or name, a whole date pasted at once.

Promise: what cannot be read for certain is a problem with its own code, never a guess; a year of the Buddhist era is
asked about, not turned.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from casework.ages import western_years

FIRST_BUDDHIST, BUDDHIST_NEW_YEAR_MONTH = 2400, 5
LATIN_DIGITS = {0x17E0 + digit: str(digit) for digit in range(10)}
_MONTHS = (
    ("january", "មករា"),
    ("february", "កុម្ភៈ", "កុម្ភះ"),
    ("march", "មីនា"),
    ("april", "មេសា"),
    ("may", "ឧសភា"),
    ("june", "មិថុនា"),
    ("july", "កក្កដា"),
    ("august", "សីហា"),
    ("september", "កញ្ញា"),
    ("october", "តុលា"),
    ("november", "វិច្ឆិកា"),
    ("december", "ធ្នូ"),
)
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\- ]([^/.\- 0-9]+|[0-9]{1,2})[/.\- ]([0-9]{4})")


class DayProblem(Exception):
    """Boxes that make no day; `code` is one of words/forms.py, `year` as typed and what it `means`."""

    def __init__(self, code: str, *, year: int = 0, means: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.year = year
        self.means = means


@dataclass(frozen=True, slots=True)
class Boxes:
    """What stands in the boxes for day, month and year, as typed."""

    day: str = ""
    month: str = ""
    year: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.day or self.month or self.year)


def latin_digits(text: str) -> str:
    """The text with Khmer digits written 0 to 9, outer blanks off."""
    return text.translate(LATIN_DIGITS).strip()


def boxes_of(day: str, month: str, year: str) -> Boxes:
    """The boxes with Latin digits; a whole date in one of them (2026-11-21, 21/11/2026, 21 November 2026) is spread."""
    typed = [latin_digits(part) for part in (day, month, year)]
    filled = [part for part in typed if part]
    if len(filled) == 1 and not filled[0].isdecimal():
        spread = _spread(filled[0])
        if spread is not None:
            return spread
    return Boxes(*typed)


def boxes_of_value(value: str) -> Boxes:
    """`2026-11-21`, `2026-11` or `2026` as it stands in the boxes."""
    parts: Sequence[str] = value.split("-")
    year, month, day = (*parts, "", "", "")[:3]
    return Boxes(day.lstrip("0"), month.lstrip("0"), year)


def read_boxes(boxes: Boxes, *, may_be_partial: bool) -> str | None:
    """The value of the boxes, None where all are empty; `may_be_partial` allows month and year, or the year alone.

    Raises DayProblem.
    """
    if boxes.is_empty:
        return None
    year = _year(boxes)
    if not boxes.month:
        if boxes.day or not may_be_partial:
            raise DayProblem("day_incomplete")
        return f"{year:04d}"
    month = _month(boxes.month)
    if not boxes.day:
        if not may_be_partial:
            raise DayProblem("day_incomplete")
        return f"{year:04d}-{month:02d}"
    if not boxes.day.isdecimal() or not 1 <= int(boxes.day) <= 31:
        raise DayProblem("not_a_date")
    return f"{year:04d}-{month:02d}-{int(boxes.day):02d}"


def _year(boxes: Boxes) -> int:
    text = boxes.year
    if not text:
        raise DayProblem("day_incomplete")
    if not text.isdecimal() or len(text) != 4:
        raise DayProblem("year_of_four_digits")
    year = int(text)
    if year >= FIRST_BUDDHIST:
        raise DayProblem("year_buddhist", year=year, means=western_years(year)[_is_early(boxes.month)])
    return year


def _is_early(month: str) -> bool:
    # A Buddhist year begins in May: its January lies in the later of the two years that it covers.
    try:
        return bool(month) and _month(month) < BUDDHIST_NEW_YEAR_MONTH
    except DayProblem:
        return False


def _month(text: str) -> int:
    if text.isdecimal():
        number = int(text)
        if not 1 <= number <= len(_MONTHS):
            raise DayProblem("month_unknown")
        return number
    wanted = text.casefold().rstrip(".")
    for number, names in enumerate(_MONTHS, start=1):
        if wanted in names or (len(wanted) >= 3 and names[0].startswith(wanted)):
            return number
    raise DayProblem("month_unknown")


def _spread(text: str) -> Boxes | None:
    found = _ISO.fullmatch(text)
    if found is not None:
        year, month, day = found.groups(default="")
        return Boxes(day, month, year)
    found = _DAY_FIRST.fullmatch(" ".join(text.split()))
    return None if found is None else Boxes(*found.groups())
