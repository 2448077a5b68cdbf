"""*Carry by USB*: make a bundle for an office, read the answer or receipt that comes back, see what lacks a receipt.

Promise: every error says where the work still is; "received" follows from a receipt alone. The file goes to the browser
as a download under a neutral name; nothing of it is written by this program. Refused: names and paths of uploads.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.dates import day_of, day_words
from casework.web.desk import Reader
from field_client.app import Laptop
from field_client.carrying import courier_for, courier_of, photos_for, photos_of, server_name
from field_client.store.cursors import ServerRow
from field_client.sync.courier import Delivered
from field_client.sync.packing import Made
from field_client.sync.photo_courier import PhotosDelivered, PhotosMade
from field_client.sync.photo_plan import ALL, CHOICES, NONE, THUMBNAILS
from field_client.sync.photos import choice_of
from field_client.web.program import Program
from field_client.web.strip import centre_words
from field_client.web.unsent import waiting_records
from shared_schema.amounts import size_words
from shared_schema.errors import HomewardError
from shared_schema.wire.photo_file import peek_head
from shared_schema.wire.photo_head import PhotoHead

KILOBYTE = 1024
PAGE_BYTES = 8 * 1024 * 1024  # of photos in one file from a page: a page takes no larger file back
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
class PhotoOption:
    """A choice of photos to carry, and how much would ride under it."""

    value: str
    is_chosen: bool
    photos: int
    size: str


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
        self._photos: dict[str, PhotosMade] = {}

    def show(self) -> BaseResponse:
        """The page."""
        is_made = bool(request.args.get("made"))
        return self._page(is_made=is_made)

    def make(self) -> BaseResponse:
        """Makes what is to be carried; the page then offers to save it."""
        laptop = self._program.held()
        row = _server(laptop, request.form.get("server", ""))
        try:
            made = courier_for(laptop, row).make()
            photos = photos_for(laptop, row).make(_chosen(laptop), max_bytes=PAGE_BYTES)
        except HomewardError as error:
            if not _is_told_here(error):
                raise
            return self._page(problem=error)
        self._made = {one.bundle.id: one for one in made}
        self._photos = {one.head.id: one for one in photos}
        return redirect(url_for("courier.show", made=1) + "#made", 303)

    def file(self, bundle: str) -> BaseResponse:
        """The file of a bundle made just now."""
        self._program.held()
        made, photos = self._made.get(bundle), self._photos.get(bundle)
        if made is not None:
            return _file(made.name, made.data)
        if photos is None:
            raise HomewardError("shell.not_found")
        data = BytesIO()
        photos.write_into(data)
        return _file(photos.name, data.getvalue())

    def read(self) -> BaseResponse:
        """Reads an answer or a receipt, or the photos beside it."""
        laptop, upload = self._program.held(), request.files.get("file")
        data = upload.read() if upload is not None else b""
        try:
            head = peek_head(BytesIO(data), opener=laptop.keys.open_age_into)
            if head is not None:
                return self._read_photos(laptop, head, data)
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

    def _read_photos(self, laptop: Laptop, head: PhotoHead, data: bytes) -> BaseResponse:
        found = photos_of(laptop, head).read(BytesIO(data))
        laptop.store.chunks.sweep(now=laptop.tools.clock())
        server = _name(laptop, laptop.store.cursors.server(head.maker), self._reader().language)
        return self._page(photos_read=(server, found))

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
        is_made: bool = False,
        photos_read: tuple[str, PhotosDelivered] | None = None,
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
            made=_made_lines(self._made.values()) if is_made else [],
            made_photos=_photo_lines(self._photos.values()) if is_made else [],
            photo_options=_photo_options(laptop),
            photos_read=photos_read,
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


def _file(name: str, data: bytes) -> Response:
    answer = make_response(data)
    answer.headers["Content-Type"] = AGE
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _made_lines(made: Iterable[Made]) -> list[tuple[str, str, int, int]]:
    return [(one.bundle.id, one.name, one.bundle.records, len(one.data) // KILOBYTE) for one in made]


def _photo_lines(made: Iterable[PhotosMade]) -> list[tuple[str, str, int, str]]:
    return [(one.head.id, one.name, one.photos, size_words(one.bytes)) for one in made]


def _chosen(laptop: Laptop) -> str:
    """The choice of this making; the one that is kept where the form says nothing."""
    chosen = request.form.get("photos", "")
    return chosen if chosen in CHOICES else choice_of(laptop.store)


def _photo_options(laptop: Laptop) -> list[PhotoOption]:
    photos, kept = photos_for(laptop, laptop.centre()), choice_of(laptop.store)
    amounts = {value: photos.amount(value) for value in (THUMBNAILS, ALL, NONE)}
    return [PhotoOption(value, value == kept, one.photos, size_words(one.bytes)) for value, one in amounts.items()]


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
