"""Rules about the person, the family, status, consent entries and restricted records: each holding and broken."""

from datetime import date

import pytest

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.check import check_dossier, check_record
from shared_schema.rules.dossier import RESTRICTED, Dossier
from tests.shared_schema.rules.dossiers import (
    EVERYTHING,
    TODAY,
    a_case,
    a_consent,
    a_dossier,
    a_member,
    a_record,
    a_return,
    a_visit,
)


def found(dossier: Dossier, rule: str, severity: str = "E", *, today: date = TODAY) -> set[tuple[str, str]]:
    """(record, field) of the findings of one rule."""
    return {
        (f.record, f.field) for f in check_dossier(dossier, today=today) if f.rule == rule and f.severity == severity
    }


def alone(record: Shown, rule: str, severity: str = "E") -> set[str]:
    """Fields that break one rule in a record checked alone."""
    return {f.field for f in check_record(record) if f.rule == rule and f.severity == severity}


def test_a_whole_invented_case_breaks_no_rule() -> None:
    dossier = a_dossier(a_case(), a_consent(), a_member(), a_visit("v1", "2026-02-01"))
    assert check_dossier(dossier, today=TODAY) == ()


def test_rule_01_a_person_has_a_name() -> None:
    nameless = a_case(given_name_latin=None)
    assert alone(nameless, "rule_01") == {"given_name_km"}
    assert alone(a_case(given_name_latin=None, other_names="called Lotus"), "rule_01") == set()
    assert alone(a_member(name_latin=None), "rule_01") == {"name_km"}
    assert alone(a_member(name_latin=None, nickname="Ming"), "rule_01") == set()


def test_rule_01_an_inquiry_names_the_sought_person_and_the_inquirer() -> None:
    inquiry = a_record("tracing_inquiry", "inq", {"sought_nickname": "Ra"}, home="inq")
    assert alone(inquiry, "rule_01") == {"inquirer_name_km"}


def test_rule_02_birth_or_age() -> None:
    assert alone(a_case(date_of_birth=None), "rule_02") == {"date_of_birth"}
    assert alone(a_case(date_of_birth={"none": "unknown"}), "rule_02") == {"date_of_birth"}
    by_age: dict[str, Json] = {"date_of_birth": None, "age_stated": 20}
    assert alone(a_case(**by_age), "rule_02") == {"is_estimated", "age_stated_on"}
    assert alone(a_case(**by_age, is_estimated=True, age_stated_on="2026-01-05"), "rule_02") == set()


@pytest.mark.parametrize(("age", "differs"), [(25, False), (27, False), (29, False), (30, True), (24, True)])
def test_rule_02_warns_when_stated_age_and_birth_differ_by_more_than_two_years(age: int, differs: bool) -> None:
    case = a_case(date_of_birth="1999-01-01", age_stated=age, age_stated_on="2026-01-05")
    assert bool(alone(case, "rule_02", "W")) is differs


def test_rule_03_closed_is_said_in_all_places_or_none() -> None:
    whole: dict[str, Json] = {
        "status": "closed",
        "stage": "case_closure",
        "closed_on": "2026-06-01",
        "closure_reason": "died",
    }
    assert alone(a_case(**whole), "rule_03") == set()
    assert alone(a_case(**{**whole, "stage": "integration"}), "rule_03") == {"stage"}
    assert alone(a_case(**{**whole, "closed_on": None}), "rule_03") == {"closed_on"}
    assert alone(a_case(closure_reason="died"), "rule_03") == {"closure_reason"}
    assert alone(a_case(**{**whole, "closed_on": "2025-12-31"}), "rule_03") == {"closed_on"}
    assert alone(a_case(**{**whole, "closed_on": "2026-01-05"}), "rule_03") == set()


def test_rule_05_do_not_contact_says_why() -> None:
    assert alone(a_case(do_not_contact_family=True), "rule_05") == {"do_not_contact_reason"}
    assert alone(a_case(do_not_contact_family=True, do_not_contact_reason="danger"), "rule_05") == set()
    assert alone(a_case(do_not_contact_family=False), "rule_05") == set()


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("tracing_action", "located_member"),
        ("service", "for_member"),
        ("consent", "giver_member"),
        ("reunification", "to_member"),
        ("visit", "informant_member"),
        ("contact_point", "owner"),
    ],
)
def test_rule_06_people_belong_to_the_case_and_are_not_voided(kind: str, field: str) -> None:
    record = a_record(kind, "r", {field: "aunt"})
    assert found(a_dossier(record, a_member()), "rule_06") == set()
    assert found(a_dossier(record), "rule_06") == {("r", field)}
    assert found(a_dossier(record, a_member(retracted=True, retracted_reason="typed twice")), "rule_06") == {
        ("r", field)
    }
    elsewhere = a_dossier(record, related=[a_record("family_member", "aunt", {"name_latin": "Aunt"}, home="case-2")])
    assert found(elsewhere, "rule_06") == {("r", field)}


def test_rule_06_a_number_may_be_the_beneficiarys_own() -> None:
    assert found(a_dossier(a_record("contact_point", "p", {"owner": "case"})), "rule_06") == set()


def test_rule_07_warns_of_a_dead_caregiver() -> None:
    head = a_case(caregiver="aunt")
    assert found(a_dossier(head, a_member()), "rule_07", "W") == set()
    assert found(a_dossier(head, a_member(vital_status="dead")), "rule_07", "W") == {("case", "caregiver")}


def test_rule_08_no_unsafe_parent_cares() -> None:
    head = a_case(care_arrangement="parents", caregiver="mother")
    unsafe = a_member("mother", relation="mother", contact_safety="unsafe")
    assert found(a_dossier(head, unsafe), "rule_08") == {("case", "care_arrangement")}
    assert found(a_dossier(head, a_member("mother", relation="mother")), "rule_08") == set()


def test_rule_09_main_group_among_all_groups() -> None:
    assert alone(a_case(categories=["rape"]), "rule_09") == {"primary_category"}
    assert alone(a_case(categories=[]), "rule_09") == set()
    assert alone(a_case(primary_category="family_of_victim", categories=[]), "rule_09") == {"primary_category"}


def test_rule_10_nothing_before_birth_nor_after_death() -> None:
    visit = a_visit("v", "2026-02-01")
    assert found(a_dossier(a_case(date_of_birth="2026-03"), visit), "rule_10") >= {("v", "visited_on")}
    assert found(a_dossier(a_case(date_of_birth="2026-02"), visit), "rule_10") == {("case", "registered_on")}
    died: dict[str, Json] = {
        "status": "closed",
        "stage": "case_closure",
        "closed_on": "2026-01-31",
        "closure_reason": "died",
    }
    assert found(a_dossier(a_case(**died), visit), "rule_10") == {("v", "visited_on")}
    moved = {**died, "closure_reason": "moved_abroad"}
    assert found(a_dossier(a_case(**moved), visit), "rule_10") == set()


def test_rule_10_warns_of_a_visit_before_registration() -> None:
    assert found(a_dossier(a_visit("v", "2026-01-04")), "rule_10", "W") == {("v", "visited_on")}
    assert found(a_dossier(a_visit("v", "2026-01-05")), "rule_10", "W") == set()


def test_rule_11_dates_of_an_inquiry_are_in_order() -> None:
    def inquiry(**values: Json) -> Shown:
        return a_record("tracing_inquiry", "inq", {"inquiry_date": "2026-03-10", **values}, home="inq")

    assert alone(inquiry(separated_on="2026-03", last_heard_on="2026"), "rule_11") == set()
    assert alone(inquiry(separated_on="2026-04"), "rule_11") == {"separated_on"}
    assert alone(inquiry(separated_on="2020", last_heard_on="2019-12"), "rule_11") == {"last_heard_on"}


def test_rule_12_an_entry_of_the_ledger_is_complete() -> None:
    assert alone(a_consent(), "rule_12") == set()
    assert alone(a_consent(purpose="share_with_provider", scope=[]), "rule_12") == {"scope"}
    assert alone(a_consent(purpose="share_with_provider", scope=[], decision="refused"), "rule_12") == set()
    assert alone(a_consent(expires_on="2026-01-10"), "rule_12") == {"expires_on"}
    assert alone(a_consent(withdrawn_on="2026-01-09"), "rule_12") == {"withdrawn_on"}
    assert alone(a_consent(evidence="oral"), "rule_12") == set()
    assert alone(a_consent(evidence="oral", purpose="tracing"), "rule_12") == {"evidence"}
    assert alone(a_consent(evidence="thumbprint"), "rule_12") == {"witness_name"}
    assert alone(a_consent(evidence="oral_witnessed", witness_name="Witness Example"), "rule_12") == set()


def test_rule_13_a_child_is_protected_by_an_adult_and_asked() -> None:
    child = a_case(date_of_birth="2010-06-01")
    assert found(a_dossier(child, a_consent()), "rule_13") == {("consent-1", "given_by"), ("consent-1", "child_assent")}
    by_guardian = a_consent(given_by="guardian", giver_member="aunt", child_assent="yes")
    assert found(a_dossier(child, a_member(), by_guardian), "rule_13") == set()
    assert found(a_dossier(a_consent()), "rule_13") == set()


def test_rule_14_risk_has_a_reason_and_a_factor() -> None:
    assert alone(a_case(risk_level="high"), "rule_14") == {"risk_reason"}
    head = a_case(risk_level="medium")
    without = a_record("assessment", "a", {"assessed_on": "2026-02-01", "risk_level": "medium"})
    later = a_record("assessment", "b", {"assessed_on": "2026-03-01", "risk_level": "medium", "risk_factors": ["debt"]})
    assert found(a_dossier(head, without), "rule_14") == {("case", "risk_level")}
    assert found(a_dossier(head, without, later), "rule_14") == set()


def an_account(record_id: str = "account", **values: Json) -> Shown:
    return a_record("trafficking_account", record_id, {"trafficking_status": "possible_victim", **values})


def test_rule_15_one_account_for_a_case() -> None:
    assert found(a_dossier(an_account()), "rule_15") == set()
    assert found(a_dossier(an_account(), an_account("account-2")), "rule_15") == {("case", "trafficking_account")}
    voided = an_account("account-2", retracted=True, retracted_reason="twice")
    assert found(a_dossier(an_account(), voided), "rule_15") == set()


def test_rule_15_warns_of_thirty_days_in_integration_without_an_account() -> None:
    head = a_case(stage="integration")
    dated = {
        ("case", "group:status"): [
            ("2026-01-05", {"stage": "pre_integration"}),
            ("2026-10-21", {"stage": "integration"}),
        ]
    }
    dossier = a_dossier(head, dated=dated)
    assert found(dossier, "rule_15", "W", today=date(2026, 11, 20)) == set()
    assert found(dossier, "rule_15", "W", today=date(2026, 11, 21)) == {("case", "trafficking_account")}
    assert found(a_dossier(head, an_account(), dated=dated), "rule_15", "W", today=date(2026, 12, 21)) == set()
    other = a_case(stage="integration", primary_category="rape", categories=["rape"])
    assert found(a_dossier(other, dated=dated), "rule_15", "W", today=date(2026, 12, 21)) == set()


def test_rule_21_who_took_part_is_not_contacted() -> None:
    perpetrator = a_record(
        "perpetrator", "p", {"description_name": "x", "family_member": "aunt", "still_a_threat": "no"}
    )
    assert found(a_dossier(perpetrator, a_member()), "rule_21") == {("p", "family_member")}
    assert found(a_dossier(perpetrator, a_member(contact_safety="unsafe")), "rule_21") == set()
    familial = an_account(relationship_to_trafficker="familial")
    assert found(a_dossier(familial), "rule_21") == {("account", "relationship_to_trafficker")}
    closed = a_case(do_not_contact_family=True, do_not_contact_reason="family_suspected")
    assert found(a_dossier(closed, familial), "rule_21") == set()


def test_rule_37_links_to_restricted_records_go_one_way() -> None:
    task = a_record("task", "t", {"title": "x", "origin": "manual", "origin_id": "account/started_on/d/1"})
    assert found(a_dossier(task, an_account()), "rule_37") == {("t", "origin_id")}
    question = a_record("review_question", "q", {"record_id": "account", "register": "account"})
    assert found(a_dossier(question, an_account()), "rule_37") == set()


def test_what_is_found_about_restricted_records_needs_clearance() -> None:
    perpetrator = a_record("perpetrator", "p", {"description_name": "x", "family_member": "aunt"})
    findings = check_dossier(a_dossier(perpetrator, a_member(), an_account(), an_account("two")), today=TODAY)
    assert {f.rule for f in findings} == {"rule_15", "rule_21"}
    assert all(f.restricted for f in findings)


def test_without_clearance_the_answer_is_cannot_be_checked_and_tells_nothing() -> None:
    held = EVERYTHING - {RESTRICTED}
    plain = check_dossier(a_dossier(held=held), today=TODAY)
    assert {(f.rule, f.severity) for f in plain} == {(r, "unchecked") for r in ("rule_15", "rule_21", "rule_37")}
    assert plain == check_dossier(a_dossier(a_case(stage="integration"), held=held), today=TODAY)


def test_rule_38_voiding_says_why_and_a_voided_record_breaks_nothing_else() -> None:
    voided = a_case(given_name_latin=None, retracted=True)
    assert {(f.rule, f.field) for f in check_record(voided)} == {("rule_38", "retracted_reason")}
    match = a_record("match", "m", {"retracted": True})
    assert check_record(match) == ()


def test_rule_39_photo_and_study_need_their_consent() -> None:
    photo = a_record("attachment", "a", {"attachment_type": "photo", "file": {"bytes": 1}})
    assert found(a_dossier(photo), "rule_39", "W") == {("a", "file")}
    assert found(a_dossier(photo, a_consent(purpose="photo")), "rule_39", "W") == set()
    assert found(a_dossier(a_case(photo="a"), photo), "rule_39", "W") == {("a", "file"), ("case", "photo")}
    study = a_record("study_response", "s", {"wave": "before", "asked_on": "2026-02-01"})
    assert found(a_dossier(study), "rule_39") == {("s", "asked_on")}
    assert found(a_dossier(study, a_consent(purpose="research")), "rule_39") == set()


def test_a_return_to_a_member_is_read_by_rule_06_only_where_it_names_one() -> None:
    assert found(a_dossier(a_return(to_member=None)), "rule_06") == set()
