"""Erasure in the console: asked by one, agreed by another, a day later a certificate; and the list of what is due."""

import re

import pytest

from casework.book import Edit
from sync_server.services import retention
from sync_server.services.erasure_run import run_due_erasures
from tests.builders.records import a_visit, an_edit

CLOSED = {"status": "closed", "stage": "case_closure", "closure_reason": "moved_in_country"}


def number_of(console, case):
    return console.town.shown(case).values["case_number"]


def asked(console, case):
    console.steps_up("supervisor")
    page = console.post("supervisor", f"/erasure/ask/{case}", {"ground": "wish"})
    return page.location


def agreed(console, case):
    where = asked(console, case)
    console.steps_up("coordinator")
    console.post("coordinator", f"{where}/agree")
    return where


def erased(console, case):
    where = agreed(console, case)
    a_day_later(console)
    assert run_due_erasures(console.server) == 1
    return where


def a_day_later(console):
    console.clock.advance(hours=25)
    for role in ("supervisor", "coordinator"):
        console.signs_in(role)


def test_two_persons_and_a_day_then_a_certificate(console):
    case = console.town.saved_case("sokha")
    number = number_of(console, case)
    found = console.post("supervisor", "/erasure/find", {"number": number})
    assert found.location == f"/erasure/ask/{case}"
    console.steps_up("supervisor")
    page = console.get("supervisor", found.location)
    assert "It cannot be undone by anybody" in page.words and "Where copies may still be" in page.words
    where = asked(console, case)
    waits = console.get("supervisor", where)
    assert "Waits for a second person" in waits.words and "Look at it and agree" not in waits.words
    assert "Look at it and agree" in console.get("coordinator", where).words
    console.steps_up("coordinator")
    assert "Agree: erase it after a day" in console.get("coordinator", f"{where}/agree").words
    console.post("coordinator", f"{where}/agree")
    assert "Agreed" in console.get("supervisor", where).words
    a_day_later(console)
    run_due_erasures(console.server)
    certificate = console.get("supervisor", f"{where}/certificate")
    assert number in certificate.words and "-0001" in certificate.words
    assert "Chenda" in certificate.words and "Vanna" in certificate.words
    assert "K" in certificate.words and "Not in contact since" in certificate.words
    console.get("supervisor", f"/cases/{case}", status=404)
    console.get("auditor", f"{where}/certificate")


def test_the_form_asks_for_passphrase_and_code_again(console):
    case = console.town.saved_case("sokha")
    page = console.get("supervisor", f"/erasure/ask/{case}", status=303)
    assert page.location.startswith("/sign-in/again")


def test_who_asked_cannot_agree_and_is_told_so(console):
    case = console.town.saved_case("sokha")
    where = asked(console, case)
    console.steps_up("supervisor")
    console.get("supervisor", f"{where}/agree", status=404)
    console.post("supervisor", f"{where}/agree", status=404)


def test_a_legal_hold_names_who_set_it(console):
    case = console.town.saved_case("sokha", legal_hold=True)
    console.steps_up("supervisor")
    page = console.get("supervisor", f"/erasure/ask/{case}")
    assert "A legal hold keeps this case. Sokha set it" in page.words
    refused = console.post("supervisor", f"/erasure/ask/{case}", {"ground": "wish"}, status=422)
    assert "a legal hold is set on it" in refused.words


def test_a_hold_set_after_the_asking_is_shown_to_who_should_agree(console):
    case = console.town.saved_case("sokha")
    where = asked(console, case)
    laptop = console.town.laptop("sokha")
    laptop.save(an_edit("case", {"legal_hold": True}, record=case, home=case))
    laptop.exchange()
    console.steps_up("coordinator")
    assert "Sokha set it" in console.get("coordinator", f"{where}/agree").words
    refused = console.post("coordinator", f"{where}/agree", status=422)
    assert "a legal hold is set on it" in refused.words


@pytest.mark.parametrize("role", ["worker", "other_supervisor", "administrator"])
def test_nobody_else_sees_an_erasure_of_the_office(console, role):
    case = console.town.saved_case("sokha")
    where = asked(console, case)
    console.get(role, where, status=404)
    console.steps_up(role)
    console.get(role, f"/erasure/ask/{case}", status=404)


def test_an_unknown_number_is_said_on_the_page(console):
    page = console.post("supervisor", "/erasure/find", {"number": "TST-00-K9-999"}, status=422)
    assert "No case or inquiry with this number" in page.words


def test_both_can_stop_it(console):
    case = console.town.saved_case("sokha")
    where = agreed(console, case)
    console.post("supervisor", f"{where}/stop")
    assert "Stopped" in console.get("coordinator", where).words
    console.clock.advance(hours=25)
    assert run_due_erasures(console.server) == 0


def test_what_arrived_afterwards_is_shown_without_its_words_and_can_be_destroyed(console):
    case = console.town.saved_case("sokha")
    laptop = console.town.laptop("sokha")
    laptop.save(a_visit(home=case, narrative="A word that came late"))
    where = erased(console, case)
    laptop.exchange()
    page = console.get("coordinator", where)
    assert "What arrived afterwards" in page.words and "Sokha" in page.words and "came late" not in page.words
    assert "What arrived afterwards" not in console.get("supervisor", where).words
    console.steps_up("coordinator")
    console.post("coordinator", f"{where}/late")
    assert "What arrived afterwards" not in console.get("coordinator", where).words


def test_pages_are_empty_in_words_and_in_khmer(console):
    assert "No erasure is under way." in console.get("auditor", "/erasure").words
    assert "Nothing is due for review." in console.get("coordinator", "/retention").words
    console.say_khmer()
    assert "គ្មានការលុបកំពុងដំណើរការទេ" in console.get("supervisor", "/erasure").words
    assert "គ្មានអ្វីត្រូវពិនិត្យទេ" in console.get("supervisor", "/retention").words


def test_a_case_closed_long_ago_is_due_for_review_and_a_hold_names_who_set_it(console):
    town = console.town
    grown = {"date_of_birth": "1980-05-01", "registered_on": "2015-01-05", "closed_on": "2016-02-01", **CLOSED}
    due = town.saved_case("sokha", **grown)
    held = town.saved_case("sokha", legal_hold=True, **grown)
    child = town.saved_case("sokha", **{**grown, "date_of_birth": "2012-05-01"})
    stated = {name: value for name, value in grown.items() if name != "date_of_birth"}
    by_age = town.saved_case("sokha", **stated, age_stated=4, age_stated_on="2015-01-05")
    recent = town.saved_case("sokha", **{**grown, "closed_on": "2024-02-01"})
    page = console.get("coordinator", "/retention")
    assert number_of(console, due) in page.words and number_of(console, held) in page.words
    assert not any(number_of(console, one) in page.words for one in (child, by_age, recent))
    assert "Legal hold, set by Sokha" in page.words
    asks = console.get("supervisor", "/retention")
    assert f"/erasure/ask/{due}?ground=retention" in asks.text and f"/erasure/ask/{held}" not in asks.text
    console.steps_up("supervisor")
    console.post("supervisor", f"/erasure/ask/{due}", {"ground": "retention"})
    assert "Its erasure is asked for" in console.get("supervisor", "/retention").words


def test_what_is_held_or_kept_longer_hides_nothing_that_was_closed_later(console, monkeypatch):
    monkeypatch.setattr(retention, "PER_PAGE", 1)
    monkeypatch.setattr(retention, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(retention, "_STEP", 1)
    town, grown = console.town, {"date_of_birth": "1980-05-01", "registered_on": "2010-01-05", **CLOSED}
    children = [
        town.saved_case("sokha", **{**grown, "date_of_birth": "2012-05-01", "closed_on": f"2014-02-0{n}"})
        for n in range(1, 4)
    ]
    first = town.saved_case("sokha", **grown, closed_on="2015-02-01")
    last = town.saved_case("sokha", **grown, closed_on="2016-02-01")
    shown, address, pages = [], "/retention", 0
    while address and pages < 9:
        page, pages = console.get("coordinator", address), pages + 1
        shown += [case for case in (first, last, *children) if number_of(console, case) in page.words]
        found = re.search(r'href="(/retention\?after=[^"]+)"', page.text)
        assert found or pages > 1
        address = found[1] if found else ""
    assert shown == [first, last]


def test_a_case_that_is_kept_longer_is_opened_once_and_again_when_it_has_changed(console, monkeypatch):
    closed = {"registered_on": "2010-01-05", "closed_on": "2014-02-01", **CLOSED}
    case = console.town.saved_case("sokha", **closed, date_of_birth="2012-05-01")
    assert "Nothing is due for review." in console.get("coordinator", "/retention").words
    with monkeypatch.context() as patched:
        patched.setattr(retention, "read_records", None)  # would be called otherwise
        assert "Nothing is due for review." in console.get("coordinator", "/retention").words
        assert "Nothing is due for review." in console.get("supervisor", "/retention").words
    book = console.book("supervisor")
    birth = {"group:birth": {"date_of_birth": "1980-05-01", "is_estimated": False}}
    assert book.save([Edit(case, "case", case, birth, book.open(case).seen)]).dots
    assert number_of(console, case) in console.get("coordinator", "/retention").words
