"""Matches at the console: what waits, why, both sides as far as consent permits, and the three things done about it."""

import pytest

from casework.book import Edit
from casework.matching.finding import candidates_for
from casework.matching.proposing import Pair, propose_match
from shared_schema.rules.reading import answer, day_of_ms
from tests.builders.records import a_case, a_record_id, an_edit
from tests.contracts.test_matching_on_both import a_consent


@pytest.fixture
def girl(console):
    return saved_girl(console)


@pytest.fixture
def match(console, girl):
    return proposed(console, girl, saved_inquiry(console))


def saved_girl(console, **consent):
    book = console.book("supervisor")
    case = a_case(worker=book.person, given_name_latin="Chenda", wishes_tracing="yes")
    assert book.save([case, a_tracing_consent(case.record, **consent)]).dots
    return case.record


def a_tracing_consent(home, *, scope=("family", "identity"), decision="given"):
    edit = a_consent(home, decision=decision)
    return Edit(edit.record, edit.kind, home, {**edit.registers, "scope": list(scope)})


def saved_inquiry(console, *, role="supervisor"):
    book = console.book(role)
    values = {
        "inquiry_number": f"INQ-25-{role[:2].upper()}-1", "inquiry_date": "2025-11-20",
        "inquirer_name_latin": "Mao Sopheap", "relation": "mother", "inquirer_phone": "+85512345678",
        "sought_family_name_latin": "Sok", "sought_given_name_latin": "Chenda", "sought_sex": "female",
        "sought_age_stated": 16, "sought_age_stated_on": "2025-11-20", "sought_is_estimated": True,
        "separated_on": {"none": "not_asked"}, "separated_at": {"none": "not_asked"},
        "status": "open", "office": book.person.office, "case_worker": book.person.worker,
    }  # fmt: skip
    edit = an_edit("tracing_inquiry", values)
    assert book.save([edit, a_consent(edit.record)]).dots
    return edit.record


def proposed(console, girl, inquiry):
    book = console.book("coordinator")
    found = candidates_for(book, inquiry, today=day_of_ms(console.clock()))
    one = next(one for one in found.every if one.home == girl)
    edit = propose_match(
        Pair(girl, inquiry),
        record=a_record_id(),
        found_by="person",
        scored=one.scored,
        step="reject",
        why="known_other",
    )
    assert book.save([edit]).dots
    return edit.record


def test_a_match_waits_with_what_the_worker_proposed_and_why(console, match):
    page = console.get("supervisor", "/matches")
    assert "Chenda" in page.words and "A possible match is not proof." in page.words
    assert "A worker proposes: Not this person · Known to be somebody else" in page.words
    assert "No match waits." in console.get("supervisor", "/matches?state=verifying").words


def test_nothing_waits_and_when_was_the_last_search(console):
    assert "No match waits. The centre has not searched yet." in console.get("coordinator", "/matches").words


def test_closely_stand_weights_answers_of_both_sides_and_the_weight_set(console, match):
    page = console.get("supervisor", f"/matches/{match}")
    assert "What agrees and what differs" in page.words and "Weights: default-1" in page.words
    assert page.words.count("Sok") >= 2 and "What was decided so far" in page.words


def test_answers_that_the_consent_does_not_cover_are_not_laid_beside_the_family_s(console):
    match = proposed(console, saved_girl(console, scope=("family",)), saved_inquiry(console))
    page = console.get("supervisor", f"/matches/{match}")
    assert "The consent to tracing does not cover this answer." in page.words


def test_starting_a_verification_leads_on_to_it(console, match):
    page = console.get("supervisor", f"/matches/{match}")
    console.send("supervisor", page, {}, form="start-form", do="start")
    assert answer(console.town.shown(match), "state") == "under_verification"
    assert "Go on with the verification" in console.get("supervisor", f"/matches/{match}").words
    assert "Chenda" in console.get("supervisor", "/matches?state=verifying").words


def test_not_this_person_needs_a_reason_and_is_remembered(console, match):
    page = console.get("supervisor", f"/matches/{match}")
    again = console.send("supervisor", page, {}, form="reject-form", do="reject", status=422)
    assert "Choose why this is not the person." in again.words
    console.send("supervisor", page, {"why": "facts_differ"}, form="reject-form", do="reject")
    shown = console.town.shown(match)
    assert answer(shown, "state") == "rejected" and answer(shown, "why") == "facts_differ"
    page = console.get("supervisor", f"/matches/{match}")
    assert "Facts differ · Chenda" in page.words and "reject-form" not in page.text


def test_need_more_is_a_question_in_the_dossier_of_the_side_that_is_asked(console, match, girl):
    page = console.get("supervisor", f"/matches/{match}")
    console.post("supervisor", f"/matches/{match}", {"_do": "ask", "home": girl, "question": " "}, status=422)
    console.send("supervisor", page, {"home": girl, "question": "Has she a scar?"}, form="ask-form", do="ask")
    asked = list(console.book("supervisor").dossier(girl).of_kind("review_question"))
    assert [(answer(one, "text"), answer(one, "record_id")) for one in asked] == [("Has she a scar?", match)]


def test_between_offices_only_the_office_is_named(console, girl):
    match = proposed(console, girl, saved_inquiry(console, role="other_supervisor"))
    for role, other in (("supervisor", "Pailin"), ("other_supervisor", "Battambang")):
        page = console.get(role, f"/matches/{match}")
        assert f"{other} may hold a match." in page.words
        assert not any(
            words in page.words for words in ("What agrees and what differs", "Possible ", "proposes", "Score")
        )
        console.post(role, f"/matches/{match}", {"_do": "start"}, status=404)
        told = {entry.register for entry in console.book(role).history(match).entries}
        assert "group:state" in told and not told & {"band", "score", "evidence", "weights_version"}
    assert "Mao Sopheap" not in console.get("supervisor", f"/matches/{match}").words
    assert "Chenda may" not in console.get("other_supervisor", "/matches").words


def test_a_withdrawn_consent_pauses_the_match_and_no_step_is_open(console, match, girl):
    assert console.book("supervisor").save([a_tracing_consent(girl, decision="refused")]).dots
    page = console.get("supervisor", f"/matches/{match}")
    assert "Paused" in page.words and "start-form" not in page.text
    again = console.post("supervisor", f"/matches/{match}", {"_do": "start"}, status=422)
    assert "The match is paused; no step is open." in again.words
    assert answer(console.town.shown(match), "state") == "proposed"


def test_the_other_side_is_told_paused_and_not_why(console, girl):
    match = proposed(console, girl, saved_inquiry(console, role="other_supervisor"))
    assert console.book("supervisor").save([a_tracing_consent(girl, decision="refused")]).dots
    page = console.get("other_supervisor", f"/matches/{match}")
    assert "Paused" in page.words and "Missing" not in page.words


def test_who_does_not_lead_finds_no_matches(console, match):
    for role in ("worker", "administrator", "auditor"):
        console.get(role, "/matches", status=404)
        console.get(role, f"/matches/{match}", status=404)
    console.get("other_supervisor", f"/matches/{match}", status=404)


def test_the_pages_in_khmer(console, match):
    console.say_khmer()
    assert "ការអាចត្រូវគ្នាមិនមែនជាភស្តុតាងទេ។" in console.get("supervisor", f"/matches/{match}").words
    console.get("supervisor", "/matches")
