"""Every field of every kind is reachable by a form, or is of the frame: no second list of fields anywhere."""

import pytest

from casework.forms.grids import Grid, in_grids
from casework.forms.questions import READ_ONLY, Asking, component_of, questions_of
from casework.forms.sections import (
    COMPLETE,
    EMPTY,
    FRAME,
    MAIN,
    STARTED,
    FormSpec,
    Part,
    Section,
    completion,
    default_spec,
    is_of_frame,
    unreachable,
)
from casework.forms.typed import Typed
from shared_schema.records.field import NON_ANSWERS
from shared_schema.records.kinds import KINDS
from shared_schema.vocabularies.outcome import OUTCOME_DOMAIN
from shared_schema.vocabularies.visit import SEEN
from shared_schema.words.sentence import Words

TITLE = Words("A title", "ចំណងជើង")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_field_is_on_the_form_of_its_kind_or_of_the_frame(kind: str) -> None:
    declared = KINDS[kind]
    spec = default_spec(declared)
    assert unreachable(spec) == ()
    shown = spec.fields_of(MAIN)
    assert len(shown) == len(set(shown))
    assert {name for name in declared.fields if is_of_frame(declared, name)} == set(declared.fields) - set(shown)


def test_a_form_that_leaves_a_field_out_is_found() -> None:
    spec = FormSpec("case_note", TITLE, (Section("all", TITLE, ("noted_on", "text")),))
    assert unreachable(spec) == ("note_type",)


def test_what_the_program_sets_is_declared() -> None:
    for kind, names in FRAME.items():
        assert names <= set(KINDS[kind].fields), kind


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_question_has_its_label_choices_and_non_answers(kind: str, language: str) -> None:
    declared = KINDS[kind]
    asking = Asking(language=language, records=lambda _field: [("a", "One"), ("b", "Two")])
    for question in questions_of(declared, default_spec(declared).fields_of(MAIN), Typed(), asking):
        field = declared.fields[question.field]
        assert question.label == field.label(language)
        assert question.component != READ_ONLY
        offered = [option for option in (*question.options, *question.non_answers) if option.is_non_answer]
        assert len(offered) == len(field.non_answers)
        assert all(option.label for option in question.options)
        assert component_of(field) in (question.component, "select"), question.field


def test_the_three_non_answers_are_told_apart_in_both_languages() -> None:
    (question,) = questions_of(KINDS["visit"], ["working"], Typed(), Asking(language="km"))
    labels = [option.label for option in question.options if option.is_non_answer]
    assert len(set(labels)) == len(NON_ANSWERS) == 3


def test_a_question_says_when_it_is_asked() -> None:
    (question,) = questions_of(KINDS["visit"], ["not_seen_reason"], Typed(), Asking(language="en"))
    asked, answers = question.only_if
    assert asked == "Was the person seen?"
    assert answers == tuple(SEEN[code].label("en") for code in ("no", "other_only"))
    assert question.shown_when == ("seen", ("no", "other_only"))


def test_questions_of_one_scale_stand_in_one_table() -> None:
    kind = KINDS["assessment"]
    found = in_grids(questions_of(kind, default_spec(kind).fields_of(MAIN), Typed(), Asking(language="en")))
    (grid,) = [one for one in found if isinstance(one, Grid)]
    assert [row.field for row in grid.rows] == [f"d_{domain.code}" for domain in OUTCOME_DOMAIN]
    assert [column.value for column in grid.columns[:4]] == ["1", "2", "3", "4"]
    assert grid.shown_when == ("", ())  # all are asked for the first assessment, and welcome in any
    visit = questions_of(KINDS["visit"], ["d_safety", "d_legal", "d_health"], Typed(), Asking(language="en"))
    (grid,) = in_grids(visit)
    assert grid.shown_when == ("seen", ("yes",))


def test_a_section_is_complete_when_what_is_asked_is_answered_by_a_word_or_a_non_answer() -> None:
    kind = KINDS["visit"]
    section = Section("safety", TITLE, ("seen", "safety", "re_trafficking"))
    assert completion(section, kind, {}).state == EMPTY
    begun = completion(section, kind, {"seen": "yes"})
    assert (begun.state, begun.answered, begun.asked) == (STARTED, 1, 3)
    whole = {"seen": "yes", "safety": "safe", "re_trafficking": {"none": "not_asked"}}
    assert completion(section, kind, whole).state == COMPLETE


def test_parts_and_rows_have_their_own_fields() -> None:
    spec = FormSpec(
        "visit",
        TITLE,
        (Section("a", TITLE, ("visited_on", "phone.number"), rows=("action",)),),
        parts=(Part("phone", "contact_point"), Part("action", "task", rows=2, fields=("title", "due_on"))),
    )
    assert spec.fields_of(MAIN) == ("visited_on",)
    assert spec.fields_of("phone") == ("number",)
    assert spec.fields_of("action") == ("title", "due_on")
