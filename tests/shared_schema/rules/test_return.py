"""The return to a family or a placement: rule 19, its gate, and lowered safety answers that do not count yet (4)."""

from dataclasses import replace
from datetime import date

import pytest

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import DatedValue, Dossier
from shared_schema.rules.lowering import counting_value
from shared_schema.rules.steps import missing_for
from tests.shared_schema.rules.dossiers import (
    DEVICE,
    SUPERVISOR,
    WORKER,
    a_case,
    a_consent,
    a_member,
    a_record,
    a_return,
)
from tests.shared_schema.rules.test_rules_of_people import found
from tests.shared_schema.rules.tracing_dossiers import (
    RETURN_DAY,
    THE_SUPERVISOR,
    THE_WORKER,
    Actor,
    a_match,
    a_verification,
    ready_to_return,
    sign,
)


def missing(
    step: str, dossier: Dossier, record: str, actor: Actor = THE_SUPERVISOR, reason: str | None = None
) -> set[str]:
    """Codes of what is missing for a step on the day of the return."""
    return {m.code for m in missing_for(step, dossier, record=record, today=RETURN_DAY, actor=actor, reason=reason)}


def test_rule_19_a_return_had_everything_on_its_day() -> None:
    assert found(ready_to_return(), "rule_19") == set()
    withdrawn = a_consent("consent-tracing", purpose="tracing", withdrawn_on="2026-10-20")
    assert found(ready_to_return(withdrawn), "rule_19") == {("return", "state")}
    later = a_consent("consent-tracing", purpose="tracing", withdrawn_on="2026-10-21")
    assert found(ready_to_return(later), "rule_19") == set()
    assert found(ready_to_return(a_match(state="rejected")), "rule_19") == {("return", "state")}
    planned = ready_to_return(a_return(state="planned", date_reunification=None), a_match(state="rejected"))
    assert found(planned, "rule_19") == set()


def test_rule_19_a_flag_raised_after_the_return_does_not_reach_back() -> None:
    flagged = a_case(stage="integration", do_not_contact_family=True, do_not_contact_reason="danger")
    dated: dict[tuple[str, str], list[tuple[str, Json]]] = {
        ("case", "do_not_contact_family"): [("2026-01-05", False), ("2026-11-01", True)]
    }
    assert found(ready_to_return(flagged, dated=dated), "rule_19") == set()
    assert found(ready_to_return(flagged), "rule_19") == {("return", "state")}


_CHILD = a_case(stage="integration", date_of_birth="2010-01-01")


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        (None, set()),
        (a_return(approval="requested"), {"approval"}),
        (a_return(approved_by=WORKER), {"approval"}),
        (a_match(state="under_verification"), {"match_confirmed"}),
        (a_verification(signed=False), {"two_sign_offs"}),
        (sign(a_verification(signed=False), second_on="2026-07-21"), {"sign_off_fresh"}),
        (sign(a_verification(signed=False), second_on="2026-07-22"), set()),
        (a_consent("consent-tracing", purpose="tracing", withdrawn_on="2026-10-01"), {"consent_tracing"}),
        (
            a_consent("consent-family", purpose="share_with_family", expires_on="2026-10-20"),
            {"consent_share_with_family"},
        ),
        (a_case(stage="integration", do_not_contact_family=True), {"do_not_contact"}),
        (a_member(contact_safety="unsafe"), {"relative_unsafe"}),
        (a_member("uncle", contact_safety="unsafe", in_household=True), {"relative_unsafe"}),
        (a_member("uncle", contact_safety="unsafe", in_household=False), set()),
        (a_verification(home_safety="needs_support"), {"home_safe"}),
        (a_verification(home_safety="unsafe"), {"home_safe"}),
        (a_verification(beneficiary_wish="unsure"), {"both_willing"}),
        (a_verification(family_willing="no"), {"both_willing"}),
    ],
)
def test_a_return_to_relatives(changed: Shown | None, codes: set[str]) -> None:
    dossier = ready_to_return(*(() if changed is None else (changed,)))
    assert missing("return.done", dossier, "return", THE_WORKER) == codes


def test_a_home_that_needs_support_is_enough_with_a_goal() -> None:
    goal = a_record("goal", "goal", {"domain": "housing", "goal": "roof", "progress": "under_way"})
    supported = ready_to_return(a_verification(home_safety="needs_support"), goal)
    assert missing("return.done", supported, "return", THE_WORKER) == set()


def test_a_childs_return_needs_a_best_interests_assessment_of_the_last_ninety_days() -> None:
    guardian: dict[str, Json] = {"given_by": "guardian", "giver_member": "aunt", "child_assent": "yes"}
    consents = (
        a_consent("consent-tracing", purpose="tracing", **guardian),
        a_consent("consent-family", purpose="share_with_family", **guardian),
    )
    assert missing("return.done", ready_to_return(_CHILD, *consents), "return") == {"best_interests"}
    for assessed, codes in (
        ("2026-07-21", {"best_interests"}),
        ("2026-07-22", set()),
        ("2026-10-21", {"best_interests"}),
    ):
        values: dict[str, Json] = {"assessed_on": assessed, "assessment_type": "best_interests", "completed": True}
        assessment = a_record("assessment", "bia", values)
        assert missing("return.done", ready_to_return(_CHILD, *consents, assessment), "return") == codes


def test_other_placements_need_a_plan_and_a_decision_instead_of_a_verification() -> None:
    alone_now = a_return(
        return_type="independent", verification_id=None, to_member=None, approval="draft", approved_by=None
    )
    bare = ready_to_return(alone_now, without=("match", "verification"))
    assert missing("return.done", bare, "return", THE_WORKER) == {"approved_plan", "decision_or_approval"}
    plan = a_record(
        "reintegration_plan",
        "plan",
        {"made_on": "2026-05-01", "agreed_by_person": "yes", "approval": "approved", "approved_by": SUPERVISOR},
    )
    conference = a_record("case_conference", "c", {"state": "signed", "held_on": "2026-06-01"})
    decision = a_record("conference_decision", "d", {"conference_id": "c", "decision_type": "direct_reintegration"})
    decided = ready_to_return(alone_now, plan, conference, decision, without=("match", "verification"))
    assert missing("return.done", decided, "return", THE_WORKER) == set()


def lowered(by: str, *extra: Shown, dated_by: str | None = None) -> Dossier:
    """The aunt was unsafe and is now marked safe by somebody."""
    aunt = a_member(contact_safety="safe")
    dot, written = aunt.written["contact_safety"]
    aunt = replace(aunt, written={**aunt.written, "contact_safety": (dot, written._replace(by=by))})
    dossier = ready_to_return(aunt, *extra)
    values = (DatedValue("2026-01-06", "unsafe"), DatedValue("2026-09-01", "safe", dated_by))
    return replace(dossier, dated={("aunt", "contact_safety"): values})


def a_judgement(author: str, **values: Json) -> Shown:
    whole: dict[str, Json] = {
        "item_kind": "lowering",
        "record_id": "aunt",
        "item": "contact_safety",
        "dots": [[DEVICE, 1]],
        "decision": "confirm",
    }
    return a_record("review_decision", "judgement", {**whole, **values}, author=author)


def test_rule_04_a_workers_lowering_closes_no_gate_until_it_is_confirmed() -> None:
    def counts(dossier: Dossier) -> Json:
        return counting_value(dossier, dossier.records["aunt"], "contact_safety", RETURN_DAY)

    assert counts(lowered(WORKER)) == "unsafe"
    assert missing("return.done", lowered(WORKER), "return") == {"relative_unsafe"}
    assert counts(lowered(SUPERVISOR)) == "safe"
    assert counts(lowered("stranger", dated_by=SUPERVISOR)) == "safe"
    assert counts(lowered(SUPERVISOR, dated_by=WORKER)) == "unsafe"
    assert counts(lowered(WORKER, a_judgement(SUPERVISOR))) == "safe"
    assert counts(lowered(WORKER, a_judgement(WORKER))) == "unsafe"
    assert counts(lowered(WORKER, a_judgement(SUPERVISOR, decision="reject"))) == "unsafe"
    assert counts(lowered(WORKER, a_judgement(SUPERVISOR, dots=[["other", 1]]))) == "unsafe"


def test_rule_04_a_first_answer_is_no_lowering() -> None:
    dossier = ready_to_return(a_member(contact_safety="safe"))
    first = (DatedValue("2026-01-06", "not_assessed"), DatedValue("2026-09-01", "safe"))
    dossier = replace(dossier, dated={("aunt", "contact_safety"): first})
    assert counting_value(dossier, dossier.records["aunt"], "contact_safety", RETURN_DAY) == "safe"
    assert counting_value(dossier, dossier.records["aunt"], "contact_safety", date(2026, 5, 1)) == "not_assessed"
