"""The door in a real browser: the launch file lets in, a lock empties the page, the same tab unlocks again."""

from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from tests.browser.checks import check_page, picture
from tests.browser.hands import until
from tests.field_client.conftest import centre, laptop
from tests.field_client.sync.laptops import PASSPHRASE
from tests.security.processes import a_running_program

__all__ = ["centre", "laptop"]
SECONDS = 30


@pytest.fixture
def running(laptop, tmp_path):
    with a_running_program(laptop, tmp_path) as started:
        yield started


def test_the_file_opens_the_door_and_the_passphrase_the_laptop(browser, running):
    come_in(browser, running)
    check_page(browser, names=["sokha"])
    picture(browser, "unlock.en")
    unlock(browser)
    assert browser.find_elements(By.ID, "strip")
    check_page(browser, names=["sokha"])
    assert not Path(running.launch).exists()


def test_a_wrong_passphrase_says_what_is_safe(browser, running):
    come_in(browser, running)
    unlock(browser, "not the right words at all", wait=False)
    until(browser, lambda b: b.find_elements(By.CLASS_NAME, "govuk-error-summary"))
    check_page(browser)
    picture(browser, "unlock-wrong.en")


def test_lock_empties_the_page_and_back_shows_nothing_and_the_same_tab_unlocks(browser, running):
    come_in(browser, running)
    unlock(browser)
    session = browser.get_cookie("session")["value"]
    go(browser, running, "/settings")
    go(browser, running, "/sync")
    browser.find_element(By.CSS_SELECTOR, "#lock button").click()
    wait_for(browser, "passphrase")
    assert browser.get_cookie("session") is None
    assert not browser.find_elements(By.ID, "strip")
    running.wait_until_ready()
    browser.back()
    wait_for(browser, "passphrase")
    assert not browser.find_elements(By.ID, "strip")
    browser.add_cookie({"name": "session", "value": session, "path": running.prefix + "/"})
    go(browser, running, "/sync")
    wait_for(browser, "passphrase")
    unlock(browser)
    assert browser.find_elements(By.ID, "strip")
    assert browser.get_cookie("session")["value"] != session


def test_shift_three_times_locks(browser, running):
    come_in(browser, running)
    unlock(browser)
    browser.find_element(By.TAG_NAME, "body").click()
    for _ in range(3):
        for kind in ("keyDown", "keyUp"):
            browser.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": kind, "key": "Shift", "code": "ShiftLeft"})
    wait_for(browser, "passphrase")


def test_everything_works_without_scripts(browser_without_scripts, running):
    browser = browser_without_scripts
    browser.get(Path(running.launch).as_uri())
    browser.find_element(By.TAG_NAME, "button").click()
    wait_for(browser, "passphrase")
    unlock(browser)
    browser.find_element(By.CSS_SELECTOR, "#lock button").click()
    wait_for(browser, "passphrase")
    running.wait_until_ready()
    unlock(browser)


def come_in(browser, running):
    browser.delete_all_cookies()
    browser.get(Path(running.launch).as_uri())
    wait_for(browser, "passphrase")
    browser.get_log("browser")
    browser.get_log("performance")


def unlock(browser, passphrase=PASSPHRASE, *, wait=True):
    box = browser.find_element(By.ID, "passphrase")
    box.send_keys(passphrase)
    box.submit()
    if wait:
        until(browser, lambda b: b.find_elements(By.ID, "strip"))


def go(browser, running, path):
    browser.get(f"http://{running.host}{running.prefix}{path}")


def wait_for(browser, element):
    until(browser, lambda b: b.find_elements(By.ID, element))
