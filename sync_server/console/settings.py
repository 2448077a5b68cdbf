"""Settings of the programme: targets with their dates, grants, networks, years of keeping; weight sets to be read.

Everybody reads them; each save by an administrator says from when it counts and keeps what counted before.
"""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.forms.days import boxes_of_value
from casework.web.answers import code_words
from casework.web.saying import message
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.directory import SETTING
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room
from sync_server.console.typed_record import read_typed, refusal
from sync_server.services import programme
from sync_server.services.access import Action
from sync_server.services.people_names import name_in

FIELDS = ("name_latin", "name_km", "value", "from_on", "until_on")
WITH_NUMBER = frozenset({"target", "retention_years", "lease_days"})
HELP = {
    "target": message("A number to be reached in a period, by the code that the report names."),
    "grant": message("The code of a grant; cases and reports are narrowed by it."),
    "network": message("A network that providers may belong to."),
    "retention_years": message(
        "How many years closed cases are kept before a person looks at them. Nothing is erased by time alone."
    ),
    "lease_days": message(
        "How many days a laptop works without reaching the office before it asks for a code by telephone: 7 to 90."
    ),
    "weight_set": message("Which weights the search for matches uses. A new set is proposed and adopted by a person."),
}
EMPTY = {
    "target": message("No target is set."),
    "grant": message("No grant is set."),
    "network": message("No network is set."),
    "retention_years": message("As shipped: 7 years after closing, for minors not before the age of 25."),
    "lease_days": message("As shipped: 30 days."),
    "weight_set": message("The shipped weights are used."),
}
REFUSED = 422


def blueprint(console: Console) -> Blueprint:
    """`/settings/programme` and its lines."""
    pages = Blueprint("settings", __name__)

    @pages.get("/settings/programme")
    def index() -> Response:
        return _index(console)

    @pages.route("/settings/programme/new/<kind>", methods=["GET", "POST"])
    def new(kind: str) -> BaseResponse:
        if kind not in programme.EDITABLE:
            raise HomewardError("record.not_found", record="")
        return _edit(console, kind, None)

    @pages.route("/settings/programme/<record>", methods=["GET", "POST"])
    def change(record: Id) -> BaseResponse:
        shown = programme.find_setting(console.book(), record)
        kind = str(shown.values.get("setting_type"))
        if kind not in programme.EDITABLE:
            raise HomewardError("record.not_found", record="")
        return _edit(console, kind, shown)

    return pages


def _index(console: Console) -> Response:
    language, today = console.desk.reader().language, console.desk.today().isoformat()
    groups = []
    for kind, lines in programme.settings_of(console.book()).items():
        groups.append({
            "kind": kind,
            "title": code_words("setting_type", kind, language),
            "help": say(language, HELP[kind]),
            "empty": say(language, EMPTY[kind]),
            "lines": [_line(one, language, today) for one in lines],
            "has_number": kind in WITH_NUMBER,
            "may_add": kind in programme.EDITABLE,
        })  # fmt: skip
    page = render_template(
        "settings/index.html",
        groups=groups,
        may_edit=console.may(Action.EDIT_SETTINGS),
        done=request.args.get("done", ""),
    )
    return make_response(page)


def _line(one: Shown, language: str, today: str) -> dict[str, Any]:
    values = one.values
    begins, ends = str(values.get("from_on") or ""), str(values.get("until_on") or "")
    return {
        "record": one.record_id,
        "code": values.get("code"),
        "name": name_in(one, language),
        "value": values.get("value"),
        "from": begins,
        "until": ends,
        "state": "later" if begins > today else "ended" if ends and ends < today else "now",
        "is_disputed": bool(one.conflicts),
    }


def _edit(console: Console, kind: str, shown: Shown | None) -> BaseResponse:
    console.require(Action.EDIT_SETTINGS)
    if request.method == "GET":
        return _form(console, kind, shown, typed=_typed_before(shown))
    try:
        names = FIELDS if shown is not None else ("code", *FIELDS)
        wanted = [name for name in names if name != "value" or kind in WITH_NUMBER]
        held = {"setting_type": kind} if shown is None else shown.values
        values = read_typed(console, SETTING, wanted, known=held)
        if shown is None:
            values = {"setting_type": kind, **{name: value for name, value in values.items() if value is not None}}
        programme.save_setting(console.book(), values, shown=shown, new_id=console.desk.new_id)
    except HomewardError as error:
        if error.code == "record.not_found":
            raise
        return _form(console, kind, shown, typed=request.form, error=error)
    return redirect(url_for("settings.index", done="saved"), 303)


def _form(
    console: Console, kind: str, shown: Shown | None, *, typed: Any, error: HomewardError | None = None
) -> Response:
    language = console.desk.reader().language
    page = render_template(
        "settings/form.html",
        kind=kind,
        shown=shown,
        title=code_words("setting_type", kind, language),
        help=say(language, HELP[kind]),
        typed=typed,
        has_number=kind in WITH_NUMBER,
        **refusal(error, language),
    )
    return make_response(page, 200 if error is None else REFUSED)


def _typed_before(shown: Shown | None) -> dict[str, Any]:
    if shown is None:
        return {}
    typed = {name: value for name, value in shown.values.items() if value is not None}
    for name in ("from_on", "until_on"):
        boxes = boxes_of_value(str(typed.get(name) or ""))
        typed |= {f"{name}.day": boxes.day, f"{name}.month": boxes.month, f"{name}.year": boxes.year}
    return typed


ROOM = Room(
    blueprint,
    rights={
        "settings.index": Action.READ_SETTINGS,
        "settings.new": Action.EDIT_SETTINGS,
        "settings.change": Action.EDIT_SETTINGS,
    },
    places=(Place("settings.index", message("Settings of the programme")),),
)
