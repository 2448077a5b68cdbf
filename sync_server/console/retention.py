"""Retention: closed cases whose time of keeping has ended, for a person to look at. Nothing is erased by time alone."""

from flask import Blueprint, Response, make_response, render_template, request

from casework.web.record_places import url_if_there
from casework.web.saying import message
from shared_schema.identifiers import is_id
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room, may_ever
from sync_server.services.access import Action
from sync_server.services.people_names import directory_of, name_in
from sync_server.services.retention import Due, KeptUntil, due_for_review


def blueprint(console: Console) -> Blueprint:
    """`/retention`."""
    pages, known = Blueprint("retention", __name__), KeptUntil()

    @pages.get("/retention")
    def index() -> Response:
        after = request.args.get("after", "")
        found = due_for_review(console.server, console.actor(), known=known, after=after if is_id(after) else None)
        page = render_template(
            "retention/index.html",
            found=found,
            rows=[(one, _holder(console, one), _url(one)) for one in found.due],
            may_ask=may_ever(console.actor(), Action.ASK_ERASURE),
        )
        return make_response(page)

    return pages


def _url(one: Due) -> str:
    return url_if_there("cases.show", case=one.head.record_id)


def _holder(console: Console, one: Due) -> str:
    """Who set the legal hold; empty where there is none."""
    hold, language = one.keeping.hold, console.desk.reader().language
    if hold is None:
        return ""
    with console.server.database.snapshot() as connection:
        shown = directory_of(console.server, connection, [hold.by]).get(hold.by)
    return name_in(shown, language) or say(language, "Name not yet recorded")


ROOM = Room(
    blueprint,
    rights={"retention.index": Action.SEE_RETENTION},
    places=(Place("retention.index", message("Time of keeping")),),
)
