"""In a real browser every kind has its list and form: silent console, no outside request, nothing axe objects to."""

from threading import Lock
from urllib.parse import urlsplit

import pytest
from selenium.webdriver.common.by import By

from shared_schema.records.kinds import KINDS
from tests.browser.checks import check_no_sideways_scrolling, check_page, picture
from tests.browser.chromium import look_at
from tests.browser.hands import press, until
from tests.browser.serving import served
from tests.builders.records import OFFICE, SUPERVISOR
from tests.casework.web.desks import PREFIX, a_desk
from tests.casework.web.test_records import COORDINATOR, WRITERS, base_of, new_path
from tests.casework.web.whole_records import CASE, a_town

SCOPES = (f"office/{OFFICE}", f"office/{OFFICE}/restricted", f"office/{OFFICE}/book", "directory")
NAMES = ("Sok", "Chenda", "សុខ", "ចិន្តា", "Sopheap")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A supervisor's laptop with a case."""
    desk = a_desk(tmp_path_factory.mktemp("laptop"), person=SUPERVISOR, scopes=SCOPES)
    for edits in a_town(SUPERVISOR):
        desk.saved(*edits)
    return desk


@pytest.fixture(scope="module")
def root(desk):
    """The pages over HTTP; one request at a time, as the laptop's store is used."""
    lock = Lock()

    def application(environ, start_response):
        with lock:
            return list(desk.app.wsgi_app(environ, start_response))

    with served(application, host="127.24.9.2") as address:
        yield address + PREFIX


@pytest.fixture(autouse=True)
def _in_english(desk):
    desk.language[0] = "en"
    desk.become(SUPERVISOR)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_list_and_form_of_every_kind_pass_all_checks(browser, desk, root, kind):
    declared = KINDS[kind]
    desk.become(WRITERS.get(kind, SUPERVISOR))
    desk.language[0] = "km" if len(kind) % 2 else "en"
    for path in (base_of(declared), new_path(declared)):
        browser.get(root + path)
        assert browser.find_element(By.CSS_SELECTOR, "main h1").text
        check_page(browser, names=NAMES)
        assert browser.execute_script("return document.querySelectorAll('*').length") <= 1200


@pytest.mark.parametrize("language", ["en", "km"])
def test_form_and_page_are_pictured(browser, desk, root, language):
    desk.language[0] = language
    browser.get(root + f"/cases/{CASE}/assessment/new")
    picture(browser, f"form-of-any-kind.{language}")
    browser.get(root + f"/cases/{CASE}/case/{CASE}")
    check_page(browser, names=NAMES)
    picture(browser, f"page-of-any-kind.{language}")


def test_a_form_reflows_at_320_pixels_and_at_125_per_cent(browser, desk, root):
    desk.language[0] = "km"
    for width, height in ((320, 640), (1093, 490)):
        look_at(browser, width=width, height=height)
        browser.get(root + f"/cases/{CASE}/visit/new")
        check_no_sideways_scrolling(browser)
        browser.get(root + f"/cases/{CASE}/case/{CASE}")
        check_no_sideways_scrolling(browser)
    look_at(browser, width=1366, height=768)


def test_typing_is_kept_as_a_draft_and_comes_back(browser, desk, root):
    browser.get(root + f"/cases/{CASE}/case_note/new")
    browser.find_element(By.ID, "text").send_keys("She waits for news")
    browser.find_element(By.ID, "noted_on-day").send_keys("")
    browser.execute_script("document.activeElement.blur()")
    until(browser, lambda b: "Draft saved" in b.find_element(By.ID, "draft-note").text)
    browser.get(root + f"/cases/{CASE}/case_note/new")
    assert browser.find_element(By.ID, "text").get_attribute("value") == "She waits for news"
    check_page(browser, names=NAMES)


def test_a_problem_is_said_first_and_takes_the_focus(browser, desk, root):
    browser.get(root + f"/cases/{CASE}/task/new?new=1")
    press(browser, "button[data-save]")
    summary = browser.find_element(By.CSS_SELECTOR, ".govuk-error-summary")
    assert "What: this answer is needed." in summary.text
    assert browser.switch_to.active_element == summary
    check_page(browser, names=NAMES)
    summary.find_element(By.TAG_NAME, "a").click()
    assert browser.switch_to.active_element.get_attribute("id") == "title"


def test_questions_of_one_case_wait_until_it_holds(browser, desk, root):
    browser.get(root + f"/cases/{CASE}/visit/new?new=1")
    assert not browser.find_element(By.ID, "safety").is_displayed()
    browser.find_element(By.CSS_SELECTOR, "label[for=seen]").click()
    assert browser.find_element(By.CSS_SELECTOR, "label[for=safety]").is_displayed()
    assert not browser.find_element(By.ID, "not_seen_reason").is_displayed()


def test_places_are_offered_while_typing_and_one_is_chosen(browser, desk, root):
    browser.get(root + f"/cases/{CASE}/tracing_action/new?new=1")
    browser.find_element(By.ID, "place").send_keys("batt")
    found = until(browser, lambda _b: browser.find_elements(By.NAME, "place.code"))
    assert len(found) >= 2
    browser.find_element(By.CSS_SELECTOR, "label[for=place-code-1]").click()
    browser.find_element(By.CSS_SELECTOR, "label[for=tracing_type]").click()
    press(browser, "button[data-save]")
    assert "Battambang" in browser.find_element(By.TAG_NAME, "main").text


def test_everything_works_without_scripts(browser_without_scripts, desk, root):
    browser = browser_without_scripts
    browser.get(root + f"/cases/{CASE}/visit/new?new=1")
    assert "If “Was the person seen?” is Yes" in browser.find_element(By.TAG_NAME, "main").text
    assert browser.find_element(By.CSS_SELECTOR, ".hw-without-script").is_displayed()
    browser.find_element(By.ID, "person_says").send_keys("ខ្ញុំសុខសប្បាយ")
    press(browser, "button[value=draft]")
    assert browser.find_element(By.ID, "person_says").get_attribute("value") == "ខ្ញុំសុខសប្បាយ"
    for anchor in ("seen", "safety", "re_trafficking"):
        browser.find_element(By.CSS_SELECTOR, f"label[for={anchor}]").click()
    press(browser, "button[data-save]")
    press(browser, "Look at what was saved", by=By.LINK_TEXT)
    assert "ខ្ញុំសុខសប្បាយ" in browser.find_element(By.TAG_NAME, "main").text
    assert urlsplit(browser.current_url).path.startswith(PREFIX)


def test_restricted_kinds_ask_a_coordinator_why(browser, desk, root):
    desk.become(COORDINATOR)
    browser.get(root + f"/cases/{CASE}/trafficking_account")
    check_page(browser, names=NAMES)
