"""People: who they are, what they may see, and how they come in. Seen by those who lead; set by an administrator.

Whatever opens more cases waits for a coordinator. A starting passphrase is shown once, on the page that made it.
"""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.saying import message
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.records.directory import WORKER
from shared_schema.vocabularies.directory import WORKER_ROLE
from sync_server.console.office_names import office_names, office_options
from sync_server.console.paged import paged
from sync_server.console.people_words import person_name, role_words, scope_sentence, standing_tags
from sync_server.console.room import Console, Place, Room
from sync_server.console.typed_record import filled, read_typed, refusal, text_of
from sync_server.services import staff
from sync_server.services.access import Action, Target
from sync_server.services.accounts import AccountChange
from sync_server.services.staff import Staff
from sync_server.store.people import LEFT, RESTRICTED

NAMES = ("name_latin", "name_km", "work_phone")
REFUSED = 422


def blueprint(console: Console) -> Blueprint:
    """`/users`, `/users/new`, `/users/<id>` and what is done there."""
    pages = Blueprint("users", __name__)

    @pages.get("/users")
    def index() -> Response:
        return _index(console)

    @pages.route("/users/new", methods=["GET", "POST"])
    def new() -> BaseResponse:
        return _new(console)

    @pages.get("/users/<person>")
    def show(person: Id) -> Response:
        return _show(console, person)

    @pages.route("/users/<person>/change", methods=["GET", "POST"])
    def change(person: Id) -> BaseResponse:
        return _change(console, person)

    @pages.route("/users/<person>/names", methods=["GET", "POST"])
    def names(person: Id) -> BaseResponse:
        return _names(console, person)

    @pages.route("/users/<person>/countersign", methods=["GET", "POST"])
    def countersign(person: Id) -> BaseResponse:
        return _countersign(console, person)

    @pages.route("/users/<person>/credentials", methods=["GET", "POST"])
    def credentials(person: Id) -> BaseResponse:
        return _credentials(console, person)

    @pages.route("/users/<person>/confirm", methods=["GET", "POST"])
    def confirm(person: Id) -> Response:
        return _confirm(console, person)

    @pages.route("/users/<person>/left", methods=["GET", "POST"])
    def left(person: Id) -> BaseResponse:
        return _left(console, person)

    return pages


def _index(console: Console) -> Response:
    language, names = console.desk.reader().language, office_names(console)
    rows: list[dict[str, Any]] = []
    for one in staff.list_staff(console.server, console.actor()):
        rows.append({
            "one": one,
            "name": person_name(one, language),
            "role": role_words(one.account.role, language),
            "office": "" if one.office is None else names.get(one.office.id) or one.office.code,
            "sees": scope_sentence(one, names, language),
            "tags": standing_tags(one, language),
        })  # fmt: skip
    rows.sort(key=lambda row: (row["one"].account.status == LEFT, row["office"], row["name"]))
    waits = [row for row in rows if row["one"].waits_for_countersign]
    return make_response(
        render_template("users/index.html", found=paged(rows), waits=waits, may_add=console.may(Action.GIVE_ROLE))
    )


def _new(console: Console) -> BaseResponse:
    console.require_step_up()
    if request.method == "GET":
        return _form(console, "users/new.html", typed={})
    try:
        values = filled(read_typed(console, WORKER, NAMES))
        account, shown = staff.add_staff(
            console.server, console.actor(), text_of("login").lower(), change=_wanted(), named=values
        )
    except HomewardError as error:
        return _form(console, "users/new.html", typed=request.form, error=error)
    found = staff.find_staff(console.server, console.actor(), account.id)
    if shown is None:
        return redirect(url_for("users.show", person=account.id, done="added"), 303)
    return _starting(console, found, shown.starting, is_new=True)


def _show(console: Console, person: Id) -> Response:
    found, language, names = _found(console, person), console.desk.reader().language, office_names(console)
    offices = Target(offices=frozenset(one for one in (found.account.office, *found.account.granted) if one))
    is_self = person == console.actor().person.worker
    may = {
        "change": console.may(Action.GIVE_ROLE) and not is_self,
        "names": console.may(Action.EDIT_WORKER_NAME, offices),
        "countersign": found.waits_for_countersign and console.may(Action.COUNTERSIGN) and not is_self,
        "reset": console.may(Action.RESET_CREDENTIALS) and not is_self and found.account.is_active,
        "confirm": found.reset_asked_at is not None and console.may(Action.COUNTERSIGN_RESET, offices) and not is_self,
        "slip": console.may(Action.DEVICE_CODES, offices) and found.account.office and found.account.is_active,
    }
    return make_response(
        render_template(
            "users/show.html",
            one=found,
            name=person_name(found, language),
            role=role_words(found.account.role, language),
            sees=scope_sentence(found, names, language),
            office="" if found.office is None else names.get(found.office.id) or found.office.code,
            tags=standing_tags(found, language),
            may=may,
            done=request.args.get("done", ""),
        )
    )


def _change(console: Console, person: Id) -> BaseResponse:
    console.require(Action.GIVE_ROLE)
    console.require_step_up()
    found = _found(console, person)
    if request.method == "GET":
        account = found.account
        typed = {
            "role": account.role,
            "office": found.office.code if found.office else "",
            "restricted": account.clearance == RESTRICTED,
            "granted": [one.code for one in found.granted],
        }
        return _form(console, "users/change.html", typed=typed, one=found)
    try:
        status = "active" if found.account.status == LEFT else None
        after = staff.change_staff(console.server, console.actor(), person, change=_wanted(status=status), named={})
    except HomewardError as error:
        return _form(console, "users/change.html", typed=request.form, one=found, error=error)
    done = "waits" if after.status == "unverified" else "changed"
    return redirect(url_for("users.show", person=person, done=done), 303)


def _names(console: Console, person: Id) -> BaseResponse:
    found = _found(console, person)
    offices = frozenset(one for one in (found.account.office, *found.account.granted) if one)
    console.require(Action.EDIT_WORKER_NAME, Target(offices=offices))
    values = {} if found.shown is None else dict(found.shown.values)
    if request.method == "GET":
        return _form(console, "users/names.html", typed=values, one=found)
    try:
        staff.change_names(console.server, console.actor(), person, named=filled(read_typed(console, WORKER, NAMES)))
    except HomewardError as error:
        return _form(console, "users/names.html", typed=request.form, one=found, error=error)
    return redirect(url_for("users.show", person=person, done="changed"), 303)


def _countersign(console: Console, person: Id) -> BaseResponse:
    found = _found(console, person)
    console.require_step_up()
    if request.method == "GET":
        language = console.desk.reader().language
        after = Staff(
            account=staff.as_countersigned(found.account),
            shown=found.shown,
            office=found.office,
            granted=found.granted,
            console=found.console,
            reset_asked_at=None,
        )
        return _form(
            console,
            "users/countersign.html",
            typed={},
            one=found,
            role=role_words(found.account.role, language),
            sees=scope_sentence(after, office_names(console), language),
            stand=staff.stand_of(found.account),
        )
    stand = request.form.get("stand", "")
    _account, shown = staff.countersign_access(console.server, console.actor(), person, stand=stand)
    if shown is not None:
        return _starting(console, _found(console, person), shown.starting, is_new=True)
    return redirect(url_for("users.show", person=person, done="countersigned"), 303)


def _credentials(console: Console, person: Id) -> BaseResponse:
    found = _found(console, person)
    console.require_step_up()
    if request.method == "GET":
        needs_two = staff.needs_two(console.server, found)
        return _form(console, "users/credentials.html", typed={}, one=found, needs_two=needs_two)
    shown = staff.ask_credentials(console.server, console.actor(), person)
    if shown is None:
        return redirect(url_for("users.show", person=person, done="asked"), 303)
    return _starting(console, found, shown.starting)


def _confirm(console: Console, person: Id) -> Response:
    found = _found(console, person)
    console.require_step_up()
    if request.method == "GET":
        return _form(console, "users/confirm.html", typed={}, one=found)
    try:
        shown = staff.countersign_credentials(console.server, console.actor(), person)
    except HomewardError as error:
        if error.code == "record.not_found":
            raise
        return _form(console, "users/confirm.html", typed={}, one=found, error=error)
    return _starting(console, found, shown.starting)


def _left(console: Console, person: Id) -> BaseResponse:
    console.require(Action.GIVE_ROLE)
    console.require_step_up()
    found = _found(console, person)
    if request.method == "GET":
        return _form(console, "users/left.html", typed={}, one=found)
    try:
        staff.change_staff(console.server, console.actor(), person, change=AccountChange(status=LEFT), named={})
    except HomewardError as error:
        return _form(console, "users/left.html", typed={}, one=found, error=error)
    return redirect(url_for("users.show", person=person, done="left"), 303)


def _wanted(*, status: str | None = None) -> AccountChange:
    role = request.form.get("role", "")
    return AccountChange(
        role=role,
        office=text_of("office") or None,
        status=status,
        is_restricted="restricted" in request.form,
        granted=tuple(request.form.getlist("granted")) if role == "coordinator" else None,
    )


def _form(
    console: Console, template: str, *, typed: Any, error: HomewardError | None = None, **facts: object
) -> Response:
    language = console.desk.reader().language
    offices = office_options(console)
    one = facts.get("one")
    page = render_template(
        template,
        typed=typed,
        granted=typed.getlist("granted") if hasattr(typed, "getlist") else typed.get("granted", []),
        **refusal(error, language),
        roles=[(code.code, role_words(code.code, language)) for code in WORKER_ROLE],
        offices=[("", "–"), *offices],
        every_office=offices,
        name=person_name(one, language) if isinstance(one, Staff) else "",
        **facts,
    )
    return make_response(page, 200 if error is None else REFUSED)


def _starting(console: Console, one: Staff, passphrase: str, *, is_new: bool = False) -> Response:
    """The page that shows a starting passphrase, this one time."""
    name = person_name(one, console.desk.reader().language)
    page = render_template("users/starting.html", one=one, name=name, passphrase=passphrase, is_new=is_new)
    return make_response(page)


def _found(console: Console, person: Id) -> Staff:
    return staff.find_staff(console.server, console.actor(), person)


ROOM = Room(
    blueprint,
    rights={
        "users.index": Action.SEE_PEOPLE,
        "users.new": Action.GIVE_ROLE,
        "users.show": Action.SEE_PEOPLE,
        "users.change": Action.GIVE_ROLE,
        "users.names": Action.EDIT_WORKER_NAME,
        "users.countersign": Action.COUNTERSIGN,
        "users.credentials": Action.RESET_CREDENTIALS,
        "users.confirm": Action.COUNTERSIGN_RESET,
        "users.left": Action.GIVE_ROLE,
    },
    places=(Place("users.index", message("People")),),
)
