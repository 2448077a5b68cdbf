"""Signing in with a real browser: a code is needed and counts once, an unknown user reads the same words, leaving
empties the page.
"""

import pyotp
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select

from sync_server.console import frame
from tests.browser.checks import check_page, picture
from tests.browser.console_pages import PASSPHRASE, give_credentials, sign_in
from tests.browser.hands import leave, until
from tests.sync_server.console.consoles import LOGINS

NAMES = ("Sok", "Chenda", "ចិន្តា")


def types(browser, name, text):
    """Types into a box and sends its form."""
    box = until(browser, lambda b: b.find_element(By.ID, name))
    box.send_keys(text)
    leave(browser, box.submit)


def begins(stage, login, passphrase):
    """The first page, filled in."""
    browser = stage.browser
    browser.delete_all_cookies()
    browser.get(stage.address + "/sign-in")
    browser.find_element(By.ID, "login").send_keys(login)
    types(browser, "passphrase", passphrase)


def test_signing_in_by_hand_and_leaving_empties_the_page(stage):
    browser, console, address = stage.browser, stage.console, stage.address
    console.town.saved_case("sokha")
    secret = give_credentials(console, "supervisor")
    browser.delete_all_cookies()
    browser.get(address + "/cases")
    assert "/sign-in" in browser.current_url
    check_page(browser)
    picture(browser, "console-sign-in.en")
    sign_in(browser, console, address, "supervisor", secret)
    browser.get(address + "/cases")
    check_page(browser, names=NAMES)
    leave(browser, browser.find_element(By.CSS_SELECTOR, "#lock button").click)
    until(browser, lambda b: b.find_elements(By.ID, "login"))
    browser.back()
    until(browser, lambda b: b.find_elements(By.ID, "login"))
    assert "Chenda" not in browser.page_source


def test_a_code_is_required_and_counts_once(stage):
    browser, console = stage.browser, stage.console
    secret = give_credentials(console, "coordinator")
    code = pyotp.TOTP(secret).at(console.clock.now_ms // 1000)
    begins(stage, LOGINS["coordinator"], PASSPHRASE)
    check_page(browser)
    picture(browser, "console-code.en")
    browser.get(stage.address + "/cases")  # a passphrase alone opens nothing
    assert "/sign-in" in browser.current_url
    begins(stage, LOGINS["coordinator"], PASSPHRASE)
    types(browser, "code", code)
    until(browser, lambda b: b.find_element(By.ID, "lock"))
    begins(stage, LOGINS["coordinator"], PASSPHRASE)
    types(browser, "code", code)
    until(browser, lambda b: b.find_element(By.CLASS_NAME, "govuk-error-summary"))
    check_page(browser)
    assert not browser.find_elements(By.ID, "lock")


def test_an_unknown_user_reads_the_same_words(stage):
    give_credentials(stage.console, "colleague")
    said = []
    for login in (LOGINS["colleague"], "nobody"):
        begins(stage, login, PASSPHRASE + " not")
        summary = until(stage.browser, lambda b: b.find_element(By.CLASS_NAME, "govuk-error-summary"))
        said.append(summary.text)
    assert said[0] == said[1]
    check_page(stage.browser)


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_pages_of_ones_own_account_hold_what_every_page_must(stage, language):
    for page in ("", "/passphrase", "/codes", "/authenticator"):
        stage.console.steps_up("coordinator")
        stage.opens("coordinator", f"/account{page}", language=language)


@pytest.mark.parametrize("language", ["en", "km"])
def test_a_form_that_came_after_the_five_minutes_is_shown_and_sent(stage, language):
    browser, console = stage.browser, stage.console
    secret = give_credentials(console, "administrator")
    console.clock.advance(ms=60_000)  # a code counts once
    login = f"kanha.{language}"
    stage.opens("administrator", "/users/new", language=language)
    console.clock.advance(ms=6 * 60_000)
    for name, typed in (("login", login), ("name_latin", "Kanha Meas")):
        browser.find_element(By.NAME, name).send_keys(typed)
    Select(browser.find_element(By.NAME, "role")).select_by_value("auditor")
    leave(browser, browser.find_element(By.ID, "person-form").submit)
    types(browser, "passphrase", PASSPHRASE)  # without the code: asked for again, and nothing of the form is lost
    until(browser, lambda b: b.find_element(By.CLASS_NAME, "govuk-error-summary"))
    browser.find_element(By.ID, "passphrase").send_keys(PASSPHRASE)
    types(browser, "code", pyotp.TOTP(secret).at(console.clock.now_ms // 1000))
    form = until(browser, lambda b: b.find_element(By.ID, "kept-form"))
    assert "Kanha Meas" in stage.looks()
    leave(browser, form.find_element(By.TAG_NAME, "button").click)
    assert login in stage.looks()


@pytest.mark.parametrize("language", ["en", "km"])
def test_what_stands_in_a_form_when_its_page_closes_by_itself_comes_back(stage, language, monkeypatch):
    browser, console = stage.browser, stage.console
    secret = give_credentials(console, "administrator")
    console.clock.advance(ms=60_000)  # a code counts once
    monkeypatch.setattr(frame, "IDLE_MS", 3_000)
    stage.opens("administrator", "/users/new", language=language)
    browser.execute_script(TYPES, f"kanha.idle.{language}")  # the page asks at once whether somebody is there
    until(browser, lambda b: "/sign-in" in b.current_url)
    monkeypatch.undo()
    assert browser.find_elements(By.CLASS_NAME, "govuk-inset-text")[0].text == WAITS[language]
    check_page(browser)
    browser.find_element(By.ID, "login").send_keys(LOGINS["administrator"])
    types(browser, "passphrase", PASSPHRASE)
    types(browser, "code", pyotp.TOTP(secret).at(console.clock.now_ms // 1000))
    until(browser, lambda b: b.find_element(By.ID, "kept-form"))
    assert f"kanha.idle.{language}" in stage.looks()


WAITS = {
    "en": "What you typed waits for you. Sign in here, in this browser, to go on with it.",
    "km": "អ្វីដែលលោកអ្នកបានវាយកំពុងរង់ចាំលោកអ្នក។ សូមចូលប្រើនៅទីនេះ ក្នុងកម្មវិធីរុករកនេះ ដើម្បីបន្ត។",
}
TYPES = """
const box = document.getElementById("person-form").elements.login;
box.value = arguments[0];
box.dispatchEvent(new Event("input", { bubbles: true }));
"""
