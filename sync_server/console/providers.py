"""The provider directory for who keeps it: confirming it, places free, the sheet out and in with a preview.

Promise: an import shows row, column and what to do; nothing is taken until all rows pass or are left out by hand.
"""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.book import Problem
from casework.directory_sheet import PROBLEMS, PROVIDER, PROVIDER_FIELDS, Change, RowPlan, RowProblem
from casework.forms.sentences import say_problem
from casework.web.answers import answer_words
from casework.web.form_around import Surroundings
from casework.web.provider_view import Offer, offers_of
from casework.web.record_places import DIRECTORY_BASE, Stand
from casework.web.record_rights import may_write
from casework.web.saying import message
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import DIRECTORY
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room
from sync_server.services.access import Action
from sync_server.services.providers import (
    Places,
    confirm,
    directory_of_book,
    export_sheet,
    plan_sheet,
    read_sheet,
    take_sheet,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORDS_OF = {
    "not_a_code": message("Take a code or label of the list on the second sheet."),
    "not_a_day": message("Write the day as 2026-11-21."),
    "not_a_number": message("Write a whole number."),
    "not_yes_or_no": message("Write yes or no."),
    "unknown_id": message("This id is not in the directory. Leave the cell empty for a new one."),
    "name_needed": message("Write the name in Latin or in Khmer."),
    "not_yours": message("A coordinator or an administrator changes this answer."),
    "formula": message("Replace the formula by its value."),
    "free_over_capacity": message("Free places cannot be more than the capacity."),
    "unknown_column": message("This column is not known. Take the template."),
    "service_needed": message("Write which service this is."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A provider with its services; `is_old` = something of it was not confirmed for 30 days."""

    shown: Shown
    offers: tuple[Offer, ...]
    is_old: bool


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A row of the preview in words."""

    plan: RowPlan
    changes: tuple[tuple[str, str, str], ...]
    problems: tuple[tuple[str, str], ...]


def blueprint(console: Console) -> Blueprint:
    """`/providers`, confirming one, `/providers/sheet` (out), `/providers/import` (in)."""
    pages = Blueprint("providers", __name__)

    @pages.get("/providers")
    def index() -> Response:
        return _index(console)

    @pages.post("/providers/<provider>/confirm")
    def confirmed(provider: str) -> BaseResponse:
        return _confirm(console, provider)

    @pages.post("/providers/sheet")
    def sheet() -> Response:
        answer = make_response(export_sheet(console.server, console.book()))
        answer.headers["Content-Type"] = XLSX
        answer.headers["Content-Disposition"] = 'attachment; filename="providers.xlsx"'
        return answer

    @pages.route("/providers/import", methods=["GET", "POST"])
    def upload() -> BaseResponse:
        return _upload(console)

    @pages.route("/providers/import/<draft>", methods=["GET", "POST"])
    def preview(draft: str) -> BaseResponse:
        return _take(console, draft) if request.method == "POST" else _preview(console, draft)

    return pages


def _index(console: Console, *, problem: str = "", at: str = "") -> Response:
    around, book = Surroundings(console.desk, DIRECTORY), console.book()
    providers, services = directory_of_book(book)
    lines = []
    for one in providers:
        offers = offers_of(one.record_id, services, around)
        lines.append(Line(one, offers, any(offer.is_old for offer in offers)))
    lines.sort(key=lambda line: (not line.is_old, around.name_of_shown(line.shown)))
    stand = Stand(DIRECTORY_BASE)
    page = render_template(
        "providers/index.html",
        lines=lines,
        may_confirm=console.may(Action.EDIT_PROVIDER_SERVICES),
        new_url=stand.url("new", PROVIDER) if may_write(KINDS[PROVIDER], book.person) else "",
        edit_url=(lambda record: stand.url("edit", PROVIDER, record=record))
        if may_write(KINDS[PROVIDER], book.person)
        else None,
        problem=problem,
        at=at,
        confirmed=request.args.get("confirmed", ""),
        taken=request.args.get("taken", ""),
    )
    return make_response(page)


def _confirm(console: Console, provider: Id) -> BaseResponse:
    form = request.form
    places = [
        Places(service, _number(form.get(f"capacity-{service}")), _number(form.get(f"free-{service}")))
        for service in form.getlist("service")
    ]
    try:
        confirm(console.server, console.book(), provider, places)
    except HomewardError as error:
        if not error.code.startswith("providers."):
            raise
        return _problem(console, error, at=provider)
    return redirect(url_for("providers.index", confirmed=1), 303)


def _upload(console: Console, *, problem: str = "") -> BaseResponse:
    file = request.files.get("file")
    if request.method == "POST" and not problem:
        try:
            draft = read_sheet(console.server, console.book(), file.read() if file is not None else b"")
            return redirect(url_for("providers.preview", draft=draft), 303)
        except HomewardError as error:
            if not error.code.startswith("providers."):
                raise
            said = error.sentences(console.desk.reader().language)
            problem = f"{said.happened} {said.next}"
    page = make_response(render_template("providers/import.html", problem=problem))
    page.status_code = 422 if problem else 200
    return page


def _preview(console: Console, draft: Id, *, problem: str = "") -> Response:
    around = Surroundings(console.desk, DIRECTORY)
    plans = plan_sheet(console.server, console.book(), draft)
    lines = [_line(console, around, one) for one in plans if one.problems or one.changes]
    page = render_template(
        "providers/preview.html",
        lines=lines,
        same=len(plans) - len(lines),
        wrong=sum(bool(line.plan.problems) for line in lines),
        draft=draft,
        left={int(one) for one in request.form.getlist("leave") if one.isascii() and one.isdecimal()},
        problem=problem,
    )
    return make_response(page)


def _take(console: Console, draft: Id) -> BaseResponse:
    left = {int(one) for one in request.form.getlist("leave") if one.isascii() and one.isdecimal()}
    try:
        taken = take_sheet(console.server, console.book(), draft, left_out=left)
    except HomewardError as error:
        if not error.code.startswith("providers."):
            raise
        said = error.sentences(console.desk.reader().language)
        page = _preview(console, draft, problem=f"{said.happened} {said.next}")
        page.status_code = 422
        return page
    return redirect(url_for("providers.index", taken=taken), 303)


def _line(console: Console, around: Surroundings, plan: RowPlan) -> PlanLine:
    language = console.desk.reader().language
    changes = tuple((_label(one.column, language), *_words(around, one)) for one in plan.changes)
    problems = tuple((_label(one.column, language), _what_to_do(one, language)) for one in plan.problems)
    return PlanLine(plan, changes, problems)


def _label(column: str, language: str) -> str:
    for kind in (PROVIDER, "provider_service"):
        if column in KINDS[kind].fields and (kind == PROVIDER) == (column in PROVIDER_FIELDS):
            return KINDS[kind].fields[column].label(language)
    return column[:40]


def _words(around: Surroundings, change: Change) -> tuple[str, str]:

    before, after = (
        answer_words(change.kind, change.column, value, around.wording) if value is not None else ""
        for value in (change.before, change.after)
    )
    return before, after


def _what_to_do(problem: RowProblem, language: str) -> str:
    if problem.code in PROBLEMS:
        return say(language, WORDS_OF[problem.code])
    kind = PROVIDER if problem.column in PROVIDER_FIELDS else "provider_service"
    return say_problem(KINDS[kind], Problem("", problem.column, problem.code), language=language).text


def _problem(console: Console, error: HomewardError, *, at: str) -> Response:
    said = error.sentences(console.desk.reader().language)
    page = _index(console, problem=f"{said.happened} {said.next}", at=at)
    page.status_code = 422
    return page


def _number(text: str | None) -> int | None:
    typed = (text or "").strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 6 else None


ROOM = Room(
    blueprint,
    rights={
        "providers.index": Action.EDIT_PROVIDER_SERVICES,
        "providers.confirmed": Action.EDIT_PROVIDER_SERVICES,
        "providers.sheet": Action.EDIT_PROVIDER_SERVICES,
        "providers.upload": Action.EDIT_PROVIDER_SERVICES,
        "providers.preview": Action.EDIT_PROVIDER_SERVICES,
    },
    places=(Place("providers.index", "Keeping the directory"),),
)
