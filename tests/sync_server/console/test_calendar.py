"""Conferences, trainings, the directory and study waves in the console."""

import re

import pytest

from casework.book import Saved
from tests.builders.records import an_edit


def test_planned_conferences_and_minutes_that_await_a_signature_stand_by_day(console):
    case = console.town.saved_case("sokha")
    page = console.get("supervisor", "/conferences/calendar")
    assert "No conference is planned." in page.words and "No minutes await a signature." in page.words
    book = console.book("supervisor")
    for day, state in (("2026-12-01", "planned"), ("2026-11-10", "held")):
        values = {"held_on": day, "conference_type": "initial", "state": state, "chair": book.person.worker}
        assert isinstance(book.save([an_edit("case_conference", values, home=case)]), Saved)
    page = console.get("coordinator", "/conferences/calendar")
    planned, unsigned = page.words.split("Minutes awaiting a signature")
    assert "1 December 2026 (in" in planned and "10 November 2026 (" in unsigned
    assert "No conference is planned." in console.get("other_supervisor", "/conferences/calendar").words
    for role in ("worker", "administrator"):
        console.get(role, "/conferences/calendar", status=404)


@pytest.mark.parametrize("path", ["/conferences", "/conferences/new", "/trainings", "/directory", "/tracing"])
def test_shared_pages_that_offices_use_work_in_the_console(console, path):
    console.town.saved_case("sokha")
    for role in ("coordinator", "supervisor"):
        assert console.get(role, path).words


def test_study_waves_are_written_here_by_who_leads(console):
    case = console.town.saved_case("sokha")
    page = console.get("supervisor", f"/cases/{case}/study_response")
    assert page.words
    assert console.get("supervisor", f"/cases/{case}/study_response/new").form("record-form")
    console.get("worker", f"/cases/{case}/study_response/new", status=404)


def test_a_list_without_study_waves_says_that_consent_is_needed_and_leads_there(console):
    case = console.town.saved_case("sokha")
    page = console.get("supervisor", f"/cases/{case}/study_response")
    assert "No wave recorded yet." in page.words and "Consent to a study: Not recorded" in page.words
    (address,) = re.findall(r'href="([^"]+)">Record consent<', page.text)
    assert "Study" in console.get("supervisor", address).words
    given = {"purpose": "research", "decision": "given", "given_by": "authority", "evidence": "signature"}
    given |= {"child_assent": "yes", "decided_on": "2026-11-01", "expires_on": "2027-11-01"}
    saved = console.book("supervisor").save([an_edit("consent", given, home=case)])
    assert isinstance(saved, Saved), saved
    page = console.get("supervisor", f"/cases/{case}/study_response")
    assert "Consent to a study: In force" in page.words and "Record consent" not in page.words


def test_the_page_of_a_case_leads_to_its_study_waves(console):
    case = console.town.saved_case("sokha")
    for role in ("coordinator", "supervisor"):
        page = console.get(role, f"/cases/{case}")
        assert f'href="/cases/{case}/study_response"' in page.text
        assert f'href="/cases/{case}/study_response/new"' in page.text and "Study response" in page.words
    assert "study_response" not in console.get("worker", f"/cases/{case}").text
