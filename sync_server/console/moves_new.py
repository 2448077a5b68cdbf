"""Asking for transfers: the cases and where they go; and the paper with which a whole office hands over."""

from dataclasses import replace

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from shared_schema.errors import HomewardError
from shared_schema.identifiers import is_id
from shared_schema.vocabularies.transfer import TRANSFER_REASON
from sync_server.console.case_rows import case_rows, office_words, worker_words
from sync_server.console.move_rows import people_of, said
from sync_server.console.narrowing import id_of, page_of_address, sought_of_address
from sync_server.console.room import Console
from sync_server.services.case_list import homes_of_list, list_dossiers
from sync_server.services.handover_pack import read_pack
from sync_server.services.moves import MOST_AT_ONCE, send_cases

LONGEST_NOTE = 120


def ask(console: Console, *, problem: str = "") -> Response:
    """Which cases go where, and why: one, several, or all of a worker."""
    desk, language, server = console.desk, console.desk.reader().language, console.server
    sought = replace(sought_of_address(desk.today()), office=id_of("office"), worker=id_of("worker"), state="open")
    listed = list_dossiers(server, console.actor(), sought, page=page_of_address(), by="begun")
    roster, offices = people_of(console)
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


def send(console: Console) -> BaseResponse:
    """Asks for the transfers; a reason why not stands on the form again."""
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
        page = ask(console, problem=said(console, error))
        page.status_code = 422
        return page
    return redirect(url_for("moves.index", sent=len(made)), 303)


def hand_over(console: Console) -> Response:
    """The paper of an office that closes. It is chosen first: what is printed is printed once, and recorded."""
    language, office = console.desk.reader().language, request.form.get("office", "")
    is_sent = request.method == "POST"
    if is_sent and is_id(office):
        found = read_pack(console.server, console.actor(), office)
        page = render_template(
            "moves/pack.html",
            found=found,
            office=office_words(found.roster.offices.get(office), language),
            rows=case_rows(console.desk, found.lines, found.roster),
            by=worker_words(found.roster.workers.get(console.actor().person.worker), language),
        )
        return make_response(page)
    roster, _offices = people_of(console)
    offices = [(one.id, office_words(one, language)) for one in roster.offices.values()]
    problem = said(console, HomewardError("transfer.no_office")) if is_sent else ""
    page = render_template("moves/choose_pack.html", offices=offices, problem=problem)
    return make_response(page, 422 if is_sent else 200)


def _typed() -> dict[str, str]:
    form = request.form
    to_office = form.get("to_office", "")
    note = form.get("note", "").strip()[:LONGEST_NOTE]
    return {"to_office": to_office if is_id(to_office) else "", "reason": form.get("reason", ""), "note": note}
