"""Today, the case page, histories and two versions in a real browser: danger first, in both languages."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from casework.book import Person
from casework.invented.people import invented_dossier
from tests.browser.checks import check_no_sideways_scrolling, check_page, picture
from tests.browser.chromium import look_at
from tests.browser.hands import press, until
from tests.browser.laptop_pages import pages_of
from tests.builders.records import (
    OFFICE,
    SUPERVISOR,
    WORKER,
    a_case,
    a_contact_point,
    a_family_member,
    a_visit,
    an_edit,
    changed,
)
from tests.casework.web.desks import PLACES, a_desk

NAMES = ("Sok", "Chenda", "សុខ", "ចិន្តា", "Veasna")
LANGUAGES = pytest.mark.parametrize("language", ["en", "km"])


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A worker's laptop with a dozen cases, one of them in danger and with two versions of an answer."""
    desk = a_desk(tmp_path_factory.mktemp("laptop"))
    for seed in range(12):
        more = {"office": OFFICE, "next_id": desk.desk.new_id, "today": desk.desk.today(), "places": PLACES}
        desk.saved(*invented_dossier(seed, worker=WORKER.worker, case_number=f"PNH-26-K7-{seed + 50}", **more))
    return desk


@pytest.fixture(scope="module")
def case(desk):
    """The case in danger."""
    case = a_case(case_number="PNH-26-K7-7", do_not_contact_family=True, do_not_contact_reason="family_suspected")
    uncle = a_family_member(
        home=case.record, name_latin="Mao Veasna", name_km="ម៉ៅ វាសនា", relation="uncle", contact_safety="unsafe"
    )
    consent = {
        "decision": "given",
        "decided_on": "2026-10-01",
        "given_by": "guardian",
        "giver_member": uncle.record,
        "child_assent": "yes",
        "evidence": "signature",
    }
    desk.saved(case, uncle, a_contact_point(home=case.record, owner=uncle.record, safety="unsafe"))
    desk.saved(an_edit("consent", {**consent, "purpose": "photo"}, home=case.record))
    for day, says in (
        ("2026-09-12", "I like the sewing class."),
        ("2026-10-14", "ខ្ញុំចង់ទៅរៀនវិញ"),
        ("2026-11-19", "A man called twice."),
    ):
        desk.saved(
            a_visit(
                home=case.record,
                visited_on=day,
                person_says=says,
                next_visit_on="2026-11-23" if day > "2026-11" else day[:8] + "20",
            )
        )
    desk.saved(
        a_visit(home=case.record, visited_on="2026-11-20", re_trafficking="suspected", next_visit_on="2026-11-23")
    )
    task = {
        "title": "Call the commune police",
        "due_on": "2026-11-21",
        "owner_worker": WORKER.worker,
        "state": "open",
        "origin": "manual",
    }
    desk.saved(an_edit("task", task, home=case.record))
    seen = desk.laptop.book.open(case.record).seen
    desk.saved(changed(case, seen, {"nickname": "Touch"}))
    desk.saved(changed(case, seen, {"nickname": "ទូច"}))
    return case


@pytest.fixture(scope="module")
def root(desk, case):
    with pages_of(desk, host="127.24.9.21") as address:
        yield address


@pytest.fixture(autouse=True)
def _in_english(desk, browser):
    desk.language[0] = "en"
    look_at(browser, width=1366, height=768)


@LANGUAGES
def test_today_stands_in_the_first_screenful_danger_first(browser, desk, root, language):
    desk.language[0] = language
    browser.get(f"{root}/today")
    check_page(browser, names=NAMES)
    assert browser.execute_script("return document.querySelectorAll('*').length") <= 1200
    first = browser.find_element(By.CSS_SELECTOR, "main section")
    assert "hw-safety" in first.get_attribute("class")
    picture(browser, f"today.{language}")


@LANGUAGES
def test_the_case_page_begins_with_the_safety_banner(browser, desk, root, case, language):
    desk.language[0] = language
    browser.get(f"{root}/cases/{case.record}")
    check_page(browser, names=NAMES)
    assert browser.execute_script("return document.querySelectorAll('*').length") <= 1200
    assert "hw-safety" in browser.find_element(By.CSS_SELECTOR, "main > *").get_attribute("class")
    button = browser.find_element(By.CSS_SELECTOR, "main .govuk-button:not(.govuk-button--secondary)")
    assert button.location["y"] < 768, "the next right action stands in the first screenful"
    picture(browser, f"case.{language}")


@LANGUAGES
def test_histories_versions_and_tasks_pass_all_checks(browser, desk, root, case, language):
    desk.language[0] = language
    pages = {"history": f"/records/{case.record}/history", "versions": f"/records/{case.record}/versions/nickname"}
    for name, path in {**pages, "tasks": "/tasks", "questions": "/questions", "cases": "/cases"}.items():
        browser.get(root + path)
        check_page(browser, names=NAMES)
        picture(browser, f"{name}.{language}")


def test_at_125_percent_nothing_scrolls_sideways(browser, desk, root, case):
    look_at(browser, width=1093, height=490, scale=1.25)
    for path in ("/today", "/cases", f"/cases/{case.record}", f"/records/{case.record}/versions/nickname"):
        browser.get(root + path)
        check_no_sideways_scrolling(browser)


def test_two_versions_are_decided_with_a_reason(browser, desk, root):
    other = a_case(case_number="PNH-26-K7-8", nickname="Pov")
    desk.saved(other)
    seen = desk.laptop.book.open(other.record).seen
    desk.saved(changed(other, seen, {"nickname": "Touch"}), changed(other, seen, {"nickname": "Mao"}))
    browser.get(f"{root}/records/{other.record}/versions/nickname")
    browser.find_element(By.CSS_SELECTOR, "label[for='_version-2']").click()
    press(browser, "main form .govuk-button")
    until(browser, lambda b: "at=why" in b.current_url)
    check_page(browser, names=NAMES)
    browser.find_element(By.CSS_SELECTOR, "textarea[name=_reason]").send_keys("She told me herself")
    press(browser, "main form .govuk-button")
    until(browser, lambda b: "at=check" in b.current_url)
    check_page(browser, names=NAMES)
    press(browser, "main form .govuk-button")
    until(browser, lambda b: "versions" not in b.current_url)
    assert desk.laptop.book.open(other.record).values["nickname"] == "Mao"


def test_consent_badge_follows_a_withdrawal(browser, desk, root):
    grown = a_case(case_number="PNH-26-K7-9", date_of_birth="1999-05-02")
    given = {
        "purpose": "tracing",
        "decision": "given",
        "decided_on": "2026-11-20",
        "given_by": "person",
        "evidence": "signature",
    }
    consent = an_edit("consent", given, home=grown.record)
    desk.saved(grown, consent)
    browser.get(f"{root}/cases/{grown.record}")
    assert "Consent given: Family tracing" in browser.find_element(By.TAG_NAME, "main").text
    withdrawn = {"withdrawn_on": "2026-11-21", "withdrawn_how": "By telephone"}
    desk.saved(changed(consent, desk.laptop.book.open(consent.record).seen, withdrawn))
    browser.refresh()
    words = browser.find_element(By.TAG_NAME, "main").text
    assert "Consent withdrawn: Family tracing" in words and "Consent given" not in words


def test_timeline_shows_earlier_events_without_leaving_the_page(browser, desk, root):
    long = a_case(case_number="PNH-26-K7-10", registered_on="2026-01-01")
    desk.saved(long)
    for n in range(24):
        desk.saved(a_visit(home=long.record, visited_on=f"2026-{n % 10 + 1:02}-{n % 27 + 1:02}"))
    browser.get(f"{root}/cases/{long.record}")
    browser.find_element(By.CSS_SELECTOR, ".hw-timeline__earlier a").click()
    until(browser, lambda b: len(b.find_elements(By.CSS_SELECTOR, ".hw-timeline__event")) == 24)
    assert "from=" not in browser.current_url
    check_page(browser, names=NAMES)


def test_without_clearance_nothing_restricted_is_there_not_even_a_count(browser, tmp_path):
    desk = a_desk(
        tmp_path, person=Person(SUPERVISOR.worker, "supervisor", OFFICE), scopes=(f"office/{OFFICE}", "directory")
    )
    case = a_case(worker=WORKER)
    desk.saved(case)
    with pages_of(desk, host="127.24.9.22") as root:
        browser.get(f"{root}/cases/{case.record}")
        words = browser.find_element(By.TAG_NAME, "main").text
        assert "Restricted" not in words and "Trafficking" not in words and "perpetrator" not in words


def test_enter_in_a_box_saves_and_does_not_switch_the_language(browser, desk, root, case):
    browser.get(f"{root}/records/{case.record}/versions/nickname")
    browser.find_element(By.CSS_SELECTOR, "input[name=nickname]").send_keys("Pisey", Keys.ENTER)
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, ".govuk-error-summary"))
    assert desk.language[0] == "en"
