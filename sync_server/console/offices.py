"""Offices: code, names, province, type; added, changed, closed and opened again by an administrator."""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.answers import code_words
from casework.web.saying import message
from shared_schema.errors import HomewardError
from shared_schema.records.directory import OFFICE
from shared_schema.vocabularies.directory import OFFICE_TYPE
from shared_schema.vocabularies.province import PROVINCE
from sync_server.console.room import Console, Place, Room
from sync_server.console.typed_record import filled, read_typed, refusal, text_of
from sync_server.services import accounts, office_list
from sync_server.services.access import Action
from sync_server.services.office_list import OfficeLine
from sync_server.services.people_names import name_in

FIELDS = ("name_latin", "name_km", "province", "office_type")
REFUSED = 422


def blueprint(console: Console) -> Blueprint:
    """`/offices`, `/offices/new`, `/offices/<code>`."""
    pages = Blueprint("offices", __name__)

    @pages.get("/offices")
    def index() -> Response:
        return _index(console)

    @pages.route("/offices/new", methods=["GET", "POST"])
    def new() -> BaseResponse:
        console.require(Action.EDIT_OFFICES)
        if request.method == "GET":
            return _form(console, typed={})
        try:
            named = filled(read_typed(console, OFFICE, FIELDS))
            by = console.actor().person.worker
            accounts.add_office(console.server, text_of("code").upper(), named=named, by=by)
        except HomewardError as error:
            return _form(console, typed=request.form, error=error)
        return redirect(url_for("offices.index", done="added"), 303)

    @pages.route("/offices/<code>", methods=["GET", "POST"])
    def change(code: str) -> BaseResponse:
        console.require(Action.EDIT_OFFICES)
        line = office_list.find_office(console.server, code)
        if request.method == "GET":
            return _form(console, typed={} if line.shown is None else dict(line.shown.values), line=line)
        try:
            named = filled(read_typed(console, OFFICE, FIELDS))
            accounts.change_office(
                console.server,
                code,
                named=named,
                is_active="active" in request.form,
                by=console.actor().person.worker,
            )
        except HomewardError as error:
            return _form(console, typed=request.form, line=line, error=error)
        return redirect(url_for("offices.index", done="changed"), 303)

    return pages


def _index(console: Console) -> Response:
    language = console.desk.reader().language
    lines = office_list.list_offices(console.server)
    rows = [
        {
            "line": line,
            "name": name_in(line.shown, language),
            "province": _coded(line, "province", language),
            "type": _coded(line, "office_type", language),
        }
        for line in lines
    ]
    page = render_template(
        "offices/index.html",
        rows=rows,
        may_edit=console.may(Action.EDIT_OFFICES),
        done=request.args.get("done", ""),
    )
    return make_response(page)


def _form(
    console: Console, *, typed: Any, line: OfficeLine | None = None, error: HomewardError | None = None
) -> Response:
    language = console.desk.reader().language
    page = render_template(
        "offices/form.html",
        typed=typed,
        line=line,
        provinces=_options(PROVINCE, language),
        types=_options(OFFICE_TYPE, language),
        **refusal(error, language),
    )
    return make_response(page, 200 if error is None else REFUSED)


def _options(codes: Any, language: str) -> list[tuple[str, str]]:
    return [("", "–"), *((code.code, code.label(language)) for code in codes)]


def _coded(line: OfficeLine, field: str, language: str) -> str:
    vocabulary = {"province": PROVINCE.name, "office_type": OFFICE_TYPE.name}[field]
    return "" if line.shown is None else code_words(vocabulary, line.shown.values.get(field), language)


ROOM = Room(
    blueprint,
    rights={
        "offices.index": Action.SEE_PEOPLE,
        "offices.new": Action.EDIT_OFFICES,
        "offices.change": Action.EDIT_OFFICES,
    },
    places=(Place("offices.index", message("Offices")),),
)
