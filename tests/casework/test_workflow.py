"""Where a case stands, and what the panel of each next step shows as done and as missing."""

from dataclasses import replace
from datetime import date

import pytest

from casework.workflow import REOPEN, STEPS_FROM, Position, next_step, position_of, stage_values
from shared_schema.rules.gate import W_S_C
from shared_schema.rules.steps import missing_for
from tests.shared_schema.rules.dossiers import a_case, a_dossier, a_record, a_return
from tests.shared_schema.rules.tracing_dossiers import (
    RETURN_DAY,
    THE_COORDINATOR,
    THE_SUPERVISOR,
    THE_WORKER,
    Actor,
    a_match,
    a_verification,
    ready_to_return,
)

TODAY = date(2026, 10, 20)


def at(stage: str, *, actor: Actor = THE_WORKER) -> Position:
    found = position_of(a_dossier(head=a_case(stage=stage)), today=TODAY, actor=actor)
    assert found is not None
    return found


@pytest.mark.parametrize("stage", sorted(STEPS_FROM))
def test_every_stage_has_its_steps_and_each_panel_holds_all_that_is_missing(stage: str) -> None:
    dossier = a_dossier(head=a_case(stage=stage))
    for actor in (THE_WORKER, THE_SUPERVISOR, THE_COORDINATOR):
        position = at(stage, actor=actor)
        assert [state for _stage, state in position.stages].count("current") == 1
        for step in position.steps:
            missing = missing_for(step.name, dossier, record="case", today=TODAY, actor=actor)
            assert {(one.code, one.field) for one in step.missing} == {(one.code, one.field) for one in missing}
            assert step.is_allowed is (actor.role in step.who)


def test_what_is_done_stands_beside_what_is_missing() -> None:
    step = at("pre_integration").step("case.to_integration")
    assert step is not None and not step.is_open
    assert "risk_level" in {one.field for one in step.conditions}
    assert {one.is_met for one in step.conditions} == {True, False}


def test_a_worker_does_not_close_and_a_coordinator_may_make_an_exception_but_never_of_consent() -> None:
    close = at("integration").step("case.close")
    assert close is not None and not close.is_allowed
    excepted = at("integration", actor=THE_COORDINATOR).step("case.close")
    assert excepted is not None and excepted.may_be_excepted
    to_integration = at("pre_integration", actor=THE_COORDINATOR).step("case.to_integration")
    assert to_integration is not None and not to_integration.may_be_excepted
    assert "consent_services" in {one.code for one in to_integration.missing if not one.has_exception}


def test_a_return_that_has_everything_is_open_and_one_without_signatures_names_who() -> None:
    whole = ready_to_return()
    returned = replace(a_return(), values={**a_return().values, "state": "planned"})
    ready = next_step("return.done", whole, returned, today=RETURN_DAY, actor=THE_WORKER)
    assert ready.is_open and len(ready.conditions) >= 10
    unsigned = next_step(
        "return.done", ready_to_return(a_verification(signed=False)), returned, today=RETURN_DAY, actor=THE_WORKER
    )
    (signs,) = [one for one in unsigned.missing if one.code == "two_sign_offs"]
    assert signs.who == W_S_C and not signs.has_exception
    assert "sign_off_fresh" not in {one.code for one in unsigned.conditions}
    by_coordinator = next_step(
        "return.done", ready_to_return(a_verification(signed=False)), returned, today=RETURN_DAY, actor=THE_COORDINATOR
    )
    assert not by_coordinator.may_be_excepted


def test_each_open_task_has_its_own_line() -> None:
    tasks = [a_record("task", f"task-{n}", {"title": "x", "state": "open"}) for n in (1, 2)]
    position = position_of(a_dossier(*tasks, head=a_case(stage="integration")), today=TODAY, actor=THE_SUPERVISOR)
    close = position.step("case.close") if position else None
    assert close is not None
    assert [one.record for one in close.missing if one.code == "task_open"] == ["task-1", "task-2"]


def test_starting_asks_for_the_inquiry_or_for_the_located_relative() -> None:
    proposed = a_match(state="proposed")
    step = next_step("match.start", ready_to_return(proposed), proposed, today=TODAY, actor=THE_SUPERVISOR)
    assert step.is_open and {"relative_located", "relative_unsafe"} <= {one.code for one in step.conditions}
    named = a_match(state="proposed", inquiry_id="inquiry", family_member_id=None)
    asked = next_step("match.start", ready_to_return(named), named, today=TODAY, actor=THE_SUPERVISOR)
    assert "inquiry_open" in {one.code for one in asked.conditions}


def test_a_step_of_a_record_that_is_not_saved_yet_can_be_asked() -> None:
    new = a_match("other", state="proposed")
    step = next_step("match.start", ready_to_return(), new, today=TODAY, actor=THE_WORKER)
    assert not step.is_allowed


def test_what_a_step_writes_into_the_case() -> None:
    closure = a_record("closure", "closure", {"closure_reason": "refused", "proposed_on": "2026-10-01"})
    dossier = a_dossier(closure, head=a_case(stage="integration"))
    assert stage_values("case.to_monitoring", dossier, today=TODAY) == {"stage": "monitoring_support"}
    assert stage_values("case.close", dossier, today=TODAY) == {
        "status": "closed",
        "stage": "case_closure",
        "closed_on": "2026-10-20",
        "closure_reason": "refused",
    }
    with pytest.raises(ValueError):
        stage_values("match.start", dossier, today=TODAY)


def test_a_closed_case_is_opened_again_at_the_stage_it_had() -> None:
    over_time = {
        ("case", "group:status"): [("2026-01-05", {"stage": "integration"}), ("2026-09-01", {"stage": "case_closure"})]
    }
    dossier = a_dossier(head=a_case(stage="case_closure"), dated=over_time)
    assert stage_values(REOPEN, dossier, today=TODAY)["stage"] == "integration"
    position = position_of(dossier, today=TODAY, actor=THE_WORKER)
    assert position is not None and [step.name for step in position.steps] == [REOPEN]
    assert not position.steps[0].is_allowed


def test_a_dossier_without_its_case_has_no_position() -> None:
    assert position_of(a_dossier(a_record("tracing_inquiry", "inquiry", {})), today=TODAY, actor=THE_WORKER) is None
