"""Gates of stages, inquiries, referrals, conferences, transfers and closure, each met and not met."""

from dataclasses import replace
from datetime import date

import pytest

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.check import check_dossier
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gates_closure import kept_until
from shared_schema.rules.gates_inquiry import inquiry_status
from shared_schema.rules.gates_referral import is_answer_overdue, to_revoke
from shared_schema.rules.steps import missing_after, missing_for
from tests.shared_schema.rules.dossiers import (
    DEVICE,
    OFFICE,
    OTHER_OFFICE,
    OTHER_PROVIDER,
    PROVIDER,
    SUPERVISOR,
    TODAY,
    WORKER,
    a_case,
    a_consent,
    a_dossier,
    a_member,
    a_record,
    a_referral,
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


def test_a_referral_goes_to_an_active_provider_who_offers_the_service() -> None:
    assert missing("referral.draft", a_dossier(a_referral()), "referral") == set()
    assert missing("referral.draft", a_dossier(a_referral(provider=OTHER_PROVIDER)), "referral") == {
        "provider_active",
        "service_offered",
    }
    residential = a_referral(service_type="residential_care")
    assert missing("referral.draft", a_dossier(residential), "referral") == {"standards_of_care"}
    good = a_record("provider", PROVIDER, {"active": True, "standards_status": "improving"}, home="directory")
    assert missing("referral.draft", a_dossier(residential, related=[good]), "referral") == set()


def test_a_referral_is_sent_under_consent_or_overridden() -> None:
    draft = a_referral(state="draft", sent_on=None)
    consent = a_consent(purpose="share_with_provider")
    assert missing("referral.send", a_dossier(draft, consent), "referral") == set()
    assert missing("referral.send", a_dossier(draft), "referral") == {"consent_share_with_provider"}
    narrow = a_consent(purpose="share_with_provider", scope=["contact"])
    assert missing("referral.send", a_dossier(draft, narrow), "referral") == {"scope_agreed"}
    expired = a_consent(purpose="share_with_provider", expires_on="2026-11-20")
    assert missing("referral.send", a_dossier(draft, expired), "referral") == {"consent_share_with_provider"}
    override = a_referral(state="draft", sent_on=None, override_reason="court_order")
    assert missing("referral.send", a_dossier(override), "referral", actor=THE_SUPERVISOR) == set()
    assert missing("referral.send", a_dossier(override), "referral") == {"consent_share_with_provider"}


def test_a_referral_ends_with_a_service_or_a_reason() -> None:
    assert missing("referral.finish", a_dossier(a_referral()), "referral") == {"service_linked"}
    service = a_record("service", "s", {"referral_id": "referral"})
    assert missing("referral.finish", a_dossier(a_referral(), service), "referral") == set()
    assert missing("referral.revoke", a_dossier(a_referral()), "referral") == {"answer_needed"}
    assert missing("referral.decline", a_dossier(a_referral(state_reason="full")), "referral") == set()


@pytest.mark.parametrize(("urgency", "days"), [("today", 1), ("week", 3), ("month", 7)])
def test_an_unanswered_referral_is_overdue_by_its_urgency(urgency: str, days: int) -> None:
    referral = a_referral(urgency=urgency)
    assert not is_answer_overdue(referral, date(2026, 11, 1 + days))
    assert is_answer_overdue(referral, date(2026, 11, 2 + days))
    assert not is_answer_overdue(a_referral(urgency=urgency, state="accepted"), TODAY)


def test_a_withdrawal_lists_every_referral_it_covers() -> None:
    withdrawn = a_consent(purpose="share_with_provider", withdrawn_on="2026-11-10")
    others = (a_referral("r2", state="draft"), a_referral("r3", state="done"), a_referral("r4", state="accepted"))
    dossier = a_dossier(a_referral(), *others, withdrawn)
    assert [r.record_id for r in to_revoke(dossier, TODAY)] == ["r4", "referral"]


def a_conference(**values: Json) -> Dossier:
    whole: dict[str, Json] = {
        "held_on": "2026-05-01",
        "chair": SUPERVISOR,
        "state": "held",
        "person_present": "in_person",
    }
    conference = a_record("case_conference", "c", {**whole, **values})
    attendees = [
        a_record("conference_attendee", f"p{n}", {"conference_id": "c", "name": "x", "agency_text": agency})
        for n, agency in enumerate(("Police of Example", "Commune of Example"))
    ]
    decision = a_record("conference_decision", "d", {"conference_id": "c", "text": "x", "task_id": "t"})
    return a_dossier(a_case(), conference, *attendees, decision)


def test_a_conference_is_held_by_two_agencies_and_signed_when_whole() -> None:
    dossier = a_conference()
    assert missing("conference.hold", dossier, "c") == set()
    assert missing("conference.hold", a_conference(chair=None), "c") == {"answer_needed"}
    one = a_dossier(*(r for r in dossier.records.values() if r.record_id != "p1"))
    assert missing("conference.hold", one, "c") == {"two_agencies"}
    assert missing("conference.sign", dossier, "c") == {
        "person_view",
        "decision_owner",
        "decision_due",
        "confidentiality_marked",
    }


def test_a_transfer_is_sent_from_the_office_of_the_case_and_moves_the_assignment() -> None:
    def transfer(**values: Json) -> Shown:
        whole: dict[str, Json] = {
            "from_office": OFFICE,
            "to_office": OTHER_OFFICE,
            "reason": "person_moved",
            "state": "draft",
        }
        return a_record("case_transfer", "t", {**whole, **values})

    assert missing("transfer.send", a_dossier(transfer()), "t") == set()
    assert missing("transfer.send", a_dossier(transfer(to_office=OFFICE)), "t") == {"another_office"}
    assert missing("transfer.send", a_dossier(transfer(from_office="third")), "t") == {"office_of_case"}
    assert missing("transfer.send", a_dossier(transfer(state="sent")), "t") == {"status_pending"}
    accepted = transfer(state="accepted", to_worker="w2")
    assert missing("transfer.accept", a_dossier(accepted), "t") == {"assignment_moved"}
    moved = a_case(office=OTHER_OFFICE, case_worker="w2")
    assert missing("transfer.accept", a_dossier(moved, accepted), "t") == set()
    refused = transfer(state="refused", refused_why="no_capacity")
    pending = a_case(status="transfer_pending")
    assert missing("transfer.refuse", a_dossier(pending, refused), "t") == {"status_open_again"}


def test_joining_two_cases_keeps_one_that_lasts() -> None:
    link: dict[str, Json] = {"case_a": "case", "case_b": "case-2", "state": "proposed"}

    def join(survivor: str | None, *related: Shown) -> set[str]:
        record = a_record("case_link", "link", {**link, "survivor": survivor})
        return missing("link.merge", a_dossier(a_case(), record, related=related), "link", actor=THE_COORDINATOR)

    assert join("case-2", a_case("case-2")) == set()
    assert join(None) == {"survivor_chosen"}
    assert join("case-2", a_case("case-2", status="duplicate")) == {"survivor_lasting"}
    back = a_record("case_link", "old", {**link, "state": "merged", "survivor": "case"}, home="case-2")
    assert join("case-2", a_case("case-2"), back) == {"survivor_lasting"}
    record = a_record("case_link", "link", {**link, "state": "unmerged"})
    assert missing("link.unmerge", a_dossier(a_case(), record), "link") == {"reason"}


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
