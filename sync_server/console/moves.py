"""Transfers between offices: those under way, one with what travels and what the old laptop said, whole caseloads.

Promise: the page says who is responsible until it is accepted, who keeps reading, and that work on its way is kept.
"""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.ago import day_and_ago
from casework.web.dates import day_of
from casework.web.record_names import kind_name
from casework.web.record_places import url_if_there
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.transfer import TRANSFER_REFUSAL
from sync_server.console.case_rows import worker_words
from sync_server.console.move_rows import people_of, rows_of, said, worker_choices
from sync_server.console.moves_new import ask, hand_over, send
from sync_server.console.narrowing import page_of_address
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room
from sync_server.services.access import Action, Target
from sync_server.services.move_facts import list_moves, old_laptops, read_move, what_travels
from sync_server.services.moves import (
    ACCEPT,
    OPEN_STATES,
    PRESSES,
    SEND,
    SETTLED_STATES,
    Move,
    Press,
    find_moves,
    take,
)


@dataclass(frozen=True, slots=True)
class Laptop:
    """What is known of a laptop of the sending worker, in words."""

    code: str
    contact: str
    unsent: int | None


def blueprint(console: Console) -> Blueprint:
    """`/transfers`, `/transfers/new`, `/transfers/pack`, `/transfers/<transfer>`."""
    pages = Blueprint("moves", __name__)

    @pages.route("/transfers", methods=["GET", "POST"])
    def index() -> BaseResponse:
        return _accept_several(console) if request.method == "POST" else _index(console)

    @pages.route("/transfers/new", methods=["GET", "POST"])
    def new() -> BaseResponse:
        return send(console) if request.method == "POST" else ask(console)

    @pages.route("/transfers/pack", methods=["GET", "POST"])
    def pack() -> BaseResponse:
        return hand_over(console)

    @pages.route("/transfers/<transfer>", methods=["GET", "POST"])
    def show(transfer: str) -> BaseResponse:
        return _press(console, transfer) if request.method == "POST" else _show(console, transfer)

    return pages


def _index(console: Console, *, problem: str = "", chosen: tuple[str, ...] = ()) -> Response:
    server, actor = console.server, console.actor()
    under_way = list_moves(server, actor, OPEN_STATES, page=page_of_address())
    settled = list_moves(server, actor, SETTLED_STATES, page=page_of_address("earlier"))
    roster, offices = people_of(console)
    page = render_template(
        "moves/index.html",
        rows=rows_of(console, under_way.moves, roster, offices),
        settled=rows_of(console, settled.moves, roster, offices),
        listed=under_way,
        earlier=settled,
        choices=worker_choices(console, roster, None),
        can_accept=any(ACCEPT in move.presses for move in under_way.moves),
        may_send=console.may(Action.ASK_MOVE, _anywhere(console)),
        accepted=_number("accepted"),
        sent=_number("sent"),
        problem=problem,
        chosen=chosen,
    )
    return make_response(page)


def _accept_several(console: Console) -> BaseResponse:
    chosen = tuple(one for one in request.form.getlist("transfer") if is_id(one))
    worker = request.form.get("worker", "")
    done = 0
    try:
        if not chosen:
            raise HomewardError("transfer.nothing_chosen")
        find_moves(console.server, console.actor(), chosen)
        for transfer in chosen:
            take(console.server, console.book(), transfer, Press(do=ACCEPT, worker=worker))
            done += 1
    except HomewardError as error:
        page = _index(console, problem=said(console, error), chosen=chosen[done:])
        page.status_code = 422
        return page
    return redirect(url_for("moves.index", accepted=done), 303)


def _show(console: Console, transfer: Id, *, problem: str = "") -> Response:
    desk, language, server = console.desk, console.desk.reader().language, console.server
    move = read_move(server, console.actor(), transfer)
    roster, offices = people_of(console, more=[str(answer(move.shown, "to_worker") or "")])
    laptops = [
        Laptop(
            one.code,
            say(language, "No contact yet")
            if one.last_contact_at is None
            else day_and_ago(day_of(one.last_contact_at), desk.today(), language),
            one.unsent,
        )
        for one in old_laptops(server, move)
    ]
    row = rows_of(console, [move], roster, offices)[0]
    page = render_template(
        "moves/show.html",
        row=row,
        move=move,
        shown=move.shown,
        case_code=move.number,
        case_url=url_if_there("cases.show", case=move.shown.home) if move.head is not None else "",
        edit_url=_edit_url(move),
        holder=worker_words(roster.workers.get(str(answer(move.head, "case_worker"))), language) if move.head else "",
        travels=[(kind_name(kind, language), number) for kind, number in what_travels(server, console.actor(), move)],
        laptops=laptops,
        choices=worker_choices(console, roster, move.to_office),
        refusals=[(one.code, one.label(language)) for one in TRANSFER_REFUSAL],
        problem=problem,
        saved=request.args.get("saved", ""),
    )
    return make_response(page)


def _press(console: Console, transfer: Id) -> BaseResponse:
    form = request.form
    press = Press(do=form.get("_do", ""), worker=form.get("worker", ""), why=form.get("why", ""))
    try:
        take(console.server, console.book(), transfer, press)
    except HomewardError as error:
        if not error.code.startswith("transfer."):
            raise
        page = _show(console, transfer, problem=said(console, error))
        page.status_code = 422
        return page
    known = press.do if press.do in PRESSES else ""
    return redirect(url_for("moves.show", transfer=transfer, saved=known), 303)


def _edit_url(move: Move) -> str:
    if move.head is None or SEND not in move.presses:
        return ""
    return url_if_there(
        "records.edit", base="cases", home=move.shown.home, kind="case_transfer", record=move.shown.record_id
    )


def _anywhere(console: Console) -> Target:
    return Target(offices=console.actor().offices)


def _number(name: str) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


ROOM = Room(
    blueprint,
    rights=dict.fromkeys(("moves.index", "moves.new", "moves.pack", "moves.show"), Action.ASK_MOVE),
    places=(Place("moves.index", "Transfers"),),
)
