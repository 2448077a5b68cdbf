"""Asking for a transfer on a real encrypted laptop: a draft, which leaves the case where it is."""

import pytest

from tests.builders.records import OFFICE, a_case, a_record_id, an_id, an_office
from tests.casework.web.desks import a_desk

CASE, OTHER = a_record_id(), an_id("office btb")
PAGE = f"/cases/{CASE}/transfers"


@pytest.fixture
def desk(tmp_path):
    desk = a_desk(tmp_path)
    desk.saved(a_case(record=CASE, case_number="PNH-26-K7-7", date_of_birth="2000-05-02"))
    return desk


def test_worker_asks_with_a_draft_and_keeps_the_case(desk):
    desk.saved(an_office(record=OTHER, code="BTB"))
    answer = desk.send(desk.get(f"{PAGE}/new"), {"to_office": OTHER, "reason": "person_moved"})
    page = desk.follow(answer)
    assert "The supervisor sends it to the other office" in page.words
    assert "the case and its visits stay with you" in page.words
    dossier = desk.laptop.book.dossier(CASE)
    (transfer,) = dossier.of_kind("case_transfer")
    assert (transfer.values["state"], transfer.values["from_office"]) == ("draft", OFFICE)
    assert dossier.head.values["status"] == "open"
    assert "Ask for a transfer" not in page.words


def test_without_another_office_the_page_says_whom_to_ask(desk):
    assert "Ask the coordinator" in desk.get(f"{PAGE}/new").words
    assert "Nobody asked to transfer this case." in desk.get(PAGE).words


def test_pages_of_transfers_stand_in_khmer(desk):
    desk.say_khmer()
    assert "ស្នើការផ្ទេរ" in desk.get(PAGE).words
