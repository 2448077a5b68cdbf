"""A return to the family or a placement: its plan, its approval, the gate, and that it took place (interface.md 2.3).

Promise: a return whose gate is closed names what is missing and who can record it; no exception stands in for consent,
do-not-contact or the two signatures.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from casework.book import Edit
from casework.forms.taking import Taken
from casework.web.acting import NotTaken, change, take_step
from casework.web.desk import Desk
from casework.web.form_page import Sheet, Walk, form_page
from casework.web.pieces import Tag
from casework.web.record_places import CASES, Stand, case_url, url_of_record
from casework.web.record_view import answer_rows
from casework.web.return_forms import DONE, PARTS, PLAN
from casework.web.returning import Returning, is_planned
from casework.web.saying import message
from casework.web.step_panel import Panels
from casework.web.verifying import TaskLine
from casework.workflow import NextStep
from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.follow_up import follow_up
from shared_schema.rules.gate import S_C, W_S_C
from shared_schema.rules.gates_match import verification_of
from shared_schema.rules.gates_return import BY_VERIFICATION
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.care import RETURN_STATE
from shared_schema.vocabularies.conference import APPROVAL

_DONE, _MISSING = message("Recorded"), message("Not yet recorded")
_ASK, _APPROVE, _BACK = "ask", "approve", "give-back"
_APPROVALS: Mapping[str, str] = {_ASK: "requested", _APPROVE: "approved", _BACK: "returned"}


def blueprint(desk: Desk) -> Blueprint:
    """The pages of returns."""
    pages = Blueprint("returns", __name__)

    @pages.get("/cases/<case>/reunification")
    def show(case: str) -> Response:
        return _show(Returning(desk, case, request.args.get("return", "")))

    @pages.route("/cases/<case>/reunification/plan", methods=["GET", "POST"])
    def plan(case: str) -> Response:
        return _plan(Returning(desk, case, ""))

    @pages.route("/cases/<case>/reunification/<record>/part/<part>", methods=["GET", "POST"])
    def part(case: str, record: str, part: str) -> Response:
        return _part(Returning(desk, case, record), part)

    @pages.post("/cases/<case>/reunification/<record>/approval")
    def approval(case: str, record: str) -> Response:
        return _approval(Returning(desk, case, record))

    @pages.route("/cases/<case>/reunification/<record>/done", methods=["GET", "POST"])
    def done(case: str, record: str) -> Response:
        return _done(Returning(desk, case, record))

    return pages


def _show(this: Returning, *, not_taken: NotTaken | None = None) -> Response:
    shown = this.shown
    step = this.step(shown) if shown is not None and is_planned(shown) else None
    panels = Panels(desk=this.desk, dossier=this.dossier, link_of=this.link_of)
    title = this.desk.phrases.translate(this.language, message("The return can take place when all of this stands"))
    role, approval = this.book.person.role, str(answer(shown, "approval") or "draft")
    stand = Stand(CASES, this.case)
    page = _page(
        "returns/show.html",
        this,
        not_taken=not_taken,
        shown=shown,
        state=_state(this, shown) if shown is not None else None,
        type_words=this.surroundings.name_of_shown(shown) if shown is not None else "",
        tasks=[_task(this, shown, key) for key in PARTS] if shown is not None else [],
        approval=Tag(APPROVAL[approval].label(this.language), "good" if approval == "approved" else "waiting"),
        may_ask=this.is_planned and role not in S_C and approval in ("draft", "returned"),
        may_approve=this.is_planned and role in S_C and approval != "approved",
        gate=panels.gate(step, title) if step is not None else None,
        done_url=this.url("done")
        if (step is not None and step.is_open) or (step and this.may_be_excepted(step))
        else "",
        plan_url=this.url("plan") if this.book.person.role in W_S_C and step is None else "",
        others=[
            (one, stand.url("show", "reunification", record=one.record_id), _state(this, one)) for one in this.every
        ],
        stage_url=url_for("stage.show", case=this.case) if answer(shown, "state") == "done" else "",
        first_visit=_first_visit(this, shown) if answer(shown, "state") == "done" else None,
        draft=this.desk.new_id(),
        saved_at=_number(request.args.get("saved")),
    )
    page.status_code = 422 if not_taken else 200
    return page


def _plan(this: Returning) -> Response:
    if this.book.person.role not in W_S_C or this.is_planned:
        abort(404)
    verification = _verified(this.dossier)
    sheet = Sheet(
        spec=PLAN,
        home=this.case,
        back_url=this.url("show"),
        after=lambda taken: this.saved(),
        presets={"return_type": "to_family", "verification_id": verification.record_id} if verification else {},
        arrange=_without_needless_verification,
        walk=Walk(skipped=lambda values: () if values.get("return_type") in BY_VERIFICATION else ("verification",)),
        link_of=lambda record: url_of_record(this.book, record),
        template="returns/plan.html",
        context={
            "case_code": this.head.values.get("case_number"),
            "is_verified": verification is not None,
            "candidates_url": url_for("candidates.of_case", case=this.case),
        },
    )
    return form_page(this.desk, sheet)


def _part(this: Returning, part: str) -> Response:
    if part not in PARTS or not this.is_planned:
        abort(404)
    sheet = Sheet(
        spec=PARTS[part].spec,
        home=this.case,
        record=this.shown,
        back_url=this.url("show"),
        after=lambda taken: this.saved(),
        walk=Walk(),
        link_of=lambda record: url_of_record(this.book, record),
        template="records/walk.html",
        context={"case_code": this.head.values.get("case_number")},
    )
    return form_page(this.desk, sheet)


def _approval(this: Returning) -> Response:
    verb, shown = request.form.get("_do", ""), this.shown
    if shown is None or not this.is_planned or verb not in _APPROVALS:
        abort(404)
    if verb != _ASK and this.book.person.role not in S_C:
        abort(404)
    decided: dict[str, Json] = {"approval": _APPROVALS[verb], "approved_by": None, "approved_on": None}
    if verb != _ASK:
        decided |= {"approved_by": this.book.person.worker, "approved_on": this.today.isoformat()}
    edits = [change(shown, decided)]
    not_taken = take_step(this.desk, this.surroundings, edits, link_of=lambda one: url_of_record(this.book, one))
    return make_response(redirect(this.saved(), code=303)) if not_taken is None else _show(this, not_taken=not_taken)


def _done(this: Returning) -> Response:
    shown = this.shown
    if shown is None or not this.is_planned:
        abort(404)
    panels = Panels(desk=this.desk, dossier=this.dossier, link_of=this.link_of)
    title = this.desk.phrases.translate(this.language, message("What the return needs on its day"))

    now: dict[str, Json] = {"date_reunification": this.today.isoformat()}

    def step(values: Mapping[str, Json]) -> NextStep:
        return this.step(replace(shown, values={**shown.values, **values, "state": "done"}))

    sheet = Sheet(
        spec=DONE,
        home=this.case,
        record=shown,
        back_url=this.url("show"),
        after=lambda taken: this.saved(),
        presets=now,
        fixed={"state": "done"},
        needs=("date_reunification",),
        prepare=lambda _taken: _reunited(this, shown),
        asks_reason=this.may_be_excepted(step(now)),
        walk=Walk(
            gate=lambda values: panels.gate(step(values), title),
            may_save=lambda values: step(values).is_open or this.may_be_excepted(step(values)),
            reason_words=this.desk.phrases.say(this.language, "Why is an exception made?"),
        ),
        link_of=lambda record: url_of_record(this.book, record),
        template="returns/done.html",
        context={
            "case_code": this.head.values.get("case_number"),
            "head": this.head,
            "rows": [row for row in answer_rows(shown, this.surroundings) if row.field not in ("state", "approved_by")],
            "first_visit": _first_visit(this, replace(shown, values={**shown.values, "state": "done", **now})),
        },
    )
    return form_page(this.desk, sheet)


def _reunited(this: Returning, shown: Shown) -> list[Edit]:
    """The match of the return, in the same save set."""
    verification = this.dossier.find(answer(shown, "verification_id"))
    match = this.dossier.records.get(str(answer(verification, "match_id")))
    if match is None or answer(match, "state") != "confirmed":
        return []
    decided = {"state": "reunited", "decided_by": this.book.person.worker, "decided_on": this.today.isoformat()}
    return [change(match, decided)]


def _first_visit(this: Returning, returned: Shown | None) -> date | None:
    """The first visit after the return, by the pattern of the case."""
    if returned is None:
        return None
    after = replace(this.dossier, records={**this.dossier.records, returned.record_id: returned})
    due = follow_up(after, this.today).due
    return None if due is None else due.day


def _verified(dossier: Dossier) -> Shown | None:
    """The verification of the newest match that both sides confirmed."""
    confirmed = [one for one in dossier.of_kind("match") if answer(one, "state") in ("confirmed", "reunited")]
    found = [one for match in confirmed if (one := verification_of(dossier, match)) is not None]
    return found[-1] if found else None


def _without_needless_verification(taken: Taken) -> Taken:
    if taken.values.get("return_type") in BY_VERIFICATION or taken.values.get("verification_id") is None:
        return taken
    values = {name: value for name, value in taken.values.items() if name != "verification_id"}
    return replace(taken, values=values, changed={n: v for n, v in taken.changed.items() if n != "verification_id"})


def _task(this: Returning, shown: Shown, key: str) -> TaskLine:
    part = PARTS[key]
    is_done = all(answer(shown, name) is not None for name in part.needed)
    words = this.desk.phrases.translate(this.language, _DONE if is_done else _MISSING)
    lines = tuple(row.words for row in answer_rows(shown, this.surroundings) if row.field in part.fields)
    url = this.url("part", part=key) if this.is_planned else ""
    return TaskLine(
        words=part.spec.title.say(this.language), url=url, tag=Tag(words, "good" if is_done else "waiting"), lines=lines
    )


def _state(this: Returning, shown: Shown) -> Tag:
    if shown.is_retracted:
        return Tag(this.desk.phrases.translate(this.language, "Voided"), "quiet")
    state = str(answer(shown, "state") or "planned")
    tone = {"done": "good", "planned": "waiting"}.get(state, "quiet")
    return Tag(RETURN_STATE[state].label(this.language), tone)


def _page(template: str, this: Returning, **context: object) -> Response:
    facts = {"head": this.head, "case": this.case, "case_number": this.head.values.get("case_number")}
    urls = {"show_url": this.url("show"), "back_url": case_url(this.book, this.case), "action": request.path}
    if this.shown is not None:
        urls["approval_url"] = this.url("approval")
    return make_response(render_template(template, **facts, **urls, **context))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 14 else None
