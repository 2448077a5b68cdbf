"""Transfers between offices: those under way, one with what travels and what the old laptop said, whole caseloads.

Promise: the page says who is responsible until it is accepted, who keeps reading, and that work on its way is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.ago import day_and_ago
from casework.web.dates import day_of
from casework.web.pieces import Tag
from casework.web.record_names import kind_name
from casework.web.record_places import url_if_there
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.transfer import TRANSFER_REASON, TRANSFER_REFUSAL, TRANSFER_STATE
from sync_server.console.case_rows import case_rows, office_words, worker_words
from sync_server.console.narrowing import id_of, page_of_address, sought_of_address
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room
from sync_server.services.access import Action, Target
from sync_server.services.case_list import homes_of_list, list_dossiers
from sync_server.services.handover_pack import read_pack
from sync_server.services.move_facts import list_moves, old_laptops, read_move, what_travels
from sync_server.services.moves import (
    ACCEPT,
    MOST_AT_ONCE,
    OPEN_STATES,
    PRESSES,
    SEND,
    SETTLED_STATES,
    Move,
    Press,
    find_moves,
    send_cases,
    take,
)
from sync_server.services.roster import OfficeLine, Roster, read_offices, read_roster

_TONES = {"draft": "quiet", "sent": "waiting", "accepted": "good", "refused": "waiting", "revoked": "quiet"}
LONGEST_NOTE = 120


@dataclass(frozen=True, slots=True)
class Row:
    """A transfer in a list."""

    move: Move
    from_office: str
    to_office: str
    worker: str
    tag: Tag
    url: str


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
        return _send(console) if request.method == "POST" else _new(console)

    @pages.route("/transfers/pack", methods=["GET", "POST"])
    def pack() -> BaseResponse:
        return _pack(console)

    @pages.route("/transfers/<transfer>", methods=["GET", "POST"])
    def show(transfer: str) -> BaseResponse:
        return _press(console, transfer) if request.method == "POST" else _show(console, transfer)

    return pages


def _index(console: Console, *, problem: str = "", chosen: tuple[str, ...] = ()) -> Response:
    server, actor = console.server, console.actor()
    under_way = list_moves(server, actor, OPEN_STATES, page=page_of_address())
    settled = list_moves(server, actor, SETTLED_STATES)
    roster, offices = _people(console)
    page = render_template(
        "moves/index.html",
        rows=_rows(console, under_way.moves, roster, offices),
        settled=_rows(console, settled.moves, roster, offices),
        listed=under_way,
        choices=_worker_choices(console, roster, None),
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
        page = _index(console, problem=_said(console, error), chosen=chosen[done:])
        page.status_code = 422
        return page
    return redirect(url_for("moves.index", accepted=done), 303)


def _show(console: Console, transfer: Id, *, problem: str = "") -> Response:
    desk, language, server = console.desk, console.desk.reader().language, console.server
    move = read_move(server, console.actor(), transfer)
    roster, offices = _people(console, more=[str(answer(move.shown, "to_worker") or "")])
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
    row = _rows(console, [move], roster, offices)[0]
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
        choices=_worker_choices(console, roster, move.to_office),
        refusals=[(one.code, one.label(language)) for one in TRANSFER_REFUSAL],
        problem=problem,
        saved=request.args.get("saved", ""),
    )
    return make_response(page)


def _pack(console: Console) -> Response:
    """The office is chosen first: what is printed is printed once, and recorded."""
    language, office = console.desk.reader().language, request.form.get("office", "")
    if request.method == "POST" and is_id(office):
        found = read_pack(console.server, console.actor(), office)
        page = render_template(
            "moves/pack.html",
            found=found,
            office=office_words(found.roster.offices.get(office), language),
            rows=case_rows(console.desk, found.lines, found.roster),
            by=worker_words(found.roster.workers.get(console.actor().person.worker), language),
        )
        return make_response(page)
    roster, _offices = _people(console)
    offices = [(one.id, office_words(one, language)) for one in roster.offices.values()]
    return make_response(render_template("moves/choose_pack.html", offices=offices))


def _press(console: Console, transfer: Id) -> BaseResponse:
    form = request.form
    press = Press(do=form.get("_do", ""), worker=form.get("worker", ""), why=form.get("why", ""))
    try:
        take(console.server, console.book(), transfer, press)
    except HomewardError as error:
        if not error.code.startswith("transfer."):
            raise
        page = _show(console, transfer, problem=_said(console, error))
        page.status_code = 422
        return page
    known = press.do if press.do in PRESSES else ""
    return redirect(url_for("moves.show", transfer=transfer, saved=known), 303)


def _new(console: Console, *, problem: str = "") -> Response:
    desk, language, server = console.desk, console.desk.reader().language, console.server
    sought = replace(sought_of_address(desk.today()), office=id_of("office"), worker=id_of("worker"), state="open")
    listed = list_dossiers(server, console.actor(), sought, page=page_of_address(), by="begun")
    roster, offices = _people(console)
    page = render_template(
        "moves/new.html",
        rows=case_rows(desk, listed.lines, roster),
        listed=listed,
        sought=sought,
        offices=[(one.id, office_words(one, language)) for one in roster.offices.values()],
        workers=[
            (one.id, worker_words(one, language))
            for one in roster.workers.values()
            if sought.office in (None, one.row.office)
        ],
        to_offices=[(one.id, office_words(one, language)) for one in offices.values() if one.is_active],
        reasons=[(one.code, one.label(language)) for one in TRANSFER_REASON],
        most=MOST_AT_ONCE,
        typed=_typed(),
        chosen=request.form.getlist("case"),
        problem=problem,
    )
    return make_response(page)


def _send(console: Console) -> BaseResponse:
    form, typed = request.form, _typed()
    try:
        homes = [one for one in form.getlist("case") if is_id(one)]
        if form.get("which") == "all":
            sought = replace(
                sought_of_address(console.desk.today()), office=id_of("office"), worker=id_of("worker"), state="open"
            )
            homes = homes_of_list(console.server, console.actor(), sought, limit=MOST_AT_ONCE + 1)
        made = send_cases(
            console.server,
            console.book(),
            homes,
            to_office=typed["to_office"],
            reason=typed["reason"],
            note=typed["note"],
        )
    except HomewardError as error:
        if not error.code.startswith("transfer."):
            raise
        page = _new(console, problem=_said(console, error))
        page.status_code = 422
        return page
    return redirect(url_for("moves.index", sent=len(made)), 303)


def _typed() -> dict[str, str]:
    form = request.form
    to_office = form.get("to_office", "")
    note = form.get("note", "").strip()[:LONGEST_NOTE]
    return {"to_office": to_office if is_id(to_office) else "", "reason": form.get("reason", ""), "note": note}


def _people(console: Console, *, more: Sequence[Id] = ()) -> tuple[Roster, Mapping[Id, OfficeLine]]:
    with console.server.database.snapshot() as connection:
        roster = read_roster(console.server, connection, console.actor(), more=more)
        return roster, read_offices(console.server, connection)


def _rows(console: Console, moves: Sequence[Move], roster: Roster, offices: Mapping[Id, OfficeLine]) -> list[Row]:
    language = console.desk.reader().language
    rows = []
    for move in moves:
        named = answer(move.shown, "to_worker")
        worker = worker_words(roster.workers.get(str(named)), language) if named else ""
        rows.append(
            Row(
                move,
                office_words(offices.get(move.from_office), language),
                office_words(offices.get(move.to_office), language),
                worker,
                Tag(TRANSFER_STATE[move.state].label(language), _TONES[move.state]),
                url_for("moves.show", transfer=move.shown.record_id),
            )
        )
    return rows


def _worker_choices(console: Console, roster: Roster, office: Id | None) -> list[tuple[Id, str]]:
    language = console.desk.reader().language
    return [
        (one.id, f"{worker_words(one, language)} · {office_words(roster.offices.get(one.row.office or ''), language)}")
        for one in roster.active()
        if office in (None, one.row.office)
    ]


def _edit_url(move: Move) -> str:
    if move.head is None or SEND not in move.presses:
        return ""
    return url_if_there(
        "records.edit", base="cases", home=move.shown.home, kind="case_transfer", record=move.shown.record_id
    )


def _said(console: Console, error: HomewardError) -> str:
    said = error.sentences(console.desk.reader().language)
    return f"{said.happened} {said.next}"


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
