"""*Send and receive*: start, progress in words, pause; afterwards what went, what came, what needs a person; lists.

Promise: "received" is said of receipts alone; nothing on this page can delete unsent work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.desk import Reader
from casework.web.record_places import url_if_there
from casework.web.set_aside import advice, why
from field_client.app import Laptop
from field_client.sync.photo_plan import CHOICES
from field_client.sync.photos import put_choice
from field_client.web.left_rows import left_rows
from field_client.web.photo_part import photo_part
from field_client.web.program import Program
from field_client.web.sending import Sending
from field_client.web.strip import centre_words, strip_lines, strip_state
from field_client.web.unsent import VISIT, waiting_records
from field_client.web.waiting import centre_name, strip_facts
from shared_schema.errors import HomewardError, Sentences

REFRESH_SECONDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideRow:
    """One thing set aside: its page, its dossier and kind, why and what to do in words, how many later changes wait
    with it."""

    url: str
    home: str
    kind: str
    why: Sentences
    advice: str
    held: int


class SyncPages:
    """Pages over the running or last exchange."""

    def __init__(self, program: Program, *, reader: Callable[[], Reader]) -> None:
        self._program, self._reader = program, reader

    def show(self) -> BaseResponse:
        """The page."""
        return self._page("sync/page.html")

    def start(self) -> BaseResponse:
        """Begins, or leaves the one that runs."""
        self._sending().start()
        return redirect(url_for("sync.running"), 303)

    def pause(self) -> BaseResponse:
        """Stops at the next page of the exchange."""
        self._sending().pause()
        return redirect(url_for("sync.show"), 303)

    def choose_photos(self) -> BaseResponse:
        """Keeps which photos move with every sending; another word changes nothing."""
        laptop, chosen = self._program.held(), request.form.get("photos", "")
        if chosen in CHOICES:
            put_choice(laptop.store, chosen)
        return redirect(url_for("sync.show"), 303)

    def running(self) -> BaseResponse:
        """How far it is: a fragment for htmx, else a page that looks again by itself every 3 s."""
        if "HX-Request" in request.headers:
            return self._page("sync/_progress.html")
        if not self._sending().is_running:
            return redirect(url_for("sync.show"), 303)
        return self._page("sync/running.html")

    def _page(self, template: str) -> Response:
        program, language = self._program, self._reader().language
        laptop, sending = program.held(), self._sending()
        facts = strip_facts(program, laptop)
        report = sending.report
        centre = centre_words(centre_name(laptop), language)
        return make_response(
            render_template(
                template,
                sending=sending,
                state=strip_state(facts),
                lines=strip_lines(facts, language),
                said=() if report is None else report.sentences(language, centre=centre, kinds=laptop.store.kinds),
                problem=None if sending.error is None else sending.error.sentences(language),
                is_paused=sending.error is not None and sending.error.code == "sync.paused",
                alerts=[HomewardError(code).sentences(language) for code in (report.alerts if report else ())],
                noticed=[HomewardError(code).sentences(language) for code in program.notes],
                waiting=_visits_first(waiting_records(laptop)),
                at_office=facts.at_office,
                aside=self._set_aside(laptop, language),
                two_versions=len(laptop.book.conflicts()),
                left=left_rows(laptop, language),
                contacts=sending.contacts(),
                photos=photo_part(laptop),
                next_try=program.next_try(),
                centre=centre,
                refresh_seconds=REFRESH_SECONDS,
            )
        )

    def _set_aside(self, laptop: Laptop, language: str) -> list[SetAsideRow]:
        return [
            SetAsideRow(
                url=url_if_there("set_aside.show", device=one.dot[0], n=one.dot[1]),
                home=one.home,
                kind=one.kind,
                why=why(one.code, language),
                advice=advice(one.code, language),
                held=len(one.held),
            )
            for one in laptop.book.set_aside()
        ]

    def _sending(self) -> Sending:
        self._program.held()
        if self._program.sending is None:
            raise HomewardError("shell.locked")
        return self._program.sending


def _visits_first(waiting: Mapping[str, int]) -> list[tuple[str, int]]:
    """Visits, then what there is most of."""
    return sorted(waiting.items(), key=lambda one: (one[0] != VISIT, -one[1], one[0]))


def blueprint(program: Program, *, reader: Callable[[], Reader]) -> Blueprint:
    """`/sync`, `/sync/start`, `/sync/pause`, `/sync/running`, `/sync/photos`."""
    steps = SyncPages(program, reader=reader)
    pages = Blueprint("sync", __name__)
    pages.add_url_rule("/sync", "show", steps.show)
    pages.add_url_rule("/sync/start", "start", steps.start, methods=["POST"])
    pages.add_url_rule("/sync/pause", "pause", steps.pause, methods=["POST"])
    pages.add_url_rule("/sync/running", "running", steps.running)
    pages.add_url_rule("/sync/photos", "choose_photos", steps.choose_photos, methods=["POST"])
    return pages
