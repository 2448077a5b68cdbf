"""The strip in a real browser: each state as it comes about; "received" only of what the centre has committed."""

from dataclasses import replace

import pytest
from selenium.webdriver.common.by import By

from casework.web.desk import STRIP_STATES
from field_client.vault.lease import read_lease, write_lease
from shared_schema.errors import HomewardError
from shared_schema.wire.messages import SetAside
from tests.browser.checks import check_page, picture
from tests.browser.whole_program import whole
from tests.builders.records import a_case, a_visit
from tests.field_client.sync.laptops import save

__all__ = ["whole"]
SEEN = set()
DAY_MS = 86_400_000


@pytest.fixture(autouse=True)
def _in(browser, whole):
    whole.let_in(browser)


def strip(browser, whole, path="/settings"):
    """The state of the strip and its words, on any page."""
    browser.get(whole.root + path)
    found = browser.find_element(By.ID, "strip")
    SEEN.add(found.get_attribute("data-state"))
    return found.get_attribute("data-state"), found.text


def save_a_visit(whole):
    case = a_case(worker=whole.laptop.book.person)
    save(whole.laptop, case)
    save(whole.laptop, a_visit(home=case.record))
    return case.record


def test_what_waits_is_counted_until_the_receipt_and_not_a_moment_less(browser, whole):
    whole.sync()
    assert strip(browser, whole)[0] == "all_received"
    save_a_visit(whole)
    state, words = strip(browser, whole)
    assert state == "waiting" and "1 visit not yet received by Phnom Penh" in words
    with whole.cut(lose_request=True), pytest.raises(HomewardError):
        whole.sync()
    state, words = strip(browser, whole)
    assert state == "no_contact" and "1 visit not yet received by Phnom Penh" in words
    assert "No internet. Your work is safe on this laptop." in words
    check_page(browser, names=["sokha"])
    with whole.cut(lose_reply=True), pytest.raises(HomewardError):
        whole.sync()  # the centre has committed it, and this laptop cannot know
    assert "1 visit not yet received by Phnom Penh" in strip(browser, whole)[1]
    whole.sync()
    state, words = strip(browser, whole)
    assert state == "all_received" and "Everything has been received by Phnom Penh" in words


def test_a_run_says_that_it_sends_on_every_page(browser, whole):
    save_a_visit(whole)
    sending = whole.made.program.sending
    with sending._running:
        sending.progress = type(sending.progress)(done=1, total=3, visits_done=1, visits_total=3)
        state, words = strip(browser, whole)
        assert state == "sending" and "Sending 1 of 3" in words
        browser.get(whole.root + "/sync/running")
        check_page(browser, names=["sokha"])
        picture(browser, "sending.en")
    whole.sync()
    assert strip(browser, whole)[0] == "all_received"


def test_the_office_and_phnom_penh_are_told_apart(browser, whole, monkeypatch):
    save_a_visit(whole)
    outbox = type(whole.laptop.store.outbox)
    monkeypatch.setattr(outbox, "waiting_anywhere", lambda _self: 0)  # an office confirmed it, the centre did not
    state, words = strip(browser, whole)
    assert state == "with_office"
    assert "office, not yet by Phnom Penh" in words and "Everything has been received" not in words
    browser.get(whole.root + "/sync")
    assert "Received by the office, not yet by Phnom Penh" in browser.find_element(By.TAG_NAME, "main").text
    monkeypatch.undo()
    whole.sync()


def test_a_lease_that_ends_is_said_in_time(browser, whole):
    tools, data = whole.laptop.tools, whole.laptop.config.data
    held = read_lease(tools.files, data)
    write_lease(tools.files, data, replace(held, highest=held.highest + 24 * DAY_MS))  # the clock was seen later
    state, words = strip(browser, whole)
    write_lease(tools.files, data, held)
    assert state == "lease_ending" and "This laptop will stop opening its cases in" in words


def test_what_was_set_aside_needs_a_person(browser, whole):
    case = a_case(worker=whole.laptop.book.person)
    (dot,) = save(whole.laptop, case)
    whole.sync()
    with whole.laptop.store.transaction():
        whole.laptop.store.marks.put(whole.laptop.centre().server, [SetAside(dot, "change.not_allowed", None)])
    state, words = strip(browser, whole)
    assert state == "needs_you" and "1 item needs you" in words
    assert set(STRIP_STATES) <= SEEN
