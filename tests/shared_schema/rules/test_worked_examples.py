"""The worked examples of the design (records.md 7), as far as rules tell them. All people are invented."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.alerts import alarming_registers, open_alerts, origin_id, working_risk_level
from shared_schema.rules.check import check_dossier, check_record
from shared_schema.rules.dossier import DatedValue, Dossier
from shared_schema.rules.follow_up import follow_up
from shared_schema.rules.gates_match import is_blocked
from shared_schema.rules.patterns import INTENSIVE, STANDARD, DueState
from shared_schema.rules.steps import missing_for
from tests.shared_schema.rules.dossiers import (
    DEVICE,
    PROVIDER,
    a_case,
    a_consent,
    a_dossier,
    a_member,
    a_record,
    a_referral,
    a_return,
    a_visit,
)
from tests.shared_schema.rules.tracing_dossiers import THE_WORKER, a_match, ready_to_return

TODAY = date(2026, 11, 20)
RETURNED = "2026-10-20"  # 31 days ago


def sok_examplary(
    *records: Shown, risk: str = "medium", dated: Mapping[tuple[str, str], tuple[DatedValue, ...]] | None = None
) -> Dossier:
    """ "Sok Examplary", 17, returned to an aunt 31 days ago, risk medium; seen on day 14."""
    head = a_case(
        case_number="TST-26-K7-014",
        date_of_birth="2009-03-01",
        stage="monitoring_support",
        risk_level=risk,
        risk_reason="a man offered work in another country" if risk == "high" else None,
        care_arrangement="kinship_care",
        caregiver="aunt",
    )
    home = a_return(return_type="direct_community", date_reunification=RETURNED)
    earlier = a_visit("v0", "2026-11-03", d_economic="2")
    dossier = a_dossier(head, a_member(in_household=True), home, earlier, *records)
    return replace(dossier, dated=dated or {})


def the_visit() -> Shown:
    return a_visit(
        "v1",
        TODAY.isoformat(),
        n=212,
        planned_for="2026-11-19",
        seen_alone=True,
        safety="concern",
        re_trafficking="suspected",
        person_says="x",
        next_visit_on="2026-11-25",
    )


def test_7_1_day_thirty_was_due_yesterday_and_is_within_tolerance() -> None:
    due = follow_up(sok_examplary(), TODAY).due
    assert due is not None
    assert (due.day, due.state, due.pattern) == (date(2026, 11, 19), DueState.DUE, STANDARD)


def test_7_1_the_visit_breaks_no_rule_and_raises_an_alert_at_once() -> None:
    visit = the_visit()
    assert check_record(visit) == ()
    broken = check_dossier(sok_examplary(visit), today=TODAY)
    assert not {f.rule for f in broken} & {"rule_25", "rule_28"}
    assert alarming_registers("visit", visit.values) == ("re_trafficking",)
    dossier = sok_examplary(visit)
    assert [(a.record, a.register, a.dot) for a in open_alerts(dossier, TODAY)] == [
        ("v1", "re_trafficking", (DEVICE, 212))
    ]
    assert working_risk_level(dossier, TODAY) == "high"
    assert follow_up(dossier, TODAY).pattern == INTENSIVE


def test_7_1_the_next_visit_is_in_five_days_then_the_intensive_dates_appear() -> None:
    visit = the_visit()
    task = {"title": "x", "origin": "alert", "origin_id": origin_id("v1", "re_trafficking", (DEVICE, 212))}
    answered = a_record("task", "t", {**task, "alert_outcome": "acting", "state": "open"})
    risen = {("case", "risk_level"): (DatedValue("2026-01-05", "medium"), DatedValue(TODAY.isoformat(), "high"))}
    dossier = sok_examplary(visit, answered, risk="high", dated=risen)
    due = follow_up(dossier, date(2026, 11, 21)).due
    assert due is not None and due.day == date(2026, 11, 25)
    assert open_alerts(dossier, date(2026, 11, 21)), "acting is not settled"
    seen_again = a_visit("v2", "2026-11-25")
    later = follow_up(sok_examplary(visit, answered, seen_again, risk="high", dated=risen), date(2026, 11, 26)).due
    assert later is not None
    assert (later.day, later.pattern) == (date(2026, 12, 19), INTENSIVE), "day 60 after the return"


def test_7_1_a_person_not_met_is_an_attempt() -> None:
    away = a_visit("v2", TODAY.isoformat(), seen="no", not_seen_reason="at_work")
    assert check_record(away) == ()
    assert follow_up(sok_examplary(away), TODAY).attempts == 1


def test_7_1_a_referral_goes_out_offline_under_the_consent_of_the_same_day() -> None:
    consent = a_consent(
        purpose="share_with_provider",
        decided_on=TODAY.isoformat(),
        expires_on="2027-11-20",
        recipient=PROVIDER,
        scope=["contact", "needs"],
        evidence="thumbprint",
        witness_name="Witness Example",
    )
    draft = a_referral(state="draft", sent_on=None, shared_scope=["contact", "needs"])
    dossier = a_dossier(a_case(), consent, draft)
    assert missing_for("referral.send", dossier, record="referral", today=TODAY, actor=THE_WORKER) == ()
    sent = a_dossier(a_case(), consent, a_referral(sent_on=TODAY.isoformat(), shared_scope=["contact", "needs"]))
    assert check_dossier(sent, today=TODAY) == ()


def test_7_2_a_raised_do_not_contact_blocks_an_open_match() -> None:
    before = ready_to_return(a_match(state="proposed"))
    flagged = ready_to_return(
        a_match(state="proposed"),
        a_case(stage="integration", do_not_contact_family=True, do_not_contact_reason="danger"),
    )
    assert not is_blocked(before, a_match(state="proposed"), TODAY)
    assert is_blocked(flagged, a_match(state="proposed"), TODAY)


def test_7_2_closed_with_an_open_task_is_the_one_broken_rule() -> None:
    values: dict[str, Json] = {
        "case_number": "TST-26-K7-020",
        "status": "closed",
        "stage": "case_closure",
        "closed_on": "2026-11-18",
        "closure_reason": "moved_in_country",
        "risk_level": "high",
        "risk_reason": "threat by phone",
        "do_not_contact_family": True,
        "do_not_contact_reason": "danger",
        "categories": ["domestic_violence", "trafficking_labour"],
    }
    closure = a_record(
        "closure",
        "closure",
        {
            "proposed_on": "2026-11-18",
            "closure_reason": "moved_in_country",
            "approval": "approved",
            "approved_by": "worker-s",
        },
    )
    task = a_record("task", "t", {"title": "x", "owner_worker": "worker-w", "origin": "manual", "state": "open"})
    broken = check_dossier(a_dossier(a_case(**values), closure, task), today=TODAY)
    assert [(f.rule, f.record) for f in broken] == [("gate_task_open", "t")]
