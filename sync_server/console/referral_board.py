"""Referrals across offices: the board by state with overdue answers, and the inbox of the office that receives them.

Promise of the inbox: the letter, what was shared, papers marked for it, nothing else of the case; taken back is gone.
"""

from datetime import date

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.forms.days import DayProblem, boxes_of, read_boxes
from casework.web.bilingual import Bilingual
from casework.web.form_around import Surroundings
from casework.web.pieces import Tag
from casework.web.record_places import url_if_there
from casework.web.referral_letter import letter_words
from casework.web.referral_view import letter_parts, parts_of
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.rules.gates_referral import is_answer_overdue
from shared_schema.scopes import DIRECTORY
from shared_schema.vocabularies.services import REFERRAL_STATE
from sync_server.console.case_rows import office_words
from sync_server.console.narrowing import page_of_address
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room
from sync_server.services.access import Action
from sync_server.services.received import (
    LONGEST,
    SETTLED_STATES,
    WAITING_STATES,
    Answer,
    Received,
    give_answer,
    open_letter,
    read_inbox,
)
from sync_server.services.referral_board import STATES, read_board
from sync_server.services.roster import read_offices

_TONES = {"draft": "quiet", "sent": "waiting", "accepted": "good", "declined": "waiting", "done": "good"}


def blueprint(console: Console) -> Blueprint:
    """`/referrals`, `/referrals/inbox`, `/referrals/inbox/<referral>`."""
    pages = Blueprint("board", __name__)

    @pages.get("/referrals")
    def index() -> Response:
        return _board(console)

    @pages.get("/referrals/inbox")
    def inbox() -> Response:
        return _inbox(console)

    @pages.route("/referrals/inbox/<referral>", methods=["GET", "POST"])
    def letter(referral: str) -> BaseResponse:
        return _answer(console, referral) if request.method == "POST" else _letter(console, referral)

    return pages


def _board(console: Console) -> Response:
    language, state = console.desk.reader().language, request.args.get("state", "sent")
    state = state if state in STATES else "sent"
    found = read_board(console.server, console.actor(), state=state, page=page_of_address())
    lines = [
        (one, url_if_there("referrals.show", case=one.shown.home, record=one.shown.record_id)) for one in found.lines
    ]
    page = render_template(
        "board/index.html",
        found=found,
        lines=lines,
        state=state,
        states=[(code, REFERRAL_STATE[code].label(language), found.counts[code]) for code in STATES],
    )
    return make_response(page)


def _inbox(console: Console) -> Response:
    server, actor = console.server, console.actor()
    waiting = read_inbox(server, actor, WAITING_STATES, page=page_of_address())
    settled = read_inbox(server, actor, SETTLED_STATES, page=page_of_address("earlier"))
    page = render_template(
        "board/inbox.html",
        waiting=[(one, _tags(console, one), _sender(console, one)) for one in waiting.lines],
        settled=[(one, _tags(console, one), _sender(console, one)) for one in settled.lines],
        found=waiting,
        earlier=settled,
    )
    return make_response(page)


def _letter(console: Console, referral: Id, *, problem: str = "") -> Response:
    desk, today = console.desk, console.desk.today()
    found = open_letter(console.server, console.actor(), referral)
    shown, dossier = found.received.shown, found.dossier
    two = Bilingual(Surroundings(desk, DIRECTORY))
    page = render_template(
        "board/letter.html",
        two=two,
        words=letter_words(two, is_revoked=False),
        received=found.received,
        referral=shown,
        case_code=found.received.number,
        sender=_sender(console, found.received),
        tags=_tags(console, found.received),
        parts=letter_parts(dossier, shown, two, today),
        left_out=[part.code for part in parts_of(dossier, shown, today) if not part.is_agreed],
        papers=found.papers,
        presses=found.received.presses,
        typed=request.form,
        longest=LONGEST,
        problem=problem,
        saved=request.args.get("saved", ""),
    )
    return make_response(page)


def _answer(console: Console, referral: Id) -> BaseResponse:
    form = request.form
    given = Answer(
        do=form.get("_do", ""),
        reason=form.get("reason", "").strip(),
        note=form.get("note", "").strip(),
        started_on=_day(form.get("started.day", ""), form.get("started.month", ""), form.get("started.year", "")),
    )
    try:
        give_answer(console.server, console.book(), referral, given)
    except HomewardError as error:
        if error.code not in (
            "referral.reason_needed",
            "referral.day_needed",
            "referral.answered",
            "referral.not_saved",
        ):
            raise
        said = error.sentences(console.desk.reader().language)
        page = _letter(console, referral, problem=f"{said.happened} {said.next}")
        page.status_code = 422
        return page
    return redirect(url_for("board.letter", referral=referral, saved=1), 303)


def _tags(console: Console, one: Received) -> tuple[Tag, ...]:
    language = console.desk.reader().language
    state = Tag(REFERRAL_STATE[one.state].label(language), _TONES.get(one.state, "quiet"))
    if is_answer_overdue(one.shown, console.desk.today()):
        return (state, Tag(say(language, "The answer is overdue"), "waiting"))
    return (state,)


def _sender(console: Console, one: Received) -> str:
    with console.server.database.snapshot() as connection:
        offices = read_offices(console.server, connection)
    return office_words(offices.get(one.sender or ""), console.desk.reader().language)


def _day(*texts: str) -> date | None:
    try:
        value = read_boxes(boxes_of(*texts), may_be_partial=False)
        return date.fromisoformat(value) if value else None
    except (DayProblem, ValueError):
        return None


ROOM = Room(
    blueprint,
    rights={
        "board.index": Action.REFER,
        "board.inbox": Action.ACCEPT_INTAKE,
        "board.letter": Action.ACCEPT_INTAKE,
    },
    places=(
        Place("board.index", "Referrals"),
        Place("board.inbox", "Referrals received"),
    ),
)
