"""Erasure: who asks says why, somebody else agrees, a day later it is done; the certificate is printed.

Promise: before each press it says what goes and where copies may still be. A legal hold names who set it.
"""

from collections.abc import Iterable

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.retention import Hold, hold_of
from casework.web.ago import day_and_ago
from casework.web.dates import day_of
from casework.web.record_places import url_if_there
from casework.web.saying import message
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room, may_ever
from sync_server.services import erasing, erasure_run
from sync_server.services.access import Action
from sync_server.services.erasing import RETENTION, WISH, Asked
from sync_server.services.erasure_certificate import certificate_of
from sync_server.services.people_names import directory_of, name_in
from sync_server.store.erasures import APPROVED, ASKED, DONE, RUNNING, STOPPED

REFUSED = 422
GROUNDS = {WISH: message("The person wishes it"), RETENTION: message("The time of keeping has ended")}
STATES = {
    ASKED: message("Waits for a second person"),
    APPROVED: message("Agreed"),
    RUNNING: message("Being erased"),
    DONE: message("Erased"),
    STOPPED: message("Stopped"),
}


def blueprint(console: Console) -> Blueprint:
    """`/erasure` and what follows it."""
    pages = Blueprint("erasure", __name__)

    @pages.get("/erasure")
    def index() -> Response:
        return _index(console)

    @pages.post("/erasure/find")
    def find() -> BaseResponse:
        return _find(console)

    @pages.route("/erasure/ask/<home>", methods=["GET", "POST"])
    def ask(home: Id) -> BaseResponse:
        return _ask(console, home)

    @pages.get("/erasure/<erasure>")
    def show(erasure: Id) -> Response:
        return _show(console, erasure)

    @pages.route("/erasure/<erasure>/agree", methods=["GET", "POST"])
    def agree(erasure: Id) -> BaseResponse:
        return _agree(console, erasure)

    @pages.post("/erasure/<erasure>/stop")
    def stop(erasure: Id) -> BaseResponse:
        erasing.stop_erasure(console.server, console.actor(), erasure)
        return redirect(url_for("erasure.show", erasure=erasure), 303)

    @pages.post("/erasure/<erasure>/late")
    def late(erasure: Id) -> BaseResponse:
        console.require_step_up(back=url_for("erasure.show", erasure=erasure))
        erasure_run.destroy_late(console.server, console.actor(), erasure)
        return redirect(url_for("erasure.show", erasure=erasure), 303)

    @pages.get("/erasure/<erasure>/certificate")
    def certificate(erasure: Id) -> Response:
        return _certificate(console, erasure)

    return pages


def _index(console: Console, *, problem: str = "", number: str = "") -> Response:
    language = console.desk.reader().language
    rows = [(one, _state(one, language)) for one in erasing.erasures_of(console.server, console.actor())]
    page = render_template(
        "erasure/index.html",
        waiting=[row for row in rows if row[0].row.state not in (DONE, STOPPED)],
        ended=[row for row in rows if row[0].row.state in (DONE, STOPPED)],
        may_ask=may_ever(console.actor(), Action.ASK_ERASURE),
        may_see_retention=may_ever(console.actor(), Action.SEE_RETENTION),
        problem=problem,
        number=number,
    )
    return make_response(page, REFUSED if problem else 200)


def _find(console: Console) -> BaseResponse:
    number = request.form.get("number", "")[:120]
    try:
        home = erasing.find_home(console.server, console.actor(), number)
    except HomewardError as error:
        return _index(console, problem=_sentence(console, error), number=number)
    return redirect(url_for("erasure.ask", home=home), 303)


def _ask(console: Console, home: Id) -> BaseResponse:
    console.require_step_up()
    dossier, head = erasing.look_at(console.server, console.actor(), home)
    problem = ""
    if request.method == "POST":
        try:
            erasure = erasing.ask_erasure(console.server, console.actor(), home, ground=request.form.get("ground", ""))
            return redirect(url_for("erasure.show", erasure=erasure), 303)
        except HomewardError as error:
            problem = _sentence(console, error)
    language = console.desk.reader().language
    page = render_template(
        "erasure/ask.html",
        home=home,
        head=head,
        number=dossier.number or "",
        case_url=_case_url(head),
        hold=_hold_words(console, hold_of(head)),
        grounds=[(code, say(language, words)) for code, words in GROUNDS.items()],
        chosen=request.form.get("ground") or request.args.get("ground", ""),
        laptops=_laptops(console, home),
        problem=problem,
    )
    return make_response(page, REFUSED if problem else 200)


def _show(console: Console, erasure: Id) -> Response:
    one = erasing.erasure_of(console.server, console.actor(), erasure)
    return make_response(render_template("erasure/show.html", **_told(console, one)))


def _agree(console: Console, erasure: Id) -> BaseResponse:
    console.require_step_up()
    one = erasing.erasure_of(console.server, console.actor(), erasure)
    problem = ""
    if request.method == "POST":
        try:
            erasing.approve_erasure(console.server, console.actor(), erasure)
            return redirect(url_for("erasure.show", erasure=erasure), 303)
        except HomewardError as error:
            if not error.code.startswith("erasure."):
                raise
            problem = _sentence(console, error)
    page = render_template("erasure/agree.html", problem=problem, **_told(console, one))
    return make_response(page, REFUSED if problem else 200)


def _certificate(console: Console, erasure: Id) -> Response:
    found = certificate_of(console.server, console.actor(), erasure)
    names = _names(console, [found.asked_by, found.approved_by])
    page = render_template(
        "erasure/certificate.html",
        erasure=erasure,
        one=found,
        asked_by=names[found.asked_by],
        approved_by=names[found.approved_by],
        erased_on=day_of(found.erased_at),
        copies_until=day_of(found.copies_until),
        signed=found.signed.decode(),
    )
    return make_response(page)


def _told(console: Console, one: Asked) -> dict[str, object]:
    row, language = one.row, console.desk.reader().language
    people = [row.asked_by, row.approved_by, row.stopped_by, *(late.author for late in one.late)]
    return {
        "one": one,
        "row": row,
        "state": _state(one, language),
        "ground": say(language, GROUNDS[row.ground]),
        "names": _names(console, [person for person in people if person is not None]),
        "case_url": _case_url(one.head) if one.head is not None else "",
        "hold": _hold_words(console, one.hold),
        "laptops": _laptops(console, row.home) if row.state in (ASKED, APPROVED) else [],
        "due": row.due_at,
    }


def _state(one: Asked, language: str) -> str:
    return say(language, STATES[one.row.state])


def _names(console: Console, people: Iterable[Id]) -> dict[Id, str]:
    language, wanted = console.desk.reader().language, set(people)
    with console.server.database.snapshot() as connection:
        found = directory_of(console.server, connection, wanted)
    return {person: name_in(found.get(person), language) or say(language, "Name not yet recorded") for person in wanted}


def _hold_words(console: Console, hold: Hold | None) -> str:
    if hold is None:
        return ""
    language = console.desk.reader().language
    when = day_and_ago(day_of(hold.at), console.desk.today(), language)
    return say(
        language,
        "A legal hold keeps this case. %(name)s set it: %(when)s.",
        name=_names(console, [hold.by])[hold.by],
        when=when,
    )


def _laptops(console: Console, home: Id) -> list[tuple[str, str]]:
    """Codes of the laptops on which it may lie, each with its last contact in words."""
    language, today = console.desk.reader().language, console.desk.today()
    return [
        (one.code, day_and_ago(day_of(one.last_contact_at), today, language) if one.last_contact_at else "–")
        for one in erasure_run.laptops_holding(console.server, home)
    ]


def _case_url(head: Shown) -> str:
    if head.kind == "case":
        return url_if_there("cases.show", case=head.record_id)
    return url_if_there("tracing.show", inquiry=head.record_id)


def _sentence(console: Console, error: HomewardError) -> str:
    said = error.sentences(console.desk.reader().language)
    return f"{said.happened} {said.next}"


ROOM = Room(
    blueprint,
    rights={
        "erasure.index": Action.SEE_ERASURES,
        "erasure.find": Action.ASK_ERASURE,
        "erasure.ask": Action.ASK_ERASURE,
        "erasure.show": Action.SEE_ERASURES,
        "erasure.agree": Action.APPROVE_ERASURE,
        "erasure.stop": Action.SEE_ERASURES,
        "erasure.late": Action.APPROVE_ERASURE,
        "erasure.certificate": Action.SEE_ERASURES,
    },
    places=(Place("erasure.index", message("Erasure")),),
)
