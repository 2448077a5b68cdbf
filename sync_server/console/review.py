"""Review: the queue of merged records with something to see, and the pages on which a person decides about them.

A route reads what was posted and calls one service; what somebody may see and decide is judged there, record by record.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.dates import clock_words, day_of, moment_words
from casework.web.saying import message
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.vocabularies.review import REVIEW_KIND
from sync_server.console import review_aside, review_decision, review_record
from sync_server.console.phrases import say
from sync_server.console.review_rows import row_words
from sync_server.console.room import Console, Place, Room
from sync_server.services.access import Action
from sync_server.services.people_names import name_in
from sync_server.services.review_claiming import claim_line, release_line
from sync_server.services.review_judging import accept_lines
from sync_server.services.review_queue import CLAIM_MS, QueuePage, offices_of, queue_page
from sync_server.store.review_queue import GATE, STATES, Spot, Wanted

INTAKE = "intake"  # has a list of its own
_STATES = {
    "": message("All"),
    "free": message("Nobody has it"),
    "mine": message("I have it"),
    "asked": message("The worker is asked"),
    "answered": message("The worker has answered"),
}


def blueprint(console: Console) -> Blueprint:
    """`/review` and what hangs under it."""
    pages = Blueprint("review", __name__)

    @pages.get("/review")
    def index() -> Response:
        return _index(console)

    @pages.post("/review/accept")
    def accept() -> BaseResponse:
        return _accept(console)

    @pages.post("/review/claim")
    def claim() -> BaseResponse:
        return _claim(console)

    @pages.post("/review/release")
    def release() -> BaseResponse:
        release_line(console.server, console.actor(), request.form.get("line", ""))
        return redirect(_back(), 303)

    review_record.add_to(pages, console)
    review_decision.add_to(pages, console)
    review_aside.add_to(pages, console)
    return pages


def _index(console: Console, *, problem: str = "", claimed: str = "") -> Response:
    server, actor, language = console.server, console.actor(), console.desk.reader().language
    wanted = _wanted(server.clock())
    found = queue_page(server, actor, wanted, after=_spot(request.values.get("after", "")))
    page = render_template(
        "review/index.html",
        page=found,
        rows=[row_words(row, found.names, reader=actor.person.worker, language=language) for row in found.rows],
        wanted=wanted,
        kinds=_kinds(language),
        offices=[(one, name_in(shown, language) or "–") for one, shown in offices_of(server, actor).items()],
        states=[(code, say(language, words)) for code, words in _STATES.items()],
        next_url=_next_url(found),
        is_first=not request.values.get("after"),
        accepted=request.args.get("accepted", type=int),
        left=request.args.get("left", type=int),
        decided=request.args.get("decided", ""),
        problem=problem,
        claimed=claimed,
        after=request.values.get("after", ""),
        last_merged=_when(found.last_merged_at, console),
    )
    return make_response(page)


def _accept(console: Console) -> BaseResponse:
    chosen = [(record, mark) for record, mark in map(_record_and_mark, request.form.getlist("accept")) if is_id(record)]
    if not chosen:
        return _refused(console, "review.nothing_chosen")
    done = accept_lines(console.book(), console.server, chosen)
    return redirect(_back(accepted=done.count, left=len(done.left) or None), 303)


def _claim(console: Console) -> BaseResponse:
    line = request.form.get("line", "") or request.form.get("over", "")
    try:
        claim_line(console.server, console.actor(), line, is_over="over" in request.form)
    except HomewardError as error:
        if error.code != "review.claimed":
            raise
        return _refused(console, error.code, claimed=line)
    return redirect(_back(), 303)


def _refused(console: Console, code: str, *, claimed: str = "") -> Response:
    said = HomewardError(code).sentences(console.desk.reader().language)
    page = _index(console, problem=f"{said.happened} {said.next}", claimed=claimed)
    page.status_code = 422
    return page


def _when(at: int | None, console: Console) -> str:
    """The time alone where it was today."""
    if at is None:
        return ""
    return clock_words(at) if day_of(at) == console.desk.today() else moment_words(at, console.desk.reader().language)


def _wanted(now_ms: int) -> Wanted:
    asked: Mapping[str, str] = request.values
    kind, office, state = asked.get("kind", ""), asked.get("office", ""), asked.get("state", "")
    return Wanted(
        item_kind=kind if kind in REVIEW_KIND or kind == GATE else "",
        office=office if is_id(office) else "",
        state=state if state in STATES else "",
        claims_since=now_ms - CLAIM_MS,
    )


def _kinds(language: str) -> list[tuple[str, str]]:
    known = [(code.code, code.label(language)) for code in REVIEW_KIND if code.code != INTAKE]
    return [("", say(language, "Everything")), *known, (GATE, say(language, "A step that lacks something"))]


def _spot(text: str) -> Spot | None:
    """Where a page begins, as `_text` writes it; None for anything else."""
    parts = text.split(".")
    if len(parts) != 5 or not all(one.isascii() and one.isdigit() and len(one) < 16 for one in (parts[0], parts[1])):
        return None
    urgency, at, kind, first, second = int(parts[0]), int(parts[1]), *parts[2:]
    if kind == "w" and is_id(first) and second.isascii() and second.isdigit() and len(second) < 16:
        return Spot(urgency, at, (first, int(second)))
    return Spot(urgency, at, None, first[:16], second) if kind == "i" and is_id(second) else None


def _text(spot: Spot) -> str:
    end = f"w.{spot.dot[0]}.{spot.dot[1]}" if spot.dot is not None else f"i.{spot.code}.{spot.record}"
    return f"{spot.urgency}.{spot.at}.{end}"


def _next_url(page: QueuePage) -> str:
    return "" if page.after is None else url_for("review.index", **_filters(), after=_text(page.after))


def _filters() -> dict[str, Any]:
    return {name: text for name in ("kind", "office", "state") if (text := request.values.get(name, ""))}


def _back(**told: Any) -> str:
    """The queue as it was, on the same page."""
    after = request.form.get("after", "")
    return url_for("review.index", **_filters(), after=after if _spot(after) else None, **told)


def _record_and_mark(text: str) -> tuple[Id, str]:
    record, _dot, mark = text.partition(".")
    return record, mark


ROOM = Room(
    blueprint,
    rights={
        "review.index": Action.DECIDE,
        "review.accept": Action.DECIDE,
        "review.claim": Action.DECIDE,
        "review.release": Action.DECIDE,
        "review.record": Action.DECIDE,
        "review.judge": Action.DECIDE,
        "review.decide": Action.DECIDE,
        "review.ask": Action.ASK_QUESTION,
        "review.withdraw": Action.ASK_QUESTION,
        "review.aside": Action.SEE_SET_ASIDE,
    },
    places=(Place("review.index", message("Review")),),
    drafting=frozenset({"review.judge", "review.decide", "review.ask", "review.aside"}),
)
