"""The calendar of case conferences over all offices within reach, and minutes that await a signature."""

from datetime import date

from flask import Blueprint, Response, make_response, render_template, url_for

from casework.web.ago import day_and_ago
from shared_schema.rules.reading import answer
from sync_server.console.case_rows import office_words
from sync_server.console.room import Console, Place, Room
from sync_server.services.access import Action
from sync_server.services.calendar import Meeting, read_calendar
from sync_server.services.roster import read_offices


def blueprint(console: Console) -> Blueprint:
    """`/conferences/calendar`."""
    pages = Blueprint("calendar", __name__)

    @pages.get("/conferences/calendar")
    def index() -> Response:
        found = read_calendar(console.server, console.actor())
        with console.server.database.snapshot() as connection:
            offices = read_offices(console.server, connection)
        language, today = console.desk.reader().language, console.desk.today()

        def line(one: Meeting) -> tuple[Meeting, str, str, str]:
            held_on = str(answer(one.shown, "held_on") or "")
            when = (
                day_and_ago(date.fromisoformat(held_on), today, language) if len(held_on) == len("2026-11-21") else ""
            )
            url = url_for("conferences.show", conference=one.shown.record_id)
            return one, when, office_words(offices.get(one.office or ""), language), url

        page = render_template(
            "calendar/index.html",
            planned=[line(one) for one in found.planned],
            unsigned=[line(one) for one in found.unsigned],
            is_cut=found.is_cut,
        )
        return make_response(page)

    return pages


ROOM = Room(
    blueprint,
    rights={"calendar.index": Action.ASSIGN},
    places=(Place("calendar.index", "Conference calendar"),),
)
