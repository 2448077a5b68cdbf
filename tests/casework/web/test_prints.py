"""Papers: the twin of a form asks what the screen asks, in its order, in both languages, and names nobody."""

import pytest

from casework.forms.sections import MAIN
from casework.web.prints import FORMS
from shared_schema.records.kinds import KINDS
from tests.builders.records import a_case, a_record_id, a_visit
from tests.casework.web.desks import a_desk

CASE, VISIT = a_record_id(), a_record_id()


@pytest.fixture
def desk(tmp_path):
    desk = a_desk(tmp_path)
    desk.saved(a_case(record=CASE, case_number="PNH-26-K7-7", date_of_birth="2000-05-02"))
    desk.saved(a_visit(home=CASE, record=VISIT, person_says="I sew"))
    return desk


@pytest.mark.parametrize("form", FORMS)
def test_twin_asks_every_question_of_the_screen_in_both_languages(desk, form):
    page, spec = desk.get(f"/papers/{form}"), FORMS[form]
    for name in spec.fields_of(MAIN):
        declared = KINDS[spec.kind].fields[name]
        if "file" not in name:
            assert declared.label("en") in page.words, name
            assert declared.label("km") in page.words, name
    for section in spec.sections:
        assert section.title.en in page.words
        assert section.title.km in page.words
    assert "Chenda" not in page.words
    assert "Chan Sokha" not in page.words


def test_numbers_and_order_are_those_of_the_screen(desk):
    paper = desk.get("/papers/visit").text
    labels = [KINDS["visit"].fields[name].label("en") for name in ("visited_on", "seen", "safety", "next_visit_on")]
    places = [paper.index(f">{label}</span>") for label in labels]
    assert places == sorted(places)
    assert ">1.1</span>" in paper
    assert ">3.1</span>" in paper


def test_consent_form_has_room_for_a_thumbprint_and_the_code_of_the_case(desk):
    page = desk.get(f"/cases/{CASE}/papers/consent")
    assert 'class="hw-thumbprint"' in page.text
    assert "PNH-26-K7-7" in page.words
    assert "Chenda" not in page.words
    assert "ស្នាមមេដៃ" in page.words


def test_visit_on_paper_holds_its_answers_and_no_name(desk):
    page = desk.get(f"/cases/{CASE}/papers/visit/{VISIT}")
    assert "I sew" in page.words
    assert "Was the person seen?" in page.words
    assert "Chenda" not in page.words
    desk.get(f"/cases/{CASE}/papers/visit/{CASE}", status=404)


def test_list_of_papers_stands_in_khmer(desk):
    desk.say_khmer()
    assert "ក្រដាសសម្រាប់បោះពុម្ព" in desk.get("/papers").words
