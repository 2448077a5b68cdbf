"""Two laptops answer differently: side by side on the laptop, decided with a reason, both agree, history keeps both.

The coordinator's side of it stands in the tests of the console.
"""

import pytest
from selenium.webdriver.common.by import By

from tests.browser.checks import check_page, picture
from tests.browser.hands import press, until
from tests.browser.whole_program import a_centre, a_whole_program
from tests.builders.records import a_case
from tests.field_client.sync.laptops import change, enrol_field, save

NAMES = ("sokha", "Sok", "Chenda", "Pov", "Touch", "Mao")


@pytest.fixture(scope="module")
def town(sqlite_template, tmp_path_factory):
    """(the program in the browser, another laptop of the same worker)"""
    folder = tmp_path_factory.mktemp("two")
    with a_centre(sqlite_template, folder, "sokha") as centre:
        first, second = (enrol_field(centre, folder / name, "sokha", name=name) for name in ("first", "second"))
        with a_whole_program(first, centre, host="127.24.9.41") as whole:
            other = second.open()
            yield whole, other
            other.close()


def test_two_versions_are_decided_in_the_browser_and_both_laptops_agree(browser, town):
    whole, other = town
    whole.let_in(browser)
    case = a_case(worker=whole.laptop.book.person, nickname="Pov")
    save(whole.laptop, case)
    whole.sync()
    other.sync()
    change(whole.laptop, case.record, {"nickname": "Touch"})
    change(other, case.record, {"nickname": "Mao"})
    other.sync()
    whole.sync()
    browser.get(whole.root + "/today")
    assert "Two versions of an answer (1)" in browser.find_element(By.TAG_NAME, "main").text
    press(browser, "#versions ~ ul a")
    words = browser.find_element(By.TAG_NAME, "main").text
    assert "Touch" in words and "Mao" in words and "Pov" in words, "what both had seen stands beside them"
    check_page(browser, names=NAMES)
    picture(browser, "two-versions.en")
    chosen = browser.find_element(By.XPATH, "//label[contains(., 'Mao')]")
    chosen.click()
    press(browser, "main form .govuk-button")
    browser.find_element(By.CSS_SELECTOR, "textarea[name=_reason]").send_keys("She told me herself")
    press(browser, "main form .govuk-button")
    press(browser, "main form .govuk-button")
    until(browser, lambda b: "versions" not in b.current_url)
    whole.sync()
    other.sync()
    assert whole.laptop.book.open(case.record).values["nickname"] == "Mao"
    assert other.book.open(case.record).values["nickname"] == "Mao"
    assert not whole.laptop.book.conflicts() and not other.book.conflicts()
    browser.get(f"{whole.root}/records/{case.record}/history")
    words = browser.find_element(By.TAG_NAME, "main").text
    assert "Touch" in words and "She told me herself" in words
    check_page(browser, names=NAMES)
