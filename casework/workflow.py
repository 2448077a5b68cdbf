"""Where a case stands in its four stages, and what each next step needs: what is done, what is missing, who can do it.

Promise: nothing is decided here. Rights and gates are those of `shared_schema/rules/steps.py`; this lays them out for
people, so that a panel shows the conditions that are met beside those that are not. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.closure import latest_closure
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import COORDINATOR, S_C, W_S_C, WITHOUT_EXCEPTION, Actor, Missing
from shared_schema.rules.gates_return import BY_VERIFICATION
from shared_schema.rules.gates_stage import stage_before_closing
from shared_schema.rules.reading import answer, is_minor
from shared_schema.rules.steps import missing_for, step_named

STAGES = ("pre_integration", "integration", "monitoring_support", "case_closure")
DONE, CURRENT, AHEAD = "done", "current", "ahead"
TO_INTEGRATION, TO_MONITORING, BACK = "case.to_integration", "case.to_monitoring", "case.back_to_integration"
CLOSE, REOPEN = "case.close", "case.reopen"
# the ordinary next step first, then what else may be done from a stage
STEPS_FROM: Mapping[str, tuple[str, ...]] = {
    "pre_integration": (TO_INTEGRATION, TO_MONITORING, CLOSE),
    "integration": (TO_MONITORING, CLOSE),
    "monitoring_support": (CLOSE, BACK),
    "case_closure": (REOPEN,),
}

_Asked = tuple[tuple[str, str], ...]
_PAIR: _Asked = (("consent_tracing", ""), ("do_not_contact", ""), ("person_wishes_tracing", ""))
_VERIFIED: _Asked = (
    *(("side_heard", f"beneficiary_{what}") for what in ("interviewed_on", "interviewed_by", "answers")),
    *(("side_heard", f"family_{what}") for what in ("interviewed_on", "interviewed_by", "answers")),
    ("heard_apart", "interviewed_apart"),
    ("three_facts", "facts_checked"),
    ("answer_needed", "complicity_check"),
    ("answer_needed", "home_safety"),
)
_REINTEGRATED: _Asked = (
    ("stage_monitoring", "stage"),
    ("day_180", ""),
    ("three_visits", ""),
    ("recent_visit", ""),
    ("domains_stable", "domain_reason"),
    ("risk_low", "risk_level"),
)
_TO_FAMILY: _Asked = (
    ("match_confirmed", "verification_id"),
    ("two_sign_offs", "verification_id"),
    ("sign_off_fresh", "verification_id"),
    ("both_willing", "beneficiary_wish"),
    ("both_willing", "family_willing"),
    ("home_safe", "home_safety"),
    ("consent_tracing", ""),
    ("consent_share_with_family", ""),
    ("do_not_contact", ""),
    ("relative_unsafe", "to_member"),
    ("approval", "approval"),
)
# (code, field) of everything a step may ask for, in the order of its panel
_ASKED: Mapping[str, _Asked] = {
    TO_INTEGRATION: (
        ("consent_services", ""),
        ("answer_needed", "primary_category"),
        ("answer_needed", "identified_by"),
        ("answer_needed", "care_arrangement"),
        ("answer_needed", "risk_level"),
        ("initial_assessment", ""),
        ("approved_plan", ""),
    ),
    TO_MONITORING: (("return_done", ""),),
    BACK: (("breakdown_or_alert", ""),),
    CLOSE: tuple(
        (code, "") for code in ("closure_approved", "referral_open", "task_open", "decision_open", "alert_open")
    ),
    "match.propose": (*_PAIR, ("pair_rejected", "")),
    "match.start": _PAIR,
    "verification.sign_first": (*_PAIR[:2], *_VERIFIED, ("answer_needed", "result")),
    "verification.sign_second": (("first_sign_off", "first_sign_by"), ("other_signer", "second_sign_by")),
    "match.confirm": (
        ("consent_tracing", ""),
        ("do_not_contact", ""),
        ("two_sign_offs", ""),
        ("result_verified", ""),
        ("complicity_cleared", "complicity_check"),
    ),
    "return.done": _TO_FAMILY,
    "closure.approve": (("other_person", "approved_by"), ("answer_needed", "closure_reason")),
}
# not asked while the other is missing, so it is not said to be done either
_AFTER: Mapping[str, str] = {
    "sign_off_fresh": "two_sign_offs",
    "both_willing": "two_sign_offs",
    "home_safe": "two_sign_offs",
    "complicity_cleared": "two_sign_offs",
    "other_signer": "first_sign_off",
}
_BY_OTHERS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("alert_open", "approval", "approved_plan", "closure_approved", "decision_or_approval", "do_not_contact"), S_C
    ),
    **dict.fromkeys(("match_confirmed", "other_person", "other_signer", "relative_unsafe", "sign_off_fresh"), S_C),
    "complicity_cleared": S_C,
    "two_sign_offs": W_S_C,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a step needs: its code (words/gates.py), the record and field to go to, and who can record it."""

    code: str
    record: Id
    field: str
    is_met: bool
    who: frozenset[str]

    @property
    def has_exception(self) -> bool:
        """Whether a coordinator may allow the step without it, with a reason (records.md 4.1)."""
        return self.code not in WITHOUT_EXCEPTION


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step, what it needs, the roles that take it, and whether this person is one of them."""

    name: str
    conditions: tuple[Condition, ...]
    who: frozenset[str]
    is_allowed: bool
    is_coordinator: bool = False

    @property
    def missing(self) -> tuple[Condition, ...]:
        """What is not met."""
        return tuple(one for one in self.conditions if not one.is_met)

    @property
    def is_open(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    @property
    def may_be_excepted(self) -> bool:
        """Whether this person may take it all the same, with a reason: never without consent or the two sign-offs."""
        missing = self.missing
        return self.is_coordinator and self.is_allowed and bool(missing) and all(one.has_exception for one in missing)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a case stands: each stage with `done`, `current` or `ahead`, and the steps that lead on from here."""

    stage: str
    stages: tuple[tuple[str, str], ...]
    steps: tuple[NextStep, ...]

    def step(self, name: str) -> NextStep | None:
        """A step that leads on from here, by its name."""
        return next((one for one in self.steps if one.name == name), None)


def position_of(dossier: Dossier, *, today: date, actor: Actor) -> Position | None:
    """The stage of a case and what its next steps need on a day; None where its case record is not held."""
    head = dossier.head
    stage = answer(head, "stage")
    if head is None or not isinstance(stage, str) or stage not in STAGES:
        return None
    at = STAGES.index(stage)
    states = (DONE if number < at else CURRENT if number == at else AHEAD for number in range(len(STAGES)))
    steps = tuple(next_step(name, dossier, head, today=today, actor=actor) for name in STEPS_FROM[stage])
    return Position(stage, tuple(zip(STAGES, states, strict=True)), steps)


def next_step(
    name: str, dossier: Dossier, record: Shown, *, today: date, actor: Actor, reason: str | None = None
) -> NextStep:
    """What a step of one record needs on a day. A record about to be made may be handed in: it is put into the dossier.

    `case.reopen` always shows its reason as missing until one is given.
    """
    future = dossier if record.record_id in dossier.records else _with(dossier, record)
    missing = missing_for(name, future, record=record.record_id, today=today, actor=actor, reason=reason)
    step = step_named(name)
    conditions = _conditions(_asked_of(name, future, record, today), missing, record.record_id)
    return NextStep(name, conditions, step.who, actor.role in step.who, actor.role == COORDINATOR)


def stage_values(step: str, dossier: Dossier, *, today: date) -> dict[str, Json]:
    """What the case record says once a step was taken, by field name; ValueError for a step of another kind."""
    head = dossier.head
    opened: dict[str, Json] = {"status": "open", "closed_on": None, "closure_reason": None}
    match step:
        case "case.to_integration" | "case.back_to_integration":
            return {"stage": "integration"}
        case "case.to_monitoring":
            return {"stage": "monitoring_support"}
        case "case.close":
            reason = answer(latest_closure(dossier), "closure_reason")
            closed = {"status": "closed", "stage": "case_closure", "closed_on": today.isoformat()}
            return {**closed, "closure_reason": reason}
        case "case.reopen" if head is not None:
            return {**opened, "stage": stage_before_closing(dossier, head) or "monitoring_support"}
    raise ValueError(step)


def _asked_of(name: str, dossier: Dossier, record: Shown, today: date) -> _Asked:
    asked = _ASKED.get(name, ())
    if name == CLOSE:
        reason = answer(latest_closure(dossier), "closure_reason")
        by_reason = {"reintegrated": _REINTEGRATED, "lost_to_follow_up": (("three_attempts", ""),)}
        return (*asked, *by_reason.get(str(reason), ()))
    if name in ("match.propose", "match.start"):
        is_inquiry = answer(record, "inquiry_id") is not None
        located = (("relative_located", "family_member_id"), ("relative_unsafe", "family_member_id"))
        return (*asked, *((("inquiry_open", "inquiry_id"),) if is_inquiry else located))
    if name == "return.done":
        if answer(record, "return_type") not in BY_VERIFICATION:
            return (("approved_plan", ""), ("decision_or_approval", "approval"))
        return (*asked, ("best_interests", "")) if is_minor(dossier.head, today) else asked
    return asked


def _conditions(asked: _Asked, missing: Sequence[Missing], record: Id) -> tuple[Condition, ...]:
    codes = {one.code for one in missing}
    found: list[Condition] = []
    told: set[Missing] = set()
    for code, name in asked:
        open_ones = [one for one in missing if one.code == code and (not name or one.field == name) and one not in told]
        told |= set(open_ones)
        found += [_condition(one) for one in open_ones]
        if not open_ones and _AFTER.get(code) not in codes:
            found.append(Condition(code, record, name, True, _BY_OTHERS.get(code, W_S_C)))
    return (*found, *(_condition(one) for one in missing if one not in told))


def _condition(missing: Missing) -> Condition:
    return Condition(missing.code, missing.record, missing.field, False, _BY_OTHERS.get(missing.code, W_S_C))


def _with(dossier: Dossier, record: Shown) -> Dossier:
    return replace(dossier, records={**dossier.records, record.record_id: record})
