"""Workload: what each worker of an office carries. A worker who was never heard of is told as such, never as zero.

Whoever leads many offices sees one line for each of them first, and one office with its workers when she chooses it.
"""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, url_for

from sync_server.console.case_rows import contact_words, office_words, worker_words
from sync_server.console.narrowing import id_of
from sync_server.console.room import Console, Place, Room
from sync_server.services.access import Action
from sync_server.services.workload import OfficeLoad, WorkerLoad, load_of_office, workload
from sync_server.store.standing_counts import Load

OFFICES_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A worker: each number with the list behind it."""

    name: str
    numbers: tuple[tuple[int, str], ...]
    contact: str
    assign_url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One office of many: how many active workers, and what all of it carries."""

    name: str
    url: str
    workers: int
    numbers: tuple[int, ...]


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
        found, chosen = workload(console.server, console.actor()), id_of("office")
        is_short = len(found.offices) > OFFICES_AT_ONCE and not any(one.office.id == chosen for one in found.offices)
        told = [one for one in found.offices if not is_short and chosen in (None, one.office.id)]
        page = render_template(
            "workload/index.html",
            found=found,
            offices=[_office(console, one) for one in told],
            lines=[_line(console, one) for one in found.offices] if is_short else [],
            all_url=url_for("workload.index") if len(found.offices) > len(told) and not is_short else "",
        )
        return make_response(page)

    return pages


def _office(console: Console, one: OfficeLoad) -> Office:
    language = console.desk.reader().language
    rows = tuple(_row(console, line, one) for line in one.workers)
    url = url_for("assign.index", office=one.office.id)
    return Office(office_words(one.office, language), rows, one.without, url)


def _line(console: Console, one: OfficeLoad) -> Line:
    numbers = _numbers(load_of_office(one))
    name = office_words(one.office, console.desk.reader().language)
    return Line(name, url_for("workload.index", office=one.office.id), len(one.workers), numbers)


def _numbers(load: Load) -> tuple[int, ...]:
    return (
        load.cases, load.inquiries, load.due, load.overdue, load.escalated, load.high, load.medium, load.alerts,
    )  # fmt: skip


def _row(console: Console, line: WorkerLoad, office: OfficeLoad) -> Row:
    language, worker = console.desk.reader().language, line.worker.id
    assign_url = url_for("assign.index", worker_of=worker, office=office.office.id)
    hers = url_for("follow_ups.cases", worker=worker, office=office.office.id)
    lists = ("open", "", "due", "overdue", "escalated", "open&risk=high", "open&risk=medium", "alerts")
    urls = (f"{hers}&state={state}" if state else assign_url for state in lists)
    return Row(
        worker_words(line.worker, language),
        tuple(zip(_numbers(line.load), urls, strict=True)),
        contact_words(line.worker, console.desk.today(), language),
        assign_url,
    )


ROOM = Room(blueprint, rights={"workload.index": Action.ASSIGN}, places=(Place("workload.index", "Workload"),))
