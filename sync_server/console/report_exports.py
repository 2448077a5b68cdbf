"""What leaves from the pages of reports: figures with hidden cells, cases under consent, and what left before.

Every export has a purpose and a recipient, is sealed, and leaves a trace; names need a second person.
"""

from io import BytesIO

import orjson
from flask import Blueprint, Response, make_response, redirect, render_template, request, send_file, url_for

from casework.reports.edition import EDITIONS, FIGURES, NOTICE, parts_of
from casework.web.dates import moment_words
from casework.web.saying import message
from shared_schema.errors import HomewardError
from shared_schema.words.sentence import Words
from sync_server.console.phrases import say
from sync_server.console.report_choices import choices, wanted_of
from sync_server.console.report_view import part_views
from sync_server.console.room import Console
from sync_server.services import case_exports, reports
from sync_server.services.access import Action
from sync_server.services.figure_exports import export_figures
from sync_server.services.leaving import (
    ASKED,
    HTCDS,
    PRINT,
    PURPOSES,
    READY,
    RECIPIENTS,
    TAKEN,
    Leaving,
    Made,
    own,
    recipient_words,
)
from sync_server.store.reports import Export

FORM_WORDS = {"xlsx": message("Spreadsheet (XLSX)"), "csv": message("Table (CSV)"), PRINT: message("Paper (A4)")}
STATE_WORDS = {
    ASKED: message("Waits for a second person"),
    READY: message("Agreed, not yet taken"),
    TAKEN: message("Taken"),
}


def add_exports(pages: Blueprint, console: Console) -> None:
    """`/reports/export`, `/reports/cases`, `/reports/exports` and what is agreed to and taken there."""

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


def _export(console: Console) -> Response:
    wanted = wanted_of(console, request.values)
    language = console.desk.reader().language
    problem = ""
    if request.method == "POST":
        try:
            made = export_figures(console.server, console.actor(), wanted, _leaving(request.form.get("form", "")))
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
        **choices(console, wanted),
        **_purposes(console),
    )
    return make_response(page, 422 if problem else 200)


def _cases(console: Console) -> Response:
    language, actor = console.desk.reader().language, console.actor()
    may_names = console.may(Action.EXPORT_NAMES, own(actor))
    with_names = may_names and request.form.get("names") == "yes"
    problem, left_out = "", tuple[str, ...]()
    if request.method == "POST":
        numbers = request.form.get("numbers", "").replace(",", " ").split()
        if with_names:
            console.require_step_up(fills_its_page=True)
        try:
            made = case_exports.export_cases(
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
        "reports/cases.html",
        may_names=may_names,
        problem=problem,
        left_out=left_out,
        most=case_exports.MOST_CASES,
        **_purposes(console),
    )
    return make_response(page, 422 if problem or left_out else 200)


def _past(console: Console) -> Response:
    language, actor = console.desk.reader().language, console.actor()
    found = case_exports.past_exports(console.server, actor)
    kept = [(one, orjson.loads(one.what)) for one in found]
    recipients = recipient_words(console.server, {what["recipient"] for _one, what in kept})
    rows = [
        {
            "when": moment_words(one.at, language),
            "what": _what(one, what, language),
            "purpose": PURPOSES[what["purpose"]].say(language),
            "recipient": recipients.get(what["recipient"], Words("–", "–")).say(language),
            "state": say(language, STATE_WORDS[one.state]),
            "agree_url": _url("reports.agree", one, ASKED, is_mine=False, actor=actor.person.worker),
            "take_url": _url("reports.take", one, READY, is_mine=True, actor=actor.person.worker),
        }
        for one, what in kept
    ]
    return make_response(render_template("reports/past.html", rows=rows))


def _agree(console: Console, export_id: str) -> Response:
    console.require_step_up()
    if request.method == "POST":
        case_exports.agree(console.server, console.actor(), export_id)
        return make_response(redirect(url_for("reports.past"), 303))
    language = console.desk.reader().language
    one = case_exports.waiting_export(console.server, console.actor(), export_id)
    what = orjson.loads(one.what)
    recipient = recipient_words(console.server, [what["recipient"]]).get(what["recipient"], Words("–", "–"))
    page = render_template(
        "reports/agree.html",
        export=one,
        numbers=case_exports.numbers_of(console.server, what["homes"]),
        purpose=PURPOSES[what["purpose"]].say(language),
        recipient=recipient.say(language),
    )
    return make_response(page)


def _take(console: Console, export_id: str) -> Response:
    console.require_step_up()
    problem, left_out = "", tuple[str, ...]()
    case_exports.ready_export(console.server, console.actor(), export_id)
    if request.method == "POST":
        book = console.book()
        try:
            made = case_exports.take(
                console.server, console.actor(), book, export_id, _passphrase(), without=_without()
            )
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


def _purposes(console: Console) -> dict[str, object]:
    language = console.desk.reader().language
    purposes = [(code, words.say(language)) for code, words in PURPOSES.items()]
    fixed = [(code, words.say(language)) for code, words in RECIPIENTS.items()]
    return {
        "purposes": [("", ""), *purposes],
        "recipients": [("", ""), *fixed, *reports.providers(console.server, language)],
        "chosen": console.filled(),
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
