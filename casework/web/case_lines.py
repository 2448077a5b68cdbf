"""A case as one line of a list: where it leads, where the person lives, when the next visit is, what to press."""

from dataclasses import dataclass
from datetime import date

from casework.agenda import DueVisit
from casework.outline import Outline
from casework.web.ago import day_and_ago
from casework.web.answers import code_words
from casework.web.dates import day_words
from casework.web.desk import Desk
from casework.web.pieces import Tag
from casework.web.record_places import CASES, Stand, url_if_there
from casework.web.saying import say, say_count
from shared_schema.rules.patterns import DueState

VISIT = "visit"
_LATE = (DueState.OVERDUE, DueState.ESCALATED)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line. `due` in words, `tags` = late, risk; `how` says how a search found it; "" where there is no page."""

    case: Outline
    url: str
    code: str
    place: str
    due: str
    tags: tuple[Tag, ...]
    visit_url: str
    not_seen_url: str
    how: str = ""


def case_line(desk: Desk, case: Outline) -> CaseLine:
    """The line of a case as it stands today."""
    language, today = desk.reader().language, desk.today()
    stand = Stand(CASES, case.home)
    is_open = case.values.get("status") not in ("closed", "duplicate")
    return CaseLine(
        case=case,
        url=url_if_there("cases.show", case=case.home),
        code=str(case.values.get("case_number") or ""),
        place=desk.places.describe(case.values.get("current_place"), language),
        due=due_words(case, today, language),
        tags=(*_late(case, today, language), *risk_tags(case.risk, language), *_status(case, language)),
        visit_url=stand.url("new", VISIT) if is_open else "",
        not_seen_url=_not_seen_url(case, stand) if is_open else "",
    )


def visit_line(desk: Desk, visit: DueVisit) -> CaseLine:
    """The line of a visit that is due."""
    return case_line(desk, visit.case)


def due_words(case: Outline, today: date, language: str) -> str:
    """When the next visit is: `Due today`, `Due: 18 November 2026 (3 days ago)`, `Next visit: …`; "" where none is.

    Where it could not be made, the day on which it is tried again stands beside it: the visit stays due.
    """
    due = _due_words(case, today, language)
    if not case.planned:
        return due
    day = day_and_ago(date.fromisoformat(case.planned), today, language)
    again = say(language, "Could not visit, planned again: %(day)s", day=day)
    return f"{due} · {again}" if due else again


def _due_words(case: Outline, today: date, language: str) -> str:
    if case.due is None:
        return ""
    day = date.fromisoformat(case.due.day)
    if day == today:
        return say(language, "Due today")
    if case.state(today) in _LATE:  # how late is said by its tag
        return say(language, "Due: %(day)s", day=day_words(day, language, today=today))
    if day < today:
        return say(language, "Due: %(day)s", day=day_and_ago(day, today, language))
    return say(language, "Next visit: %(day)s", day=day_and_ago(day, today, language))


def risk_tags(risk: str | None, language: str) -> tuple[Tag, ...]:
    """High risk as danger, medium as something to watch; low or none is not shown."""
    if risk not in ("high", "medium"):
        return ()
    words = say(language, "Risk: %(level)s", level=code_words("risk_level", risk, language))
    return (Tag(words, "danger" if risk == "high" else "quiet"),)


def _late(case: Outline, today: date, language: str) -> tuple[Tag, ...]:
    if case.state(today) not in _LATE:
        return ()
    words = say_count(language, "%(n)s day overdue", "%(n)s days overdue", n=case.days_late(today))
    return (Tag(words, "waiting"),)


def _not_seen_url(case: Outline, stand: Stand) -> str:
    return url_if_there("visits.could_not", case=case.home) or stand.url("new", VISIT)


def _status(case: Outline, language: str) -> tuple[Tag, ...]:
    status = case.values.get("status")
    return () if status == "open" else (Tag(code_words("case_status", status, language), "quiet"),)
