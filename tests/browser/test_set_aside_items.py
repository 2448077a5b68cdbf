"""An answer that the centre set aside is shown with its reason, corrected in the browser, sent again and received."""

from dataclasses import replace

import pytest
from selenium.webdriver.common.by import By

from casework.book import Saved
from demo.later_version import later_kinds
from field_client.store.book import LocalCaseBook
from field_client.store.save import Rules
from tests.browser.checks import check_page, picture
from tests.browser.hands import press
from tests.browser.whole_program import whole
from tests.builders.records import a_case, a_visit
from tests.field_client.sync.laptops import save

__all__ = ["whole"]
NAMES = ("sokha", "Sok", "Chenda")


@pytest.fixture(autouse=True)
def _in(browser, whole):
    whole.let_in(browser)


def test_an_answer_that_the_centre_does_not_know_is_explained_corrected_and_received(browser, whole):
    case = a_case(worker=whole.laptop.book.person)
    save(whole.laptop, case)
    visit = a_visit(home=case.record, contact_type="radio", person_says="she waits for news")
    saved = book_of_a_later_version(whole.laptop).save([visit])
    assert isinstance(saved, Saved), saved
    whole.sync()
    (entry,) = whole.laptop.book.set_aside()
    assert entry.code == "change.invalid"
    browser.get(whole.root + "/today")
    assert "1 item needs you" in browser.find_element(By.ID, "strip").text
    press(browser, "#aside ~ ul a")
    assert "This was set aside" in browser.find_element(By.TAG_NAME, "h1").text
    words = browser.find_element(By.TAG_NAME, "main").text
    assert "Correct the answer that does not fit its question." in words and "she waits for news" in words
    check_page(browser, names=NAMES)
    picture(browser, "set-aside.en")
    press(browser, "Correct and send again", by=By.LINK_TEXT)
    check_page(browser, names=NAMES)
    box = browser.find_element(By.CSS_SELECTOR, "input[name=contact_type][value=phone]")
    browser.find_element(By.CSS_SELECTOR, f"label[for='{box.get_attribute('id')}']").click()
    browser.find_element(By.NAME, "_reason").send_keys("We spoke by radio telephone")
    press(browser, "button[data-save]")
    assert "You have written it again." in browser.find_element(By.TAG_NAME, "main").text
    whole.sync()
    browser.get(whole.root + "/sync")
    words = browser.find_element(By.TAG_NAME, "main").text
    assert "Everything has been received." in words and "Set aside" not in words
    assert whole.laptop.book.set_aside() == ()
    shown = whole.laptop.book.open(visit.record).values
    assert (shown["contact_type"], shown["person_says"]) == ("phone", "she waits for news")


def book_of_a_later_version(laptop):
    """The book of a release that knows one more way to meet, and a centre that does not."""
    store = replace(laptop.store, kinds=later_kinds())
    return LocalCaseBook(store, rules=Rules(), clock=laptop.tools.clock, random=laptop.tools.random)
