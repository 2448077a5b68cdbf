"""A kind turns its declaration into registers, checks and the `set` of a change."""

import pytest

from shared_schema.records.field import CODED, Field, When
from shared_schema.records.kind import FieldProblem, Kind, Placement
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Text
from shared_schema.records.values import place_problem

CASE, VISIT, CONSENT, REFERRAL = (KINDS[name] for name in ("case", "visit", "consent", "referral"))
UNKNOWN = {"none": "unknown"}


def _codes(problems: tuple[FieldProblem, ...]) -> dict[str, str]:
    return {problem.field: problem.code for problem in problems}


def test_a_sound_set_has_no_problem():
    sound = {
        "case_number": "TST-26-K7-014",
        "group:name_km": {"family_name_km": "សុខ", "given_name_km": "ដារ៉ា"},
        "group:birth": {"date_of_birth": "2009-03", "is_estimated": False},
        "languages.khmer": True,
        "disabilities._none": {"none": "not_asked"},
        "nationality": "stateless",
        "religion": UNKNOWN,
        "current_place": {"country": "KH", "province": "02", "district": "0201"},
        "nickname": None,
    }
    assert CASE.check_set(sound) == ()


def test_every_wrong_register_is_named_and_never_its_value():
    wrong = {
        "sex": "woman",
        "nickname": "x" * 121,
        "registered_on": "2026-02-30",
        "group:birth": {"age_stated": 111, "age_stated_on": "2026-01-01"},
        "group:care": "parents",
        "languages.klingon": True,
        "languages.khmer": "yes",
        "disabilities._none": {"none": "perhaps"},
        "sex_": "kept",
    }
    assert _codes(CASE.check_set(wrong)) == {
        "sex": "unknown_code",
        "nickname": "too_long",
        "registered_on": "not_a_date",
        "age_stated": "out_of_range",
        "group:care": "not_an_object",
        "languages": "unknown_code",
        "languages.khmer": "not_yes_or_no",
        "disabilities._none": "non_answer_not_offered",
    }


def test_registers_and_members_of_a_newer_version_are_kept_without_a_word():
    newer = {
        "shoe_size": 38,
        "group:newer": {"a": 1},
        "group:birth": {"is_estimated": True, "moon": "full"},
        "sex.x": 1,
    }
    assert CASE.check_set(newer) == ()


def test_a_non_answer_that_a_question_does_not_offer_is_refused():
    assert _codes(CASE.check_set({"sex": UNKNOWN})) == {"sex": "non_answer_not_offered"}
    assert CASE.check_set({"nationality": UNKNOWN}) == ()


def test_the_author_is_known_by_the_first_field_that_is_written_once():
    assert CASE.creation_field == "case_number"
    assert VISIT.creation_field == "visited_on"
    assert KINDS["family_member"].creation_field == "name_km"


def test_required_wants_a_value_and_is_not_content_with_a_non_answer():
    moved = {"visited_on": "2026-01-05", "seen": "yes", "safety": "safe", "same_caregiver": "no"}
    assert _codes(VISIT.missing(moved)) == {"care_change_reason": "required", "new_care_arrangement": "required"}
    silent = {**moved, "care_change_reason": "poverty", "new_care_arrangement": UNKNOWN}
    assert _codes(VISIT.missing(silent)) == {"new_care_arrangement": "required"}
    assert VISIT.missing({**silent, "new_care_arrangement": "parents"}) == ()


def test_a_field_of_a_later_schema_is_not_missing_in_an_older_record():
    later = Field("name", Text(), "Name", "ឈ្មោះ", CODED, required=True, required_since=3)
    kind = Kind("thing", "Thing", "របស់", Placement.DOSSIER, (later,))
    assert kind.missing({}, schema=2) == ()
    assert _codes(kind.missing({}, schema=3)) == _codes(kind.missing({})) == {"name": "required"}


def test_a_question_hangs_on_an_answer_and_not_on_a_non_answer():
    condition = When("age_stated")
    assert condition.holds({"age_stated": 0})
    assert not condition.holds({"age_stated": UNKNOWN})
    assert not condition.holds({})


def test_a_shared_consent_needs_its_scope_only_when_it_is_given():
    entry = {
        "purpose": "share_with_family",
        "decision": "given",
        "decided_on": "2026-01-05",
        "given_by": "person",
        "evidence": "signature",
    }
    assert _codes(CONSENT.missing(entry)) == {"scope": "required"}
    assert CONSENT.missing({**entry, "decision": "refused"}) == ()
    assert CONSENT.missing({**entry, "purpose": "photo"}) == ()


def test_voiding_a_record_wants_a_reason_where_it_may_lie_beside_it():
    asked = {"noted_on": "2026-01-05", "note_type": "contact", "text": "Called", "retracted": True}
    assert _codes(KINDS["case_note"].missing(asked)) == {"retracted_reason": "required"}
    link = {"case_a": "A" * 22, "case_b": "A" * 21 + "Q", "retracted": True}
    assert KINDS["case_link"].missing(link) == ()


def test_only_what_differs_from_what_was_shown_becomes_a_change():
    shown = {"nickname": "Ra", "sex": "male"}
    assert CASE.to_registers({"nickname": "Ra", "sex": "female"}, shown) == {"sex": "female"}


def test_a_group_changes_as_one_and_keeps_members_of_a_newer_version():
    shown = {"group:birth": {"date_of_birth": "2009", "moon": "full"}, "date_of_birth": "2009"}
    changed = CASE.to_registers({"date_of_birth": "2009-03", "is_estimated": True}, shown)
    assert changed == {"group:birth": {"date_of_birth": "2009-03", "is_estimated": True, "moon": "full"}}
    assert CASE.to_registers({"date_of_birth": None}, shown) == {"group:birth": {"moon": "full"}}


def test_a_list_changes_element_by_element():
    shown = {"languages": ["cham", "khmer"]}
    changed = CASE.to_registers({"languages": ["khmer", "lao"]}, shown)
    assert changed == {"languages.cham": False, "languages.lao": True}
    assert CASE.to_registers({"languages": UNKNOWN}, {}) == {"languages._none": UNKNOWN}
    assert CASE.to_registers({"languages": ["khmer"]}, {"languages": UNKNOWN}) == {
        "languages.khmer": True,
        "languages._none": None,
    }


def test_what_is_written_once_carries_its_words_for_other_with_it():
    written = REFERRAL.to_registers({"service_type": "other", "service_type_other": "Dentist"}, {})
    assert written == {"service_type": {"service_type": "other", "service_type_other": "Dentist"}}
    assert REFERRAL.check_set(written) == ()
    assert _codes(REFERRAL.check_set({"service_type": "education"})) == {"service_type": "not_an_object"}


def test_an_element_stands_in_its_own_register_and_its_list_in_none():
    assert CASE.register_of("languages") is None
    assert CASE.register_of("languages.khmer") is CASE.registers["languages"]
    assert CASE.register_of("nickname.khmer") is None


def test_ids_as_elements_are_checked_as_ids():
    attachment = KINDS["attachment"]
    assert attachment.check_set({"for_receiver." + "A" * 22: True}) == ()
    assert _codes(attachment.check_set({"for_receiver.sok": True})) == {"for_receiver": "not_a_list"}


def test_lists_of_codes_ids_and_dots_are_sorted_and_hold_nothing_twice():
    first, second = "A" * 22, "B" * 21 + "A"
    attachment, question = KINDS["attachment"], KINDS["review_question"]
    for wrong in ([second, first], [first, first]):
        assert _codes(attachment.check_values({"for_receiver": wrong})) == {"for_receiver": "not_sorted"}
        assert "for_receiver" in attachment.schema().validate({"for_receiver": wrong})
        dots = [[incarnation, 1] for incarnation in wrong]
        assert _codes(question.check_values({"dots": dots})) == {"dots": "not_sorted"}
        assert "dots" in question.schema().validate({"dots": dots})
    assert attachment.check_values({"for_receiver": [first, second]}) == ()
    assert _codes(REFERRAL.check_set({"shared_scope": ["needs", "health"]})) == {"shared_scope": "not_sorted"}


def test_a_field_declared_twice_is_refused():
    name = Field("name", Text(), "Name", "ឈ្មោះ", CODED)
    twice = Kind("thing", "Thing", "របស់", Placement.DOSSIER, (name, name))
    with pytest.raises(ValueError, match="twice"):
        _ = twice.fields


@pytest.mark.parametrize(
    "place",
    [
        {"country": "KH", "province": "12", "commune": "120101"},
        {"country": "KH", "district": "1201"},
        {"country": "KH", "province": "12/1201"},
        {"country": "KH", "district": "12"},
        {"country": "KH", "province": "12", "district": "1301"},
        {"country": "KH", "province": "12", "district": 1201},
        {"country": "TH", "province": "12"},
    ],
)
def test_a_place_names_every_area_above_the_smallest_one_and_each_lies_in_the_one_above(place):
    assert place_problem(place) == "not_a_place"


def test_a_place_is_as_exact_as_somebody_knew_it():
    codes = {"province": "12", "district": "1201", "commune": "120101", "village": "120101-abcdef2"}
    for known in range(len(codes) + 1):
        assert place_problem({"country": "KH", **dict(list(codes.items())[:known])}) is None
