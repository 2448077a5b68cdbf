"""A case or inquiry as one row of a list of the console: name, code, place, who holds it, how its next visit stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from casework.web.ago import day_and_ago
from casework.web.answers import code_words
from casework.web.dates import day_of, day_words
from casework.web.desk import Desk
from casework.web.pieces import Tag
from casework.web.record_places import url_if_there
from shared_schema.identifiers import Id
from shared_schema.rules.reading import answer
from sync_server.console.phrases import say, say_count
from sync_server.services.case_list import Line
from sync_server.services.people_names import name_in
from sync_server.services.roster import OfficeLine, Roster, Worker
from sync_server.store.standings import CASE, Standing


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A row; words are in the reader's language, `url` is "" where there is no page."""

    line: Line
    url: str
    code: str
    place: str
    worker: str
    other_worker: str
    office: str
    due: str
    contact: str
    tags: tuple[Tag, ...]


def case_rows(desk: Desk, lines: Iterable[Line], roster: Roster) -> list[CaseRow]:
    """Rows in their order."""
    return [_row(desk, one, roster) for one in lines]


def worker_words(worker: Worker | None, language: str) -> str:
    """A worker's name; a sentence where nobody holds the case, or her name is not written yet."""
    if worker is None:
        return say(language, "Nobody")
    return name_in(worker.shown, language) or say(language, "Name not yet recorded")


def office_words(office: OfficeLine | None, language: str) -> str:
    """An office's name, else its code."""
    return "" if office is None else name_in(office.shown, language) or office.code


def contact_words(worker: Worker | None, today: date, language: str) -> str:
    """When a worker's laptop was last heard of; never as if it were a number."""
    if worker is None:
        return ""
    if not worker.row.laptops:
        return say(language, "No laptop")
    at = worker.row.last_contact_at
    if at is None:
        return say(language, "No contact yet")
    return day_and_ago(day_of(at), today, language)


def risk_words(risk: str | None, language: str) -> str:
    """The working risk level; a dash-free sentence where none was set."""
    return code_words("risk_level", risk, language) if risk else say(language, "No level yet")


def _row(desk: Desk, line: Line, roster: Roster) -> CaseRow:
    language, today, one, head = desk.reader().language, desk.today(), line.standing, line.head
    worker = roster.workers.get(one.worker or "")
    is_case = one.kind == CASE
    return CaseRow(
        line=line,
        url=url_if_there("cases.show", case=one.home) if is_case else url_if_there("tracing.show", inquiry=one.home),
        code=str(answer(head, "case_number" if is_case else "inquiry_number") or ""),
        place=desk.places.describe(head.values.get("current_place"), language) if is_case else "",
        worker=_holder(worker, one.worker, language),
        other_worker=_other(one, roster, language),
        office=office_words(roster.offices.get(one.office or ""), language),
        due=_due(one, today, language),
        contact=contact_words(worker, today, language),
        tags=(*_late(one, today, language), *_marks(one, language)),
    )


def _holder(worker: Worker | None, held_by: Id | None, language: str) -> str:
    if worker is None and held_by:
        return say(language, "Somebody of another office")
    if worker is not None and not worker.row.is_active:
        return say(language, "%(name)s (left)", name=worker_words(worker, language))
    return worker_words(worker, language)


def _other(one: Standing, roster: Roster, language: str) -> str:
    if not one.is_twice:
        return ""
    return _holder(roster.workers.get(one.other_worker or ""), one.other_worker, language)


def _due(one: Standing, today: date, language: str) -> str:
    if one.due_on is None:
        return ""
    day = date.fromisoformat(one.due_on)
    if _is_late(one, today):
        return say(language, "Due: %(day)s", day=day_words(day, language, today=today))
    return say(language, "Next visit: %(day)s", day=day_and_ago(day, today, language))


def _is_late(one: Standing, today: date) -> bool:
    return one.overdue_on is not None and one.overdue_on <= today.isoformat()


def _late(one: Standing, today: date, language: str) -> tuple[Tag, ...]:
    if not _is_late(one, today) or one.due_on is None:
        return ()
    days = (today - date.fromisoformat(one.due_on)).days
    words = say_count(language, "%(n)s day overdue", "%(n)s days overdue", n=days)
    return (Tag(words, "waiting"),)


def _marks(one: Standing, language: str) -> tuple[Tag, ...]:
    found = []
    if one.risk in ("high", "medium"):
        words = say(language, "Risk: %(level)s", level=code_words("risk_level", one.risk, language))
        found.append(Tag(words, "danger" if one.risk == "high" else "quiet"))
    if one.open_alerts:
        found.append(Tag(say_count(language, "%(n)s open alert", "%(n)s open alerts", n=one.open_alerts), "danger"))
    if one.is_twice:
        found.append(Tag(say(language, "Two people at once"), "waiting"))
    if one.kind == CASE and one.status not in ("open", None):
        found.append(Tag(code_words("case_status", one.status, language), "quiet"))
    return tuple(found)
