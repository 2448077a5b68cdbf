"""Travel mode: which cases stay for the trip, what is still missing, and the one step that lets the others leave.

Promise: the list is shown before anything happens; names stand on pages only; while it travels the page offers one
thing, *Bring them back*.
"""

from collections.abc import Callable

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.desk import Reader
from field_client.safety import travel
from field_client.safety.cases import dossiers_here, number_of
from field_client.web.doors import SESSION
from field_client.web.launch_page import set_cookie
from field_client.web.program import Program
from field_client.web.strip import centre_words
from field_client.web.waiting import centre_name
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id

REFUSED = 422
INQUIRIES = ("tracing_inquiry",)


class TravelPages:
    """`/safety/travel` over one program."""

    def __init__(self, program: Program, *, reader: Callable[[], Reader]) -> None:
        self._program, self._reader = program, reader

    def show(self) -> BaseResponse:
        """The list to choose from; on a trip, the way home."""
        store = self._program.held().store
        if travel.is_travelling(store):
            return self._render("safety/travelling.html", since=travel.travelling_since(store))
        return self._render("safety/travel.html", chosen=frozenset[Id](), dossiers=self._dossiers())

    def check(self) -> BaseResponse:
        """What would stay and leave, and what keeps it from happening."""
        return self._check_page(None, 200)

    def leave(self) -> BaseResponse:
        """After the passphrase: the others leave; the new recovery sheet is shown."""
        try:
            session = self._program.start_trip(self._chosen(), request.form.get("passphrase", ""))
        except HomewardError as error:
            return self._check_page(error, REFUSED)
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

    def _check_page(self, error: HomewardError | None, status: int) -> Response:
        chosen, dossiers = self._chosen(), self._dossiers()
        missing = travel.what_is_missing(self._program.held().store, chosen)
        return self._render(
            "safety/travel_check.html",
            status,
            stay=[one for one in dossiers if one[0] in chosen],
            leaving=sum(one[0] not in chosen for one in dossiers),
            missing=missing,
            set_aside=len(self._program.held().book.set_aside()),
            problem=None if error is None else error.sentences(self._reader().language),
        )

    def _chosen(self) -> frozenset[Id]:
        posted = set(request.form.getlist("stays"))
        return frozenset(record for record, _number, _shown in self._dossiers() if record in posted)

    def _dossiers(self) -> list[tuple[Id, str, object]]:
        """Cases as lists know them, so that a long list costs little; inquiries as they are."""
        book, tools = self._program.held().book, self._program.around.tools
        outlines = book.outlines(tools.today())
        cases = [(one.home, str(one.values.get("case_number") or one.home), one) for one in outlines]
        inquiries = [(one.record_id, number_of(one), one) for one in dossiers_here(book, INQUIRIES)]
        return sorted((*cases, *inquiries), key=lambda one: one[1])

    def _render(self, template: str, status: int = 200, **facts: object) -> Response:
        centre = centre_words(centre_name(self._program.held()), self._reader().language)
        return make_response(render_template(template, centre=centre, **facts), status)


def blueprint(program: Program, *, reader: Callable[[], Reader]) -> Blueprint:
    """`/safety/travel` and its steps."""
    steps = TravelPages(program, reader=reader)
    pages = Blueprint("travel", __name__)
    pages.add_url_rule("/safety/travel", "show", steps.show)
    pages.add_url_rule("/safety/travel/check", "check", steps.check, methods=["POST"])
    pages.add_url_rule("/safety/travel/leave", "leave", steps.leave, methods=["POST"])
    pages.add_url_rule("/safety/travel/home", "home", steps.home, methods=["POST"])
    return pages
