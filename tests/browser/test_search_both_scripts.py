"""One search box among 2,000 cases: Khmer finds Latin and the reverse, at once while typing and by the button."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from casework.invented.people import invented_dossier
from tests.browser.checks import check_page, picture
from tests.browser.hands import press, until
from tests.browser.laptop_pages import pages_of
from tests.builders.records import OFFICE, WORKER, a_case, a_contact_point, a_family_member
from tests.casework.web.desks import PLACES, a_desk

CASES, IN_A_SAVE = 2000, 40
NAMES = ("Sereyroth", "សេរីរ័ត្ន", "Nhem", "ញ៉ែម")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A laptop with 2,000 cases, two of them of one name in one script each."""
    desk = a_desk(tmp_path_factory.mktemp("laptop"))
    known = {"office": OFFICE, "next_id": desk.desk.new_id, "today": desk.desk.today(), "places": PLACES}
    heads = []
    for seed in range(CASES):
        heads.append(invented_dossier(seed, worker=WORKER.worker, case_number=f"PNH-26-K7-{seed + 100}", **known)[0])
        if len(heads) == IN_A_SAVE:
            desk.saved(*heads)
            heads.clear()
    latin = {"family_name_km": "", "given_name_km": "", "family_name_latin": "Nhem", "given_name_latin": "Sereyroth"}
    khmer = {"family_name_km": "ញ៉ែម", "given_name_km": "សេរីរ័ត្ន", "family_name_latin": "", "given_name_latin": ""}
    desk.saved(a_case(case_number="PNH-26-K7-1", **latin), a_case(case_number="PNH-26-K7-2", **khmer))
    called = a_case(case_number="PNH-26-K7-3", given_name_km="បុប្ផា", given_name_latin="Bopha")
    mother = a_family_member(home=called.record)
    desk.saved(called, mother, a_contact_point(home=called.record, owner=mother.record, number="+85597123456"))
    return desk


@pytest.fixture(scope="module")
def root(desk):
    with pages_of(desk, host="127.24.9.23") as address:
        yield address


@pytest.fixture(autouse=True)
def _in_english(desk):
    desk.language[0] = "en"


def found(browser) -> str:
    """The words of the list of results."""
    return browser.find_element(By.ID, "found").text


def search(browser, root: str, text: str) -> str:
    """The results of the button."""
    browser.get(f"{root}/cases")
    box = browser.find_element(By.ID, "text")
    box.send_keys(text)
    press(browser, "#cases-form .govuk-button")
    until(browser, lambda b: b.find_element(By.ID, "text").get_attribute("value") == text)
    return found(browser)


@pytest.mark.parametrize("text", ["Nhem Sereyroth", "ញ៉ែម សេរីរ័ត្ន"])
def test_each_script_finds_the_name_in_the_other(browser, root, text):
    words = search(browser, root, text)
    assert "PNH-26-K7-1" in words and "PNH-26-K7-2" in words
    assert f"Sounds like “{text}”" in words
    check_page(browser, names=NAMES)


def test_results_come_while_typing_and_nothing_typed_stands_in_the_address(browser, root):
    browser.get(f"{root}/cases")
    before = browser.current_url
    browser.find_element(By.ID, "text").send_keys("Sereyroth")
    until(browser, lambda b: "PNH-26-K7-1" in found(b) and "found on this laptop" in found(b))
    assert browser.current_url == before
    check_page(browser, names=NAMES)
    picture(browser, "search.en")


def test_in_khmer_too(browser, desk, root):
    desk.language[0] = "km"
    browser.get(f"{root}/cases")
    browser.find_element(By.ID, "text").send_keys("សេរីរ័ត្ន")
    until(browser, lambda b: "PNH-26-K7-2" in found(b))
    check_page(browser, names=NAMES)
    picture(browser, "search.km")


def test_f2_leads_to_the_box_and_a_number_finds_the_case(browser, root):
    browser.get(f"{root}/cases")
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.F2)
    assert browser.switch_to.active_element.get_attribute("id") == "text"
    assert "PNH-26-K7-3" in search(browser, root, "097 123 456")


def test_nothing_found_offers_the_next_steps(browser, root):
    words = search(browser, root, "Zzyxw")
    assert "No case matches." in words and "The search covers this laptop only." in words
    assert "Search again" in words
    check_page(browser, names=NAMES)


def test_without_scripts_the_button_searches_and_pages_turn(browser_without_scripts, root):
    browser = browser_without_scripts
    assert "PNH-26-K7-2" in search(browser, root, "Sereyroth")
    browser.get(f"{root}/cases")
    assert "page 1 of 81" in found(browser)
    press(browser, "#found .govuk-button-group button[name=page]")
    until(browser, lambda b: "page 2 of 81" in found(b))
