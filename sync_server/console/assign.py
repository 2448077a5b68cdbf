"""Assign: cases and inquiries without an active worker first; one or several are given to a worker of their office.

Promise: her present load stands beside the name, and who was given a case meanwhile is shown instead of overwritten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from sync_server.console.case_rows import case_rows, contact_words, office_words, worker_words
from sync_server.console.narrowing import id_of, narrowed_by, page_of_address, sought_of_address
from sync_server.console.room import Console, Place, Room
from sync_server.services.access import Action
from sync_server.services.assigning import Assigned, assign, stand_of_assignment, workers_of_offices
from sync_server.services.to_assign import TWICE, UNASSIGNED, to_assign
from sync_server.services.workload import WorkerLoad, Workload
from sync_server.store.standing_lists import Sought


@dataclass(frozen=True, slots=True)
class Choice:
    """A worker to choose: her name, office, load and last contact in words."""

    id: Id
    name: str
    office: str
    line: WorkerLoad
    contact: str


def blueprint(console: Console) -> Blueprint:
    """`/assign`."""
    pages = Blueprint("assign", __name__)

    @pages.get("/assign")
    def index() -> Response:
        return _page(console)

    @pages.post("/assign")
    def give() -> Response:
        return _give(console)

    return pages


def _give(console: Console) -> Response:
    chosen = {one: request.form.get(f"stand-{one}", "") for one in request.form.getlist("case") if is_id(one)}
    worker = request.form.get("worker", "")
    try:
        done = assign(console.server, console.book(), chosen, worker=worker)
    except HomewardError as error:
        if not error.code.startswith("assign."):
            raise
        said = error.sentences(console.desk.reader().language)
        page = _page(console, problem=f"{said.happened} {said.next}", chosen=chosen, worker=worker)
        page.status_code = 422
        return page
    if done.meanwhile:
        return _page(console, done=done)
    asked = request.form
    url = url_for(
        "assign.index",
        given=len(done.given),
        office=asked.get("office") or None,
        worker_of=asked.get("worker_of") or None,
        state=asked.get("state") or None,
    )
    return make_response(redirect(url, 303))


def _page(
    console: Console,
    *,
    problem: str = "",
    chosen: Mapping[Id, str] | None = None,
    worker: str = "",
    done: Assigned | None = None,
) -> Response:
    desk, language = console.desk, console.desk.reader().language
    sought = _sought(console)
    shown = to_assign(console.server, console.actor(), sought, page=page_of_address())
    listed, found = shown.listed, shown.workload
    rows = case_rows(desk, listed.lines, found.roster)
    meanwhile = set(done.meanwhile) if done is not None else set()
    page = render_template(
        "assign/index.html",
        rows=rows,
        stands={row.line.standing.home: stand_of_assignment(row.line.head) for row in rows},
        listed=listed,
        sought=sought,
        narrowed=narrowed_by(sought),
        offices=[(one.id, office_words(one, language)) for one in found.roster.offices.values()],
        of_worker=worker_words(found.roster.workers.get(sought.worker or ""), language) if sought.worker else "",
        choices=_choices(console, found, sought),
        problem=problem,
        chosen=chosen or {},
        worker=worker,
        meanwhile=[row for row in rows if row.line.standing.home in meanwhile],
        given=len(done.given) if done is not None else _number(request.args.get("given")),
    )
    return make_response(page)


def _sought(console: Console) -> Sought:
    of_worker = id_of("worker_of")
    sought = sought_of_address(console.desk.today(), state="open" if of_worker else UNASSIGNED, kind=None)
    state = request.values.get("state", sought.state)
    state = state if state in (UNASSIGNED, TWICE, "open") else sought.state
    return replace(sought, state=state, office=id_of("office"), worker=of_worker)


def _choices(console: Console, found: Workload, sought: Sought) -> list[Choice]:
    desk, language = console.desk, console.desk.reader().language
    return [
        Choice(
            line.worker.id,
            worker_words(line.worker, language),
            office_words(office.office, language),
            line,
            contact_words(line.worker, desk.today(), language),
        )
        for office, line in workers_of_offices(found, sought.office)
    ]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 5 else 0


ROOM = Room(
    blueprint,
    rights={"assign.index": Action.ASSIGN, "assign.give": Action.ASSIGN},
    places=(Place("assign.index", "Assign"),),
)
