"""Verification over HTTP: hidden answers, two signatures that lapse, confirming, and taking it back."""

from pathlib import Path

import pytest

from casework.web.hidden_answers import hidden_answers
from shared_schema.rules.signatures import has_two_sign_offs
from tests.builders.records import SUPERVISOR, WORKER, an_edit
from tests.casework.web.desks import ADesk
from tests.casework.web.tracing_town import (
    ANSWERS,
    AUNT,
    CASE,
    COLLEAGUE,
    COORDINATOR,
    INQUIRY,
    VERIFY,
    a_tracing_town,
    confirmed,
    decide,
    is_now,
    press,
    record,
    signed_twice,
    the,
    under_verification,
)


@pytest.fixture
def desk(tmp_path: Path) -> ADesk:
    return a_tracing_town(tmp_path)


def test_what_one_side_told_is_hidden_from_all_but_its_author_until_both_are_recorded(desk: ADesk) -> None:
    under_verification(desk)
    assert is_now(desk, "match", "found_by") == "laptop", "the list of this laptop found the pair"
    desk.become(WORKER)
    record(desk, "person")
    assert "a house by the pagoda" in desk.get(VERIFY).words
    desk.become(COLLEAGUE)
    page = desk.get(VERIFY)
    assert "a house by the pagoda" not in page.text and "Recorded, hidden" in page.words
    desk.get(f"{VERIFY}/person", status=303)
    assert hidden_answers(the(desk, "verification"), COLLEAGUE.worker)
    record(desk, "family")
    both = desk.get(VERIFY).words
    assert "a house by the pagoda" in both and "our house by the pagoda" in both


def test_who_heard_a_side_and_when_is_recorded_without_typing(desk: ADesk) -> None:
    under_verification(desk)
    desk.become(WORKER)
    record(desk, "person")
    assert is_now(desk, "verification", "beneficiary_interviewed_by") == WORKER.worker
    assert is_now(desk, "verification", "beneficiary_interviewed_on") == "2026-11-21"


def test_the_panel_names_what_is_missing_and_a_signature_waits_for_it(desk: ADesk) -> None:
    under_verification(desk)
    desk.become(WORKER)
    record(desk, "person", "family")
    page = desk.get(VERIFY)
    assert "Missing: Compare at least three facts" in page.words or "three facts" in page.words
    assert "Recorded by: Social worker." in page.words
    assert 'name="_do" value="sign"' not in desk.get(f"{VERIFY}/sign/first").text
    refused = desk.post(f"{VERIFY}/sign/first", {"_do": "sign"}, status=422)
    assert "Nothing was saved and nothing moved." in refused.words


def test_two_different_people_sign_over_the_same_answers(desk: ADesk) -> None:
    under_verification(desk)
    record(desk)
    press(desk, desk.get(f"{VERIFY}/sign/first"), "press-form", "sign")
    second = desk.post(f"{VERIFY}/sign/second", {"_do": "sign"}, status=422)
    assert "another person than the first" in second.words
    desk.become(WORKER)
    desk.get(f"{VERIFY}/sign/second", status=404)
    desk.become(COORDINATOR)
    press(desk, desk.get(f"{VERIFY}/sign/second"), "press-form", "sign")
    assert has_two_sign_offs(the(desk, "verification"))


def test_a_signature_lapses_when_an_answer_changes(desk: ADesk) -> None:
    under_verification(desk)
    desk.become(WORKER)
    record(desk)
    signed_twice(desk)
    desk.become(WORKER)
    desk.send(desk.get(f"{VERIFY}/wishes"), {"family_willing": "unsure"})
    page = desk.get(VERIFY).words
    assert page.count("Lapsed: an answer changed after it") == 2
    press(desk, desk.get(f"{VERIFY}/sign/first"), "press-form", "sign")
    assert "Signed" in desk.get(VERIFY).words


def test_a_worker_does_not_confirm_and_a_supervisor_does(desk: ADesk) -> None:
    under_verification(desk)
    desk.become(WORKER)
    record(desk)
    signed_twice(desk)
    desk.become(WORKER)
    desk.get(f"{VERIFY}/decide/confirm", status=404)
    desk.become(SUPERVISOR)
    page = desk.get(f"{VERIFY}/decide/confirm")
    assert "Confirm the match" in page.words and "Done: The result of the verification is: verified" in page.words
    desk.send(page, {})
    assert is_now(desk, "match", "state") == "confirmed" and is_now(desk, "match", "decided_by") == SUPERVISOR.worker
    assert "Verified" in desk.get(f"/tracing/{INQUIRY}").words


def test_a_suspected_family_is_confirmed_by_a_coordinator_with_a_reason_alone(desk: ADesk) -> None:
    under_verification(desk)
    desk.become(WORKER)
    record(desk)
    desk.send(desk.get(f"{VERIFY}/safety"), {"complicity_check": "suspected"})
    signed_twice(desk)
    desk.become(SUPERVISOR)
    refused = decide(desk, "confirm", status=422, _reason="I think so")
    assert "only a coordinator signs" in refused.words
    desk.become(COORDINATOR)
    decide(desk, "confirm", status=422, _reason="")
    decide(desk, "confirm", _reason="the uncle alone was involved")
    assert is_now(desk, "match", "state") == "confirmed"


def test_a_confirmed_match_is_taken_back_by_a_coordinator_who_says_why(desk: ADesk) -> None:
    confirmed(desk)
    desk.become(SUPERVISOR)
    desk.get(f"{VERIFY}/decide/undo", status=404)
    desk.become(COORDINATOR)
    decide(desk, "undo", status=422)
    decide(desk, "undo", why="new_facts", state_reason="the aunt has another niece")
    assert is_now(desk, "match", "state") == "under_verification"


def test_a_supervisor_ends_a_verification_as_not_this_person(desk: ADesk) -> None:
    under_verification(desk)
    decide(desk, "reject", status=422)
    decide(desk, "reject", why="denied_by_person")
    assert is_now(desk, "match", "state") == "rejected"


def test_do_not_contact_pauses_the_match_for_everybody(desk: ADesk) -> None:
    under_verification(desk)
    case = desk.laptop.book.open(CASE)
    edit = an_edit("case", {"do_not_contact_family": True, "do_not_contact_reason": "person_refuses"}, record=CASE)
    desk.saved(type(edit)(CASE, "case", CASE, edit.registers, case.seen))
    assert "Paused" in desk.get(VERIFY).words
    assert "must not be contacted" in desk.get(VERIFY).words
    of_inquiry = desk.get(f"/tracing/{INQUIRY}").words
    assert "Paused" in of_inquiry and "The person refuses" not in of_inquiry


def test_a_located_relative_is_verified_without_an_inquiry(desk: ADesk) -> None:
    located = {
        "date_tracing": "2026-11-19",
        "tracing_type": "home_visit",
        "outcome": "family_located",
        "located_member": AUNT,
    }
    match = an_edit(
        "match", {"case_id": CASE, "found_by": "located", "family_member_id": AUNT, "state": "proposed"}, home=CASE
    )
    desk.saved(an_edit("tracing_action", located, home=CASE), match)
    base = f"/cases/{CASE}/verify/{match.record}"
    assert "Located relative" in desk.get(base).words
    desk.send(desk.get(f"{base}/decide/start"), {})
    desk.send(desk.get(f"{base}/person"), ANSWERS["person"])
    assert is_now(desk, "verification", "match_id") == match.record


@pytest.mark.parametrize("language", ["en", "km"])
def test_every_page_of_a_verification_stands_in_both_languages(desk: ADesk, language: str) -> None:
    confirmed(desk)
    desk.language[0] = language
    desk.become(COORDINATOR)
    for path in (VERIFY, f"{VERIFY}/decide/undo"):
        assert ("ការផ្ទៀងផ្ទាត់" if language == "km" else "erification") in desk.get(path).words
    desk.get("/tracing/nothing/verify/nothing", status=404)
    desk.get(f"{VERIFY}/nothing", status=404)
