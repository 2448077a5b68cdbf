"""Every step of the workflows of section 4, with who may take it and what it needs.

`step_rights` and `forbidden_steps` are for whoever judges a change when it arrives (a broken right sets it aside);
`missing_for` and `missing_after` for the screen before the button and the server after it. Who may reach which
dossier at all (own, office, granted) is the table of security.md 4.6 and judged before these.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules import (
    gates_closure,
    gates_conference,
    gates_inquiry,
    gates_match,
    gates_referral,
    gates_return,
    gates_stage,
    gates_transfer,
)
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import (
    C_ONLY,
    S_C,
    W_S_C,
    WORKER,
    Actor,
    Missing,
    Occasion,
    Step,
    Values,
    is_new,
    moves,
    open_gate,
    sets,
)

_STAGES_OPEN = ("pre_integration", "integration", "monitoring_support")
_INQUIRY_OPEN = ("open", "tracing")
_DECIDED = ("approved", "returned")


def _names_herself(actor: Actor, _old: Values, new: Values) -> bool:
    if actor.role != WORKER:
        return actor.role in S_C
    return new.get("case_worker") == actor.worker and new.get("office") == actor.office


def _is_assigned_anew(old: Values, new: Values) -> bool:
    return bool(old) and any(old.get(name) != new.get(name) for name in ("office", "case_worker"))


def _is_worker_or_interviewer(actor: Actor, _old: Values, new: Values) -> bool:
    heard_by = (new.get("beneficiary_interviewed_by"), new.get("family_interviewed_by"))
    return actor.role in W_S_C or actor.worker in heard_by


def _is_early_not_found(old: Values, new: Values) -> bool:
    return moves("status", to=("closed",), frm=_INQUIRY_OPEN)(old, new) and new.get("outcome") == "not_found"


def _is_closed_otherwise(old: Values, new: Values) -> bool:
    return moves("status", to=("closed",), frm=_INQUIRY_OPEN)(old, new) and new.get("outcome") != "not_found"


def _is_undone(old: Values, new: Values) -> bool:
    return moves("state", to=("under_verification",), frm=("confirmed", "reunited"))(old, new)


_CASE = (
    Step("case.new", "case", is_new, W_S_C, gates_stage.new_case, allows=_names_herself),
    Step("case.assign", "case", _is_assigned_anew, S_C),
    Step(
        "case.to_integration",
        "case",
        moves("stage", to=("integration",), frm=("pre_integration",)),
        W_S_C,
        gates_stage.to_integration,
    ),
    Step(
        "case.to_monitoring",
        "case",
        moves("stage", to=("monitoring_support",), frm=("pre_integration", "integration")),
        W_S_C,
        gates_stage.to_monitoring,
    ),
    Step(
        "case.back_to_integration",
        "case",
        moves("stage", to=("integration",), frm=("monitoring_support",)),
        W_S_C,
        gates_stage.back_to_integration,
    ),
    Step("case.close", "case", moves("stage", to=("case_closure",)), S_C, gates_closure.close_case),
    Step("case.reopen", "case", moves("stage", to=_STAGES_OPEN, frm=("case_closure",)), S_C, gates_stage.reopen),
)
_PLAN = (
    Step("plan.approve", "reintegration_plan", moves("approval", to=("approved",)), S_C, gates_stage.approve_plan),
    Step("plan.return", "reintegration_plan", moves("approval", to=("returned",)), S_C),
    Step("assessment.approve", "assessment", sets("approved_by"), S_C, gates_stage.approve_assessment),
)
_INQUIRY = (
    Step("inquiry.new", "tracing_inquiry", is_new, W_S_C, gates_inquiry.new_inquiry, allows=_names_herself),
    Step("inquiry.assign", "tracing_inquiry", _is_assigned_anew, S_C),
    Step(
        "inquiry.trace",
        "tracing_inquiry",
        moves("status", to=("tracing",), frm=("open",)),
        W_S_C,
        gates_inquiry.to_tracing,
    ),
    Step("inquiry.close", "tracing_inquiry", _is_closed_otherwise, W_S_C, gates_inquiry.close_inquiry),
    Step("inquiry.close_not_found", "tracing_inquiry", _is_early_not_found, W_S_C, gates_inquiry.close_inquiry),
    Step(
        "inquiry.reopen",
        "tracing_inquiry",
        moves("status", to=_INQUIRY_OPEN, frm=("closed",)),
        S_C,
        gates_inquiry.reopen_inquiry,
    ),
)
_MATCH = (
    Step("match.propose", "match", moves("state", to=("proposed",)), W_S_C, gates_match.propose),
    Step(
        "match.start",
        "match",
        moves("state", to=("under_verification",), frm=(None, "proposed", "rejected")),
        S_C,
        gates_match.start,
    ),
    Step("match.confirm", "match", moves("state", to=("confirmed",)), S_C, gates_match.confirm),
    Step("match.reject", "match", moves("state", to=("rejected",)), S_C, gates_match.say_why),
    Step("match.undo", "match", _is_undone, C_ONLY, gates_match.undo),
    Step("verification.verify", "verification", sets("result"), W_S_C, gates_match.verify),
    Step(
        "verification.sign_first",
        "verification",
        sets("first_sign_by"),
        W_S_C,
        gates_match.sign_first,
        allows=_is_worker_or_interviewer,
    ),
    Step("verification.sign_second", "verification", sets("second_sign_by"), S_C, gates_match.sign_second),
)
_RETURN = (
    Step("return.decide", "reunification", moves("approval", to=_DECIDED), S_C),
    Step("return.done", "reunification", moves("state", to=("done",)), W_S_C, gates_return.return_home),
)
_REFERRAL = (
    Step("referral.draft", "referral", moves("state", to=("draft",), frm=(None,)), W_S_C, gates_referral.draft),
    Step("referral.send", "referral", moves("state", to=("sent",)), W_S_C, gates_referral.send),
    Step("referral.override", "referral", sets("override_reason"), S_C),
    Step("referral.accept", "referral", moves("state", to=("accepted",)), W_S_C),
    Step("referral.decline", "referral", moves("state", to=("declined",)), W_S_C, gates_referral.decline),
    Step("referral.finish", "referral", moves("state", to=("done",)), W_S_C, gates_referral.finish),
    Step("referral.revoke", "referral", moves("state", to=("revoked",)), W_S_C, gates_referral.decline),
)
_CONFERENCE = (
    Step("conference.hold", "case_conference", moves("state", to=("held",)), W_S_C, gates_conference.hold),
    Step("conference.sign", "case_conference", moves("state", to=("signed",)), W_S_C, gates_conference.sign_minutes),
    Step("alert.settle", "task", sets("alert_outcome"), S_C),
)
_CLOSURE = (
    Step("closure.approve", "closure", moves("approval", to=("approved",)), S_C, gates_closure.approve_closure),
    Step("closure.return", "closure", moves("approval", to=("returned",)), S_C),
)
_BETWEEN = (
    Step("transfer.send", "case_transfer", moves("state", to=("sent",)), S_C, gates_transfer.send),
    Step("transfer.accept", "case_transfer", moves("state", to=("accepted",)), C_ONLY, gates_transfer.accept),
    Step("transfer.refuse", "case_transfer", moves("state", to=("refused",)), S_C, gates_transfer.refuse),
    Step("transfer.revoke", "case_transfer", moves("state", to=("revoked",)), S_C),
    Step("link.not_duplicate", "case_link", moves("state", to=("not_duplicate",)), W_S_C),
    Step("link.merge", "case_link", moves("state", to=("merged",)), S_C, gates_transfer.merge),
    Step("link.unmerge", "case_link", moves("state", to=("unmerged",)), C_ONLY, gates_transfer.unmerge),
)
_REVIEW = (
    Step("study.answer", "study_response", lambda _old, new: bool(new), S_C),
    Step("question.ask", "review_question", sets("asked_by"), S_C),
    Step("question.answer", "review_question", moves("state", to=("answered",)), frozenset({WORKER})),
)

STEPS: tuple[Step, ...] = (
    *_CASE,
    *_PLAN,
    *_INQUIRY,
    *_MATCH,
    *_RETURN,
    *_REFERRAL,
    *_CONFERENCE,
    *_CLOSURE,
    *_BETWEEN,
    *_REVIEW,
)
_SINGLE_REGISTERS = frozenset({"alert_outcome", "asked_by", "override_reason"})
_BY_NAME: Mapping[str, Step] = {step.name: step for step in STEPS}
_BY_KIND: Mapping[str, tuple[Step, ...]] = {
    kind: tuple(step for step in STEPS if step.kind == kind) for kind in sorted({step.kind for step in STEPS})
}
_GATED: Mapping[str, frozenset[str]] = {
    kind: names
    for kind, steps in _BY_KIND.items()
    if (names := frozenset(s.name for s in steps if s.gate is not open_gate))
}


@dataclass(frozen=True, slots=True)
class NotMet:
    """A step that was taken while something it needs was missing."""

    step: str
    missing: tuple[Missing, ...]


def step_named(name: str) -> Step:
    """A step by its stable name, such as `match.confirm`; raises KeyError for another."""
    return _BY_NAME[name]


def steps_taken(kind: str, old: Values, new: Values) -> tuple[Step, ...]:
    """The steps that a change takes: shown values before ({} for a new record) and after it."""
    return tuple(step for step in _BY_KIND.get(kind, ()) if step.is_taken(old, new))


def step_rights(kind: str, old: Values, new: Values) -> frozenset[str] | None:
    """The roles that may make this change as far as workflows go; None where it takes no step.

    Steps that ask more than a role (`allows`) are decided by `forbidden_steps`.
    """
    taken = steps_taken(kind, old, new)
    if not taken:
        return None
    roles = taken[0].who
    for step in taken[1:]:
        roles &= step.who
    return roles


def forbidden_steps(kind: str, old: Values, new: Values, actor: Actor) -> tuple[Step, ...]:
    """The steps of a change that this person may not take: with one of them the change is set aside."""
    return tuple(step for step in steps_taken(kind, old, new) if not step.is_allowed(actor, old, new))


def missing_for(
    name: str, dossier: Dossier, *, record: Id, today: date, actor: Actor, reason: str | None = None
) -> tuple[Missing, ...]:
    """What is missing for a step about to be taken with one of the dossier's records, in order, each once.

    A record about to be made is put into the dossier first. Raises `record.not_found` for one that is not in it.
    """
    shown = dossier.find(record)
    if shown is None:
        raise HomewardError("record.not_found", record=record)
    return _ask(_BY_NAME[name], dossier, shown, Occasion(today, actor, reason))


def missing_after(
    dossier: Dossier, record: Shown, old: Values, *, today: date, actor: Actor, reason: str | None = None
) -> tuple[NotMet, ...]:
    """Steps that a change has taken in this dossier without what they need; each opens a review item."""
    occasion = Occasion(today, actor, reason)
    taken = steps_taken(record.kind, old, record.values)
    asked = [NotMet(step.name, _ask(step, dossier, record, occasion)) for step in taken]
    return tuple(not_met for not_met in asked if not_met.missing)


def has_steps(kind: str) -> bool:
    """Whether records of this kind take steps at all."""
    return kind in _BY_KIND


def step_registers(registers: Iterable[str]) -> list[str]:
    """Those of these registers in which a step may be taken; every other change takes none."""
    return [name for name in registers if name.startswith("group:") or name in _SINGLE_REGISTERS]


def gated_steps(kind: str) -> frozenset[str]:
    """Names of the steps of a kind that need something."""
    return _GATED.get(kind, frozenset())


def _ask(step: Step, dossier: Dossier, record: Shown, occasion: Occasion) -> tuple[Missing, ...]:
    return tuple(dict.fromkeys(step.gate(dossier, record, occasion)))
