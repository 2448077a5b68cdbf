"""Gates of the stages of a case, its plans and assessments, and of inquiries: each met and not met."""

from dataclasses import replace
from datetime import date

import pytest

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gates_inquiry import inquiry_status
from shared_schema.rules.steps import missing_for
from tests.shared_schema.rules.dossiers import (
    DEVICE,
    SUPERVISOR,
    TODAY,
    WORKER,
    a_case,
    a_consent,
    a_dossier,
    a_record,
    a_return,
    a_visit,
)
from tests.shared_schema.rules.tracing_dossiers import THE_COORDINATOR, THE_SUPERVISOR, THE_WORKER, Actor


def missing(
    step: str,
    dossier: Dossier,
    record: str = "case",
    *,
    actor: Actor = THE_WORKER,
    today: date = TODAY,
    reason: str | None = None,
) -> set[str]:
    """Codes of what is missing for a step."""
    return {m.code for m in missing_for(step, dossier, record=record, today=today, actor=actor, reason=reason)}


def a_plan(**values: Json) -> Shown:
    whole: dict[str, Json] = {
        "made_on": "2026-02-01",
        "agreed_by_person": "yes",
        "approval": "approved",
        "approved_by": SUPERVISOR,
        "approved_on": "2026-02-02",
    }
    return a_record("reintegration_plan", "plan", {**whole, **values}, written_on=date(2026, 2, 2))


def an_assessment(**values: Json) -> Shown:
    whole: dict[str, Json] = {
        "assessed_on": "2026-01-20",
        "assessment_type": "initial",
        "risk_level": "low",
        "completed": True,
    }
    return a_record("assessment", "assessment", {**whole, **values})


def test_a_new_case_has_a_name_a_sex_an_age_and_a_place() -> None:
    day = date(2026, 1, 12)
    assert missing("case.new", a_dossier(), today=day) == set()
    bare = a_dossier(a_case(given_name_latin=None, sex=None, date_of_birth=None, current_place=None))
    asked = missing_for("case.new", bare, record="case", today=day, actor=THE_WORKER)
    assert {m.field for m in asked} == {"given_name_km", "sex", "date_of_birth", "current_place"}
    late = date(2026, 1, 13)
    assert missing("case.new", a_dossier(), today=late) == {"consent_entry_services"}
    assert missing("case.new", a_dossier(a_consent(decision="refused")), today=late) == set()


def test_into_integration() -> None:
    whole = (a_case(), a_consent(), an_assessment(), a_plan())
    assert missing("case.to_integration", a_dossier(*whole)) == set()
    assert missing("case.to_integration", a_dossier(a_case())) == {
        "consent_services",
        "initial_assessment",
        "approved_plan",
    }
    for broken, code in (
        (a_plan(agreed_by_person="unsure"), "approved_plan"),
        (a_plan(approval="requested"), "approved_plan"),
        (a_plan(approved_by=WORKER), "approved_plan"),
        (an_assessment(completed=None), "initial_assessment"),
        (an_assessment(assessment_type="review"), "initial_assessment"),
        (a_consent(withdrawn_on="2026-11-19"), "consent_services"),
        (a_case(identified_by={"none": "unknown"}), "answer_needed"),
        (a_case(risk_level=None), "answer_needed"),
    ):
        records = {record.record_id: record for record in (*whole, broken)}
        assert missing("case.to_integration", a_dossier(*records.values())) == {code}


def test_consent_and_sign_offs_have_no_exception_other_things_a_coordinator_may_allow() -> None:
    asked = missing_for("case.to_integration", a_dossier(), record="case", today=TODAY, actor=THE_COORDINATOR)
    assert {m.code: m.has_exception for m in asked} == {
        "consent_services": False,
        "initial_assessment": True,
        "approved_plan": True,
    }


def test_into_monitoring_and_back() -> None:
    assert missing("case.to_monitoring", a_dossier()) == {"return_done"}
    assert missing("case.to_monitoring", a_dossier(a_return())) == set()
    assert missing("case.back_to_integration", a_dossier(a_return())) == {"breakdown_or_alert"}
    assert missing("case.back_to_integration", a_dossier(a_return(state="broken_down"))) == set()
    visit = a_visit("v", "2026-11-01", safety="danger", n=9)
    task = {"title": "x", "origin": "alert", "origin_id": f"v/safety/{DEVICE}/9"}
    silent = a_dossier(visit, a_record("task", "t", task))
    acted = a_dossier(visit, a_record("task", "t", {**task, "alert_outcome": "acting"}))
    assert missing("case.back_to_integration", silent) == {"breakdown_or_alert"}
    assert missing("case.back_to_integration", acted) == set()


def test_reopening_goes_back_to_the_stage_before_with_a_reason() -> None:
    dated = {
        ("case", "group:status"): [
            ("2026-01-05", {"stage": "monitoring_support", "status": "open"}),
            ("2026-06-01", {"stage": "case_closure", "status": "closed"}),
        ]
    }
    back = a_dossier(a_case(stage="monitoring_support"), dated=dated)
    assert missing("case.reopen", back, actor=THE_SUPERVISOR, reason="seen again") == set()
    assert missing("case.reopen", back, actor=THE_SUPERVISOR) == {"reason"}
    other = a_dossier(a_case(stage="integration", closed_on="2026-06-01"), dated=dated)
    assert missing("case.reopen", other, reason="x") == {"closing_emptied", "stage_before_closing"}


def test_plans_and_assessments_are_approved_when_whole_and_by_another_person() -> None:
    assert missing("plan.approve", a_dossier(a_plan()), "plan", actor=THE_SUPERVISOR) == set()
    assert missing("plan.approve", a_dossier(a_plan(agreed_by_person="no")), "plan") == {"person_agrees"}
    assert missing("plan.approve", a_dossier(a_case(risk_level=None), a_plan()), "plan") == {"answer_needed"}
    assert missing("assessment.approve", a_dossier(an_assessment()), "assessment", actor=THE_SUPERVISOR) == set()
    assert missing("assessment.approve", a_dossier(an_assessment()), "assessment") == {"other_person"}


def an_inquiry(*actions: tuple[str, str], **values: Json) -> Dossier:
    """An inquiry with tracing actions on days by methods."""
    whole: dict[str, Json] = {"inquiry_date": "2026-01-01", "status": "tracing", "sought_nickname": "Ra"}
    head = a_record("tracing_inquiry", "inq", {**whole, **values}, home="inq")
    made = [
        a_record("tracing_action", f"a{n}", {"date_tracing": day, "tracing_type": how}, home="inq")
        for n, (day, how) in enumerate(actions)
    ]
    return a_dossier(head, *made)


def test_an_inquiry_begins_with_consent_and_a_first_action() -> None:
    dossier = an_inquiry()
    assert missing("inquiry.new", dossier, "inq") == {"consent_tracing"}
    agreed = a_dossier(*dossier.records.values(), a_consent(purpose="tracing"))
    assert missing("inquiry.new", agreed, "inq") == set()
    assert missing("inquiry.trace", dossier, "inq") == {"first_action"}
    assert missing("inquiry.trace", an_inquiry(("2026-01-05", "photo")), "inq") == set()
    match = a_record("match", "m", {"inquiry_id": "inq", "state": "proposed"})
    assert missing("inquiry.trace", replace(dossier, related={"m": match}), "inq") == set()


def test_not_found_takes_three_actions_two_methods_and_half_a_year() -> None:
    closed: dict[str, Json] = {"status": "closed", "closed_on": "2026-08-01", "outcome": "not_found"}
    enough = (("2026-01-05", "photo"), ("2026-03-05", "mass"), ("2026-07-06", "photo"))
    assert missing("inquiry.close_not_found", an_inquiry(*enough, **closed), "inq") == set()
    for short in (enough[:2], (*enough[:2], ("2026-07-05", "photo")), [(day, "photo") for day, _how in enough]):
        dossier = an_inquiry(*short, **closed)
        assert missing("inquiry.close_not_found", dossier, "inq") == {"search_longer"}
        early = missing("inquiry.close_not_found", dossier, "inq", actor=THE_SUPERVISOR, reason="moved abroad")
        assert early == set()
    reunited = an_inquiry(status="closed", outcome="reunited_elsewhere")
    assert missing("inquiry.close", reunited, "inq") == set()
    assert missing("inquiry.close", an_inquiry(status="closed"), "inq") == {"answer_needed"}
    assert missing("inquiry.reopen", reunited, "inq") == {"reason"}


@pytest.mark.parametrize(
    ("match_state", "stored", "shown"),
    [
        ("proposed", "tracing", "tracing"),
        ("confirmed", "tracing", "verified"),
        ("reunited", "open", "reunified"),
        ("rejected", "tracing", "tracing"),
        ("reunited", "closed", "closed"),
    ],
)
def test_the_status_of_an_inquiry_follows_its_match(match_state: str, stored: str, shown: str) -> None:
    dossier = an_inquiry(status=stored)
    match = a_record("match", "m", {"inquiry_id": "inq", "state": match_state})
    with_match = replace(dossier, related={"m": match})
    assert inquiry_status(with_match, with_match.records["inq"]) == shown
