"""Two laptops, one coordinator: two people answer apart, she decides side by side with a reason, both laptops agree,
and the history keeps the other answer.
"""

import shutil

import pytest
from selenium.webdriver.common.by import By

from tests.browser.checks import check_page, picture
from tests.browser.console_pages import enter
from tests.browser.hands import press, until
from tests.browser.serving import served
from tests.browser.whole_program import a_whole_program
from tests.builders.records import a_case
from tests.field_client.sync.laptops import enrol_field, save
from tests.stores import StoreUrls
from tests.sync_server.console.consoles import a_console

NAMES = ("Sok", "Chenda", "Touch", "Mao")


@pytest.fixture(scope="module")
def place(sqlite_template, tmp_path_factory):
    """(console, its address, Sokha's laptop, her supervisor's): a case with one answer that both have seen."""
    folder = tmp_path_factory.mktemp("end")
    for line in ("records", "keyset"):
        shutil.copy(sqlite_template / f"{line}.db", folder / f"{line}.db")
    urls = StoreUrls("sqlite", f"sqlite:///{folder / 'records.db'}", f"sqlite:///{folder / 'keyset.db'}", None)
    with a_console(folder, urls) as console, served(console.app) as address:
        central = console.town.central
        sokha, chenda = (enrol_field(central, folder / name, name) for name in ("sokha", "chenda"))
        with (
            a_whole_program(sokha, central, host="127.24.9.42") as first,
            a_whole_program(chenda, central, host="127.24.9.43") as second,
        ):
            yield console, address, first, second


def answers(browser, whole, case, nickname):
    """Somebody writes another nickname on the page of her laptop, and sends."""
    whole.let_in(browser)
    browser.get(f"{whole.root}/cases/{case}/case/{case}/edit")
    box = until(browser, lambda b: b.find_element(By.NAME, "nickname"))
    browser.execute_script("for (const one of document.querySelectorAll('details')) one.open = true")
    box.clear()
    box.send_keys(nickname)
    press(browser, "button.govuk-button:not(.govuk-visually-hidden)[name=_do][value=save]")
    whole.sync()


def test_two_people_answer_apart_she_decides_and_all_agree(browser, place):
    console, address, first, second = place
    case = a_case(worker=first.laptop.book.person, nickname="Pov")
    save(first.laptop, case)
    first.sync()
    second.sync()
    answers(browser, first, case.record, "Touch")
    answers(browser, second, case.record, "Mao")

    enter(browser, console, address, "coordinator")
    browser.get(address + "/")
    assert "1 item waits for a decision" in browser.find_element(By.ID, "strip").text
    browser.get(address + "/review")
    check_page(browser, names=NAMES)
    picture(browser, "review.en")
    press(browser, "main table a")
    words = browser.find_element(By.TAG_NAME, "main").text
    assert all(one in words for one in ("Pov", "Touch", "Mao", "Sokha", "Chenda")), words
    check_page(browser, names=NAMES)
    picture(browser, "review-decision.en")
    browser.find_element(By.XPATH, "//label[contains(., 'Mao')]").click()
    press(browser, "main form button.govuk-button:not(.govuk-button--secondary)")
    browser.find_element(By.CSS_SELECTOR, "main input[type=radio]").click()
    browser.find_element(By.CSS_SELECTOR, "textarea[name=_reason]").send_keys("I asked her by telephone")
    press(browser, "main form button.govuk-button:not(.govuk-button--secondary)")
    check_page(browser, names=NAMES)
    picture(browser, "review-check.en")
    press(browser, "main form button.govuk-button:not(.govuk-button--secondary)")
    browser.get(address + "/review")
    assert "Nothing waits." in browser.find_element(By.TAG_NAME, "main").text

    browser.get(f"{address}/records/{case.record}/history")
    words = browser.find_element(By.TAG_NAME, "main").text
    assert "Touch" in words and "Mao" in words and "I asked her by telephone" in words
    check_page(browser, names=NAMES)

    for whole, own in ((first, "Touch"), (second, "Mao")):
        whole.sync()
        assert whole.laptop.book.open(case.record).values["nickname"] == "Mao"
        assert not whole.laptop.book.conflicts()
        whole.let_in(browser)
        browser.get(f"{whole.root}/records/{case.record}/history")
        assert own in browser.find_element(By.TAG_NAME, "main").text
        check_page(browser, names=NAMES)
