"""Checking a possible match with both sides: separate interviews, facts, safety, wishes, two signatures, the decision.

Promise: what one side told is hidden from all but its author until both sides are recorded; each signature is a digest
of every answer above it and lapses when one changes; two different people sign; every decision can be taken back with
a reason.
"""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from casework.forms.taking import Taken
from casework.web.acting import change
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.form_page import Sheet, form_page
from casework.web.pieces import Tag
from casework.web.record_places import CASES, Stand, case_url, url_of_record
from casework.web.record_screen import opened
from casework.web.record_view import answer_rows
from casework.web.saying import message
from casework.web.tracing import state_tag
from casework.web.verification_decision import decision_sheet, may_decide
from casework.web.verification_tasks import BY_KEY, TASK_OF, TASKS, Task
from casework.web.verifying import (
    CONFIRM,
    FIRST,
    REJECT,
    SECOND,
    SIGNS,
    START,
    STATES,
    TITLES,
    UNDO,
    TaskLine,
    Verifying,
    matches_of_case,
)
from casework.workflow import NextStep
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.rules.gate import COORDINATOR, S_C
from shared_schema.rules.gates_match import is_blocked
from shared_schema.rules.reading import answer
from shared_schema.rules.signatures import has_lapsed, sign_off

_DONE, _MISSING, _HIDDEN = message("Recorded"), message("Not yet recorded"), message("Recorded, hidden")
_NO_WHY = message("Choose why.")


def blueprint(desk: Desk) -> Blueprint:
    """The pages of a verification, of a pair of inquiry and case and of a case with a located relative."""
    pages = Blueprint("verification", __name__)
    screens: tuple[tuple[str, str, Callable[..., Response]], ...] = (
        ("show", "", _show),
        ("task", "/<task>", _task),
        ("sign", "/sign/<which>", _sign),
        ("decide", "/decide/<verb>", _decide),
    )
    for name, path, view in screens:
        pages.add_url_rule(
            f"/tracing/<inquiry>/verify/<case>{path}", name, _of_pair(desk, view), methods=["GET", "POST"]
        )
        located = f"/cases/<case>/verify/<match>{path}"
        pages.add_url_rule(located, f"{name}_located", _of_relative(desk, view), methods=["GET", "POST"])
    return pages


def _of_pair(desk: Desk, view: Callable[..., Response]) -> Callable[..., Response]:
    def answer_request(inquiry: str, case: str, **named: str) -> Response:
        surroundings = Surroundings(desk, case)
        head = opened(surroundings.book, inquiry)
        found = [one for one in matches_of_case(surroundings) if answer(one, "inquiry_id") == inquiry]
        if head.kind != "tracing_inquiry" or not found:
            abort(404)
        return view(Verifying(desk, surroundings, found[0], head), **named)

    return answer_request


def _of_relative(desk: Desk, view: Callable[..., Response]) -> Callable[..., Response]:
    def answer_request(case: str, match: str, **named: str) -> Response:
        surroundings = Surroundings(desk, case)
        found = [one for one in matches_of_case(surroundings) if one.record_id == match]
        if not found or answer(found[0], "family_member_id") is None:
            abort(404)
        return view(Verifying(desk, surroundings, found[0], None), **named)

    return answer_request


def _show(this: Verifying) -> Response:
    step = this.current()
    return _page(
        "verification/show.html",
        this,
        state=state_tag(this.match, this.language),
        is_paused=is_blocked(this.dossier, this.match, this.today),
        tasks=[_task_line(this, task) for task in TASKS],
        signs=[_sign_line(this, which) for which in (FIRST, SECOND)],
        gate=this.gate(step) if step is not None else None,
        press_url=_press_url(this, step),
        press_words=this.say(TITLES[step.name]) if step is not None else "",
        reject_url=_if(this.person.role in S_C and this.state in STATES[1:4], this.url("decide", verb=REJECT)),
        undo_url=_if(
            this.person.role == COORDINATOR and this.state in ("confirmed", "reunited"), this.url("decide", verb=UNDO)
        ),
        return_url=_if(this.state in ("confirmed", "reunited"), url_for("returns.show", case=this.dossier.home)),
        is_hidden=bool(this.hidden()),
        record_url=_record_url(this),
        saved_at=_number(request.args.get("saved")),
    )


def _task(this: Verifying, task: str) -> Response:
    chosen = BY_KEY.get(task)
    if chosen is None or not this.is_writable:
        abort(404)
    hidden = this.hidden()
    if hidden & set(chosen.fields):
        return make_response(redirect(this.url("show"), code=303))
    sheet = Sheet(
        spec=chosen.spec(),
        home=this.dossier.home,
        record=this.verification,
        back_url=this.url("show"),
        after=lambda taken: this.saved(),
        fixed={} if this.verification is not None else {"match_id": this.match.record_id},
        presets=_presets(this, chosen),
        arrange=lambda taken: _named_interviewer(this, chosen, taken),
        link_of=lambda record: url_of_record(this.book, record),
        context={"case_code": _code(this)},
    )
    return form_page(this.desk, sheet)


def _sign(this: Verifying, which: str) -> Response:
    if which not in SIGNS or this.state != "under_verification" or this.verification is None:
        abort(404)
    step, written = this.signing(which)
    if not step.is_allowed or (which == SECOND and sign_off(this.verification, FIRST) is None):
        abort(404)
    not_taken = None
    if request.method == "POST" and request.form.get("_do") == "sign":
        not_taken = this.take([change(this.verification, written)])
        if not_taken is None:
            return make_response(redirect(this.saved(), code=303))
    page = _page(
        "verification/sign.html",
        this,
        title=this.say(TITLES[step.name]),
        rows=[row for row in answer_rows(this.verification, this.surroundings) if row.field in TASK_OF],
        gate=this.gate(step),
        not_taken=not_taken,
        draft=_draft(this),
        action=request.path,
    )
    page.status_code = 422 if not_taken else 200
    return page


def _decide(this: Verifying, verb: str) -> Response:
    if not may_decide(this, verb):
        abort(404)
    return form_page(this.desk, decision_sheet(this, verb))


def _task_line(this: Verifying, task: Task) -> TaskLine:
    verification, hidden = this.verification, this.hidden()
    if hidden & set(task.fields):
        return TaskLine(words=task.title.say(this.language), url="", tag=Tag(this.say(_HIDDEN), "quiet"))
    is_done = all(answer(verification, name) not in (None, "not_checked") for name in task.needed)
    is_done = is_done and (task.key != "facts" or answer(verification, "interviewed_apart") is True)
    rows = answer_rows(verification, this.surroundings) if verification is not None else ()
    lines = tuple(
        row.words for row in rows if row.field in task.fields and answer(verification, row.field) != "not_checked"
    )
    return TaskLine(
        words=task.title.say(this.language),
        url=_if(this.is_writable, this.url("task", task=task.key)),
        tag=Tag(this.say(_DONE), "good") if is_done else Tag(this.say(_MISSING), "waiting"),
        lines=lines,
    )


def _sign_line(this: Verifying, which: str) -> TaskLine:
    verification = this.verification
    signed = sign_off(verification, which)
    words = this.say(TITLES[SIGNS[which]])
    may_sign = this.is_writable and verification is not None and (which == FIRST or this.person.role in S_C)
    may_sign = may_sign and (which == FIRST or sign_off(verification, FIRST) is not None)
    if signed is not None:
        name = this.surroundings.name_of(signed.by)
        return TaskLine(words=words, url="", tag=Tag(this.say(message("Signed")), "good"), lines=(name,))
    url = _if(may_sign, this.url("sign", which=which))
    if verification is not None and has_lapsed(verification, which):
        lapsed = this.say(message("Lapsed: an answer changed after it"))
        return TaskLine(words=words, url=url, tag=Tag(lapsed, "waiting"))
    return TaskLine(words=words, url=url, tag=Tag(this.say(message("Not yet signed")), "waiting"))


def _press_url(this: Verifying, step: NextStep | None) -> str:
    if (
        step is None
        or not step.is_allowed
        or not (step.is_open or step.may_be_excepted or step.name == "match.confirm")
    ):
        return ""
    for which, name in SIGNS.items():
        if step.name == name:
            return this.url("sign", which=which)
    return this.url("decide", verb=START if step.name == "match.start" else CONFIRM)


def _presets(this: Verifying, task: Task) -> dict[str, Json]:
    return {
        name: this.today.isoformat() if name.endswith("_on") else this.person.worker
        for name in task.fields
        if name.endswith(("_interviewed_on", "_interviewed_by"))
    }


def _named_interviewer(this: Verifying, task: Task, taken: Taken) -> Taken:
    """Who recorded an interview and named nobody heard it herself, today where no day was given."""
    given = {name: value for name, value in _presets(this, task).items() if taken.values.get(name) is None}
    return replace(taken, values={**taken.values, **given}, changed={**taken.changed, **given})


def _record_url(this: Verifying) -> str:
    if this.verification is None:
        return ""
    return Stand(CASES, this.dossier.home).url("show", "verification", record=this.verification.record_id)


def _code(this: Verifying) -> Json:
    head = this.dossier.head
    return head.values.get("case_number") if head is not None else None


def _page(template: str, this: Verifying, **context: object) -> Response:
    inquiry = this.inquiry
    relative = this.dossier.find(answer(this.match, "family_member_id"))
    back = url_for("tracing.show", inquiry=inquiry.record_id) if inquiry is not None else ""
    named = {"case": this.dossier.head, "inquiry": inquiry, "relative": relative, "case_number": _code(this)}
    return make_response(
        render_template(
            template,
            back_url=back or case_url(this.book, this.dossier.home),
            show_url=this.url("show"),
            **named,
            **context,
        )
    )


def _draft(this: Verifying) -> Id:
    return request.form.get("draft") or this.desk.new_id()


def _if(holds: bool, url: str) -> str:
    return url if holds else ""


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 14 else None
