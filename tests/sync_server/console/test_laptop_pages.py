"""Laptops over HTTP: slips, lease codes, lost laptops one question at a time; codes are shown once."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from shared_schema.codes import LEASE_CHARACTERS, read_code
from sync_server.console.jobs import TITLES
from sync_server.jobs.scheduler import find_jobs
from sync_server.services import fleet
from sync_server.services.invitations import new_invitation_id
from tests.builders.records import a_case

LOST = {"last_seen_on": "2026-11-17", "was": "on", "had_by": "stranger", "reason": "stolen"}


@pytest.fixture
def device(console):
    """Sokha's laptop, with two cases on it."""
    console.town.saved_case("sokha", case_number="BTB-26-K1-1")
    laptop = console.town.laptop("sokha")
    laptop.save(a_case(worker=console.town.person("sokha"), case_number="BTB-26-K1-2"))
    laptop.exchange()
    return laptop.laptop.device


def slip_address(page):
    return re.search(r'action="(/devices/invite/[0-9A-Z]{6})"', page.text).group(1)


def test_an_empty_list_leads_to_the_first_slip(console):
    assert "No laptop yet. Make an enrolment slip." in console.get("administrator", "/devices").words


def test_a_slip_is_printed_once_with_code_square_and_address(console):
    console.steps_up("supervisor")
    address = slip_address(console.get("supervisor", "/devices/invite"))
    paper = console.post("supervisor", address, {"person": console.person("colleague"), "hours": "48"}, status=200)
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", paper.words) and "<svg" in paper.text
    assert "Wrong tries allowed 5" in paper.words and "http" in paper.words and "<script src" in paper.text
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", paper.words).group()
    again = console.post("supervisor", address, {"person": console.person("colleague")}, status=409)
    assert "was shown once" in again.words and code not in again.words
    state = console.get("supervisor", address)
    assert code not in state.words and "Waits to be used" in state.words
    assert "Dara" in console.get("supervisor", "/devices").words
    console.post("supervisor", address + "/end")
    assert "Ended" in console.get("supervisor", address).words


def test_an_administrators_slip_waits_for_a_second_person(console):
    console.steps_up("administrator")
    address = slip_address(console.get("administrator", "/devices/invite"))
    paper = console.post("administrator", address, {"person": console.person("colleague")}, status=200)
    assert "This slip opens nothing yet." in paper.words
    assert "release-form" not in console.get("administrator", address).text
    console.post("administrator", address + "/release", status=404)
    console.post("other_supervisor", address + "/release", status=303)  # first her passphrase and code again
    console.steps_up("other_supervisor")
    console.post("other_supervisor", address + "/release", status=404)
    assert "Waits for a second person to release it" in console.get("supervisor", "/devices").words
    console.steps_up("supervisor")
    console.send("supervisor", console.get("supervisor", address), {}, form="release-form", do="")
    state = console.get("administrator", address)
    assert "Released by Chenda" in state.words and "Waits to be used" in state.words
    console.say_khmer()
    assert "អនុញ្ញាតដោយ" in console.get("supervisor", address).words


def test_a_slip_is_for_people_of_her_office_and_needs_her_code_again(console):
    assert "/sign-in/again" in console.get("supervisor", "/devices/invite", status=303).location
    console.steps_up("supervisor")
    form = console.get("supervisor", "/devices/invite")
    assert "Dara" in form.words and "Mony" not in form.words
    console.post("supervisor", slip_address(form), {"person": console.person("other_worker")}, status=404)
    console.get("other_supervisor", slip_address(form), status=404)


def test_a_laptop_says_how_it_stands_and_lists_cases_to_those_who_may_see_them(console, device):
    page = console.get("administrator", f"/devices/{device}")
    assert "Cases on it 2" in page.words and "over the internet" in page.words and "BTB-26-K1-1" not in page.words
    assert "BTB-26-K1-1" not in console.get("administrator", f"/devices/{device}?list=cases").words
    listed = console.get("supervisor", f"/devices/{device}?list=cases")
    assert "BTB-26-K1-1" in listed.words and "BTB-26-K1-2" in listed.words
    console.get("other_supervisor", f"/devices/{device}", status=404)
    console.get("worker", f"/devices/{device}", status=404)


def test_a_silent_laptop_stands_in_its_list(console, device):
    console.clock.advance(days=20)
    console.signs_in("administrator")
    assert "Silent for 20 days" in console.get("administrator", "/devices?state=silent").words
    assert "No laptop is in this state" in console.get("administrator", "/devices?state=lost").words


def test_after_passphrase_and_code_a_press_without_a_page_of_its_own_leads_back_to_its_page(console, device):
    person = console.person("worker")
    for path, back in (
        (f"/devices/{device}/renew", f"/devices/{device}"),
        (f"/devices/invite/{new_invitation_id(console.server)}", f"/devices/invite?person={person}"),
    ):
        asks = console.post("supervisor", path, {"person": person}).location
        assert parse_qs(urlsplit(asks).query)["after"] == [back]


def test_a_lease_code_is_read_out_by_who_leads_and_says_how_she_was_recognised(console, device):
    path = f"/devices/{device}/lease-code"
    assert "/sign-in/again" in console.get("supervisor", path, status=303).location
    console.steps_up("supervisor")
    assert "not said how" in console.post("supervisor", path, {}, status=422).words
    page = console.post("supervisor", path, {"recognised": "voice"}, status=200)
    groups = re.findall(r'<code class="hw-code hw-whole" lang="en">([0-9A-Z]{4})</code>', page.text)
    secret = console.town.laptop("sokha").laptop.enrolled.answer.lease
    value = int.from_bytes(secret, "big")
    assert len(groups) == 7 and len(read_code("".join(groups), characters=LEASE_CHARACTERS)) == LEASE_CHARACTERS
    assert value.bit_length() <= 128
    for role in ("administrator", "auditor", "worker"):
        console.steps_up(role)
        console.get(role, path, status=404)
    console.steps_up("other_supervisor")
    console.get("other_supervisor", path, status=404)
    assert "Read out a lease code" in console.get("auditor", "/audit").words


def test_a_lost_laptop_is_asked_about_one_question_at_a_time_and_nothing_happens_before(console, device):
    console.steps_up("administrator")
    first = console.get("administrator", f"/devices/{device}/lost")
    assert "When was it last seen?" in first.words and "Question 1 of 5" in first.words
    days = "last_seen_on.day=17&last_seen_on.month=11&last_seen_on.year=2026"
    second = console.get("administrator", f"/devices/{device}/lost?{days}")
    assert "Was it on or off?" in second.words
    future = console.get("administrator", f"/devices/{device}/lost?{days.replace('2026', '2027')}", status=422)
    assert "has not come yet" in future.words
    query = "&".join(f"{name}={value}" for name, value in LOST.items())
    check = console.get("administrator", f"/devices/{device}/lost?{query}")
    assert "Check your answers" in check.words and "It was stolen or taken away" in check.words
    assert "Access stopped" not in console.get("administrator", f"/devices/{device}").words


def test_a_question_about_a_lost_laptop_that_was_left_empty_says_so(console, device):
    console.steps_up("administrator")
    path = f"/devices/{device}/lost"
    page = console.get("administrator", path)
    assert "There is a problem" not in page.words
    asked = re.search(r'name="asked" value="(\w+)"', page.text)[1]
    page = console.get("administrator", f"{path}?asked={asked}&{asked}.day=&{asked}.month=&{asked}.year=", status=422)
    assert "Write day, month and year" in page.words
    page = console.get("administrator", f"{path}?asked=was&last_seen_on=2026-11-17", status=422)
    assert "Choose one of the answers." in page.words and "Was it on or off?" in page.words


def test_access_stops_at_once_and_the_words_about_erasing_are_honest(console, device):
    console.steps_up("administrator")
    done = console.follow("administrator", console.post("administrator", f"/devices/{device}/lost", LOST))
    assert "Access stopped" in done.words and "Cases on it 2" in done.words and "BTB-26-K1-1" not in done.words
    assert "It cannot reach a laptop that never connects" in done.words and "Chenda" in done.words
    listed = console.get("supervisor", f"/devices/{device}/lost/done?list=cases")
    assert "BTB-26-K1-1" in listed.words
    report = console.get("administrator", f"/devices/{device}/lost/report")
    assert "Incident report" in report.words and "Theary" in report.words
    late = console.town.case_of("sokha")
    console.town.laptop("sokha").save(late)
    answer = console.town.laptop("sokha").exchange()
    assert answer.verdicts.set_aside
    console.steps_up("supervisor")
    assert "there is no code" in console.get("supervisor", f"/devices/{device}/lease-code").words
    console.post("supervisor", f"/devices/{device}/lost/found")
    assert "Access stopped" not in console.get("supervisor", f"/devices/{device}").words


def test_a_laptop_of_another_office_is_not_stopped_and_missing_answers_stop_nothing(console, device):
    for role in ("other_supervisor", "auditor", "worker"):
        console.steps_up(role)
        console.post(role, f"/devices/{device}/lost", LOST, status=404)
    console.steps_up("supervisor")
    console.post("supervisor", f"/devices/{device}/lost", {**LOST, "was": "perhaps"}, status=409)
    assert "Access stopped" not in console.get("supervisor", f"/devices/{device}").words


def test_a_laptop_that_was_cut_off_on_the_server_s_shell_can_still_be_reported_and_found(console, device):
    fleet.report_lost(console.server, "K1")
    console.steps_up("supervisor")
    page = console.get("supervisor", f"/devices/{device}")
    assert "Report this laptop as lost" in page.words and "Found again" in page.words
    console.get("supervisor", f"/devices/{device}/lost/done", status=404)
    console.post("supervisor", f"/devices/{device}/lost", LOST)
    assert "Incident report" in console.get("supervisor", f"/devices/{device}/lost/done").words
    console.post("supervisor", f"/devices/{device}/lost/found")
    assert "Found again" in console.get("supervisor", f"/devices/{device}/lost/done").words


def test_every_job_is_named_in_words(console):
    names = {job.name for job in find_jobs()}
    assert names == set(TITLES)
    page = console.get("administrator", "/jobs")
    assert not [name for name in names if f">{name}<" in page.text]


def test_the_audit_names_cases_by_their_numbers(console):
    case = console.town.saved_case("sokha", case_number="BTB-26-K1-44")
    console.get("supervisor", f"/cases/{case}")
    page = console.get("auditor", "/audit")
    assert "BTB-26-K1-44" in page.words and case not in page.words


def test_a_job_is_asked_for_by_an_administrator_alone(console):
    console.post("auditor", "/jobs/matching/run", status=404)
    console.post("administrator", "/jobs/matching/run")
    assert "Asked for" in console.get("administrator", "/jobs").words
    console.get("administrator", "/jobs/unknown", status=404)
    assert "has not run yet" in console.get("auditor", "/jobs/matching").words


def test_the_audit_tells_its_empty_period_and_its_export_is_recorded(console):
    empty = "/audit?since.day=1&since.month=1&since.year=2020&until.day=2&until.month=1&until.year=2020"
    assert "No act in this period." in console.get("auditor", empty).words
    console.get("supervisor", "/overview")
    export = console.post("auditor", "/audit/export", {}, status=200)
    assert export.text.lstrip("\ufeff").startswith("seq,at,login")
    assert "Exported the audit" in console.get("auditor", "/audit?group=exported").words
    console.post("auditor", "/audit/check")
    assert "Last checked" in console.get("auditor", "/audit").words
    console.post("supervisor", "/audit/check", status=404)
