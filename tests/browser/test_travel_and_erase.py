"""A trip and a wipe in a real browser: cases leave when they were received, not before; the wipe destroys keys before
files, by holding the button or, without scripts, by pressing twice; nothing opens afterwards."""

from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

from field_client.safety import travel
from tests.browser.checks import check_page, picture
from tests.browser.hands import press, until
from tests.browser.test_unlock_and_lock import come_in, go, unlock, wait_for
from tests.browser.whole_program import WholeProgram, whole
from tests.builders.records import a_case
from tests.field_client.conftest import centre, laptop
from tests.field_client.sync.laptops import PASSPHRASE, Field, change, save
from tests.security.processes import a_running_program

__all__ = ["centre", "laptop", "whole"]


@pytest.fixture
def running(laptop: Field, tmp_path: Path):  # type: ignore[no-untyped-def]
    with a_running_program(laptop, tmp_path) as started:
        yield started


def test_cases_leave_only_when_received_and_come_back(browser, whole: WholeProgram) -> None:  # type: ignore[no-untyped-def]
    stays, leaves = (
        a_case(worker=whole.laptop.book.person, given_name_latin=name, given_name_km=khmer)
        for name, khmer in (("Stayer", "នៅ"), ("Leaver", "ទៅ"))
    )
    save(whole.laptop, stays, leaves)
    whole.sync()
    change(whole.laptop, leaves.record, {"nickname": "not sent"})
    whole.let_in(browser)
    browser.get(whole.root + "/safety/travel")
    check_page(browser)
    picture(browser, "travel.en")
    browser.find_element(By.ID, f"stays-{stays.record}").click()
    press(browser, "main form button")
    assert "1 change that" in words(browser)
    assert "Let the others leave" not in words(browser)
    check_page(browser)
    whole.sync()
    browser.get(whole.root + "/safety/travel")
    assert browser.find_element(By.ID, f"stays-{stays.record}").is_selected()  # kept since the first try
    press(browser, "main form button")
    assert "1 case leaves" in words(browser)
    picture(browser, "travel-check.en")
    browser.find_element(By.ID, "passphrase").send_keys(PASSPHRASE)
    press(browser, "main form button.govuk-button--warning")
    until(browser, lambda b: "/start/recovery" in b.current_url)
    assert travel.is_travelling(whole.laptop.store)
    browser.get(whole.root + "/cases")
    assert "Stayer" in words(browser) and "Leaver" not in words(browser)
    browser.get(whole.root + "/safety/travel")
    check_page(browser)
    press(browser, "main form button")
    until(browser, lambda _b: whole.laptop.book.search("Leaver"))
    browser.get(whole.root + "/cases")
    assert "Leaver" in words(browser)


def test_held_for_two_seconds_the_keys_go_and_the_same_tab_finds_an_empty_laptop(browser, running, laptop) -> None:  # type: ignore[no-untyped-def]
    come_in(browser, running)
    unlock(browser)
    press(browser, "a[href$='/safety/wipe']")
    check_page(browser, names=["sokha"])
    picture(browser, "wipe.en")
    button = browser.find_element(By.CSS_SELECTOR, "button[data-hold]")
    button.click()  # a short press does nothing
    assert keys(laptop)
    ActionChains(browser).click_and_hold(button).perform()
    until(browser, lambda b: "The keys are gone" in words(b))
    assert not keys(laptop)
    running.wait_until_ready()
    until(browser, lambda _b: not (laptop.config.data / "store.db").exists())
    go(browser, running, "/unlock")
    until(browser, lambda b: "/start" in b.current_url)
    left = [path for path in laptop.config.data.rglob("*") if path.is_file() and "run" not in path.parts]
    assert {path.name for path in left} <= {"store.lock", "shell.json"}


def test_without_scripts_it_is_pressed_twice(browser_without_scripts, running, laptop) -> None:  # type: ignore[no-untyped-def]
    browser = browser_without_scripts
    browser.get(Path(running.launch).as_uri())
    browser.find_element(By.TAG_NAME, "button").click()
    wait_for(browser, "passphrase")
    unlock(browser)
    go(browser, running, "/safety/wipe")
    press(browser, "#wipe button")
    assert "Nothing has happened yet" in words(browser)
    assert keys(laptop)
    press(browser, "#wipe button")
    assert "The keys are gone" in words(browser)
    assert not keys(laptop)


def keys(place: Field) -> list[Path]:
    return list(place.config.data.glob("keyslots*"))


def words(browser) -> str:  # type: ignore[no-untyped-def]
    return str(until(browser, lambda b: b.find_element(By.TAG_NAME, "main").text))
