"""Enrolment slips: made for one laptop of one person, printed once with code and QR; afterwards only how it stands.
One that an administrator makes for somebody who opens cases waits for a second person, who releases it here.

The form posts to the number of the slip that it was drawn with: sent twice it makes one slip, and the code is shown to
whoever made it on the answer alone. It is kept nowhere.
"""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from shared_schema.errors import HomewardError
from shared_schema.fingerprint import office_words
from shared_schema.identifiers import is_id
from shared_schema.slip import Slip, printed_code, write_slip_line
from sync_server.console.office_names import office_names
from sync_server.console.people_words import person_name
from sync_server.console.qr import qr_svg
from sync_server.console.room import Console, Room
from sync_server.services import slips, staff
from sync_server.services.access import Action, Target
from sync_server.services.invitations import DEFAULT_HOURS, new_invitation_id, release_slip
from sync_server.services.people_names import name_in
from sync_server.services.staff import Staff

HOURS = (24, 48, 72, 168)
REFUSED = 422


def blueprint(console: Console) -> Blueprint:
    """`/devices/invite`, `/devices/invite/<number>`."""
    pages = Blueprint("slips", __name__)

    @pages.get("/devices/invite")
    def new() -> Response:
        console.require_step_up()
        return _form(console)

    @pages.get("/devices/invite/<number>")
    def show(number: str) -> Response:
        return _show(console, number)

    @pages.post("/devices/invite/<number>")
    def make(number: str) -> Response:
        return _make(console, number)

    @pages.post("/devices/invite/<number>/end")
    def end(number: str) -> BaseResponse:
        slips.take_slip_back(console.server, console.actor(), number)
        return redirect(url_for("slips.show", number=number, done="ended"), 303)

    @pages.post("/devices/invite/<number>/release")
    def release(number: str) -> BaseResponse:
        console.require_step_up(back=url_for("slips.show", number=number))
        try:
            release_slip(console.server, console.actor(), number)
        except HomewardError as error:
            if error.code == "record.not_found":
                raise
            return _show(console, number, error=error)
        return redirect(url_for("slips.show", number=number, done="released"), 303)

    return pages


def _form(console: Console, *, error: HomewardError | None = None) -> Response:
    language = console.desk.reader().language
    page = render_template(
        "devices/slip_form.html",
        people=sorted(((one.account.id, person_name(one, language)) for one in _own(console)), key=lambda one: one[1]),
        chosen=request.values.get("person", ""),
        hours=[(str(hours), hours) for hours in HOURS],
        number=new_invitation_id(console.server),
        problem=None if error is None else error.sentences(language),
    )
    return make_response(page, 200 if error is None else REFUSED)


def _make(console: Console, number: str) -> Response:
    person = request.form.get("person", "")
    console.require_step_up(back=url_for("slips.new", person=person if is_id(person) else None))
    hours = request.form.get("hours", type=int)
    try:
        slip = slips.make_slip(
            console.server,
            console.actor(),
            person,
            invitation=number[:8],
            hours=hours if hours in HOURS else DEFAULT_HOURS,
        )
    except HomewardError as error:
        if error.code == "record.not_found":
            raise
        if error.code == "invitation.shown":
            return _show(console, number, error=error)
        return _form(console, error=error)
    return _paper(console, slip)


def _paper(console: Console, slip: Slip) -> Response:
    language = console.desk.reader().language
    found = slips.find_slip(console.server, console.actor(), slip.invitation)
    page = render_template(
        "devices/slip.html",
        slip=slip,
        found=found,
        worker=name_in(found.shown, language) or slip.worker,
        code=printed_code(slip),
        qr=qr_svg(write_slip_line(slip)),
        words=office_words(slip.root),
        server=slip.servers,
    )
    return make_response(page)


def _show(console: Console, number: str, *, error: HomewardError | None = None) -> Response:
    language = console.desk.reader().language
    found = slips.find_slip(console.server, console.actor(), number)
    invitation = found.invitation
    is_open = (
        invitation.used_at is None and invitation.tries_left > 0 and invitation.expires_at >= console.server.clock()
    )
    where = Target(offices=frozenset({invitation.office}))
    page = render_template(
        "devices/slip_state.html",
        found=found,
        worker=name_in(found.shown, language) or (found.account.login if found.account else "–"),
        office="–" if found.office is None else office_names(console).get(found.office.id) or found.office.code,
        is_open=is_open,
        may_end=is_open and console.may(Action.DEVICE_CODES, where),
        may_release=is_open and slips.may_release(found, console.actor()),
        maker=name_in(found.maker, language),
        second=name_in(found.second, language),
        done=request.args.get("done", ""),
        problem=None if error is None else error.sentences(language),
    )
    return make_response(page, 200 if error is None else 409)


def _own(console: Console) -> list[Staff]:
    """People for whom she may make a slip: active, with an office that she leads."""
    return [
        one
        for one in staff.list_staff(console.server, console.actor())
        if one.account.is_active
        and one.account.office is not None
        and console.may(Action.DEVICE_CODES, Target(offices=frozenset({one.account.office})))
    ]


ROOM = Room(
    blueprint,
    rights={
        "slips.new": Action.DEVICE_CODES,
        "slips.show": Action.SEE_DEVICES,
        "slips.make": Action.DEVICE_CODES,
        "slips.end": Action.DEVICE_CODES,
        "slips.release": Action.COUNTERSIGN_RESET,
    },
)
