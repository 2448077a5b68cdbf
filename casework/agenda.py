"""What is due for a person over her cases on a day: alerts, overdue visits, the week, tasks, questions. Pure.

Everything comes from outlines, so that a day over thousands of cases costs no dossier. Refused: a clock, an order by
anything but need: danger first, then how late, then the day.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from casework.outline import AlertLine, Outline, QuestionLine, TaskLine
from shared_schema.canonical import Json
from shared_schema.identifiers import Id, by_age
from shared_schema.rules.patterns import SOON_DAYS, DueState
from shared_schema.rules.reading import read_day

_T = TypeVar("_T")
_PLACE_LEVELS = ("village", "commune", "district", "province", "country")


@dataclass(frozen=True, slots=True)
class DueVisit:
    """A visit that is due or will be within 7 days: the case, its day, how many days late (negative before it)."""

    case: Outline
    day: date
    days_late: int
    state: DueState


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An open alert of a case, and how many days ago it was raised."""

    case: Outline
    alert: AlertLine
    days_open: int


@dataclass(frozen=True, slots=True)
class DueTask:
    """An open task of a case; `day` None where none was set."""

    case: Outline
    task: TaskLine
    day: date | None
    days_late: int


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An open question of a reviewer about an answer of a case."""

    case: Outline
    question: QuestionLine


@dataclass(frozen=True, slots=True)
class Agenda:
    """A person's day. `next_day` = the first visit after the week, `is_clock_behind` = the date here may be wrong."""

    alerts: tuple[OpenAlert, ...]
    overdue: tuple[DueVisit, ...]
    due: tuple[DueVisit, ...]
    tasks: tuple[DueTask, ...]
    questions: tuple[OpenQuestion, ...]
    lost: tuple[Outline, ...]
    closing: tuple[Outline, ...]
    next_day: date | None
    is_clock_behind: bool

    @property
    def visits(self) -> tuple[DueVisit, ...]:
        """Overdue visits and those of the week, in this order: the route of somebody who goes out."""
        return (*self.overdue, *self.due)


def agenda(outlines: Iterable[Outline], today: date, *, village: str = "") -> Agenda:
    """What is due on a day, of all cases or of those whose person lives in one place (its code, see `village_of`)."""
    cases = [one for one in outlines if not village or village_of(one.values) == village]
    visits = [visit for one in cases if (visit := _visit(one, today)) is not None]
    late = (DueState.OVERDUE, DueState.ESCALATED)
    later = [date.fromisoformat(one.due.day) for one in cases if one.due and one.state(today) is DueState.LATER]
    return Agenda(
        alerts=_sorted((_alert(c, a, today) for c in cases for a in c.alerts), lambda one: one.alert.raised_on),
        overdue=_sorted((v for v in visits if v.state in late), lambda one: (-one.days_late, one.case.risk != "high")),
        due=_sorted((v for v in visits if v.state not in late), lambda one: (one.day, one.case.risk != "high")),
        tasks=tasks_of(cases, today, until=today + timedelta(days=SOON_DAYS)),
        questions=questions_of(cases),
        lost=tuple(one for one in cases if one.is_lost_suggested),
        closing=tuple(one for one in cases if one.is_closing_suggested and not one.is_lost_suggested),
        next_day=min(later, default=None),
        is_clock_behind=any(one.last_seen > today.isoformat() for one in cases),
    )


def tasks_of(cases: Iterable[Outline], today: date, *, until: date | None = None) -> tuple[DueTask, ...]:
    """Open tasks: those that answer an alert, then by their day, undated ones last; `until` leaves out later ones."""
    every = [_task(case, task, today) for case in cases for task in case.tasks]
    wanted = [one for one in every if until is None or one.day is None or one.day <= until]
    return _sorted(wanted, lambda one: (one.task.origin != "alert", one.day or date.max, by_age(one.task.record)))


def questions_of(cases: Iterable[Outline]) -> tuple[OpenQuestion, ...]:
    """Open questions, the oldest first."""
    every = (OpenQuestion(case, question) for case in cases for question in case.questions)
    return _sorted(every, lambda one: (one.question.asked_on, by_age(one.question.record)))


def villages_of(outlines: Iterable[Outline]) -> tuple[tuple[str, int], ...]:
    """Where the people of these cases live: (code of the smallest known area, number of cases), most cases first."""
    counted: dict[str, int] = {}
    for one in outlines:
        code = village_of(one.values)
        if code:
            counted[code] = counted.get(code, 0) + 1
    return tuple(sorted(counted.items(), key=lambda found: (-found[1], found[0])))


def village_of(values: Mapping[str, Json]) -> str:
    """The code of the smallest area that is known of where a person lives now; "" where nothing is."""
    place = values.get("current_place")
    if not isinstance(place, dict):
        return ""
    return next((str(place[level]) for level in _PLACE_LEVELS if place.get(level)), "")


def case_of(outlines: Sequence[Outline], home: Id) -> Outline | None:
    """One of these cases by its id."""
    return next((one for one in outlines if one.home == home), None)


def _visit(case: Outline, today: date) -> DueVisit | None:
    state = case.state(today)
    again = read_day(case.planned)
    if again is not None and state in (None, DueState.LATER) and again <= today + timedelta(days=SOON_DAYS):
        return DueVisit(case, again, (today - again).days, DueState.SOON)  # tried once, to be tried again
    if case.due is None or state is None or state is DueState.LATER:
        return None
    return DueVisit(case, date.fromisoformat(case.due.day), case.days_late(today), state)


def _alert(case: Outline, alert: AlertLine, today: date) -> OpenAlert:
    return OpenAlert(case, alert, (today - date.fromisoformat(alert.raised_on)).days)


def _task(case: Outline, task: TaskLine, today: date) -> DueTask:
    day = read_day(task.due_on)
    return DueTask(case, task, day, 0 if day is None else (today - day).days)


def _sorted(found: Iterable[_T], key: Callable[[_T], Any]) -> tuple[_T, ...]:
    return tuple(sorted(found, key=key))
