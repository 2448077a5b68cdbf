"""Reports and exports: figures with their definitions, what leaves and for whom, and what left before.

Whoever may list the cases behind a number sees real counts, marked internal; what leaves has hidden cells. Every export
has a purpose and a recipient, is sealed, and leaves a trace; names need a second person.
"""

from io import BytesIO
from typing import Any

import orjson
from flask import Blueprint, Response, make_response, redirect, render_template, request, send_file, url_for

from casework.reports.asked import quarter_before, quarter_code, read_quarter
from casework.reports.edition import EDITIONS, FIGURES, INTERNAL, NOTICE, parts_of
from casework.web.dates import moment_words
from casework.web.saying import message
from shared_schema.errors import HomewardError
from shared_schema.identifiers import is_id
from shared_schema.words.sentence import Words
from sync_server.console.phrases import say
from sync_server.console.report_view import (
    figure_views,
    part_views,
    quarters_until,
)
from sync_server.console.room import Console, Place, Room
from sync_server.services import exports, reports
from sync_server.services.access import Action
from sync_server.services.exports import HTCDS, PRINT, Leaving, Made
from sync_server.services.reports import Wanted
from sync_server.store.reports import Export

MAX_NUMBERS = 50
FORM_WORDS = {"xlsx": message("Spreadsheet (XLSX)"), "csv": message("Table (CSV)"), PRINT: message("Paper (A4)")}
STATE_WORDS = {
    exports.ASKED: message("Waits for a second person"),
    exports.READY: message("Agreed, not yet taken"),
    exports.TAKEN: message("Taken"),
}


def blueprint(console: Console) -> Blueprint:
    """`/reports` and what leaves from there."""
    pages = Blueprint("reports", __name__)

    @pages.get("/reports")
    def index() -> Response:
        return _index(console)

    @pages.post("/reports/again")
    def again() -> Response:
        wanted = _wanted(console, request.form)
        reports.make_again(console.server, console.actor(), wanted)
        return make_response(redirect(url_for("reports.index", **_address(wanted)), 303))

    @pages.route("/reports/export", methods=["GET", "POST"])
    def export() -> Response:
        return _export(console)

    @pages.route("/reports/cases", methods=["GET", "POST"])
    def cases() -> Response:
        return _cases(console)

    @pages.get("/reports/exports")
    def past() -> Response:
        return _past(console)

    @pages.route("/reports/exports/<export_id>/agree", methods=["GET", "POST"])
    def agree(export_id: str) -> Response:
        return _agree(console, export_id)

    @pages.route("/reports/exports/<export_id>/take", methods=["GET", "POST"])
    def take(export_id: str) -> Response:
        return _take(console, export_id)

    return pages


def _index(console: Console) -> Response:
    language = console.desk.reader().language
    wanted = _wanted(console, request.args)
    counted = reports.figures_for(console.server, console.actor(), wanted)
    is_external = request.args.get("view") == "external"
    hidden = None
    figures = counted.figures or {}
    if is_external and counted.figures is not None:
        figures, hidden = exports.hidden_now(console.server, counted, FIGURES)
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
        **_choices(console, wanted),
    )
    return make_response(page)


def _export(console: Console) -> Response:
    wanted = _wanted(console, request.values)
    language = console.desk.reader().language
    problem = ""
    if request.method == "POST":
        try:
            made = exports.export_figures(
                console.server, console.actor(), wanted, _leaving(request.form.get("form", ""))
            )
        except HomewardError as error:
            problem = _problem(error, language)
        else:
            return _paper(made) if request.form.get("form") == PRINT else _file(made)
    forms = [(code, say(language, words)) for code, words in FORM_WORDS.items()]
    editions = [(code, words.say(language)) for code, words in EDITIONS.items()]
    page = render_template(
        "reports/export.html",
        forms=forms,
        editions=editions,
        problem=problem,
        notice=NOTICE.say(language),
        **_choices(console, wanted),
        **_purposes(console),
    )
    return make_response(page, 422 if problem else 200)


def _cases(console: Console) -> Response:
    language, actor = console.desk.reader().language, console.actor()
    may_names = console.may(Action.EXPORT_NAMES, exports.own(actor))
    with_names = may_names and request.form.get("names") == "yes"
    problem, left_out = "", tuple[str, ...]()
    if request.method == "POST":
        if with_names:
            console.require_step_up()
        numbers = request.form.get("numbers", "").replace(",", " ").split()[:MAX_NUMBERS]
        try:
            made = exports.export_cases(
                console.server,
                actor,
                console.book(),
                numbers,
                _leaving(HTCDS),
                with_names=with_names,
                without=_without(),
            )
        except HomewardError as error:
            problem = _problem(error, language)
        else:
            if isinstance(made, Export):
                return make_response(redirect(url_for("reports.past"), 303))
            if made.data:
                return _file(made)
            left_out = made.left_out
    page = render_template(
        "reports/cases.html", may_names=may_names, problem=problem, left_out=left_out, **_purposes(console)
    )
    return make_response(page, 422 if problem or left_out else 200)


def _past(console: Console) -> Response:
    language, actor = console.desk.reader().language, console.actor()
    found = exports.past_exports(console.server, actor)
    kept = [(one, orjson.loads(one.what)) for one in found]
    recipients = exports.recipient_words(console.server, {what["recipient"] for _one, what in kept})
    rows = [
        {
            "when": moment_words(one.at, language),
            "what": _what(one, what, language),
            "purpose": exports.PURPOSES[what["purpose"]].say(language),
            "recipient": recipients.get(what["recipient"], Words("–", "–")).say(language),
            "state": say(language, STATE_WORDS[one.state]),
            "agree_url": _url("reports.agree", one, exports.ASKED, is_mine=False, actor=actor.person.worker),
            "take_url": _url("reports.take", one, exports.READY, is_mine=True, actor=actor.person.worker),
        }
        for one, what in kept
    ]
    return make_response(render_template("reports/past.html", rows=rows))


def _agree(console: Console, export_id: str) -> Response:
    console.require_step_up()
    if request.method == "POST":
        exports.agree(console.server, console.actor(), export_id)
        return make_response(redirect(url_for("reports.past"), 303))
    language = console.desk.reader().language
    one = exports.waiting_export(console.server, console.actor(), export_id)
    what = orjson.loads(one.what)
    recipient = exports.recipient_words(console.server, [what["recipient"]]).get(what["recipient"], Words("–", "–"))
    page = render_template(
        "reports/agree.html",
        export=one,
        numbers=exports.numbers_of(console.server, what["homes"]),
        purpose=exports.PURPOSES[what["purpose"]].say(language),
        recipient=recipient.say(language),
    )
    return make_response(page)


def _take(console: Console, export_id: str) -> Response:
    console.require_step_up()
    problem, left_out = "", tuple[str, ...]()
    exports.ready_export(console.server, console.actor(), export_id)
    if request.method == "POST":
        book = console.book()
        try:
            made = exports.take(console.server, console.actor(), book, export_id, _passphrase(), without=_without())
        except HomewardError as error:
            if error.code == "record.not_found":
                raise
            problem = _problem(error, console.desk.reader().language)
        else:
            if made.data:
                return _file(made)
            left_out = made.left_out
    page = render_template("reports/take.html", export_id=export_id, problem=problem, left_out=left_out)
    return make_response(page, 422 if problem or left_out else 200)


def _wanted(console: Console, typed) -> Wanted:  # type: ignore[no-untyped-def]
    """The period (whole quarters, the last one that is over by default), office and grant that are asked for."""
    before = quarter_before(console.desk.today())
    first = read_quarter(typed.get("first", "")) or before
    last = read_quarter(typed.get("last", "")) or first
    office, grant = typed.get("office", ""), typed.get("grant", "").strip()[:24]
    ends = (min(first[0], last[0]), max(first[1], last[1]))
    return Wanted(ends[0], ends[1], office if is_id(office) else None, grant or None)


def _address(wanted: Wanted) -> dict[str, Any]:
    found = {"first": quarter_code(wanted.first), "last": quarter_code(wanted.last)}
    return (
        found | ({"office": wanted.office} if wanted.office else {}) | ({"grant": wanted.grant} if wanted.grant else {})
    )


def _choices(console: Console, wanted: Wanted) -> dict[str, object]:
    language = console.desk.reader().language
    offices = reports.offices_of(console.server, console.actor(), language)
    return {
        "wanted": wanted,
        "address": _address(wanted),
        "quarters": quarters_until(console.desk.today(), console.desk.reader().language),
        "offices": [("", say(language, "All my offices")), *offices],
        "grants": [("", say(language, "All")), *((one, one) for one in reports.grants(console.server))],
    }


def _purposes(console: Console) -> dict[str, object]:
    language = console.desk.reader().language
    purposes = [(code, words.say(language)) for code, words in exports.PURPOSES.items()]
    fixed = [(code, words.say(language)) for code, words in exports.RECIPIENTS.items()]
    return {
        "purposes": [("", ""), *purposes],
        "recipients": [("", ""), *fixed, *reports.providers(console.server, language)],
        "chosen": request.form,
    }


def _leaving(form: str) -> Leaving:
    typed = request.form
    passphrase = "" if form == PRINT else _passphrase()
    edition = typed.get("edition", FIGURES)
    return Leaving(edition, form, typed.get("purpose", ""), typed.get("recipient", ""), passphrase)


def _passphrase() -> str:
    """Typed twice; two that differ are none."""
    one, two = request.form.get("passphrase", ""), request.form.get("again", "")
    return one if one == two else ""


def _without() -> bool:
    """Whether she was told which cases stay here, and goes on without them."""
    return request.form.get("without") == "yes"


def _problem(error: HomewardError, language: str) -> str:
    said = error.sentences(language)
    return f"{said.happened} {said.next}"


def _file(made: Made) -> Response:
    data = BytesIO(made.data)
    return send_file(data, mimetype="application/octet-stream", as_attachment=True, download_name=made.name)


def _paper(made: Made) -> Response:
    edition = request.form.get("edition", FIGURES)
    views = part_views(parts_of(edition), made.figures, hidden=made.hidden)
    return make_response(
        render_template(
            "reports/paper.html",
            parts=views,
            cover=made.cover,
            edition=EDITIONS[edition],
            notice=NOTICE,
            definitions=[(one.number, one.version, one.title, one.definition) for one in made.figures.values()],
        )
    )


def _what(one: Export, what: dict[str, object], language: str) -> str:
    if what["form"] == HTCDS:
        return say(language, "Cases with names (HTCDS)") if one.with_names else say(language, "Cases in codes (HTCDS)")
    form = say(language, FORM_WORDS[str(what["form"])])
    return f"{EDITIONS[str(what['edition'])].say(language)} · {form}"


def _url(endpoint: str, one: Export, state: str, *, is_mine: bool, actor: str) -> str:
    return url_for(endpoint, export_id=one.id) if one.state == state and (one.person == actor) == is_mine else ""


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
