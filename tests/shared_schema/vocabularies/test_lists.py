"""Every list of the design stands, in both languages, with codes that stay what they are."""

import re

import pytest

from shared_schema.vocabularies.care import CARE_ARRANGEMENT, HOME_OR_COMMUNITY
from shared_schema.vocabularies.code_list import OTHER, Code, CodeList
from shared_schema.vocabularies.consent import CONSENT_PURPOSE, SHARING_PURPOSES
from shared_schema.vocabularies.country import COUNTRY, NATIONALITY
from shared_schema.vocabularies.person import IMMEDIATE_FAMILY, RELATION
from shared_schema.vocabularies.registry import VOCABULARIES
from shared_schema.vocabularies.tracing import INQUIRY_STATUS, INQUIRY_STATUS_STORED


def _words(text: str) -> list[str]:
    return text.split()


NAMES = _words(
    """
    case_stage case_status target_group identification
    sex animal_year ethnicity language religion marital_status disability idpoor education_level relation vital_status
    contact_safety may_be_told number_holder no_contact_reason
    separation_cause care_arrangement care_change_reason return_type return_state return_support
    service_type service_result referral_reason urgency referral_state override_reason org_type accepts standards
    contact_type followup_type seen not_seen_reason safety_state re_trafficking work_state school_state
    relation_quality informant_type follow_up_pattern
    tracing_type action_outcome inquiry_status tracing_outcome inquirer_concern match_source match_band match_evidence
    match_step match_why match_state verification_fact document_type complicity home_safety verification_result
    consent_purpose consent_decision consent_scope recipient_class consent_giver consent_evidence
    closure_reason reintegration_outcome
    outcome_domain domain_score scale5 assessment_type informant risk_level risk_factor recommendation
    conference_type conference_state decision_type presence attendee_role task_origin task_state alert_outcome approval
    goal_progress transfer_reason transfer_state transfer_refusal handover_item link_state review_kind review_verdict
    question_state note_type attachment_type study_wave police_status legal_action yes_no_unsure training_topic
    training_group worker_role worker_status clearance office_type setting_type province country nationality
    trafficking_status deciding_body trafficker_relationship exploitation_type sexual_exploitation_type isic_section
    recruitment_method control_method perpetrator_role event_type
    """
)
OPEN_ENDED = _words(
    """
    identification ethnicity language religion number_holder no_contact_reason separation_cause care_change_reason
    return_support service_type referral_reason not_seen_reason informant_type risk_factor decision_type attendee_role
    training_topic exploitation_type recruitment_method control_method perpetrator_role
    """
)
OFFERS_UNKNOWN = _words(
    """
    ethnicity religion marital_status idpoor education_level separation_cause care_arrangement not_seen_reason
    reintegration_outcome
    """
)
KHMER = re.compile("[\u1780-\u17b3]")
COENG_DA = "\u17d2\u178a"
ENTRIES = [(name, code) for name, code_list in VOCABULARIES.items() for code in code_list]


def test_every_list_of_the_design_stands_and_no_other():
    assert sorted(VOCABULARIES) == sorted(NAMES)


def test_every_list_is_registered_under_its_own_name():
    assert all(code_list.name == name for name, code_list in VOCABULARIES.items())


def test_lists_that_take_other_and_lists_that_offer_not_known_are_those_of_the_design():
    assert sorted(name for name, found in VOCABULARIES.items() if found.open_ended) == sorted(OPEN_ENDED)
    assert sorted(name for name, found in VOCABULARIES.items() if found.offers_unknown) == sorted(OFFERS_UNKNOWN)


def test_an_open_ended_list_holds_other():
    assert [name for name in OPEN_ENDED if OTHER not in VOCABULARIES[name]] == []


def test_every_code_has_an_english_and_a_khmer_label():
    assert [code for _name, code in ENTRIES if not code.en or code.en != code.en.strip()] == []
    assert [code for _name, code in ENTRIES if not KHMER.search(code.km) or code.km != code.km.strip()] == []


def test_codes_are_lower_snake_case_but_for_countries_industries_and_scores():
    shape = re.compile(r"[a-z][a-z0-9_]*(:[a-z]+)?")
    apart = {"country", "nationality", "isic_section", "province", "domain_score", "scale5"}
    assert [(name, code.code) for name, code in ENTRIES if name not in apart and not shape.fullmatch(code.code)] == []


def test_khmer_labels_are_spelt_with_coeng_ta_and_without_invisible_characters():
    labels = [label for _name, code in ENTRIES for label in (code.km, code.report_km)]
    assert [label for label in labels if COENG_DA in label or re.search("[\u200b-\u200f\u2060\ufeff]", label)] == []


def test_report_forms_come_in_both_languages_or_not_at_all():
    assert [code.code for _name, code in ENTRIES if bool(code.report_en) != bool(code.report_km)] == []


def test_a_victim_is_called_so_in_reports_only():
    trafficked = VOCABULARIES["trafficking_status"]["actual_victim"]
    assert (trafficked.label("en"), trafficked.report_label("en")) == ("Trafficked", "Victim")
    assert (trafficked.label("km"), trafficked.report_label("km")) == ("ត្រូវគេជួញដូរ", "ជនរងគ្រោះ")
    assert all("ictim" not in code.en for name, code in ENTRIES if name != "case_stage")


def test_countries_are_the_249_of_iso_3166_and_only_a_person_can_be_stateless():
    assert len(COUNTRY) == 249
    assert all(re.fullmatch("[A-Z]{2}", code.code) for code in COUNTRY)
    assert NATIONALITY.codes - COUNTRY.codes == {"stateless"}
    assert COUNTRY["KH"].km == "កម្ពុជា"


def test_provinces_are_the_25_of_the_gazetteer():
    assert [code.code for code in VOCABULARIES["province"]] == [f"{number:02}" for number in range(1, 26)]
    assert VOCABULARIES["province"]["01"].en == "Banteay Meanchey"
    assert VOCABULARIES["province"]["25"].en == "Tboung Khmum"


def test_evidence_names_a_level_for_each_compared_field_and_never_a_value():
    fields = _words("name nickname sex birth animal_year place relatives separation marks phone id_number")
    levels = _words("agree close differ missing")
    wanted = {f"{field}:{level}" for field in fields for level in levels}
    assert VOCABULARIES["match_evidence"].codes == wanted


def test_scores_are_texts():
    assert [code.code for code in VOCABULARIES["domain_score"]] == ["1", "2", "3", "4"]
    assert [code.code for code in VOCABULARIES["scale5"]] == ["1", "2", "3", "4", "5"]


def test_verified_and_reunified_are_shown_but_never_stored():
    assert INQUIRY_STATUS.codes - INQUIRY_STATUS_STORED.codes == {"verified", "reunified"}


def test_named_groups_of_codes_are_codes_of_their_lists():
    assert CARE_ARRANGEMENT.codes.issuperset(HOME_OR_COMMUNITY)
    assert RELATION.codes.issuperset(IMMEDIATE_FAMILY)
    assert CONSENT_PURPOSE.codes.issuperset(SHARING_PURPOSES)


def test_a_code_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        CodeList("fruit", (Code("a", "A", "ក"), Code("a", "B", "ខ")))


def test_htcds_names_are_ours_in_camel_case_and_five_roles_say_individual():
    role = VOCABULARIES["perpetrator_role"]
    assert role["recruiter_or_intermediary"].external["H"] == "RecruiterOrIntermediary"
    with_word = sorted(code.code for code in role if code.external["H"].endswith("Individual"))
    assert with_word == ["bought", "controlled", "harboured", "received", "sold"]
