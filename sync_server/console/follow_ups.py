"""Follow-up punctuality and the list of cases behind every number: on time, late, not seen and why, lost to follow-up.

The worker's last contact stands beside each case that waits, so that absence of signal is not read as absence of work.
"""

from flask import Blueprint, Response, make_response, render_template, request, url_for

from casework.web.answers import code_words
from casework.web.saying import message
from shared_schema.vocabularies.outcome import RISK_LEVEL
from shared_schema.vocabularies.province import PROVINCE
from sync_server.console.case_rows import case_rows, office_words, worker_words
from sync_server.console.narrowing import narrowed_by, page_of_address, sought_of_address
from sync_server.console.paged import paged
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room
from sync_server.services.access import Action
from sync_server.services.follow_ups import GROUPS, FollowUps, cases_listed, follow_ups
from sync_server.services.roster import Roster

ROWS_AT_ONCE = 25
STATE_WORDS = {
    "open": message("Open cases"),
    "due": message("Visits due"),
    "overdue": message("Overdue"),
    "escalated": message("Escalated"),
    "tried": message("Not seen at the last attempt"),
    "lost": message("Lost to follow-up suggested"),
    "alerts": message("Open alerts"),
    "matches": message("Matches to review"),
    "reunified": message("Reunified this quarter"),
    "twice": message("Given to two people at once"),
    "closed": message("Closed cases"),
    "all": message("All cases"),
}
GROUP_WORDS = {"office": message("By office"), "worker": message("By worker"), "stage": message("By stage")}


def blueprint(console: Console) -> Blueprint:
    """`/follow-ups` and `/follow-ups/cases`."""
    pages = Blueprint("follow_ups", __name__)

    @pages.get("/follow-ups")
    def index() -> Response:
        return _index(console)

    @pages.get("/follow-ups/cases")
    def cases() -> Response:
        return _cases(console)

    return pages


def _index(console: Console) -> Response:
    desk, language = console.desk, console.desk.reader().language
    by = request.args.get("by", GROUPS[0])
    by = by if by in GROUPS else GROUPS[0]
    sought = sought_of_address(desk.today())
    found = follow_ups(console.server, console.actor(), sought, by=by, page=page_of_address())
    table = paged(found.rows, per_page=ROWS_AT_ONCE, name="rows")
    reasons = [
        (code_words("not_seen_reason", code, language) if code else say(language, "No reason was written"), number)
        for code, number in found.reasons
    ]
    page = render_template(
        "follow_ups/index.html",
        found=found,
        table=[(_name(one.of, by, found, language), one, _urls(one.of, by)) for one in table.lines],
        table_page=table,
        by=by,
        groups=[(code, say(language, words)) for code, words in GROUP_WORDS.items()],
        reasons=reasons,
        listed=found.late,
        rows=case_rows(desk, found.late.lines, found.roster),
        sought=sought,
        offices=_offices(found.roster, language),
    )
    return make_response(page)


def _cases(console: Console) -> Response:
    desk, language = console.desk, console.desk.reader().language
    sought = sought_of_address(desk.today())
    found = cases_listed(console.server, console.actor(), sought, page=page_of_address())
    listed, roster = found.listed, found.roster
    page = render_template(
        "follow_ups/cases.html",
        listed=listed,
        rows=case_rows(desk, listed.lines, roster),
        sought=sought,
        narrowed=narrowed_by(sought),
        states=[(code, say(language, words)) for code, words in STATE_WORDS.items()],
        offices=_offices(roster, language),
        workers=[(one.id, worker_words(one, language)) for one in roster.active()],
        provinces=[(one.code, one.label(language)) for one in PROVINCE],
        risks=[(one.code, one.label(language)) for one in RISK_LEVEL],
    )
    return make_response(page)


def _name(of: str | None, by: str, found: FollowUps, language: str) -> str:
    if by == "office":
        return office_words(found.roster.offices.get(of or ""), language) or say(language, "Another office")
    if by == "worker":
        worker = found.roster.workers.get(of or "")
        return say(language, "Somebody of another office") if of and worker is None else worker_words(worker, language)
    return code_words("case_stage", of, language) if of else say(language, "Not known")


def _urls(of: str | None, by: str) -> dict[str, str]:
    if of is None:
        return {}
    behind = f"{url_for('follow_ups.cases')}?{by}={of}"  # ids and codes alone
    return {state: f"{behind}&state={state}" for state in ("open", "overdue", "escalated", "tried", "lost")}


def _offices(roster: Roster, language: str) -> list[tuple[str, str]]:
    return [(one.id, office_words(one, language)) for one in roster.offices.values()]


ROOM = Room(
    blueprint,
    rights={"follow_ups.index": Action.ASSIGN, "follow_ups.cases": Action.ASSIGN},
    places=(Place("follow_ups.index", "Follow-ups"),),
)
