"""The gate of closing a case, what a closed case left open, and how long it is kept."""

from datetime import date

import pytest

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.check import check_dossier
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gates_closure import kept_until
from shared_schema.rules.steps import missing_after, missing_for
from tests.shared_schema.rules.dossiers import (
    SUPERVISOR,
    TODAY,
    WORKER,
    a_case,
    a_dossier,
    a_member,
    a_record,
    a_referral,
    a_return,
    a_visit,
)
from tests.shared_schema.rules.tracing_dossiers import THE_SUPERVISOR, THE_WORKER, Actor


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


def a_closure(**values: Json) -> Shown:
    whole: dict[str, Json] = {
        "proposed_on": "2026-11-01",
        "closure_reason": "reintegrated",
        "approval": "approved",
        "approved_by": SUPERVISOR,
        **{f"d_{name}": "3" for name in ("safety", "housing", "family", "health", "mental_health", "education")},
        "d_economic": "4",
        "d_legal": "3",
    }
    return a_record("closure", "closure", {**whole, **values})


def ready_to_close(*changed: Shown, without: tuple[str, ...] = ()) -> Dossier:
    """A case that may be closed as reintegrated: returned in May, three visits since, low risk."""
    records = (
        a_case(stage="monitoring_support", risk_level="low"),
        a_member(),
        a_return(date_reunification="2026-05-01", return_type="independent"),
        a_visit("v1", "2026-06-01"),
        a_visit("v2", "2026-08-01"),
        a_visit("v3", "2026-11-01"),
        a_closure(),
    )
    whole = {record.record_id: record for record in (*records, *changed)}
    return a_dossier(*(record for record in whole.values() if record.record_id not in without))


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        (None, set()),
        (a_closure(approval="requested"), {"closure_approved"}),
        (a_closure(approved_by=WORKER), {"closure_approved"}),
        (a_referral(state="accepted"), {"referral_open"}),
        (a_referral(state="done"), set()),
        (a_record("task", "t", {"title": "x", "state": "open"}), {"task_open"}),
        (a_record("task", "t", {"title": "x"}), {"task_open"}),
        (a_record("task", "t", {"title": "x", "state": "dropped", "result": "x"}), set()),
        (a_member("uncle", contact_safety="unsafe"), {"alert_open", "risk_low"}),
        (a_case(stage="integration"), {"stage_monitoring"}),
        (a_return(date_reunification="2026-06-01"), {"day_180", "three_visits"}),
        (a_visit("v2", "2026-08-01", contact_type="phone"), {"three_visits"}),
        (a_visit("v3", "2026-08-21"), {"recent_visit"}),
        (a_closure(d_legal="2"), {"domains_stable"}),
        (a_closure(d_legal={"none": "not_asked"}), {"domains_stable"}),
        (a_closure(d_legal="2", domain_reason="papers on their way"), set()),
        (a_case(stage="monitoring_support", risk_level="medium"), {"risk_low"}),
    ],
)
def test_closing_as_reintegrated(changed: Shown | None, codes: set[str]) -> None:
    dossier = ready_to_close(*(() if changed is None else (changed,)))
    assert missing("case.close", dossier, actor=THE_SUPERVISOR) == codes


def test_an_open_decision_of_a_conference_keeps_a_case_open() -> None:
    conference = a_record("case_conference", "c", {"state": "signed", "held_on": "2026-05-01"})
    decision = a_record("conference_decision", "d", {"conference_id": "c", "task_id": "t"})
    assert missing("case.close", ready_to_close(conference, decision)) == {"decision_open"}
    done = a_record("task", "t", {"title": "x", "state": "done", "done_on": "2026-06-01"})
    assert missing("case.close", ready_to_close(conference, decision, done)) == set()


def test_closing_for_another_reason_asks_only_that_nothing_is_left_open() -> None:
    moved = ready_to_close(a_closure(closure_reason="moved_abroad"), a_case(), without=("return", "v1", "v2", "v3"))
    assert missing("case.close", moved) == set()
    lost = ready_to_close(a_closure(closure_reason="lost_to_follow_up"))
    assert missing("case.close", lost) == {"three_attempts"}


def test_a_domain_below_three_is_explained_before_a_closure_is_approved() -> None:
    dossier = ready_to_close(a_closure(d_legal="1"))
    assert missing("closure.approve", dossier, "closure", actor=THE_SUPERVISOR) == {"domains_stable"}
    own = ready_to_close(a_closure(approved_by=None))
    assert missing("closure.approve", own, "closure") == {"other_person"}


def test_a_closed_case_with_an_open_task_is_found_with_the_words_of_its_gate() -> None:
    closed = a_case(stage="case_closure", status="closed", closed_on="2026-11-05", closure_reason="reintegrated")
    task = a_record("task", "t", {"title": "x", "owner_worker": WORKER, "state": "open"})
    findings = check_dossier(ready_to_close(closed, task), today=TODAY)
    assert [(f.rule, f.severity, f.record, f.field) for f in findings] == [("gate_task_open", "E", "t", "state")]
    assert check_dossier(ready_to_close(closed), today=TODAY) == ()


def test_what_a_change_took_without_its_gate_is_told_by_step() -> None:
    dossier = ready_to_close(a_case(stage="case_closure", status="closed"), a_referral())
    old = a_case(stage="monitoring_support").values
    found = missing_after(dossier, dossier.records["case"], old, today=TODAY, actor=THE_SUPERVISOR)
    assert [(n.step, [m.code for m in n.missing]) for n in found] == [("case.close", ["referral_open"])]
    assert (
        missing_after(dossier, dossier.records["case"], dossier.records["case"].values, today=TODAY, actor=THE_WORKER)
        == ()
    )


@pytest.mark.parametrize(
    ("values", "until"),
    [
        ({"closed_on": "2026-02-28"}, date(2033, 2, 28)),
        ({"closed_on": "2024-02-29"}, date(2031, 3, 1)),
        ({"closed_on": "2026-02-28", "date_of_birth": "2010-03-01"}, date(2035, 3, 1)),
        ({"closed_on": "2026-02-28", "date_of_birth": "2008-02-28"}, date(2033, 2, 28)),
        ({"closed_on": "2026-02-28", "legal_hold": True}, None),
        ({}, None),
    ],
)
def test_how_long_a_closed_case_is_kept(values: dict[str, Json], until: date | None) -> None:
    assert kept_until(a_case(**values)) == until
