"""Where a case stands in the four stages, moving it on, and closing it (interface.md 2.3, records.md 4.1 and 4.8).

Promise: a gate that is closed names what is missing and who can record it; the approval of a closure and the change of
the case are one save set; a closed case can be opened again at the stage it had.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from casework.book import Edit
from casework.forms.presets import Beginning, presets_of
from casework.web.acting import NotTaken, change, take_step, typed_reason
from casework.web.closing import CLOSING, needless_pages, outstanding
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.form_page import Sheet, Walk, form_page
from casework.web.pieces import Tag
from casework.web.record_places import CASES, Stand, case_url, url_of_record
from casework.web.record_view import answer_rows
from casework.web.saying import message
from casework.web.step_panel import Panels
from casework.workflow import CLOSE, REOPEN, Condition, NextStep, Position, position_of, stage_values
from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.closure import latest_closure
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import S_C, W_S_C
from shared_schema.rules.gates_stage import is_approved
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.conference import APPROVAL
from shared_schema.vocabularies.stage import CASE_STAGE

_TITLES: Mapping[str, str] = {
    "case.to_integration": message("Move on to integration"),
    "case.to_monitoring": message("Move on to monitoring and support"),
    "case.back_to_integration": message("Back to integration"),
    CLOSE: message("Close the case"),
    REOPEN: message("Open the case again"),
}
_STATES: Mapping[str, tuple[str, str]] = {
    "done": (message("Done"), "good"),
    "current": (message("The case is here"), "waiting"),
    "ahead": (message("Later"), "quiet"),
}
_ASK, _CLOSE_NOW, _BACK = "ask", "close", "give-back"


def blueprint(desk: Desk) -> Blueprint:
    """The pages of the stage and of closing."""
    pages = Blueprint("stage", __name__)

    @pages.route("/cases/<case>/stage", methods=["GET", "POST"])
    def show(case: str) -> Response:
        return _show(_Case(desk, case))

    @pages.route("/cases/<case>/close", methods=["GET", "POST"])
    def close(case: str) -> Response:
        return _close(_Case(desk, case))

    @pages.route("/cases/<case>/close/answers", methods=["GET", "POST"])
    def closing(case: str) -> Response:
        return _answers(_Case(desk, case))

    return pages


class _Case:
    """One case and where it stands, during one request."""

    def __init__(self, desk: Desk, case: str) -> None:
        self.desk, self.case = desk, case
        self.surroundings = Surroundings(desk, case)
        self.book, self.today, self.language = self.surroundings.book, desk.today(), desk.reader().language
        self.person = self.book.person
        found = self.surroundings.dossier
        position = position_of(found, today=self.today, actor=self.person) if found is not None else None
        if found is None or found.head is None or found.head.kind != "case" or position is None:
            abort(404)
        self.dossier: Dossier = found
        self.head: Shown = found.head
        self.position: Position = position
        self.closure = latest_closure(found)

    def say(self, text: str) -> str:
        """A marked message in the reader's language."""
        return self.desk.phrases.translate(self.language, text)

    def panels(self) -> Panels:
        """The gate panels of this case."""
        return Panels(desk=self.desk, dossier=self.dossier, link_of=self.link_of)

    def take(self, edits: list[Edit]) -> NotTaken | None:
        """Saves a step."""
        return take_step(
            self.desk,
            self.surroundings,
            edits,
            link_of=lambda record: url_of_record(self.book, record),
            reason=typed_reason(),
        )

    def link_of(self, condition: Condition) -> str:
        """Where what is missing is recorded."""
        stand = Stand(CASES, self.case)
        places: Mapping[str, str] = {
            "consent_services": stand.url("index", "consent"),
            "initial_assessment": stand.url("new", "assessment"),
            "approved_plan": stand.url("index", "reintegration_plan"),
            "return_done": url_for("returns.show", case=self.case),
            "breakdown_or_alert": stand.url("index", "task"),
            "closure_approved": url_for("stage.close", case=self.case),
            "domains_stable": url_for("stage.closing", case=self.case),
            "three_visits": stand.url("new", "visit"),
            "recent_visit": stand.url("new", "visit"),
            "three_attempts": stand.url("new", "visit"),
            "stage_monitoring": url_for("stage.show", case=self.case),
            "risk_low": stand.url("edit", "case", record=self.case),
        }
        if condition.code in places:
            return places[condition.code]
        if condition.code == "answer_needed":
            return stand.url("edit", "case", record=self.case) + f"#{condition.field}"
        shown = self.dossier.find(condition.record)
        if shown is None or shown.record_id == self.case or condition.code in ("day_180", "reason"):
            return ""
        return stand.url("show", shown.kind, record=shown.record_id)


def _show(this: _Case) -> Response:
    wanted = f"case.{request.args.get('to', '')}"
    step = this.position.step(wanted) or this.position.steps[0]
    reason, not_taken = typed_reason(), None
    if request.method == "POST" and request.form.get("_do") == step.name and step.name != CLOSE and step.is_allowed:
        values = stage_values(step.name, this.dossier, today=this.today)
        not_taken = this.take([change(this.head, values, reason=reason or None)])
        if not_taken is None:
            return make_response(redirect(url_for("stage.show", case=this.case, saved=this.desk.clock()), code=303))
    others = [one for one in this.position.steps if one.name != step.name and one.name != CLOSE]
    is_reopening = step.name == REOPEN
    page = _page(
        "stage/show.html",
        this,
        stages=[_stage_line(this, code, state) for code, state in this.position.stages],
        step=step,
        title=this.say(_TITLES[step.name]),
        gate=this.panels().gate(step, this.say(_TITLES[step.name])) if not is_reopening else None,
        may_press=_may_press(step),
        asks_reason=step.may_be_excepted or (is_reopening and step.is_allowed),
        is_closing=step.name == CLOSE,
        others=[(this.say(_TITLES[one.name]), _step_url(this, one)) for one in others],
        close_url=url_for("stage.close", case=this.case) if this.position.step(CLOSE) is not None else "",
        reason=reason,
        not_taken=not_taken,
        action=_step_url(this, step),
        saved_at=_number(request.args.get("saved")),
    )
    page.status_code = 422 if not_taken else 200
    return page


def _stage_line(this: _Case, code: str, state: str) -> tuple[str, Tag, str]:
    words, tone = _STATES[state]
    return CASE_STAGE[code].label(this.language), Tag(this.say(words), tone), state


def _step_url(this: _Case, step: NextStep) -> str:
    return url_for("stage.show", case=this.case, to=step.name.partition(".")[2])


def _answers(this: _Case) -> Response:
    if this.person.role not in W_S_C or this.position.step(CLOSE) is None:
        abort(404)
    is_open = this.closure is not None and not is_approved(this.dossier, this.closure)
    sheet = Sheet(
        spec=CLOSING,
        home=this.case,
        record=this.closure if is_open else None,
        back_url=url_for("stage.close" if is_open else "stage.show", case=this.case),
        after=lambda taken: url_for("stage.close", case=this.case, saved=this.desk.clock()),
        presets=presets_of(KINDS["closure"], Beginning(person=this.person, today=this.today, head=this.head)),
        walk=Walk(skipped=needless_pages),
        link_of=lambda record: url_of_record(this.book, record),
        template="records/walk.html",
        context={"case_code": this.head.values.get("case_number")},
    )
    return form_page(this.desk, sheet)


def _close(this: _Case) -> Response:
    step = this.position.step(CLOSE)
    if step is None:
        return make_response(redirect(url_for("stage.show", case=this.case), code=303))
    if this.closure is None:
        return make_response(redirect(url_for("stage.closing", case=this.case), code=303))
    verb, not_taken = request.form.get("_do", ""), None
    if request.method == "POST" and verb in (_ASK, _CLOSE_NOW, _BACK):
        not_taken = _decide(this, this.closure, verb)
        if not_taken is None:
            back = "stage.show" if verb == _CLOSE_NOW else "stage.close"
            return make_response(redirect(url_for(back, case=this.case, saved=this.desk.clock()), code=303))
    approval = str(answer(this.closure, "approval") or "draft")
    shown = _as_approved(this, step)
    page = _page(
        "stage/close.html",
        this,
        rows=[row for row in answer_rows(this.closure, this.surroundings) if not row.field.startswith("appro")],
        approval=Tag(APPROVAL[approval].label(this.language), "good" if approval == "approved" else "waiting"),
        gate=this.panels().gate(shown, this.say(message("Before the case is closed"))),
        may_close=_may_press(shown) and this.closure.author != this.person.worker,
        asks_reason=shown.may_be_excepted,
        is_author=this.closure.author == this.person.worker and this.person.role in S_C,
        may_ask=this.person.role not in S_C and approval in ("draft", "returned"),
        may_give_back=this.person.role in S_C and approval == "requested",
        answers_url=url_for("stage.closing", case=this.case),
        outstanding=outstanding(this.desk, this.book, this.dossier),
        reason=typed_reason(),
        not_taken=not_taken,
        action=url_for("stage.close", case=this.case),
        saved_at=_number(request.args.get("saved")),
    )
    page.status_code = 422 if not_taken else 200
    return page


def _as_approved(this: _Case, step: NextStep) -> NextStep:
    """The closing step as it is once this person approves: her approval is the press itself."""
    if this.closure is None or this.closure.author == this.person.worker or not step.is_allowed:
        return step
    conditions = tuple(one for one in step.conditions if one.code != "closure_approved")
    return NextStep(step.name, conditions, step.who, step.is_allowed, step.is_coordinator)


def _decide(this: _Case, closure: Shown, verb: str) -> NotTaken | None:
    reason = typed_reason() or None
    if verb == _ASK:
        return this.take([change(closure, {"approval": "requested"})])
    if this.person.role not in S_C:
        abort(404)
    today = this.today.isoformat()
    decided: dict[str, Json] = {"approved_by": this.person.worker, "approved_on": today}
    if verb == _BACK:
        return this.take([change(closure, {**decided, "approval": "returned"})])
    edits = [] if is_approved(this.dossier, closure) else [change(closure, {**decided, "approval": "approved"})]
    values = stage_values(CLOSE, this.dossier, today=this.today)
    return this.take([*edits, change(this.head, values, reason=reason)])


def _may_press(step: NextStep) -> bool:
    return step.is_allowed and (step.is_open or step.may_be_excepted or step.name == REOPEN)


def _page(template: str, this: _Case, **context: Any) -> Response:
    facts = {"head": this.head, "case": this.case, "case_number": this.head.values.get("case_number")}
    draft = request.form.get("draft") or this.desk.new_id()
    back = case_url(this.book, this.case)
    return make_response(render_template(template, back_url=back, draft=draft, **facts, **context))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 14 else None
