"""Travel mode: which cases stay for the trip, what is still missing, and the one step that lets the others leave.

Promise: the list is shown before anything happens; names stand on pages only; while it travels the page offers one
thing, *Bring them back*.
"""

from collections.abc import Callable

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.desk import Reader
from field_client.safety import travel
from field_client.web.doors import SESSION
from field_client.web.launch_page import set_cookie
from field_client.web.program import Program
from field_client.web.strip import centre_words
from field_client.web.travel_choice import (
    MOST_NAMED,
    PER_PAGE,
    Dossier,
    dossiers_of,
    mark_of,
    page_of,
    put_choice,
    read_choice,
)
from field_client.web.waiting import centre_name
from shared_schema.errors import HomewardError

REFUSED = 422


class TravelPages:
    """`/safety/travel` over one program."""

    def __init__(self, program: Program, *, reader: Callable[[], Reader]) -> None:
        self._program, self._reader = program, reader

    def show(self) -> BaseResponse:
        """The list to choose from; on a trip, the way home."""
        store = self._program.held().store
        if travel.is_travelling(store):
            return self._render("safety/travelling.html", since=travel.travelling_since(store))
        return self._list(text="", page=1)

    def choose(self) -> BaseResponse:
        """Keeps what was ticked on this page and shows what was asked for: another page, or what a search finds."""
        self._keep_choice()
        return self._list(text=request.form.get("text", ""), page=_number(request.form.get("page")))

    def check(self) -> BaseResponse:
        """What would stay and leave, and what keeps it from happening."""
        self._keep_choice()
        return self._check_page(None, 200)

    def leave(self) -> BaseResponse:
        """After the passphrase: the others leave; the new recovery sheet is shown."""
        self._keep_choice()
        chosen = read_choice(self._program.held().store, self._dossiers())
        if request.form.get("choice", mark_of(chosen)) != mark_of(chosen):
            return self._check_page(None, REFUSED)  # another page chose otherwise meanwhile: it is shown again
        try:
            session = self._program.start_trip(chosen, request.form.get("passphrase", ""))
        except HomewardError as error:
            return self._check_page(error, REFUSED)
        put_choice(self._program.held().store, ())
        answer = redirect(url_for("sheet.show"), 303)
        set_cookie(answer, SESSION, session, prefix=self._program.prefix)
        return answer

    def home(self) -> BaseResponse:
        """The next contact brings everything back; it begins now."""
        laptop = self._program.held()
        travel.come_home(laptop.store)
        if self._program.sending is not None:
            self._program.sending.start()
        return redirect(url_for("sync.show"), 303)

    def _list(self, *, text: str, page: int) -> Response:
        laptop, dossiers = self._program.held(), self._dossiers()
        chosen = read_choice(laptop.store, dossiers)
        listed = page_of(dossiers, laptop.book, text=text, page=page)
        return self._render("safety/travel.html", listed=listed, chosen=chosen, is_long=len(dossiers) > PER_PAGE)

    def _check_page(self, error: HomewardError | None, status: int) -> Response:
        laptop, dossiers = self._program.held(), self._dossiers()
        chosen = read_choice(laptop.store, dossiers)
        stay = [one for one in dossiers if one.record in chosen]
        return self._render(
            "safety/travel_check.html",
            status,
            stay=stay[:MOST_NAMED],
            staying=len(stay),
            leaving=len(dossiers) - len(stay),
            choice=mark_of(chosen),
            missing=travel.what_is_missing(laptop.store, chosen),
            set_aside=len(laptop.book.set_aside()),
            problem=None if error is None else error.sentences(self._reader().language),
        )

    def _keep_choice(self) -> None:
        """`shown` = what stood on the page, `stays` = what was ticked there."""
        store, form = self._program.held().store, request.form
        before = read_choice(store, self._dossiers())
        chosen = (before - set(form.getlist("shown"))) | set(form.getlist("stays"))
        if chosen != before:
            put_choice(store, chosen & {one.record for one in self._dossiers()})

    def _dossiers(self) -> tuple[Dossier, ...]:
        return dossiers_of(self._program.held().book, today=self._program.around.tools.today())

    def _render(self, template: str, status: int = 200, **facts: object) -> Response:
        centre = centre_words(centre_name(self._program.held()), self._reader().language)
        return make_response(render_template(template, centre=centre, **facts), status)


def blueprint(program: Program, *, reader: Callable[[], Reader]) -> Blueprint:
    """`/safety/travel` and its steps."""
    steps = TravelPages(program, reader=reader)
    pages = Blueprint("travel", __name__)
    pages.add_url_rule("/safety/travel", "show", steps.show)
    pages.add_url_rule("/safety/travel/choose", "choose", steps.choose, methods=["POST"])
    pages.add_url_rule("/safety/travel/check", "check", steps.check, methods=["POST"])
    pages.add_url_rule("/safety/travel/leave", "leave", steps.leave, methods=["POST"])
    pages.add_url_rule("/safety/travel/home", "home", steps.home, methods=["POST"])
    return pages


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 1
