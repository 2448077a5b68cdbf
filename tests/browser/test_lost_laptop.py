"""A lost laptop in a real browser: one question at a time, access stops at once, what was on it, honest words about
erasing, the order given when it next connects, the report to print, and found again."""

import pytest
from selenium.webdriver.common.by import By

from sync_server.store.devices import find_device
from tests.browser.checks import check_page, picture
from tests.browser.console_pages import enter
from tests.browser.hands import press, until
from tests.sync_server.console.consoles import AConsole

NAMES = ["Chenda", "ចិន្តា"]


@pytest.fixture(scope="module")
def place(stage):  # type: ignore[no-untyped-def]
    """(console, its address, the laptop's id): two cases of sokha on her laptop."""
    for _ in range(2):
        stage.console.town.saved_case("sokha")
    return stage.console, stage.address, stage.console.town.laptop("sokha").laptop.device


def test_a_laptop_is_stopped_listed_told_and_found_again(browser, place) -> None:  # type: ignore[no-untyped-def]
    console, address, device = place
    enter(browser, console, address, "supervisor")
    browser.get(f"{address}/devices/{device}/lost")
    for part, value in (("day", "17"), ("month", "11"), ("year", "2026")):
        browser.find_element(By.NAME, f"last_seen_on.{part}").send_keys(value)
    press(browser, "main form button")
    for answer in ("on", "stranger", "stolen"):
        browser.find_element(By.CSS_SELECTOR, f"input[value='{answer}']").click()
        press(browser, "main form button")
    check_page(browser, names=NAMES)
    assert "It is told to erase itself at its next contact, by any route." in words(browser)
    assert not is_lost(console, device)
    press(browser, "main form button.govuk-button--warning")
    check_page(browser, names=NAMES)
    picture(browser, "lost.en")
    told = words(browser)
    assert is_lost(console, device)
    assert "It cannot reach a laptop that never connects" in told
    assert "It has not connected since" in told
    assert "Cases on it" in told
    browser.get(f"{address}/devices/{device}/lost/done?list=cases")
    assert len(browser.find_elements(By.CSS_SELECTOR, "main .hw-columns li")) == 2

    console.clock.advance(hours=1)
    laptop = console.town.laptop("sokha")
    laptop.save(console.town.case_of("sokha"))
    answer = laptop.exchange()
    assert answer.verdicts.set_aside and not answer.states and "revocations" in answer.notice.lists
    enter(browser, console, address, "supervisor")
    browser.get(f"{address}/devices/{device}/lost/done")
    assert "was given the order" in words(browser)
    browser.get(f"{address}/devices/{device}/lost/report")
    check_page(browser, names=NAMES)
    assert "was given the order" in words(browser) and browser.find_elements(By.CSS_SELECTOR, "[data-print]")

    browser.get(f"{address}/devices/{device}/lost/found")
    press(browser, "main form button.govuk-button--warning")
    assert not is_lost(console, device)


def test_the_words_are_honest_in_khmer_too(browser, place) -> None:  # type: ignore[no-untyped-def]
    console, address, device = place
    enter(browser, console, address, "supervisor", language="km")
    browser.get(f"{address}/devices/{device}/lost/done")
    check_page(browser, names=NAMES)
    picture(browser, "lost.km")
    assert "ចិន្តា" not in browser.title


def is_lost(console: AConsole, device: str) -> bool:
    with console.server.database.snapshot() as connection:
        found = find_device(connection, device)
    return found is not None and found.revoked_at is not None


def words(browser) -> str:  # type: ignore[no-untyped-def]
    return str(until(browser, lambda b: b.find_element(By.TAG_NAME, "main").text))
