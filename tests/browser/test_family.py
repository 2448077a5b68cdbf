"""The family in a real browser: rows and table say the same people, an unsafe number is marked; consent beside it."""

from threading import Lock

import pytest
from selenium.webdriver.common.by import By

from tests.browser.checks import check_no_sideways_scrolling, check_page, picture
from tests.browser.chromium import look_at
from tests.browser.hands import press
from tests.browser.serving import served
from tests.builders.records import a_case, a_contact_point, a_family_member, a_record_id, an_edit
from tests.casework.web.desks import PREFIX, a_desk

CASE, MOTHER, AUNT = (a_record_id() for _ in range(3))
NAMES = ("Sok", "Chenda", "Sopheap", "សុខ", "សុភាព")
GIVEN = {"purpose": "tracing", "decision": "given", "decided_on": "2026-11-01", "given_by": "person"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A worker's laptop with a case, a mother, an aunt, two numbers and a consent."""
    desk = a_desk(tmp_path_factory.mktemp("laptop"))
    desk.saved(
        a_case(record=CASE, case_number="PNH-26-K7-7", date_of_birth="1995-05-02"),
        a_family_member(home=CASE, record=MOTHER, contact_safety="safe", is_caregiver=True, vital_status="alive"),
        a_family_member(
            home=CASE,
            record=AUNT,
            relation="aunt",
            name_latin="Mao Ary",
            name_km="ម៉ៅ អារី",
            may_be_told="no",
            contact_safety="unsafe",
        ),
        a_contact_point(home=CASE, owner=AUNT, number="+85512999888", safety="unsafe"),
        a_contact_point(home=CASE, owner=MOTHER, number="+85512777666", safety="safe"),
        an_edit("consent", {**GIVEN, "evidence": "signature"}, home=CASE),
    )
    return desk


@pytest.fixture(scope="module")
def root(desk):
    """The pages over HTTP, one request at a time."""
    lock = Lock()

    def application(environ, start_response):
        with lock:
            return list(desk.app.wsgi_app(environ, start_response))

    with served(application, host="127.24.9.7") as address:
        yield address + PREFIX


@pytest.mark.parametrize("language", ["en", "km"])
def test_rows_and_table_say_the_same_people_with_the_same_marks(browser, desk, root, language):
    desk.language[0] = language
    look_at(browser, width=1366, height=768)
    browser.get_log("performance")
    browser.get(f"{root}/cases/{CASE}/family")
    rows = browser.find_element(By.CSS_SELECTOR, ".hw-generations")
    table = browser.find_element(By.CSS_SELECTOR, ".hw-family")
    in_rows = [one.text for one in rows.find_elements(By.CSS_SELECTOR, ".hw-relative__name")]
    in_table = [one.text.split("\n")[0] for one in table.find_elements(By.CSS_SELECTOR, "tbody th")]
    assert sorted(in_rows) == sorted(in_table)
    marks = lambda part: sorted(one.text for one in part.find_elements(By.CSS_SELECTOR, "th .govuk-tag, li .govuk-tag"))  # noqa: E731
    assert marks(rows) == marks(table)
    for number in table.find_elements(By.CSS_SELECTOR, ".hw-number"):
        has_danger = bool(number.find_elements(By.CSS_SELECTOR, ".hw-tag--danger"))
        assert has_danger is ("999 888" in number.text)
    check_page(browser, names=NAMES)
    picture(browser, f"family.{language}")


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize(
    "page",
    ["family/add", f"family/{MOTHER}", f"family/{MOTHER}/number", f"family/{MOTHER}/link", "consent", "consent/add"],
)
def test_pages_around_the_family_pass_all_checks(browser, desk, root, page, language):
    desk.language[0] = language
    look_at(browser, width=1093, height=490, scale=1.25)
    browser.get(f"{root}/cases/{CASE}/{page}")
    check_no_sideways_scrolling(browser)
    check_page(browser, names=NAMES)
    if page in ("family/add", "consent"):
        picture(browser, f"{page.replace('/', '-')}.{language}")


@pytest.mark.parametrize("language", ["en", "km"])
def test_withdrawing_is_one_page(browser, desk, root, language):
    desk.language[0] = language
    look_at(browser, width=1366, height=768)
    browser.get(f"{root}/cases/{CASE}/consent")
    press(browser, "a[href$='/withdraw']")
    check_page(browser, names=NAMES)
    picture(browser, f"consent-withdraw.{language}")
