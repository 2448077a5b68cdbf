"""Weighty forms over HTTP: one question a page, a check page with a way back to each answer, nothing typed is lost."""

from pathlib import Path

import pytest

from tests.builders.records import a_case, a_family_member, a_record_id, an_edit
from tests.casework.web.desks import ADesk, APage, a_desk

CASE, MOTHER, PROVIDER = a_record_id(), a_record_id(), a_record_id()
ADD = f"/cases/{CASE}/consent/add"


@pytest.fixture
def desk(tmp_path: Path) -> ADesk:
    desk = a_desk(tmp_path)
    desk.saved(a_case(record=CASE, date_of_birth="1990-05-02", case_number="PNH-26-K7-7"))
    desk.saved(a_family_member(home=CASE, record=MOTHER))
    provider = {"name_latin": "Skills Centre", "provider_type": "ngo", "active": True}
    desk.saved(an_edit("provider", provider, record=PROVIDER, home="directory"))
    return desk


def go_on(desk: ADesk, page: APage, **typed: object) -> APage:
    """The next page, as a browser gets it."""
    return desk.follow(desk.send(page, typed, do="next"))


def checked(desk: ADesk) -> APage:
    """A consent to tracing, on its check page."""
    page = go_on(desk, desk.get(ADD), purpose="tracing")
    page = go_on(desk, page, decision="given")
    page = go_on(desk, page)
    page = go_on(desk, page, given_by="person")
    page = go_on(desk, page, evidence="signature")
    return go_on(desk, page)


def test_each_page_asks_one_thing_and_the_last_shows_every_answer(desk: ADesk) -> None:
    first = desk.get(ADD)
    assert "What is the consent for?" in first.words and "Who decided?" not in first.words
    page = checked(desk)
    assert "Check your answers" in page.words and "Family tracing" in page.words and "Signature" in page.words
    assert not list(desk.laptop.book.dossier(CASE).of_kind("consent"))
    desk.send(page, {})
    (entry,) = desk.laptop.book.dossier(CASE).of_kind("consent")
    assert entry.values["purpose"] == "tracing" and entry.values["evidence"] == "signature"
    assert desk.laptop.book.drafts() == ()


def test_a_page_without_its_answer_stays_and_says_so(desk: ADesk) -> None:
    page = desk.send(desk.get(ADD), {}, do="next", status=422)
    assert "There is a problem on this page" in page.words and "What is the consent for?" in page.words


def test_questions_of_another_case_are_left_out(desk: ADesk) -> None:
    page = go_on(desk, desk.get(ADD), purpose="share_with_provider")
    page = go_on(desk, page, decision="given")
    assert "Who may receive it?" in page.words
    page = go_on(desk, go_on(desk, desk.get(f"{ADD}?new=1"), purpose="services"), decision="given")
    assert "Until when, under which conditions?" in page.words


def test_going_back_keeps_what_was_typed_on_the_page_left(desk: ADesk) -> None:
    page = go_on(desk, desk.get(ADD), purpose="tracing")
    assert 'value="step:what"' in page.text
    before = desk.follow(desk.send(page, {"decision": "refused"}, do="step:what"))
    assert before.form("record-form").values["decision"] == "refused"
    assert before.form("record-form").values["purpose"] == "tracing"


def test_an_answer_changed_from_the_check_page_leads_back_by_what_it_asks_for(desk: ADesk) -> None:
    page = checked(desk)
    page = desk.follow(desk.send(page, {}, do="step:who"))
    assert "Back to the answers" in page.words
    still = desk.send(page, {"given_by": "guardian"}, do="next", status=422)
    page = go_on(desk, still, giver_member=MOTHER)
    assert "Check your answers" in page.words and "Guardian" in page.words


def test_what_is_missing_stands_beside_its_answer_on_the_check_page(desk: ADesk) -> None:
    page = desk.send(desk.get(f"{ADD}?at=check"), {"purpose": "tracing"}, status=422)
    assert "Check your answers" in page.words
    assert 'href="#row-given_by"' in page.text and 'id="row-given_by"' in page.text


def test_a_walk_is_gone_on_with_at_the_page_where_it_was_left(desk: ADesk) -> None:
    page = go_on(desk, desk.get(ADD), purpose="tracing")
    desk.send(page, {"decision": "given"}, do="draft")
    again = desk.get(ADD)
    assert "What was decided, and when?" in again.words and "This is your draft of" in again.words
    desk.say_khmer()
    assert "បានសម្រេចអ្វី ហើយនៅពេលណា?" in desk.get(ADD).words


def test_the_language_changes_on_the_same_page_with_everything_typed(desk: ADesk) -> None:
    page = go_on(desk, desk.get(ADD), purpose="tracing")
    answer = desk.send(page, {"decision": "refused"}, do="language:km", status=307)
    form = page.form("record-form")
    after = desk.follow(desk.post(answer.location, {**form.values, "decision": "refused", "_do": "language:km"}))
    assert "បានសម្រេចអ្វី" in after.words and after.form("record-form").values["decision"] == "refused"
