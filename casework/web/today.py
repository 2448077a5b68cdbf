"""Today: what to do, danger first, then the late, the week, and what others wait for; and the route on paper.

Promise: nothing here opens a dossier, so the page is quick with thousands of cases. The route names nobody unless
asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request

from casework.agenda import Agenda, DueTask, OpenAlert, OpenQuestion, agenda
from casework.book import CaseBook, Draft, SetAsideEntry
from casework.outline import Outline
from casework.places import place_of
from casework.web.answers import code_words
from casework.web.case_lines import CaseLine, case_line, visit_line
from casework.web.desk import Desk, Strip
from casework.web.draft_address import draft_url
from casework.web.looked_through import left_out, looked_through
from casework.web.record_names import kind_name
from casework.web.record_places import CASES, Stand, url_if_there
from casework.web.saying import say
from shared_schema.errors import CATALOGUE, HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Conflict
from shared_schema.records.kinds import KINDS

SHOWN, FEW, VILLAGES = 20, 8, 60
WAITING_STATES = ("waiting", "with_office", "sending", "no_contact")
ROUTE_LIST = "route_list"  # as the audit knows it
COUNTED = 20  # of two versions: where more wait, the list says so


@dataclass(frozen=True, slots=True)
class Line:
    """A line that leads somewhere: its words, what stands below, the case it is about."""

    words: str
    url: str
    below: str = ""
    case: Outline | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The first lines of a list, how many there are (at least so many where `is_more`), and where all of them stand."""

    shown: tuple[Line, ...]
    total: int
    all_url: str = ""
    is_more: bool = False


def blueprint(desk: Desk) -> Blueprint:
    """`/today` and `/today/route`; the village of a filter is posted, since an address stays in the browser."""
    pages = Blueprint("today", __name__)

    @pages.route("/today", methods=["GET", "POST"])
    def show() -> Response:
        return _today(desk)

    @pages.post("/today/route")
    def route() -> Response:
        return _route(desk)

    return pages


def place_choices(desk: Desk, villages: Sequence[tuple[str, int]]) -> tuple[tuple[str, str], ...]:
    """(code, words) for a filter, of the places where these people live: (code, number of cases)."""
    language = desk.reader().language
    found = ((code, _place_words(desk, code, language), count) for code, count in villages[:VILLAGES])
    return tuple((code, f"{words} ({count})") for code, words, count in sorted(found, key=lambda one: one[1]))


def _today(desk: Desk) -> Response:
    book, village = desk.book(), request.form.get("village", "")
    page = looked_through(desk, book, is_day=not village)
    outlines = page.cases
    found = agenda(outlines, desk.today(), village=village)
    by_home = {one.home: one for one in outlines}
    return make_response(
        render_template(
            "today/show.html",
            agenda=found,
            left_out=left_out(page),
            alerts=_alerts(desk, found.alerts),
            overdue=[visit_line(desk, one) for one in found.overdue[:SHOWN]],
            due=[visit_line(desk, one) for one in found.due[:SHOWN]],
            suggested=_suggested(desk, found),
            tasks=_tasks(desk, found.tasks),
            questions=_questions(desk, found.questions),
            versions=_versions(desk, book, by_home),
            drafts=_drafts(desk, book, by_home),
            aside=_aside(desk, book, by_home),
            waiting=_waiting(desk),
            village=village,
            villages=place_choices(desk, page.villages),
            cases_url=url_if_there("cases.index"),
            new_case_url=url_if_there("new_case.new"),
        )
    )


def _route(desk: Desk) -> Response:
    village = request.form.get("village", "")
    page = looked_through(desk, desk.book())
    found = agenda(page.cases, desk.today(), village=village)
    lines = sorted((visit_line(desk, one) for one in found.visits), key=lambda line: line.place)
    has_names = request.form.get("names") == "yes"
    if has_names and lines:
        desk.note_names(ROUTE_LIST, None, len(lines))
    return make_response(
        render_template(
            "today/route.html",
            lines=lines,
            left_out=left_out(page),
            has_names=has_names,
            village=village,
        )
    )


def _alerts(desk: Desk, alerts: Sequence[OpenAlert]) -> list[tuple[CaseLine, list[Line]]]:
    """Open alerts case by case, the case with the oldest first."""
    by_case: dict[Id, list[OpenAlert]] = {}
    for one in alerts:
        by_case.setdefault(one.case.home, []).append(one)
    return [(case_line(desk, held[0].case), [_alert(desk, one) for one in held]) for held in by_case.values()]


def _alert(desk: Desk, one: OpenAlert) -> Line:
    language = desk.reader().language
    kind = KINDS[one.alert.kind]
    declared = kind.fields[one.alert.register]
    vocabulary = getattr(getattr(declared.type, "vocabulary", None), "name", "")
    said = code_words(vocabulary, one.alert.value, language) if vocabulary else one.alert.value
    words = f"{declared.label(language)} · {said}"
    url = Stand(CASES, one.case.home).url("show", kind.name, record=one.alert.record)
    return Line(words, url, one.alert.raised_on, one.case)


def _suggested(desk: Desk, found: Agenda) -> Lines:
    language = desk.reader().language
    lost = [(one, say(language, "Not found for 60 days: closing as lost is suggested")) for one in found.lost]
    closing = [(one, say(language, "All visits are made: closing is suggested")) for one in found.closing]
    lines = [Line(words, url_if_there("cases.show", case=one.home), "", one) for one, words in (*lost, *closing)]
    return Lines(tuple(lines[:FEW]), len(lines))


def _tasks(desk: Desk, tasks: Sequence[DueTask]) -> Lines:
    lines = [task_line(desk, one) for one in tasks[:FEW]]
    return Lines(tuple(lines), len(tasks), url_if_there("tasks.index"))


def task_line(desk: Desk, one: DueTask) -> Line:
    """A task as a line: what is to be done, leading to its page; its day below."""
    url = url_if_there("tasks.show", task=one.task.record)
    return Line(one.task.title, url, one.task.due_on, one.case)


def _questions(desk: Desk, questions: Sequence[OpenQuestion]) -> Lines:
    lines = [question_line(desk, one) for one in questions[:FEW]]
    return Lines(tuple(lines), len(questions), url_if_there("questions.index"))


def question_line(desk: Desk, one: OpenQuestion) -> Line:
    """A question as a line, leading to where it is answered."""
    url = url_if_there("questions.show", question=one.question.record)
    return Line(one.question.text, url, one.question.asked_on, one.case)


def _versions(desk: Desk, book: CaseBook, cases: dict[Id, Outline]) -> Lines:
    conflicts = book.conflicts(limit=COUNTED)
    lines = tuple(_version(desk, one, cases) for one in conflicts[:FEW])
    return Lines(lines, len(conflicts), is_more=len(conflicts) == COUNTED)


def _version(desk: Desk, conflict: Conflict, cases: dict[Id, Outline]) -> Line:
    """What is in question and of what kind of record; the record itself is not opened."""
    language = desk.reader().language
    url = url_if_there("versions.show", record=conflict.record_id, field=conflict.register)
    words = register_words(conflict.kind, conflict.register, language)
    return Line(words, url, kind_name(conflict.kind, language), cases.get(conflict.home))


def register_words(kind: str, register: str, language: str) -> str:
    """What a register is called: the labels of its fields; the register itself where this version does not know it."""
    known = KINDS.get(kind)
    found = None if known is None else known.register_of(register)
    if known is None or found is None:
        return register
    return ", ".join(known.fields[name].label(language) for name in found.fields[:2])


def _drafts(desk: Desk, book: CaseBook, cases: dict[Id, Outline]) -> list[tuple[Line, Draft]]:
    language = desk.reader().language
    found = [(draft, draft_url(draft)) for draft in book.drafts()[:FEW]]
    return [(Line(kind_name(one.kind, language), url, "", cases.get(one.home)), one) for one, url in found if url]


def _aside(desk: Desk, book: CaseBook, cases: dict[Id, Outline]) -> Lines:
    entries = book.set_aside()
    return Lines(tuple(_entry(desk, one, cases) for one in entries[:FEW]), len(entries))


def _entry(desk: Desk, entry: SetAsideEntry, cases: dict[Id, Outline]) -> Line:
    language = desk.reader().language
    why = HomewardError(entry.code).sentences(language).happened if entry.code in CATALOGUE else ""
    url = url_if_there("set_aside.show", device=entry.dot[0], n=entry.dot[1])
    return Line(kind_name(entry.kind, language), url, why, cases.get(entry.home))


def _waiting(desk: Desk) -> Strip | None:
    """What the strip says, where something waits to be received; what needs a person has sections of its own."""
    strip = desk.frame().strip
    return strip if strip is not None and strip.state in WAITING_STATES else None


def _place_words(desk: Desk, code: str, language: str) -> str:
    return desk.places.describe(place_of(code) if code[:1].isdigit() else {"country": code}, language)
