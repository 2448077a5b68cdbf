"""Intake: what people wrote whose access is not yet countersigned; accepted, given to another worker, or not accepted.

Beside each stand cases that may be the same person. What is not accepted stays in the list with its reason.
"""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.answers import code_words
from casework.web.record_places import url_if_there
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer
from sync_server.console.case_rows import CaseRow, case_rows, worker_words
from sync_server.console.narrowing import page_of_address
from sync_server.console.room import Console, Place, Room
from sync_server.services.access import Action
from sync_server.services.newcomers import LONGEST_REASON, Newcomer, accept, list_newcomers, reject
from sync_server.services.roster import Roster, read_roster


@dataclass(frozen=True, slots=True)
class Twin:
    """A case that may be the same person: its head, how likely in words, where it leads."""

    head: Shown
    code: str
    band: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list with everything that is said beside it."""

    case: CaseRow
    one: Newcomer
    author: str
    decided_by: str
    twins: tuple[Twin, ...]
    workers: tuple[tuple[Id, str], ...]


def blueprint(console: Console) -> Blueprint:
    """`/intake` and `/intake/<home>`."""
    pages = Blueprint("intake", __name__)

    @pages.get("/intake")
    def index() -> Response:
        return _page(console)

    @pages.post("/intake/<home>")
    def decide(home: str) -> BaseResponse:
        return _decide(console, home)

    return pages


def _decide(console: Console, home: Id) -> BaseResponse:
    form, reason = request.form, request.form.get("reason", "")[:LONGEST_REASON]
    try:
        if form.get("_do") == "reject":
            reject(console.server, console.book(), home, reason=reason)
        else:
            worker = form.get("worker", "") if form.get("_do") == "give" else ""
            if form.get("_do") == "give" and not is_id(worker):
                raise HomewardError("assign.no_worker")
            accept(console.server, console.book(), home, worker=worker)
    except HomewardError as error:
        if not error.code.startswith(("intake.", "assign.")):
            raise
        said = error.sentences(console.desk.reader().language)
        page = _page(console, problem=f"{said.happened} {said.next}", at=home, reason=reason)
        page.status_code = 422
        return page
    return redirect(url_for("intake.index", saved=1), 303)


def _page(console: Console, *, problem: str = "", at: str = "", reason: str = "") -> Response:
    server, book = console.server, console.book()
    found = list_newcomers(server, book, page=page_of_address())
    with server.database.snapshot() as connection:
        roster = read_roster(server, connection, console.actor(), more=[one.author for one in found.lines])
    cases = case_rows(console.desk, (one.line for one in found.lines), roster)
    rows = [_row(console, case, one, roster) for case, one in zip(cases, found.lines, strict=True)]
    page = render_template(
        "intake/index.html",
        rows=rows,
        found=found,
        review_url=url_if_there("review.index", kind="set_aside"),
        people_url=url_if_there("users.index"),
        problem=problem,
        at=at,
        reason=reason,
        saved=bool(request.args.get("saved")),
    )
    return make_response(page)


def _row(console: Console, case: CaseRow, one: Newcomer, roster: Roster) -> Row:
    language, office = console.desk.reader().language, one.line.standing.office
    twins = tuple(
        Twin(
            head,
            str(answer(head, "case_number") or answer(head, "inquiry_number") or ""),
            code_words("match_band", candidate.scored.band, language),
            url_if_there("cases.show", case=head.record_id)
            if head.kind == "case"
            else url_if_there("tracing.show", inquiry=head.record_id),
        )
        for head, candidate in one.twins
    )
    workers = tuple(
        (worker.id, worker_words(worker, language))
        for worker in roster.of_office(office)
        if worker.id != one.author and worker.row.status == "active"
    )
    by = worker_words(roster.workers.get(one.decided_by or ""), language) if one.decided_by else ""
    return Row(case, one, worker_words(roster.workers.get(one.author), language), by, twins, workers)


ROOM = Room(
    blueprint,
    rights={"intake.index": Action.ACCEPT_INTAKE, "intake.decide": Action.ACCEPT_INTAKE},
    places=(Place("intake.index", "Intake"),),
)
