"""Workload: what each worker of an office carries. A worker who was never heard of is told as such, never as zero."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, url_for

from sync_server.console.case_rows import contact_words, office_words, worker_words
from sync_server.console.room import Console, Place, Room
from sync_server.services.access import Action
from sync_server.services.workload import OfficeLoad, WorkerLoad, workload
from sync_server.store.standings import Load


@dataclass(frozen=True, slots=True)
class Row:
    """A worker: each number with the list behind it."""

    name: str
    numbers: tuple[tuple[int, str], ...]
    contact: str
    assign_url: str


@dataclass(frozen=True, slots=True)
class Office:
    """An office with its workers, and what lies with nobody active."""

    name: str
    rows: tuple[Row, ...]
    without: Load
    without_url: str


def blueprint(console: Console) -> Blueprint:
    """`/workload`."""
    pages = Blueprint("workload", __name__)

    @pages.get("/workload")
    def index() -> Response:
        found = workload(console.server, console.actor())
        offices = [_office(console, one) for one in found.offices]
        return make_response(render_template("workload/index.html", found=found, offices=offices))

    return pages


def _office(console: Console, one: OfficeLoad) -> Office:
    language = console.desk.reader().language
    rows = tuple(_row(console, line, one) for line in one.workers)
    url = url_for("assign.index", office=one.office.id)
    return Office(office_words(one.office, language), rows, one.without, url)


def _row(console: Console, line: WorkerLoad, office: OfficeLoad) -> Row:
    language, load, worker = console.desk.reader().language, line.load, line.worker.id

    def cases(state: str, risk: str | None = None) -> str:
        return url_for("follow_ups.cases", worker=worker, office=office.office.id, state=state, risk=risk)

    numbers = (
        (load.cases, cases("open")),
        (load.inquiries, url_for("assign.index", worker_of=worker, office=office.office.id)),
        (load.due, cases("due")),
        (load.overdue, cases("overdue")),
        (load.escalated, cases("escalated")),
        (load.high, cases("open", "high")),
        (load.medium, cases("open", "medium")),
        (load.alerts, cases("alerts")),
    )
    return Row(
        worker_words(line.worker, language),
        numbers,
        contact_words(line.worker, console.desk.today(), language),
        url_for("assign.index", worker_of=worker, office=office.office.id),
    )


ROOM = Room(blueprint, rights={"workload.index": Action.ASSIGN}, places=(Place("workload.index", "Workload"),))
