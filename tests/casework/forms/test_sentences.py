"""Problems become sentences in both languages that name their question and lead to it."""

import pytest

from casework.book import Problem
from casework.forms.reading import TypedProblem
from casework.forms.sentences import say_elsewhere, say_problem, say_typed
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Choices, Document, Dots, File, Refs
from shared_schema.rules.check import RULES
from shared_schema.words.forms import FORM_WORDS

VISIT = KINDS["visit"]
CODES = frozenset(
    [
        "required",
        "not_text",
        "too_long",
        "control_characters",
        "unknown_code",
        "not_a_date",
        "not_a_number",
        "out_of_range",
        "not_yes_or_no",
        "not_an_id",
        "not_a_phone",
        "not_a_place",
        "non_answer_not_offered",
    ]
)
NEVER_TYPED = Dots | File | Document | Choices | Refs  # lists are made of boxes


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize("code", sorted(FORM_WORDS))
def test_every_problem_names_its_question(code: str, language: str) -> None:
    (said,) = say_typed(VISIT, [TypedProblem("visited_on", code, {"year": 2026, "typed": 2570})], language=language)
    assert said.text.startswith(VISIT.fields["visited_on"].label(language))
    assert "%(" not in said.text
    assert (said.key, said.anchor) == ("visited_on", "visited_on-day")


def test_every_code_of_the_declarations_has_words() -> None:
    assert set(FORM_WORDS) >= CODES
    for kind in KINDS.values():
        for field in kind.fields.values():
            code = field.type.validator()({"no": "value"})
            if code is not None and not isinstance(field.type, NEVER_TYPED):
                assert code in FORM_WORDS, (kind.name, field.name, code)


@pytest.mark.parametrize("language", ["en", "km"])
def test_every_rule_is_said_beside_its_question(language: str) -> None:
    for rules in RULES.values():
        for rule in rules:
            problem = Problem("r", "visited_on", rule.name, is_warning=rule.severity == "W")
            said = say_problem(VISIT, problem, language=language, prefix="first.")
            assert said.anchor == "first-visited_on-day"
            assert len(said.text) > len(VISIT.fields["visited_on"].label(language)) + 5
            assert said.is_warning is (rule.severity == "W")


def test_a_problem_of_a_group_or_an_element_leads_to_its_question() -> None:
    said = say_problem(VISIT, Problem("r", "group:care", "save.correction_needs_reason"), language="en")
    assert said.key == "care_change_reason"
    said = say_problem(VISIT, Problem("r", "needs_now.health", "change.withheld"), language="en")
    assert said.key == "needs_now"


def test_a_problem_of_the_whole_form_or_of_another_record_is_said_too() -> None:
    assert say_problem(VISIT, Problem("r", "", "save.too_many"), language="en").anchor == ""
    said = say_elsewhere(Problem("r", "x", "rule_21"), language="km", name_of=lambda _record: "ម៉ៅ សុភាព")
    assert said.text.startswith("ម៉ៅ សុភាព៖ ")


@pytest.mark.parametrize("language", ["en", "km"])
def test_a_question_before_a_colon_has_no_mark_of_its_own(language):
    said = say_problem(VISIT, Problem("r", "seen", "required"), language=language)
    assert VISIT.fields["seen"].label(language).endswith("?") and "?" not in said.text
