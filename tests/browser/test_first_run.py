"""The first run in a real browser, in Khmer and English: slip to first caseload; the sheet's code opens the laptop."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from shared_schema.slip import write_slip
from tests.browser.checks import check_page, picture
from tests.browser.hands import leave, until
from tests.browser.test_unlock_and_lock import wait_for
from tests.central import enrol_with
from tests.field_client.conftest import centre
from tests.field_client.sync.laptops import a_field
from tests.security.processes import a_running_program
from tests.serving import serving

__all__ = ["centre"]
OWN = "a sentence of my very own"
SECONDS = 30


@pytest.fixture
def running(centre, tmp_path):
    place = a_field(tmp_path / "new", name="new", open_line=lambda _url, _pem: None)
    with a_running_program(place, tmp_path, "online") as started:
        yield started


def test_from_the_slip_to_the_first_caseload_and_back_by_the_sheet(browser, running, centre):
    with serving(centre.server) as address:
        come_in_empty(browser, running)
        seen(browser, "first-run-language.en")
        press(browser, 'button[name="language"][lang="km"].govuk-button')
        wait_for(browser, "slip")
        seen(browser, "first-run-slip.km")
        press(browser, 'button[value="en"]')
        until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "html[lang=en]"))
        browser.find_element(By.ID, "slip").send_keys("nonsense")
        press(browser, "main button")
        until(browser, lambda b: b.find_elements(By.CLASS_NAME, "govuk-error-summary"))
        seen(browser, "first-run-no-slip.en")
        slip = replace(centre.slip("sokha"), servers=(f"http://{address}",))
        box = browser.find_element(By.ID, "slip")
        browser.execute_script("arguments[0].value = arguments[1]", box, write_slip(slip))
        press(browser, "main form button")
        until(browser, lambda b: b.find_elements(By.CLASS_NAME, "hw-offered"))
        seen(browser, "first-run-compare.en")
        press(browser, 'main a[role="button"]')
        wait_for(browser, "again")
        seen(browser, "first-run-passphrase.en")
        told = browser.find_element(By.CSS_SELECTOR, ".hw-length [role=status]")
        browser.find_element(By.ID, "passphrase").send_keys("rice")
        assert told.text == "4 of at least 15 characters"
        browser.find_element(By.ID, "passphrase").send_keys(" and a red gate")
        assert told.text == "Long enough"
        browser.find_element(By.ID, "passphrase").clear()
        for name in ("passphrase", "again"):
            browser.find_element(By.ID, name).send_keys(OWN)
        press(browser, "main form button.govuk-button:not([type=button])")
        wait_for(browser, "copied")
        code = re.sub(r"[^0-9A-Z-]", "", browser.find_element(By.CLASS_NAME, "hw-sheet__code").text)
        seen(browser, "recovery-sheet.en", hide=code)
        go_on = browser.find_element(By.CSS_SELECTOR, "[data-after-print]")
        assert not go_on.is_enabled()
        press(browser, "label[for=copied]")
        assert go_on.is_enabled()
        leave(browser, go_on.click)
        until(browser, lambda b: "Group" in b.find_element(By.TAG_NAME, "main").text)
        groups = code.split("-")
        for box in browser.find_elements(By.CSS_SELECTOR, "main input.hw-code"):
            box.send_keys(groups[int(box.get_attribute("name").removeprefix("group")) - 1])
        press(browser, "main form button")
        until(browser, lambda b: b.current_url.endswith("/first-sync"))
        seen(browser, "first-run-receive.en")
        press(browser, "main form button")
        until(browser, lambda b: "Everything has been received" in b.find_element(By.ID, "strip").text)
        seen(browser, "send-and-receive.en")
    press(browser, "#lock button")
    wait_for(browser, "passphrase")
    running.wait_until_ready()
    press(browser, 'a[href$="/forgot"]')
    wait_for(browser, "code")
    seen(browser, "forgot.en")
    browser.find_element(By.ID, "code").send_keys(code.lower())
    for name in ("passphrase", "again"):
        browser.find_element(By.ID, name).send_keys(OWN + " again")
    press(browser, "main form button.govuk-button:not([type=button])")
    wait_for(browser, "copied")
    assert code not in browser.page_source


def test_wrong_used_and_expired_codes_say_what_to_do_and_nothing_is_asked_twice(browser, running, centre):
    with serving(centre.server) as address:
        come_in_empty(browser, running)
        press(browser, 'button[name="language"][lang="en"].govuk-button')
        wait_for(browser, "slip")
        good, used, expired = (centre.slip("sokha") for _ in range(3))
        enrol_with(centre.client(), used)
        give_slip(browser, replace(good, code=good.code[::-1]), address)
        press(browser, 'main a[role="button"]')
        wait_for(browser, "again")
        for name in ("passphrase", "again"):
            browser.find_element(By.ID, name).send_keys(OWN)
        press(browser, "main form button.govuk-button:not([type=button])")
        told(browser, "The code of the slip is not right. Tries left: 4.", "ask the office for a new slip")
        seen(browser, "first-run-wrong-code.en")
        give_slip(browser, used, address)
        press(browser, "main form button")
        told(browser, "This slip was used, has expired", "Ask the office for a new slip.")
        seen(browser, "first-run-used-code.en")
        centre.clock.advance(hours=25)
        give_slip(browser, expired, address)
        press(browser, "main form button")
        told(browser, "This slip was used, has expired", "Ask the office for a new slip.")
        give_slip(browser, centre.slip("sokha"), address)
        press(browser, "main form button")
        wait_for(browser, "copied")


def give_slip(browser, slip, address):
    """Pastes a slip and stands before the words to compare."""
    box = browser.find_element(By.ID, "slip")
    text = write_slip(replace(slip, servers=(f"http://{address}",)))
    browser.execute_script("arguments[0].value = arguments[1]", box, text)
    leave(browser, browser.find_element(By.XPATH, "//form[.//textarea]//button").click)
    until(browser, lambda b: b.find_elements(By.CLASS_NAME, "hw-offered"))


def told(browser, *words):
    """The error stands on top, has the focus, and says what to do; the slip can be given again at once."""
    until(browser, lambda b: b.find_elements(By.CLASS_NAME, "govuk-error-summary"))
    said = browser.find_element(By.CLASS_NAME, "govuk-error-summary").text
    assert all(one in said for one in words), said
    assert browser.find_element(By.ID, "slip").is_displayed()


def come_in_empty(browser, running):

    browser.delete_all_cookies()
    browser.get(Path(running.launch).as_uri())
    until(browser, lambda b: b.current_url.endswith("/start"))
    browser.get_log("browser")
    browser.get_log("performance")


def press(browser, selector):
    browser.find_element(By.CSS_SELECTOR, selector).click()


def seen(browser, name, *, hide=""):
    check_page(browser, names=["sokha"])
    if hide:
        browser.execute_script(
            "for (const e of document.querySelectorAll('.hw-sheet__code .hw-whole')) e.textContent = 'XXXX'"
        )
    picture(browser, name)
