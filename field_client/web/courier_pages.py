"""*Carry by USB*: make a bundle for an office, read the answer or receipt that comes back, see what lacks a receipt.

Promise: every error says where the work still is; "received" follows from a receipt alone. The file goes to the browser
as a download under a neutral name; nothing of it is written by this program. Refused: names and paths of uploads.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.dates import day_of, day_words
from casework.web.desk import Reader
from field_client.app import Laptop
from field_client.carrying import courier_for, courier_of, server_name
from field_client.store.cursors import ServerRow
from field_client.sync.courier import Delivered
from field_client.sync.packing import Made
from field_client.web.program import Program
from field_client.web.strip import centre_words
from field_client.web.unsent import waiting_records
from shared_schema.errors import HomewardError

KILOBYTE = 1024
AGE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Goal:
    """A server that a bundle may be for: its id, its name, and how many changes it has not confirmed."""

    server: str
    name: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Carried:
    """A bundle of before: when it was made, for whom, and when all of it was received (ms), None while it is not."""

    at: int
    name: str
    records: int
    received_at: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading a file did, in numbers and days of words."""

    server: str
    already: str
    sent: int
    arrived: int
    left: int
    has_more: bool
    parts: tuple[int, int] | None


class CourierPages:
    """Pages over the courier of each server. The last bundles made are held until the laptop locks, for saving."""

    def __init__(self, program: Program, *, reader: Callable[[], Reader]) -> None:
        self._program, self._reader = program, reader
        self._made: dict[str, Made] = {}

    def show(self) -> BaseResponse:
        """The page."""
        return self._page(made=tuple(self._made.values()) if request.args.get("made") else ())

    def make(self) -> BaseResponse:
        """Makes what is to be carried; the page then offers to save it."""
        laptop = self._program.held()
        row = _server(laptop, request.form.get("server", ""))
        try:
            made = courier_for(laptop, row).make()
        except HomewardError as error:
            if not _is_told_here(error):
                raise
            return self._page(problem=error)
        self._made = {one.bundle.id: one for one in made}
        return redirect(url_for("courier.show", made=1) + "#made", 303)

    def file(self, bundle: str) -> BaseResponse:
        """The file of a bundle made just now."""
        self._program.held()
        made = self._made.get(bundle)
        if made is None:
            raise HomewardError("shell.not_found")
        answer = make_response(made.data)
        answer.headers["Content-Type"] = AGE
        answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
        return answer

    def read(self) -> BaseResponse:
        """Reads an answer or a receipt."""
        laptop, upload = self._program.held(), request.files.get("file")
        data = upload.read() if upload is not None else b""
        try:
            courier = courier_of(laptop, data)
            delivered = courier.read(data, in_part=request.form.get("part") == "yes")
        except HomewardError as error:
            if not _is_told_here(error):
                raise
            return self._page(problem=error)
        delivered.tally.alerts += laptop.obey_orders()
        row = laptop.store.cursors.server(courier.engine.server)
        return self._page(
            outcome=self._outcome(laptop, row, delivered),
            alerts=[HomewardError(code) for code in delivered.tally.alerts],
        )

    def _outcome(self, laptop: Laptop, row: ServerRow, delivered: Delivered) -> Outcome:
        language, tally, checked = self._reader().language, delivered.tally, delivered.checked
        already = delivered.already_at
        return Outcome(
            server=_name(laptop, row, language),
            already="" if already is None else day_words(day_of(already), language),
            sent=sum(tally.sent.values()),
            arrived=sum(tally.arrived.values()),
            left=tally.left,
            has_more=delivered.has_more,
            parts=None if checked.is_whole or already is not None else (checked.sections, checked.of),
        )

    def _page(
        self,
        *,
        made: tuple[Made, ...] = (),
        outcome: Outcome | None = None,
        alerts: list[HomewardError] | None = None,
        problem: HomewardError | None = None,
    ) -> Response:
        laptop, language = self._program.held(), self._reader().language
        servers = laptop.store.cursors.servers()
        is_partly_whole = problem is not None and problem.code == "bundle.damaged" and problem.facts.get("sections")
        page = render_template(
            "courier/page.html",
            goals=[
                Goal(row.server, _name(laptop, row, language), laptop.store.outbox.waiting(row.server))
                for row in servers
            ],
            records=sum(waiting_records(laptop).values()),
            made=[(one.bundle.id, one.name, one.bundle.records, len(one.data) // KILOBYTE) for one in made],
            carried=_carried(laptop, servers, language),
            outcome=outcome,
            alerts=[one.sentences(language) for one in alerts or ()],
            problem=None if problem is None else problem.sentences(language),
            is_partly_whole=bool(is_partly_whole),
        )
        return make_response(page, 200 if problem is None else 422)


def blueprint(program: Program, *, reader: Callable[[], Reader]) -> Blueprint:
    """`/courier`, making, `/courier/file/<bundle>`, reading."""
    steps = CourierPages(program, reader=reader)
    pages = Blueprint("courier", __name__)
    pages.add_url_rule("/courier", "show", steps.show)
    pages.add_url_rule("/courier/make", "make", steps.make, methods=["POST"])
    pages.add_url_rule("/courier/file/<bundle>", "file", steps.file)
    pages.add_url_rule("/courier/read", "read", steps.read, methods=["POST"])
    return pages


def _server(laptop: Laptop, server: str) -> ServerRow:
    found = [row for row in laptop.store.cursors.servers() if row.server == server]
    return found[0] if found else laptop.centre()


def _carried(laptop: Laptop, servers: tuple[ServerRow, ...], language: str) -> list[Carried]:
    found = [
        Carried(bundle.at, _name(laptop, row, language), bundle.records, received_at)
        for row in servers
        for bundle, received_at in courier_for(laptop, row).carried()
        if bundle.changes
    ]
    return sorted(found, key=lambda one: -one.at)


def _name(laptop: Laptop, server: ServerRow, language: str) -> str:
    return centre_words(server_name(laptop, server), language)


def _is_told_here(error: HomewardError) -> bool:
    return error.code.startswith(("bundle.", "wire.", "sync.busy"))
