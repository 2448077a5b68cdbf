"""Reports: figures with their definitions and the moment at which they were counted.

Whoever may list the cases behind a number sees real counts, marked internal; what leaves (`report_exports.py`) has
hidden cells.
"""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from casework.reports.edition import FIGURES, INTERNAL, NOTICE
from casework.web.dates import moment_words
from casework.web.saying import message
from sync_server.console.report_choices import address_of, choices, wanted_of
from sync_server.console.report_exports import add_exports
from sync_server.console.report_view import figure_views
from sync_server.console.room import Console, Place, Room
from sync_server.services import reports
from sync_server.services.access import Action
from sync_server.services.figure_exports import hidden_now


def blueprint(console: Console) -> Blueprint:
    """`/reports` and what leaves from there."""
    pages = Blueprint("reports", __name__)

    @pages.get("/reports")
    def index() -> Response:
        return _index(console)

    @pages.post("/reports/again")
    def again() -> Response:
        wanted = wanted_of(console, request.form)
        reports.make_again(console.server, console.actor(), wanted)
        return make_response(redirect(url_for("reports.index", **address_of(wanted)), 303))

    add_exports(pages, console)
    return pages


def _index(console: Console) -> Response:
    language = console.desk.reader().language
    wanted = wanted_of(console, request.args)
    is_external = request.args.get("view") == "external"
    hidden = None
    counted: reports.Counted | reports.Told
    if is_external:
        counted = whole = reports.figures_for(console.server, console.actor(), wanted)
        figures, hidden = ({}, None) if whole.figures is None else hidden_now(console.server, whole, FIGURES)
    else:
        counted = reports.figures_told(console.server, console.actor(), wanted)
        figures = dict(counted.figures or {})
    page = render_template(
        "reports/index.html",
        counted=counted,
        is_made=counted.figures is not None,
        is_kept=counted.at != console.server.clock(),
        is_external=is_external,
        figures=figure_views(figures.values(), language, hidden=hidden),
        notice=NOTICE.say(language),
        internal=INTERNAL.say(language),
        cut_off=moment_words(counted.at, language),
        **choices(console, wanted),
    )
    return make_response(page)


ROOM = Room(
    blueprint,
    rights={
        "reports.index": Action.EXPORT_CODED,
        "reports.again": Action.EXPORT_CODED,
        "reports.export": Action.EXPORT_CODED,
        "reports.cases": Action.EXPORT_CODED,
        "reports.past": Action.EXPORT_CODED,
        "reports.agree": Action.EXPORT_NAMES,
        "reports.take": Action.EXPORT_NAMES,
    },
    places=(Place("reports.index", message("Reports")),),
)
