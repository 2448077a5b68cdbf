"""An office's own wording of labels, on every page that prints them."""

from pathlib import Path

import pytest

from tests.builders.records import a_case, a_record_id, a_visit, an_edit, changed
from tests.casework.web.desks import ADesk, a_desk

CASE, WORDS, RISK = a_record_id(), a_record_id(), a_record_id()


@pytest.fixture
def desk(tmp_path: Path) -> ADesk:
    desk = a_desk(tmp_path)
    desk.saved(a_case(record=CASE, case_number="PNH-26-K7-7", risk_level="high", risk_reason="threats"))
    return desk


def word(desk: ADesk, key: str, en: str, km: str, record: str = WORDS) -> None:
    desk.saved(an_edit("wording", {"key": key, "en": en, "km": km}, record=record, home="directory"))


def test_a_field_is_called_as_the_office_calls_it_in_both_languages(desk: ADesk) -> None:
    new = f"/cases/{CASE}/visit/new"
    assert "Was the person seen?" in desk.get(new).words
    word(desk, "visit.seen", "Did you meet the person?", "តើបានជួបមុខសាមីខ្លួនទេ?")
    assert "Did you meet the person?" in desk.get(new).words
    visit = a_visit(home=CASE)
    desk.saved(visit)
    assert "Did you meet the person?" in desk.get(f"/cases/{CASE}/visit/{visit.record}").words
    assert "Did you meet the person?" in desk.get("/papers/visit").words
    desk.say_khmer()
    assert "តើបានជួបមុខសាមីខ្លួនទេ?" in desk.get(new).words


def test_a_code_is_called_so_in_lists_and_choices_and_a_new_word_counts_at_once(desk: ADesk) -> None:
    word(desk, "risk_level.high", "Very high", "ខ្ពស់ណាស់", RISK)
    assert "Risk: Very high" in desk.get("/cases").words
    assert "Very high" in desk.get(f"/cases/{CASE}/case/{CASE}/edit").words
    shown = desk.laptop.book.open(RISK)
    edit = an_edit("wording", {"key": "risk_level.high", "en": "Severe", "km": "ធ្ងន់ធ្ងរ"}, record=RISK, home="directory")
    registers = {"group:words": edit.registers["group:words"]}
    desk.saved(type(edit)(RISK, "wording", "directory", registers, dict(shown.seen)))
    assert "Risk: Severe" in desk.get("/cases").words


def test_a_key_that_names_nothing_here_changes_nothing(desk: ADesk) -> None:
    word(desk, "visit.from_a_newer_edition", "x", "y")
    assert "Was the person seen?" in desk.get(f"/cases/{CASE}/visit/new").words


def test_a_voided_wording_gives_the_shipped_label_back(desk: ADesk) -> None:
    words = {"key": "visit.seen", "en": "Met?", "km": "ជួប?"}
    edit = an_edit("wording", words, record=WORDS, home="directory")
    desk.saved(edit)
    voided = {"group:retraction": {"retracted": True, "retracted_reason": "not agreed"}}
    desk.saved(changed(edit, desk.laptop.book.open(WORDS).seen, voided))
    assert "Was the person seen?" in desk.get(f"/cases/{CASE}/visit/new").words
