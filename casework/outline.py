"""What a list must know of a case without opening its dossier: names, next visit, risk, alerts, tasks, questions. Pure.

An outline is a function of the dossier and a day. `made_on` and `stands_until` say for which days it is true; what
depends on the day alone (how late a visit is) is computed from it when it is read. Refused: anything restricted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.alerts import Alert, alerts, risk_over_time, working_risk_level
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.follow_up import follow_up, planned_again
from shared_schema.rules.patterns import DueState, due_state
from shared_schema.rules.reading import answer, created_day, day, read_day

# the kinds of a dossier that an outline is made of
QUESTION = "review_question"
KINDS_READ = (
    "case", "visit", "reunification", "reintegration_plan", "family_member", "verification", "task", QUESTION,
)  # fmt: skip
EDITION = 2  # rises when an outline says something new, so that kept ones are made again
_HEAD = (
    "case_number", "family_name_km", "given_name_km", "family_name_latin", "given_name_latin", "nickname",
    "sex", "date_of_birth", "is_estimated", "age_stated", "age_stated_on", "current_place", "status", "stage",
    "case_worker", "office", "do_not_contact_family",
)  # fmt: skip
_DAYS = {
    "case": ("registered_on",),
    "visit": ("visited_on",),
    "reunification": ("date_reunification", "broke_down_on"),
    "reintegration_plan": ("approved_on",),
}


@dataclass(frozen=True, slots=True)
class DueLine:
    """The next visit: its day (ISO), the tolerance after it in days, and the pattern it comes from."""

    day: str
    tolerance: int
    pattern: str


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An answer that means danger and is not settled: which, in which record, since when, and the tasks for it."""

    record: Id
    kind: str
    register: str
    value: str
    raised_on: str
    tasks: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """An open task; `due_on` is "" where none was set."""

    record: Id
    title: str
    due_on: str
    owner_worker: str
    owner_agency: str
    origin: str


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """An open question of a reviewer about an answer."""

    record: Id
    text: str
    asked_by: str
    asked_on: str
    about: Id
    register: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A case in a list. `values` = the head's names, number, place, status; `risk` counts open alerts; `planned` = the
    day (ISO) on which a visit that could not be made is to be tried again, "" where none is.
    """

    home: Id
    values: Mapping[str, Json]
    due: DueLine | None
    risk: str | None
    last_seen: str
    attempts: int
    is_lost_suggested: bool
    is_closing_suggested: bool
    alerts: tuple[AlertLine, ...]
    tasks: tuple[TaskLine, ...]
    questions: tuple[QuestionLine, ...]
    made_on: str
    stands_until: str
    planned: str = ""

    @property
    def kind(self) -> str:
        """The kind of its head, so that a list names it as the head itself."""
        return "case"

    def state(self, today: date) -> DueState | None:
        """How the next visit stands on a day; None where nothing is due any more."""
        if self.due is None:
            return None
        is_high = self.risk == "high"
        return due_state(date.fromisoformat(self.due.day), today, tolerance=self.due.tolerance, is_high_risk=is_high)

    def days_late(self, today: date) -> int:
        """Days since the next visit was due; negative before it, 0 where nothing is due."""
        return 0 if self.due is None else (today - date.fromisoformat(self.due.day)).days

    def is_true_on(self, today: date) -> bool:
        """Whether it may be read on a day, or must be made anew."""
        on = today.isoformat()
        return self.made_on <= on and (not self.stands_until or on < self.stands_until)


def outline_of(dossier: Dossier, today: date) -> Outline | None:
    """The outline of a case on a day; None for an inquiry, a voided case, or where the head is not held."""
    head = dossier.head
    if head is None or head.kind != "case" or head.is_retracted:
        return None
    follow, every = follow_up(dossier, today), alerts(dossier)
    success = dossier.records.get(follow.last_success or "")
    due, again = follow.due, planned_again(dossier, today)
    return Outline(
        home=dossier.home,
        values={name: head.values[name] for name in _HEAD if head.values.get(name) not in (None, "")},
        due=None if due is None else DueLine(due.day.isoformat(), due.tolerance, due.pattern),
        risk=working_risk_level(dossier, today),
        last_seen=str(answer(success, "visited_on") or ""),
        attempts=follow.attempts,
        is_lost_suggested=follow.is_lost_suggested,
        is_closing_suggested=follow.is_closing_suggested,
        alerts=tuple(_alert(dossier, one) for one in every if one.is_open(today)),
        tasks=tuple(_task(one) for one in dossier.of_kind("task") if answer(one, "state") == "open"),
        questions=tuple(_question(one) for one in dossier.of_kind(QUESTION) if answer(one, "state") == "open"),
        made_on=today.isoformat(),
        stands_until=_changes_on(dossier, every, today),
        planned="" if again is None else again.isoformat(),
    )


def write_outline(outline: Outline) -> bytes:
    """The outline as bytes to be kept."""
    return orjson.dumps(outline)


def read_outline(data: bytes) -> Outline:
    """The outline that `write_outline` wrote."""
    found: dict[str, Any] = orjson.loads(data)
    due = found["due"]
    found["due"] = None if due is None else DueLine(**due)
    found["alerts"] = tuple(AlertLine(**{**one, "tasks": tuple(one["tasks"])}) for one in found["alerts"])
    found["tasks"] = tuple(TaskLine(**one) for one in found["tasks"])
    found["questions"] = tuple(QuestionLine(**one) for one in found["questions"])
    return Outline(**found)


def _alert(dossier: Dossier, alert: Alert) -> AlertLine:
    shown = dossier.records[alert.record]
    value = str(answer(shown, alert.register) or "")
    return AlertLine(alert.record, shown.kind, alert.register, value, alert.raised_on.isoformat(), alert.tasks)


def _task(task: Shown) -> TaskLine:
    names = ("title", "due_on", "owner_worker", "owner_agency", "origin")
    return TaskLine(task.record_id, *(str(answer(task, name) or "") for name in names))


def _question(question: Shown) -> QuestionLine:
    names = ("text", "asked_by", "asked_on", "record_id", "register")
    return QuestionLine(question.record_id, *(str(answer(question, name) or "") for name in names))


def _changes_on(dossier: Dossier, every: tuple[Alert, ...], today: date) -> str:
    """The first day after today on which the same records mean something else; "" where none is written in them."""
    after = [one for one in _days(dossier, every) if one is not None and one > today]
    return min(after).isoformat() if after else ""


def _days(dossier: Dossier, every: tuple[Alert, ...]) -> Iterator[date | None]:
    for record in dossier.records.values():
        yield created_day(record)
        for name in _DAYS.get(record.kind, ()):
            yield day(record, name)
    for values in dossier.dated.values():
        yield from (read_day(one.day) for one in values)
    for alert in every:
        yield from (alert.raised_on, alert.settled_on)
    yield from (since for since, _level in risk_over_time(dossier))
