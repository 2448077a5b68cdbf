"""One task: what, for whom, by when; done, dropped with its result, given to somebody else; an alert settled.

Promise: each press is one change; what is dropped says why; whether an alert is handled is said by a supervisor or
coordinator alone.
"""

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from casework.book import Edit, Query
from casework.web.acting import NotTaken, change, take_step
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.history import opened
from casework.web.record_places import case_url, stand_of, url_if_there, url_of_record
from casework.web.record_rights import may_change
from casework.web.record_view import answer_rows
from casework.web.saying import message, say
from shared_schema.canonical import Json
from shared_schema.identifiers import is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.gate import S_C
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.conference import ALERT_OUTCOME

DONE, DROP, GIVE, SETTLE = "done", "drop", "give", "settle"
MOST_PEOPLE, LONGEST_RESULT = 500, 120
_SHOWN_APART = ("title", "origin_id")
_FAULTS = {
    DROP: message("Write why it is dropped."),
    GIVE: message("Choose who takes it over."),
    SETTLE: message("Choose how the alert stands."),
}


def show_task(desk: Desk, task: str) -> Response:
    """`/tasks/<task>`, GET and POST."""
    shown = opened(desk.book(), task)
    if shown.kind != "task":
        abort(404)
    this = _Task(desk, shown)
    not_taken = this.take(request.form.get("_do", "")) if request.method == "POST" else None
    if request.method == "POST" and not_taken is None:
        return make_response(redirect(url_for("tasks.show", task=task, saved=desk.clock()), code=303))
    return this.page(not_taken)


class _Task:
    """One task during one request."""

    def __init__(self, desk: Desk, shown: Shown) -> None:
        self.desk, self.shown, self.language = desk, shown, desk.reader().language
        self.around = Surroundings(desk, shown.home)
        self.book = self.around.book
        self.is_open = answer(shown, "state") in (None, "open") and not shown.is_retracted
        self.may_change = may_change(KINDS["task"], self.book.person) and not shown.is_retracted
        self.is_alert = answer(shown, "origin") == "alert"

    def page(self, not_taken: NotTaken | None) -> Response:
        """The task with what may be pressed."""
        shown, book = self.shown, self.book
        head = self.around.dossier.head if self.around.dossier is not None else None
        page = render_template(
            "tasks/show.html",
            task=shown,
            head=head,
            case_code=head.values.get("case_number") or head.values.get("inquiry_number") if head is not None else "",
            case_url=case_url(book, shown.home) if head is not None and head.kind == "case" else "",
            rows=[row for row in answer_rows(shown, self.around) if row.field not in _SHOWN_APART],
            origin_url=self._origin_url(),
            may_finish=self.is_open and self.may_change,
            may_settle=self.is_alert and self.book.person.role in S_C and not shown.is_retracted,
            people=self._people() if self.is_open and self.may_change else [],
            outcomes=[(code.code, code.label(self.language)) for code in ALERT_OUTCOME],
            outcome=answer(shown, "alert_outcome"),
            not_taken=not_taken,
            result=request.form.get("result", ""),
            draft=request.form.get("draft") or self.desk.new_id(),
            action=request.path,
            record_url=stand_of(book, shown).url("show", "task", record=shown.record_id),
            saved_at=request.args.get("saved", type=int),
            receipt=book.receipt_of(shown.record_id),
        )
        answered = make_response(page)
        answered.status_code = 422 if not_taken else 200
        return answered

    def take(self, verb: str) -> NotTaken | None:
        """Saves one press; why not, where it is not saved."""
        values = self._values(verb)
        if values is None:
            return NotTaken(problems=(say(self.language, _FAULTS[verb]),))
        edits: list[Edit] = [change(self.shown, values)]
        return take_step(self.desk, self.around, edits, link_of=lambda record: url_of_record(self.book, record))

    def _values(self, verb: str) -> dict[str, Json] | None:
        """What a press writes; None where something is missing for it; 404 for what is not hers or not open."""
        may = self.is_alert and self.book.person.role in S_C if verb == SETTLE else self.is_open and self.may_change
        if not may or verb not in (DONE, DROP, GIVE, SETTLE):
            abort(404)
        result = request.form.get("result", "").strip()[:LONGEST_RESULT] or None
        if verb == DONE:
            return {"state": "done", "done_on": self.desk.today().isoformat(), "result": result}
        if verb == DROP:
            return {"state": "dropped", "done_on": None, "result": result} if result else None
        if verb == GIVE:
            worker = request.form.get("worker", "")
            return {"owner_worker": worker, "owner_agency": None} if is_id(worker) else None
        outcome = request.form.get("outcome", "")
        return {"alert_outcome": outcome} if outcome in ALERT_OUTCOME else None

    def _people(self) -> list[tuple[str, str]]:
        """The people of the office who may take it over, but for whoever has it."""
        workers = self.book.list(Query("worker"), limit=MOST_PEOPLE).records
        mine, has = self.book.person.office, answer(self.shown, "owner_worker")
        active = [one for one in workers if answer(one, "office") == mine and answer(one, "status") != "left"]
        named = [(one.record_id, self.around.name_of_shown(one)) for one in active if one.record_id != has]
        return sorted(named, key=lambda one: one[1])

    def _origin_url(self) -> str:
        """The record that the task answers, where it names one that is held here."""
        record = str(answer(self.shown, "origin_id") or "").partition("/")[0]
        dossier = self.around.dossier
        held = dossier.find(record) if dossier is not None and is_id(record) else None
        if held is None:
            return ""
        conference = url_if_there("conferences.show", conference=record) if held.kind == "case_conference" else ""
        return conference or url_of_record(self.book, record)
