"""What holds over all declarations: privacy, labels, groups, protective orders, and the lists the design fixes."""

import re

from shared_schema.records.field import CODED, IDENTITY, UNKNOWN, Field, Privacy
from shared_schema.records.implied_fields import RETRACTED, RETRACTED_REASON
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.kinds import KINDS, kind_of
from shared_schema.records.policy import ASK, Ask, Elements, Group, Policy, Protective
from shared_schema.records.types import Bool, Choice, Choices, Date, Ref, Refs, Text
from shared_schema.vocabularies.registry import VOCABULARIES


def _words(text: str) -> list[str]:
    return text.split()


NAMES = _words(
    """
    case family_member contact_point consent assessment trafficking_account trafficking_event perpetrator
    tracing_inquiry tracing_action match verification reunification reintegration_plan goal referral service
    case_conference conference_attendee conference_decision task visit closure case_note attachment study_response
    case_transfer case_link provider provider_service office worker setting wording training training_attendee
    review_question review_decision
    """
)
RESTRICTED = ["perpetrator", "trafficking_account", "trafficking_event"]
# Numbers, ids and digests: the only texts of a dossier kind that may stand in clear (records.md 2.0).
NUMBERS_IDS_AND_DIGESTS = _words(
    """
    case.case_number case.family_group tracing_inquiry.inquiry_number match.weights_version
    verification.first_sign_basis verification.second_sign_basis service.grant_code conference_decision.task_id
    task.origin_id review_question.record_id review_question.register review_decision.record_id review_decision.item
    """
)
PROTECTIVE = {
    "case.risk_level": "high>medium>low",
    "case.do_not_contact_family": "True>False",
    "case.legal_hold": "True>False",
    "family_member.contact_safety": "unsafe>ask_first>not_assessed>safe",
    "family_member.may_be_told": "no>ask_first>yes",
    "contact_point.safety": "unsafe>ask_first>not_assessed>safe",
    "consent.withdrawn_on": "earliest",
    "trafficking_account.relationship_to_trafficker": "familial>acquainted>unacquainted",
    "trafficking_account.do_not_ask_again": "True>False",
    "perpetrator.family_member": "set",
    "perpetrator.still_a_threat": "yes>unsure>no",
    "tracing_inquiry.inquirer_concern": "serious>some>none",
    "verification.complicity_check": "involved>suspected>not_checked>cleared",
    "verification.home_safety": "unsafe>needs_support>not_checked>safe",
    "reintegration_plan.follow_up_pattern": "intensive>standard>light",
    "visit.safety": "danger>concern>unsure>safe",
    "visit.re_trafficking": "confirmed>suspected>none",
    "worker.clearance": "none>restricted",
}
DOSSIER = (Placement.DOSSIER_HEAD, Placement.DOSSIER)
KHMER = re.compile("[\u1780-\u17b3]")
ALL = [(kind, field) for kind in KINDS.values() for field in kind.fields.values()]


def _named(kind: Kind, field: Field) -> str:
    return f"{kind.name}.{field.name}"


def test_every_kind_of_the_design_stands_and_no_other():
    assert sorted(KINDS) == sorted(NAMES)
    assert all(kind.name == name for name, kind in KINDS.items())


def test_a_kind_of_a_newer_version_is_not_known():
    assert kind_of("visit") is KINDS["visit"]
    assert kind_of("questionnaire") is None


def test_restricted_kinds_are_those_of_the_design():
    assert sorted(name for name, kind in KINDS.items() if kind.restricted) == RESTRICTED


def test_review_records_are_as_restricted_as_what_they_are_about():
    assert sorted(name for name, kind in KINDS.items() if kind.follows) == ["review_decision", "review_question"]
    assert all(kind.follows in kind.fields for kind in KINDS.values() if kind.follows)


def test_dossiers_are_headed_by_a_case_or_an_inquiry():
    heads = sorted(name for name, kind in KINDS.items() if kind.placement is Placement.DOSSIER_HEAD)
    assert heads == ["case", "tracing_inquiry"]


def test_office_book_and_directory_hold_the_kinds_of_the_design():
    placed = {name: kind.placement for name, kind in KINDS.items() if kind.placement not in DOSSIER}
    office, directory = Placement.OFFICE, Placement.DIRECTORY
    assert placed == {
        "training": office,
        "training_attendee": office,
        "provider": directory,
        "provider_service": directory,
        "office": directory,
        "worker": directory,
        "setting": directory,
        "wording": directory,
    }


def test_rule_40_no_identity_no_account_and_nothing_restricted_is_projected():
    for kind in KINDS.values():
        assert all(kind.fields[name].is_coded for name in kind.projected)
        assert not (kind.projected and (kind.restricted or kind.follows))
    assert "date_of_birth" not in KINDS["case"].projected
    assert "is_estimated" in KINDS["case"].projected


def test_rule_40_text_of_a_dossier_is_identity_or_account_unless_a_number_an_id_or_a_digest():
    in_clear = [
        _named(kind, field)
        for kind, field in ALL
        if kind.placement in DOSSIER and isinstance(field.type, Text) and field.is_coded
    ]
    assert in_clear == NUMBERS_IDS_AND_DIGESTS


def test_what_names_a_person_or_a_place_of_a_dossier_is_identity():
    kinds_of_identity = ("Place", "Phone", "File")
    loose = [
        _named(kind, field)
        for kind, field in ALL
        if kind.placement in DOSSIER
        and type(field.type).__name__ in kinds_of_identity
        and field.privacy is not IDENTITY
    ]
    assert loose == []


def test_a_record_that_lies_with_two_dossiers_holds_words_for_its_home_only():
    two = [kind for kind in KINDS.values() if kind.two_dossiers]
    assert sorted(kind.name for kind in two) == ["case_link", "case_transfer", "match"]
    for kind in two:
        words = {name for name, field in kind.fields.items() if field.privacy in (Privacy.IDENTITY, Privacy.ACCOUNT)}
        assert words == kind.home_only_registers
        assert RETRACTED_REASON in words
    assert [kind.name for kind in KINDS.values() if kind.home_only_registers and not kind.two_dossiers] == []


def test_every_field_has_an_english_and_a_khmer_label():
    assert [_named(kind, field) for kind, field in ALL if not field.en.strip() or "_" in field.en] == []
    assert [_named(kind, field) for kind, field in ALL if not KHMER.search(field.km)] == []
    assert [kind.name for kind in KINDS.values() if not kind.en or not KHMER.search(kind.km)] == []


def test_labels_of_one_kind_can_be_told_apart():
    for kind in KINDS.values():
        for language in ("en", "km"):
            labels = [field.label(language) for field in kind.fields.values()]
            assert len(labels) == len(set(labels)), (kind.name, [label for label in labels if labels.count(label) > 1])


def test_khmer_labels_are_spelt_with_coeng_ta_and_without_invisible_characters():
    wrong = re.compile("\u17d2\u178a|[\u200b-\u200f\u2060\ufeff]")
    assert [_named(kind, field) for kind, field in ALL if wrong.search(field.km)] == []


def test_vocabularies_of_fields_are_the_registered_ones():
    for kind, field in ALL:
        if isinstance(field.type, Choice | Choices):
            registered = VOCABULARIES[field.type.vocabulary.name]
            assert field.type.vocabulary.codes <= registered.codes
            stored_only = _named(kind, field) == "tracing_inquiry.status"
            assert (field.type.vocabulary is registered) is not stored_only


def test_every_vocabulary_is_used_by_a_field():
    used = {field.type.vocabulary.name for _kind, field in ALL if isinstance(field.type, Choice | Choices)}
    assert sorted(set(VOCABULARIES) - used) == []


def test_references_lead_to_kinds_that_stand():
    for kind, field in ALL:
        if isinstance(field.type, Ref | Refs):
            assert set(field.type.kinds) <= set(KINDS), _named(kind, field)


def test_rule_37_no_unrestricted_kind_refers_to_a_restricted_one():
    for kind, field in ALL:
        if isinstance(field.type, Ref | Refs) and not kind.restricted:
            assert not set(field.type.kinds) & set(RESTRICTED), _named(kind, field)


def test_members_of_a_group_share_one_register_and_one_policy():
    for kind in KINDS.values():
        for name, register in kind.registers.items():
            if name.startswith("group:"):
                policies = {kind.fields[member].policy for member in register.fields}
                assert policies == {Group(name.removeprefix("group:"))}
                assert (register.policy, register.is_object) == (Policy.ASK, True)
                assert len(register.fields) > 1 or kind.two_dossiers or name == "group:result"


def test_groups_of_the_design_hold_their_fields():
    assert KINDS["case"].registers["group:assignment"].fields == ("office", "case_worker")
    assert KINDS["case"].registers["group:status"].fields == ("status", "stage", "closed_on", "closure_reason")
    assert KINDS["verification"].registers["group:sign1"].fields == (
        "first_sign_by",
        "first_sign_on",
        "first_sign_basis",
    )
    assert KINDS["visit"].registers["group:retraction"].fields == (RETRACTED, RETRACTED_REASON)


def test_other_in_words_shares_the_register_of_its_group_and_asks_elsewhere():
    visit = KINDS["visit"]
    assert "care_change_reason_other" in visit.registers["group:care"].fields
    assert visit.fields["not_seen_reason_other"].policy == ASK
    once = KINDS["referral"].registers["service_type"]
    assert (once.policy, once.is_object, once.fields) == (Policy.ONCE, True, ("service_type", "service_type_other"))


def test_protective_fields_and_their_orders_are_those_of_the_design():
    found = {_named(kind, field): _order(field.policy) for kind, field in ALL if isinstance(field.policy, Protective)}
    assert found == PROTECTIVE


def test_a_protective_order_ranks_every_code_of_its_list_once():
    for kind, field in ALL:
        if isinstance(field.policy, Protective) and field.policy.order:
            wanted = [True, False] if isinstance(field.type, Bool) else sorted(field.type.vocabulary.codes)
            assert sorted(field.policy.order, key=str) == sorted(wanted, key=str), _named(kind, field)
            assert field.policy.unset_as is None or field.policy.unset_as in field.policy.order


def test_only_dates_rank_by_the_earliest():
    earliest = [field for _kind, field in ALL if isinstance(field.policy, Protective) and field.policy.earliest]
    assert all(isinstance(field.type, Date) for field in earliest)


def test_only_lists_merge_by_their_elements():
    for kind, field in ALL:
        if isinstance(field.policy, Elements):
            assert isinstance(field.type, Choices | Refs), _named(kind, field)


def test_no_code_of_an_elements_list_could_be_taken_for_another_register():
    for _kind, field in ALL:
        if isinstance(field.policy, Elements) and isinstance(field.type, Choices):
            assert not any("." in code or code.startswith("_") for code in field.type.vocabulary.codes)


def test_a_required_field_offers_no_non_answer():
    assert [_named(kind, field) for kind, field in ALL if field.required and field.non_answers] == []


def test_lists_that_offer_not_known_are_offered_so_where_the_field_is_not_required():
    silent = [
        _named(kind, field)
        for kind, field in ALL
        if isinstance(field.type, Choice | Choices)
        and field.type.vocabulary.offers_unknown
        and not field.required
        and UNKNOWN not in field.non_answers
        and not field.name.endswith("_other")
    ]
    assert silent == []


def test_the_beneficiarys_view_in_a_conference_may_be_declined():
    assert KINDS["case_conference"].fields["person_view"].non_answers == ("declined",)


def test_defaults_are_values_their_fields_accept():
    for kind, field in ALL:
        assert kind.check_values({field.name: field.default}) == ()
    assert KINDS["family_member"].fields["contact_safety"].default == "not_assessed"
    assert KINDS["tracing_action"].fields["outcome"].default == "pending"
    assert KINDS["visit"].fields["contact_type"].default == "in_person"


def test_conditions_speak_of_fields_of_the_same_record_and_of_values_they_can_hold():
    for kind, field in ALL:
        for condition in (field.required_when, field.asked_when):
            while condition is not None:
                about = kind.fields[condition.field]
                for value in condition.values:
                    given = [value] if isinstance(about.type, Choices) else value
                    assert kind.check_values({about.name: given}) == (), _named(kind, field)
                condition = condition.also


def test_eight_outcome_domains_stand_in_assessment_visit_closure_and_study():
    wanted = ["d_" + domain.code for domain in VOCABULARIES["outcome_domain"]]
    assert len(wanted) == 8
    for name in ("assessment", "visit", "closure", "study_response"):
        found = [field for field in KINDS[name].own_fields if field.name.startswith("d_")]
        assert [field.name for field in found] == wanted
        assert {(field.privacy, type(field.policy)) for field in found} == {(CODED, Ask)}


def test_future_days_are_planned_days():
    expected = _words(
        """
        consent.expires_on tracing_action.next_step_on reunification.planned_on goal.planned_end_date
        referral.appointment_on case_conference.held_on conference_decision.due_on task.due_on visit.planned_for
        visit.next_visit_on setting.from_on setting.until_on
    """
    )
    assert [_named(kind, field) for kind, field in ALL if field.future_ok] == expected


def _order(policy: Protective) -> str:
    if policy.earliest:
        return "earliest"
    return "set" if policy.set_first else ">".join(map(str, policy.order))
