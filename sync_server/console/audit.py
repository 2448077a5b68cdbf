"""The audit: who opened, changed, decided and exported, within what a person may know; the chain; the auditor's export.

Filters are codes and days alone. A broken chain is told first, over the whole width; nothing is hidden by it.
"""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.forms.days import Boxes, DayProblem, boxes_of, boxes_of_value, read_boxes
from casework.web.saying import message
from shared_schema.errors import HomewardError
from shared_schema.records.kinds import KINDS
from sync_server.console.audit_words import ACTIONS
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room
from sync_server.console.typed_record import text_of
from sync_server.services import audit_view
from sync_server.services.access import AUDITOR, Action
from sync_server.services.audit_view import Acts, Asked
from sync_server.store.audit import AuditRow

DAYS = 7
PHNOM_PENH_MS = 7 * 3_600_000
GROUPS = {
    "": message("Every act"),
    "opened": message("Opened"),
    "changed": message("Changed"),
    "decided": message("Decided"),
    "exported": message("Exported"),
    "signed_in": message("Signed in"),
    "machines": message("Machines and backups"),
    "alarm": message("Alarms"),
}
OUTCOMES = {
    "done": message("Done"),
    "refused": message("Refused"),
    "alarm": message("Alarm"),
    "failed": message("Did not go well"),
}
FOUND = {
    "row_missing": message("a row is missing"),
    "row_changed": message("a row was changed"),
    "cut_short": message("rows at the end are missing"),
    "checkpoint_differs": message("a signed checkpoint does not fit"),
    "checkpoint_not_ours": message("a kept checkpoint is not signed by this server"),
    "unchained": message("rows were not chained in time"),
}


def blueprint(console: Console) -> Blueprint:
    """`/audit`, `/audit/export`, `/audit/check`."""
    pages = Blueprint("acts", __name__)

    @pages.get("/audit")
    def index() -> Response:
        return _index(console)

    @pages.post("/audit/export")
    def export() -> BaseResponse:
        asked, _problem = _asked(console)
        try:
            data = audit_view.export_acts(console.server, console.actor(), asked)
        except HomewardError as error:
            if error.code != "audit.too_many":
                raise
            return _index(console, error=error)
        answer = Response(data, mimetype="text/csv")
        answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
        return answer

    @pages.post("/audit/check")
    def check() -> BaseResponse:
        audit_view.check_chain(console.server, console.actor())
        return redirect(url_for("acts.index", done="checked"), 303)

    return pages


def _index(console: Console, *, error: HomewardError | None = None) -> Response:
    language = console.desk.reader().language
    asked, problem = _asked(console)
    acts = audit_view.read_acts(
        console.server, console.actor(), asked, page=request.values.get("page", 1, type=int) or 1
    )
    chain = audit_view.chain_state(console.server)
    narrowed = {name: text for name, text in _narrowed().items() if text}
    page = render_template(
        "audit/index.html",
        acts=acts,
        rows=[_row(entry.row, acts, language) for entry in acts.rows],
        asked=asked,
        chain=chain,
        found=say(language, FOUND[chain.found]) if chain.found in FOUND else chain.found,
        people=[
            ("", say(language, "Everybody")),
            *audit_view.people_in_reach(console.server, console.actor(), language),
        ],
        groups=[(code, say(language, words)) for code, words in GROUPS.items()],
        narrowed=narrowed,
        since=_boxes("since", asked.since),
        until=_boxes("until", asked.until - 1),
        is_auditor=console.actor().person.role == AUDITOR,
        problem=problem,
        error=None if error is None else error.sentences(language),
        done=request.args.get("done", ""),
    )
    return make_response(page, 422 if error or problem else 200)


def _row(row: AuditRow, acts: Acts, language: str) -> dict[str, object]:
    kind = KINDS.get(row.object_kind or "")
    said = "" if kind is None else (kind.km if language == "km" else kind.en)
    return {
        "at": row.at,
        "who": acts.logins.get(row.actor or "", ""),
        "laptop": acts.codes.get(row.device or "", ""),
        "is_machine": row.actor is None,
        "what": say(language, ACTIONS[row.action]) if row.action in ACTIONS else row.action,
        "kind": said or row.object_kind or "",
        "object": acts.codes.get(row.object_id or "") or row.object_id or "",
        "outcome": say(language, OUTCOMES.get(row.outcome, row.outcome)),
        "is_alarm": row.outcome == "alarm",
        "is_refused": row.outcome == "refused",
        "reason": row.reason_code or "",
    }


def _asked(console: Console) -> tuple[Asked, str]:
    """The filters; a period that cannot be read becomes the last seven days, with a sentence."""
    language, today = console.desk.reader().language, console.desk.today()
    problem = ""
    try:
        since = read_boxes(_typed("since"), may_be_partial=False) or (today - timedelta(days=DAYS - 1)).isoformat()
        until = read_boxes(_typed("until"), may_be_partial=False) or today.isoformat()
    except DayProblem:
        since, until = (today - timedelta(days=DAYS - 1)).isoformat(), today.isoformat()
        problem = say(language, "Write day, month and year, such as 21 11 2026.")
    group, actor = request.values.get("group", ""), request.values.get("actor", "")
    return (
        Asked(
            since=_midnight(since),
            until=_midnight(until) + 86_400_000,
            actor=actor or None,
            group=group if group in GROUPS else "",
            number=text_of("number", limit=40) if request.method == "POST" else request.args.get("number", "")[:40],
        ),
        problem,
    )


def _typed(name: str) -> Boxes:
    return boxes_of(*(request.values.get(f"{name}.{part}", "") for part in ("day", "month", "year")))


def _boxes(name: str, at: int) -> dict[str, str]:
    day = datetime.fromtimestamp((at + PHNOM_PENH_MS) / 1000, UTC).date().isoformat()
    boxes = boxes_of_value(day)
    return {f"{name}.day": boxes.day, f"{name}.month": boxes.month, f"{name}.year": boxes.year}


def _midnight(day: str) -> int:
    begins = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return int(begins.timestamp() * 1000) - PHNOM_PENH_MS


def _narrowed() -> dict[str, str]:
    names = ["group", "actor", "number"]
    names += [f"{name}.{part}" for name in ("since", "until") for part in ("day", "month", "year")]
    return {name: request.values.get(name, "")[:40] for name in names}


ROOM = Room(
    blueprint,
    rights={"acts.index": Action.READ_AUDIT, "acts.export": Action.READ_AUDIT, "acts.check": Action.READ_AUDIT},
    places=(Place("acts.index", message("Audit")),),
)
