"""Rules about visits, services, referrals, conferences, closures, transfers and links: each holding and broken."""

from datetime import date

import pytest

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import DIRECTORY
from shared_schema.rules.referral import must_revoke
from shared_schema.rules.visit import PERSONAL_BLOCKS
from tests.shared_schema.rules.dossiers import (
    EVERYTHING,
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
    a_record,
    a_referral,
    a_visit,
)
from tests.shared_schema.rules.test_rules_of_people import alone, found


def test_rule_22_a_referral_went_out_under_consent() -> None:
    consent = a_consent(purpose="share_with_provider")
    assert found(a_dossier(a_referral()), "rule_22") == {("referral", "consent_id")}
    assert found(a_dossier(a_referral(), consent), "rule_22") == set()
    late = a_consent(purpose="share_with_provider", decided_on="2026-11-02")
    assert found(a_dossier(a_referral(), late), "rule_22") == {("referral", "consent_id")}
    overridden = a_referral(override_reason="danger_to_life", override_by=SUPERVISOR)
    assert found(a_dossier(overridden), "rule_22") == set()
    assert found(a_dossier(a_referral(override_reason="danger_to_life")), "rule_22") == {("referral", "consent_id")}


def test_rule_22_cannot_be_checked_without_the_directory() -> None:
    held = EVERYTHING - {DIRECTORY}
    assert found(a_dossier(a_referral(), held=held), "rule_22", "unchecked") == {("case", "")}
    assert found(a_dossier(held=held), "rule_22", "unchecked") == set()


def test_rule_22_a_withdrawal_asks_for_revoking_an_expiry_does_not() -> None:
    withdrawn = a_consent(purpose="share_with_provider", withdrawn_on="2026-11-10")
    assert found(a_dossier(a_referral(), withdrawn), "rule_22", "W") == {("referral", "state")}
    assert found(a_dossier(a_referral(state="done"), withdrawn), "rule_22", "W") == set()
    expired = a_consent(purpose="share_with_provider", expires_on="2026-11-10")
    dossier = a_dossier(a_referral(), expired)
    assert not must_revoke(dossier, dossier.records["referral"], TODAY)


def test_rule_23_no_more_is_shared_than_agreed() -> None:
    consent = a_consent(purpose="share_with_provider", scope=["contact"])
    assert found(a_dossier(a_referral(), consent), "rule_23") == {("referral", "shared_scope")}
    assert found(a_dossier(a_referral(shared_scope=["contact"]), consent), "rule_23") == set()
    draft = a_referral(state="draft", sent_on=None, consent_id="consent-1")
    assert found(a_dossier(draft, consent), "rule_23") == {("referral", "shared_scope")}


def test_rule_23_only_who_is_cleared_shares_the_account() -> None:
    consent = a_consent(purpose="share_with_provider", scope=["account"])
    referral = a_referral(shared_scope=["account"])
    assert found(a_dossier(referral, consent), "rule_23") == {("referral", "shared_scope")}
    cleared = a_record("worker", WORKER, {"role": "social_worker", "clearance": "restricted"}, home="directory")
    assert found(a_dossier(referral, consent, related=[cleared]), "rule_23") == set()


def a_service(**values: Json) -> Shown:
    whole: dict[str, Json] = {"service_type": "vocational_training", "started_on": "2026-03-01", "provider": PROVIDER}
    return a_record("service", "s", {**whole, **values})


def test_rule_24_a_service_has_a_period_and_one_giver() -> None:
    assert alone(a_service(ended_on="2026-03-01"), "rule_24") == set()
    assert alone(a_service(ended_on="2026-02-28"), "rule_24") == {"ended_on"}
    assert alone(a_service(own_office=True), "rule_24") == {"provider"}
    assert alone(a_service(provider=None), "rule_24") == {"provider"}
    assert alone(a_service(provider=None, own_office=True), "rule_24") == set()
    assert found(a_dossier(a_service()), "rule_24", "W") == set()
    assert found(a_dossier(a_service(service_type="health")), "rule_24", "W") == {("s", "service_type")}


def test_rule_25_not_seen_says_why_and_asks_nothing_personal() -> None:
    assert alone(a_visit("v", "2026-02-01"), "rule_25") == set()
    assert alone(a_visit("v", "2026-02-01", seen="no"), "rule_25") == {"not_seen_reason"}
    assert alone(a_visit("v", "2026-02-01", seen="no", not_seen_reason={"none": "unknown"}), "rule_25") == set()
    assert alone(a_visit("v", "2026-02-01", not_seen_reason="at_work"), "rule_25") == {"not_seen_reason"}
    missing: dict[str, Json] = {"seen": "other_only", "not_seen_reason": "at_work"}
    assert alone(a_visit("v", "2026-02-01", **missing, re_trafficking="suspected"), "rule_25") == set()
    assert alone(a_visit("v", "2026-02-01", **missing, d_legal="3", person_says="x"), "rule_25") == {
        "d_legal",
        "person_says",
    }


def test_rule_25_personal_blocks_are_those_of_the_design() -> None:
    assert len([name for name in PERSONAL_BLOCKS if name.startswith("d_")]) == 8
    assert {"same_caregiver", "safety", "needs_now", "person_says"} <= set(PERSONAL_BLOCKS)
    assert not {"re_trafficking", "seen_alone", "narrative", "next_visit_on"} & set(PERSONAL_BLOCKS)


def test_rule_26_a_move_says_why_and_where() -> None:
    moved = a_visit("v", "2026-02-01", same_caregiver="no")
    assert alone(moved, "rule_26") == {"care_change_reason", "new_care_arrangement"}
    told = a_visit(
        "v", "2026-02-01", same_caregiver="no", care_change_reason="poverty", new_care_arrangement="foster_care"
    )
    assert alone(told, "rule_26") == set()
    assert found(a_dossier(told), "rule_26", "W") == {("v", "new_care_arrangement")}
    assert found(a_dossier(a_case(care_arrangement="foster_care"), told), "rule_26", "W") == set()
    assert found(a_dossier(a_case(written_on=date(2026, 2, 2)), told), "rule_26", "W") == set()


def test_rule_27_warns_of_income_without_work_and_of_school_below_four() -> None:
    assert alone(a_visit("v", "2026-02-01", working="unable", income_month_khr=4000), "rule_27", "W") == {
        "income_month_khr"
    }
    assert alone(a_visit("v", "2026-02-01", working="unable", income_month_khr=0), "rule_27", "W") == set()
    visit = a_visit("v", "2026-02-01", in_school="attending")
    assert found(a_dossier(a_case(date_of_birth="2022-02-02"), visit), "rule_27", "W") == {("v", "in_school")}
    assert found(a_dossier(a_case(date_of_birth="2022-02-01"), visit), "rule_27", "W") == set()


def test_rule_28_the_next_visit_comes_after_this_and_not_much_later_than_the_pattern() -> None:
    assert alone(a_visit("v", "2026-02-01", next_visit_on="2026-02-01"), "rule_28") == {"next_visit_on"}

    def late(day: str, **values: Json) -> set[tuple[str, str]]:
        return found(a_dossier(a_visit("v", "2026-02-01", next_visit_on=day, **values)), "rule_28")

    # registered on 5 January, every 30 days: 4 February with 3 days of tolerance
    assert late("2026-02-07") == set()
    assert late("2026-02-08") == {("v", "next_visit_reason")}
    assert late("2026-02-08", next_visit_reason="away for the harvest") == set()


def a_conference(*rows: Shown, **values: Json) -> tuple[Shown, ...]:
    whole: dict[str, Json] = {
        "held_on": "2026-05-01",
        "conference_type": "review",
        "state": "signed",
        "person_view": "x",
    }
    return a_record("case_conference", "c", {**whole, **values}), *rows


def an_attendee(record_id: str, **values: Json) -> Shown:
    whole: dict[str, Json] = {"conference_id": "c", "name": "Example", "confidentiality_signed": True}
    return a_record("conference_attendee", record_id, {**whole, **values})


def a_decision(record_id: str = "d", **values: Json) -> Shown:
    whole: dict[str, Json] = {"conference_id": "c", "text": "x", "owner_worker": WORKER, "due_on": "2026-05-10"}
    return a_record("conference_decision", record_id, {**whole, **values})


def test_rule_29_signed_minutes_are_whole() -> None:
    two = (an_attendee("a1", agency=PROVIDER), an_attendee("a2", agency_text="Commune of Example"))
    assert found(a_dossier(a_case(), *a_conference(*two, a_decision())), "rule_29") == set()
    same = (an_attendee("a1", agency=PROVIDER), an_attendee("a2", agency=PROVIDER))
    assert found(a_dossier(a_case(), *a_conference(*same)), "rule_29") == {("c", "conference_attendee")}
    silent = a_conference(*two, person_view=None)
    assert found(a_dossier(a_case(), *silent), "rule_29") == {("c", "person_view")}
    assert found(a_dossier(a_case(), *a_conference(*two, person_view={"none": "declined"})), "rule_29") == set()
    for broken in ({"owner_agency": PROVIDER}, {"owner_worker": None}, {"due_on": "2026-04-30"}, {"due_on": None}):
        rows = a_conference(*two, a_decision(**broken))
        assert found(a_dossier(a_case(), *rows), "rule_29") == {("c", "conference_decision")}
    assert found(a_dossier(a_case(), *a_conference(state="held")), "rule_29") == set()


def test_rule_30_a_task_ends_with_a_day_or_a_word() -> None:
    def task(**values: Json) -> Shown:
        return a_record("task", "t", {"title": "x", "origin": "manual", **values})

    assert alone(task(state="done"), "rule_30") == {"done_on"}
    assert alone(task(state="done", done_on="2026-02-01"), "rule_30") == set()
    assert alone(task(state="dropped"), "rule_30") == {"result"}
    assert alone(task(alert_outcome="resolved"), "rule_30") == {"alert_outcome"}
    assert alone(task(origin="alert", alert_outcome="resolved"), "rule_30") == set()


def test_rule_31_another_person_approves_a_closure() -> None:
    def closure(**values: Json) -> Shown:
        whole: dict[str, Json] = {"proposed_on": "2026-09-01", "closure_reason": "refused", "approval": "approved"}
        return a_record("closure", "x", {**whole, **values}, author=WORKER)

    assert found(a_dossier(closure(approved_by=SUPERVISOR)), "rule_31") == set()
    assert found(a_dossier(closure(approved_by=WORKER)), "rule_31") == {("x", "approved_by")}
    assert found(a_dossier(closure(approved_by="stranger")), "rule_31") == {("x", "approved_by")}
    assert found(a_dossier(closure(approval="requested")), "rule_31") == set()
    closed = a_case(status="closed", stage="case_closure", closed_on="2026-09-02", closure_reason="died")
    assert found(a_dossier(closed, closure(approved_by=SUPERVISOR)), "rule_31") == {("x", "closure_reason")}


def test_rule_32_a_transfer_starts_at_the_office_of_the_case() -> None:
    def transfer(**values: Json) -> Shown:
        whole: dict[str, Json] = {
            "from_office": OFFICE,
            "to_office": OTHER_OFFICE,
            "state": "sent",
            "sent_on": "2026-09-01",
        }
        return a_record("case_transfer", "x", {**whole, **values})

    assert found(a_dossier(transfer()), "rule_32") == set()
    assert found(a_dossier(transfer(from_office="third")), "rule_32") == {("x", "from_office")}
    assert found(a_dossier(transfer(to_worker=WORKER)), "rule_32") == {("x", "to_worker")}
    there = a_record("worker", "w2", {"office": OTHER_OFFICE, "role": "social_worker"}, home="directory")
    assert found(a_dossier(transfer(to_worker="w2"), related=[there]), "rule_32") == set()


def a_link(record_id: str = "link", **values: Json) -> Shown:
    whole: dict[str, Json] = {"case_a": "case", "case_b": "case-2", "state": "merged", "survivor": "case-2"}
    return a_record("case_link", record_id, {**whole, **values})


def test_rule_33_one_of_two_cases_is_kept_and_chains_have_an_end() -> None:
    assert alone(a_link(survivor="case-3"), "rule_33") == {"survivor"}
    assert alone(a_link(), "rule_33") == set()
    second = a_case("case-2", status="duplicate")
    assert found(a_dossier(a_case(status="duplicate"), a_link(), related=[second]), "rule_33") == {("link", "survivor")}
    onward = a_link("link-2", case_a="case-2", case_b="case-3", survivor="case-3")
    chained = a_dossier(a_case(status="duplicate"), a_link(), related=[second, onward])
    assert found(chained, "rule_33") == set()
    back = a_link("link-2", case_a="case", case_b="case-2", survivor="case")
    assert found(a_dossier(a_case(), a_link(), related=[second, back]), "rule_33") == {("link", "survivor")}


def test_rule_34_duplicate_means_joined_into_another() -> None:
    second = a_case("case-2")
    assert found(a_dossier(a_case(status="duplicate"), a_link(), related=[second]), "rule_34") == set()
    assert found(a_dossier(a_case(status="duplicate"), related=[second]), "rule_34") == {("case", "status")}
    assert found(a_dossier(a_case(), a_link(), related=[second]), "rule_34") == {("case", "status")}
    assert found(a_dossier(a_case(), a_link(state="unmerged"), related=[second]), "rule_34") == set()


def test_rule_35_goals_end_with_a_day_and_are_served() -> None:
    def goal(written_on: date = TODAY, **values: Json) -> Shown:
        return a_record("goal", "g", {"domain": "legal", "goal": "x", **values}, written_on=written_on)

    assert alone(goal(progress="achieved"), "rule_35") == {"actual_end_date"}
    assert alone(goal(progress="under_way", actual_end_date="2026-02-01"), "rule_35") == {"actual_end_date"}
    old = goal(date(2026, 9, 20))
    assert found(a_dossier(old), "rule_35", "W", today=date(2026, 11, 19)) == set()
    assert found(a_dossier(old), "rule_35", "W", today=date(2026, 11, 20)) == {("g", "service_type")}
    assert found(a_dossier(old, a_service(goal_id="g")), "rule_35", "W", today=date(2027, 1, 1)) == set()


def test_rule_36_free_places_are_among_places_and_known_before_a_referral() -> None:
    offer: dict[str, Json] = {"provider": "p", "service_type": "residential_care", "capacity": 5, "free_places": 6}
    assert alone(a_record("provider_service", "o", offer, home="directory"), "rule_36") == {"free_places"}
    residential = a_referral(service_type="residential_care")
    assert found(a_dossier(residential), "rule_36", "W", today=date(2026, 12, 10)) == set()
    assert found(a_dossier(residential), "rule_36", "W", today=date(2026, 12, 11)) == {("referral", "provider")}
    elsewhere = a_referral(service_type="residential_care", provider=OTHER_PROVIDER)
    assert found(a_dossier(elsewhere), "rule_36", "W") == {("referral", "provider")}


@pytest.mark.parametrize("state", ["declined", "revoked"])
def test_a_referral_that_went_nowhere_breaks_no_consent_rule(state: str) -> None:
    dossier = a_dossier(a_referral(state=state, state_reason="x"))
    assert found(dossier, "rule_22") | found(dossier, "rule_23") == set()
