"""With scripts off: a visit with drafts by button and by language button, search, a new case, a decision, sync, lock.

The refresh that leads reading pages to the lock counts as no activity; form pages have none.
"""

import re

import pytest
from selenium.webdriver.common.by import By

from casework.book import Edit
from tests.browser.hands import press
from tests.browser.whole_program import whole
from tests.builders.records import a_case
from tests.field_client.sync.laptops import save

__all__ = ["whole"]
SAID = "ខ្ញុំសុខសប្បាយ"


@pytest.fixture
def browser(browser_without_scripts, whole):
    whole.let_in(browser_without_scripts)
    return browser_without_scripts


@pytest.fixture(scope="module")
def case(whole):
    edit = a_case(worker=whole.laptop.book.person, case_number="PNH-26-K7-41", nickname="Pov")
    save(whole.laptop, edit)
    return edit.record


def words(browser):
    return browser.find_element(By.TAG_NAME, "main").text


def choose(browser, name, value):
    box = browser.find_element(By.CSS_SELECTOR, f"input[name='{name}'][value='{value}']")
    browser.find_element(By.CSS_SELECTOR, f"label[for='{box.get_attribute('id')}']").click()


def test_a_visit_is_kept_by_button_and_by_language_button_and_saved(browser, whole, case):
    browser.get(f"{whole.root}/cases/{case}/visit/new")
    assert "Without JavaScript your text is saved when" in words(browser)
    choose(browser, "seen", "yes")
    press(browser, "button[name=_do][value=draft]")
    box = browser.find_element(By.ID, "person_says")
    box.send_keys(SAID)
    press(browser, "button[name=_do][value='language:km']")
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "km"
    assert browser.find_element(By.ID, "person_says").get_attribute("value") == SAID
    press(browser, "button[name=_do][value='language:en']")
    assert browser.find_element(By.ID, "person_says").get_attribute("value") == SAID
    for name, value in (("safety", "safe"), ("re_trafficking", "none")):
        choose(browser, name, value)
    press(browser, "button[data-save]")
    assert "Saved on this laptop at" in words(browser)
    (visit,) = whole.laptop.book.dossier(case).of_kind("visit")
    assert (visit.values["seen"], visit.values["person_says"]) == ("yes", SAID)


def test_the_search_button_finds(browser, whole, case):
    browser.get(f"{whole.root}/cases")
    browser.find_element(By.ID, "text").send_keys("ចិន្តា")
    press(browser, "#cases-form .govuk-button")
    assert "PNH-26-K7-41" in browser.find_element(By.ID, "found").text


def test_an_answer_of_two_versions_is_decided(browser, whole, case):
    seen = dict(whole.laptop.book.open(case).seen)
    save(whole.laptop, Edit(case, "case", case, {"nickname": "Touch"}, seen))
    save(whole.laptop, Edit(case, "case", case, {"nickname": "Mao"}, seen))
    browser.get(f"{whole.root}/records/{case}/versions/nickname")
    browser.find_element(By.CSS_SELECTOR, "label[for='_version-2']").click()
    press(browser, "main form .govuk-button")
    browser.find_element(By.CSS_SELECTOR, "textarea[name=_reason]").send_keys("She told me herself")
    press(browser, "main form .govuk-button")
    press(browser, "main form .govuk-button")
    assert not whole.laptop.book.conflicts()


def test_send_and_receive_refreshes_itself(browser, whole, case):
    sending = whole.made.program.sending
    with sending._running:
        browser.get(f"{whole.root}/sync/running")
        assert 'http-equiv="refresh" content="3"' in browser.page_source
    browser.get(f"{whole.root}/sync")
    press(browser, "#progress form button")
    for _ in range(100):
        if not sending.is_running:
            break
        browser.get(f"{whole.root}/sync")
    browser.get(f"{whole.root}/sync")
    assert "Everything has been received." in words(browser)


def test_the_refresh_to_the_lock_counts_as_no_activity(browser, whole, case):
    browser.get(f"{whole.root}/today")
    found = re.search(r'http-equiv="refresh" content="(\d+);url=([^"]+)"', browser.page_source)
    assert found is not None and found[1] == "300"
    browser.get(f"{whole.root}/cases/{case}/visit/new")
    assert 'http-equiv="refresh"' not in browser.page_source
    idle = whole.made.program.idle
    whole.made.monotonic.now += 200
    browser.get(whole.address + found[2])
    whole.made.monotonic.now += 150
    assert idle.is_over()
    idle.restart()


def test_lock_by_its_button(browser, whole):
    browser.get(f"{whole.root}/today")
    press(browser, "#lock button")
    assert browser.find_elements(By.ID, "passphrase") and not browser.find_elements(By.ID, "strip")
