"""Follow-up patterns: on which days after an anchor a visit is due, with what tolerance, and how late it is (4.5).

Tables and arithmetic only; `follow_up.py` reads the dossier.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

INTENSIVE, STANDARD, LIGHT = "intensive", "standard", "light"
BEFORE_RETURN, BEFORE_RETURN_HIGH = "before_return", "before_return_high"
STRENGTH = (BEFORE_RETURN, LIGHT, STANDARD, INTENSIVE, BEFORE_RETURN_HIGH)  # later ones are stronger
DUE_AFTER_DAYS = {
    INTENSIVE: (3, 7, 14, 28, *range(60, 181, 30), *range(240, 361, 60), 450, 540, 720),
    STANDARD: (14, 30, 60, 90, 120, 180, 270, 360, 540, 720),
    LIGHT: (30, 90, 180, 360, 720),
}
EVERY_DAYS = {BEFORE_RETURN: 30, BEFORE_RETURN_HIGH: 14}
DEFAULT_PATTERN = {"high": INTENSIVE, "medium": STANDARD, "low": LIGHT}
EARLY_DAYS, EARLY_TOLERANCE_DAYS, TOLERANCE_DAYS = 30, 3, 7
SOON_DAYS = 7
ESCALATED_AFTER_DAYS = 14
ESCALATED_AFTER_DAYS_HIGH = 5


class DueState(StrEnum):
    """How a due date stands on a day."""

    LATER = "later"
    SOON = "due_soon"
    DUE = "due"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class Segment:
    """From `start` on (until the next segment) visits are due by `pattern`, counted in days from `anchor`."""

    start: date
    pattern: str
    anchor: date


def pattern_for(risk_level: object) -> str:
    """The default pattern of a risk level; without one, the standard pattern."""
    return DEFAULT_PATTERN.get(str(risk_level), STANDARD)


def before_return_pattern(risk_level: object) -> str:
    """Every 30 days before a return, at high risk every 14."""
    return BEFORE_RETURN_HIGH if risk_level == "high" else BEFORE_RETURN


def is_stronger(pattern: str, other: str) -> bool:
    """Whether the first pattern means visits more often than the second."""
    return STRENGTH.index(pattern) > STRENGTH.index(other)


def first_date_after(segment: Segment, after: date) -> date | None:
    """The first date of a segment's pattern that lies after a day and not before the segment; None after the last."""
    earliest = max(after + timedelta(days=1), segment.start)
    every = EVERY_DAYS.get(segment.pattern)
    if every is not None:
        number = max(1, -(-(earliest - segment.anchor).days // every))
        return segment.anchor + timedelta(days=every * number)
    for days in DUE_AFTER_DAYS[segment.pattern]:
        due = segment.anchor + timedelta(days=days)
        if due >= earliest:
            return due
    return None


def first_due_after(segments: Sequence[Segment], after: date) -> tuple[date, Segment] | None:
    """The first due date after a day over segments in order of their start, and the segment it belongs to."""
    for index, segment in enumerate(segments):
        due = first_date_after(segment, after)
        is_last = index + 1 == len(segments)
        if due is not None and (is_last or due < segments[index + 1].start):
            return due, segment
    return None


def due_dates(segments: Sequence[Segment], *, first: date, last: date) -> tuple[date, ...]:
    """Every due date from `first` to `last`, both included."""
    found: list[date] = []
    after = first - timedelta(days=1)
    while (due := first_due_after(segments, after)) is not None and due[0] <= last:
        found.append(due[0])
        after = due[0]
    return tuple(found)


def tolerance_days(due: date, anchor: date) -> int:
    """3 days for dates up to day 30 after the anchor, 7 for later ones."""
    return EARLY_TOLERANCE_DAYS if (due - anchor).days <= EARLY_DAYS else TOLERANCE_DAYS


def due_state(due: date, today: date, *, tolerance: int, is_high_risk: bool) -> DueState:
    """How a due date stands on a day; "overdue by 14 days" (high risk 5) is counted from the due date."""
    late = (today - due).days
    if late < -SOON_DAYS:
        return DueState.LATER
    if late < 0:
        return DueState.SOON
    if late <= tolerance:
        return DueState.DUE
    limit = ESCALATED_AFTER_DAYS_HIGH if is_high_risk else ESCALATED_AFTER_DAYS
    return DueState.ESCALATED if late >= limit else DueState.OVERDUE
