"""Provincial hubs: how each is, what to do where one is not well, how one is admitted; an administrator withdraws.

Admission itself is of the server's shell, where the organisation's root key is put in for a minute. No page asks.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.saying import message
from shared_schema.errors import CATALOGUE, HomewardError
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room, may_ever
from sync_server.services.access import COORDINATOR, Action
from sync_server.services.hub_list import HubLine, HubState, hub_line, hub_lines
from sync_server.services.hub_withdrawal import withdraw as withdraw_hub

_GIGABYTE = 1_000_000_000
STATES: Mapping[HubState, tuple[str, str]] = {  # words, look of the tag
    HubState.GOOD: (message("Well"), "good"),
    HubState.WITHDRAWN: (message("Withdrawn"), "quiet"),
    HubState.NEVER: (message("Never heard of"), "waiting"),
    HubState.SILENT: (message("Silent"), "waiting"),
    HubState.REFUSED: (message("Something refused"), "waiting"),
    HubState.FULL: (message("Disk nearly full"), "waiting"),
}
CAUSES: Mapping[HubState, tuple[str, str]] = {  # the cause in a sentence, the command to run
    HubState.NEVER: (
        message("It was admitted and has not spoken since: it has no answer yet, or no line. Run at the hub:"),
        "sync-server hub join hub-answer.json",
    ),
    HubState.SILENT: (
        message("It was not heard of for more than a day: its power, its line, or its program. Run at the hub:"),
        "sync-server hub status",
    ),
    HubState.REFUSED: (
        message("Something that it sent was not taken in; what laptops wrote is not lost. Run here:"),
        "sync-server hub status",
    ),
    HubState.FULL: (
        message("Less than a tenth of its disk is free; a full disk takes nothing more from laptops. Run at the hub:"),
        "sync-server check",
    ),
}


def blueprint(console: Console) -> Blueprint:
    """`/hubs`, `/hubs/<code>`, `/hubs/<code>/withdraw`."""
    pages = Blueprint("hubs", __name__)

    @pages.get("/hubs")
    def index() -> Response:
        lines = [_shown(console, line) for line in hub_lines(console.server, offices=_offices(console))]
        address = console.server.config.public_urls[0]
        return make_response(
            render_template("hubs/index.html", lines=lines, may_act=_may_act(console), address=address)
        )

    @pages.get("/hubs/<code>")
    def show(code: str) -> Response:
        line = _shown(console, _find(console, code))
        done = request.args.get("done", "")
        return make_response(render_template("hubs/show.html", **line, may_act=_may_act(console), done=done))

    @pages.route("/hubs/<code>/withdraw", methods=["GET", "POST"])
    def withdraw(code: str) -> BaseResponse:
        console.require(Action.WITHDRAW_HUB)
        console.require_step_up()
        line = _find(console, code)
        if line.hub.withdrawn_at is not None and not line.in_use:
            return redirect(url_for("hubs.show", code=line.hub.code), 303)
        if request.method == "GET":
            return make_response(render_template("hubs/withdraw.html", **_shown(console, line)))
        is_with = request.form.get("laptops") == "cut"
        withdraw_hub(console.server, code, with_laptops=is_with, by=console.actor().person.worker)
        return redirect(url_for("hubs.show", code=line.hub.code, done="cut" if is_with else "withdrawn"), 303)

    return pages


def _may_act(console: Console) -> bool:
    return may_ever(console.actor(), Action.WITHDRAW_HUB)


def _offices(console: Console) -> frozenset[str] | None:
    """A coordinator sees the hubs of her offices, who runs the house all of them."""
    actor = console.actor()
    return actor.offices if actor.person.role == COORDINATOR else None


def _find(console: Console, code: str) -> HubLine:
    line, offices = hub_line(console.server, code), _offices(console)
    if line is None or (offices is not None and offices.isdisjoint(line.hub.offices)):
        raise HomewardError("record.not_found", record="")
    return line


def _shown(console: Console, line: HubLine) -> dict[str, Any]:
    """What a template prints of a hub."""
    language = console.desk.reader().language
    words, look = STATES[line.state]
    cause, command = CAUSES.get(line.state, ("", ""))
    if line.state is HubState.REFUSED:
        command = f"{command} {line.hub.code}"
    return {
        "line": line,
        "state": say(language, words),
        "look": look,
        "cause": say(language, cause) if cause else "",
        "command": command,
        "disk": _disk(line),
        "refused": [(one, CATALOGUE[one.code]) for one in line.refused if one.code in CATALOGUE],
        "language": language,
    }


def _disk(line: HubLine) -> tuple[str, str] | None:
    """Free and whole gigabytes, where the hub said."""
    if line.told is None or not line.told.facts.disk_total:
        return None
    facts = line.told.facts
    return f"{facts.disk_free / _GIGABYTE:.1f}", f"{facts.disk_total / _GIGABYTE:.1f}"


ROOM = Room(
    blueprint,
    rights={"hubs.index": Action.SEE_HUBS, "hubs.show": Action.SEE_HUBS, "hubs.withdraw": Action.WITHDRAW_HUB},
    places=(Place("hubs.index", message("Hubs")),),
)
