"""Laptops: the list, one laptop's page, and renewing the certificate of one that was silent too long."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.pieces import Tag
from casework.web.saying import message
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.console.laptop_words import DAY_MS, SILENT_DAYS, contact_words, laptop_tags, page_facts, worker_words
from sync_server.console.office_names import office_names
from sync_server.console.paged import paged
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room, may_ever
from sync_server.services import laptops, slips
from sync_server.services.access import Action, Target
from sync_server.services.laptops import Laptop
from sync_server.services.people_names import name_in

STATES = ("", "silent", "lost")


def blueprint(console: Console) -> Blueprint:
    """`/devices`, `/devices/<id>`."""
    pages = Blueprint("devices", __name__)

    @pages.get("/devices")
    def index() -> Response:
        return _index(console)

    @pages.get("/devices/<device>")
    def show(device: Id) -> Response:
        return _show(console, device)

    @pages.post("/devices/<device>/renew")
    def renew(device: Id) -> BaseResponse:
        console.require_step_up(back=url_for("devices.show", device=device))
        try:
            laptops.renew_certificate(console.server, console.actor(), device)
        except HomewardError as error:
            if error.code != "device.revoked":
                raise
            return _show(console, device, error=error)
        return redirect(url_for("devices.show", device=device, done="renewed"), 303)

    return pages


def _index(console: Console) -> Response:
    language, now, names = console.desk.reader().language, console.server.clock(), office_names(console)
    state = request.args.get("state", "")
    found = laptops.list_laptops(console.server, console.actor())
    rows = [
        {
            "one": one,
            "worker": worker_words(one, language),
            "office": "" if one.office is None else names.get(one.office.id) or one.office.code,
            "contact": contact_words(one, language),
            "tags": laptop_tags(one, now_ms=now, language=language),
        }
        for one in found
        if _fits(one, state, now)
    ]
    open_slips = [
        {
            "slip": one,
            "tags": (Tag(say(language, "Waits for a second person to release it"), "waiting"),),
            "worker": name_in(one.shown, language) or (one.account.login if one.account else ""),
        }
        for one in slips.list_slips(console.server, console.actor())
    ]
    page = render_template(
        "devices/index.html",
        found=paged(rows),
        total=len(found),
        slips=open_slips,
        state=state if state in STATES else "",
        may_make=may_ever(console.actor(), Action.DEVICE_CODES),
    )
    return make_response(page)


def _show(console: Console, device: Id, *, error: HomewardError | None = None) -> Response:
    language, now = console.desk.reader().language, console.server.clock()
    page = laptops.find_laptop(console.server, console.actor(), device)
    one = page.laptop
    where = Target(offices=frozenset({one.device.office} if one.device.office else ()))
    told = render_template(
        "devices/show.html",
        one=one,
        page=page,
        facts_of=page_facts(page, office_names(console), language),
        tags=laptop_tags(one, now_ms=now, language=language),
        contents=laptops.contents_of(console.server, console.actor(), device) if _may_list(console) else None,
        may_codes=console.may(Action.DEVICE_CODES, where),
        may_lease=console.may(Action.LEASE_CODE, where),
        may_see_person=console.may(Action.SEE_PEOPLE, where),
        done=request.args.get("done", ""),
        problem=None if error is None else error.sentences(language),
    )
    return make_response(told, 200 if error is None else 409)


def _may_list(console: Console) -> bool:
    """Cases are listed on a page of their own asking: opening the list is recorded."""
    return request.args.get("list") == "cases" and may_ever(console.actor(), Action.SEE)


def _fits(one: Laptop, state: str, now_ms: int) -> bool:
    if state == "lost":
        return one.is_lost
    heard = one.device.last_contact_at or one.device.issued_at
    if state == "silent":
        return not one.is_lost and now_ms - heard > SILENT_DAYS * DAY_MS
    return True


ROOM = Room(
    blueprint,
    rights={
        "devices.index": Action.SEE_DEVICES,
        "devices.show": Action.SEE_DEVICES,
        "devices.renew": Action.DEVICE_CODES,
    },
    places=(Place("devices.index", message("Laptops")),),
)
