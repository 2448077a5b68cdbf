"""The intake: what somebody not yet countersigned wrote is accepted, given on, or stays with the reason. Never lost."""

import re
from dataclasses import replace

import pytest

from casework.book import Saved
from shared_schema.rules.reading import answer
from sync_server.services.dossier_rules import check_queue
from sync_server.store import people
from sync_server.store.audit import AuditRow, append_rows
from tests.builders.records import an_edit


@pytest.fixture
def case(console):
    """A case that Sokha wrote before anybody countersigned her access."""
    made = console.town.saved_case("sokha", given_name_latin="Rachana")
    account = replace(console.town.people["sokha"], status=people.UNVERIFIED)
    console.server.database.run(lambda tx: people.change_account(tx, account, now_ms=console.clock()))
    return made


def test_what_waits_is_listed_with_who_wrote_it_and_who_may_be_the_same(console, case):
    console.town.saved_case("dara", given_name_latin="Rachana")
    page = console.get("supervisor", "/intake")
    assert "Written by Sokha" in page.words and "Unverified author" in page.words
    assert "May be the same person" in page.words
    assert "Nothing waits to be accepted." in console.get("other_supervisor", "/intake").words


def test_accepting_takes_it_off_the_list_and_changes_no_value(console, case):
    before = console.town.shown(case).values
    console.post("supervisor", f"/intake/{case}", {"_do": "accept"})
    assert "Nothing waits to be accepted." in console.get("supervisor", "/intake").words
    assert console.town.shown(case).values == before


def test_giving_it_to_another_worker_accepts_it_too(console, case):
    page = console.post("supervisor", f"/intake/{case}", {"_do": "give"}, status=422)
    assert "No active worker was chosen" in page.words
    console.post("supervisor", f"/intake/{case}", {"_do": "give", "worker": console.person("colleague")})
    assert answer(console.town.shown(case), "case_worker") == console.person("colleague")
    assert "Nothing waits to be accepted." in console.get("supervisor", "/intake").words


def test_what_is_not_accepted_stays_with_its_reason(console, case):
    page = console.post("supervisor", f"/intake/{case}", {"_do": "reject", "reason": " "}, status=422)
    assert "No reason was written" in page.words
    console.post("supervisor", f"/intake/{case}", {"_do": "reject", "reason": "typed as an exercise"})
    page = console.get("supervisor", "/intake")
    assert "Not accepted by Chenda: typed as an exercise" in page.words
    assert console.town.exists(case)


def reached(console):
    """F1 of the quarter as the coordinator is shown it."""
    check_queue(console.server)
    page = console.get("coordinator", "/reports?first=2026-Q4&last=2026-Q4")
    found = re.search(r"Primary beneficiaries reached Number In the period (\d+)", page.words)
    return int(found[1]) if found else 0


def test_figures_leave_it_out_until_it_is_accepted_and_no_longer(console, case):
    service = {"service_type": "counselling", "started_on": "2026-11-02", "own_office": True, "result": "ongoing"}
    saved = console.book("supervisor").save((an_edit("service", service, home=case),))
    assert isinstance(saved, Saved), saved
    assert reached(console) == 0
    console.post("supervisor", f"/intake/{case}", {"_do": "accept"})
    assert reached(console) == 1
    console.clock.advance(ms=1)  # judgements are told apart by their time
    console.post("supervisor", f"/intake/{case}", {"_do": "reject", "reason": "typed as an exercise"})
    assert reached(console) == 0


def test_what_somebody_wrote_who_left_before_she_was_countersigned_still_waits(console, case):
    author = console.person("worker")
    row = AuditRow(console.clock(), "person.added", console.person("administrator"), None, "worker", author)
    console.server.database.run(lambda tx: append_rows(tx, [row], random=console.server.random))
    console.steps_up("administrator")
    console.post("administrator", f"/users/{author}/left")
    assert "Rachana" in console.get("supervisor", "/intake").words
    console.post("supervisor", f"/intake/{case}", {"_do": "accept"})
    assert "Nothing waits to be accepted." in console.get("supervisor", "/intake").words


def test_who_was_countersigned_once_is_no_newcomer_while_more_of_her_waits(console, case):
    author = console.person("worker")
    row = AuditRow(console.clock(), "person.countersigned", console.person("coordinator"), None, "worker", author)
    console.server.database.run(lambda tx: append_rows(tx, [row], random=console.server.random))
    assert "Nothing waits to be accepted." in console.get("supervisor", "/intake").words


def countersign(console):
    """Sokha's access counts from now on."""
    account = replace(console.town.people["sokha"], status=people.ACTIVE)
    console.server.database.run(lambda tx: people.change_account(tx, account, now_ms=console.clock()))


def test_what_was_not_accepted_stays_out_and_in_the_list_when_its_author_is_countersigned(console, case):
    service = {"service_type": "counselling", "started_on": "2026-11-02", "own_office": True, "result": "ongoing"}
    console.book("supervisor").save((an_edit("service", service, home=case),))
    console.post("supervisor", f"/intake/{case}", {"_do": "reject", "reason": "typed as an exercise"})
    countersign(console)
    assert reached(console) == 0
    page = console.get("supervisor", "/intake")
    assert "Not accepted by Chenda: typed as an exercise" in page.words and "Unverified author" not in page.words
    assert "Nothing waits to be accepted." in console.get("other_supervisor", "/intake").words
    console.post("other_supervisor", f"/intake/{case}", {"_do": "accept"}, status=404)
    console.clock.advance(ms=1)  # judgements are told apart by their time
    console.post("supervisor", f"/intake/{case}", {"_do": "accept"})
    assert reached(console) == 1
    assert "Nothing waits to be accepted." in console.get("supervisor", "/intake").words


def test_strangers_and_the_author_herself_decide_nothing(console, case):
    for role in ("other_supervisor", "worker", "administrator", "auditor"):
        console.post(role, f"/intake/{case}", {"_do": "accept"}, status=404)
    accepted = console.town.saved_case("dara")
    console.post("supervisor", f"/intake/{accepted}", {"_do": "accept"}, status=404)
    assert "Rachana" in console.get("supervisor", "/intake").words


def test_the_page_in_khmer(console, case):
    console.say_khmer()
    assert "អ្នកសរសេរមិនទាន់ផ្ទៀងផ្ទាត់" in console.get("coordinator", "/intake").words
