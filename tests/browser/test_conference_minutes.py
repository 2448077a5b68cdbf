"""A case conference in a real browser: an item comes back after the page was left, minutes are signed, tasks stand."""

from threading import Lock

import pytest
from selenium.webdriver.common.by import By

from tests.browser.checks import check_no_sideways_scrolling, check_page, picture
from tests.browser.chromium import look_at
from tests.browser.hands import press, until
from tests.browser.serving import served
from tests.builders.records import a_case, a_record_id, an_edit
from tests.casework.web.desks import PREFIX, a_desk

CASE, AGENCY = a_record_id(), a_record_id()
NOTE = "return document.getElementById('draft-note').textContent"  # the note is swapped while it is read
NAMES = ("Sok", "Chenda", "សុខ", "ចិន្តា", "Vann")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A laptop with a case, an agency and consent to conferences."""
    desk = a_desk(tmp_path_factory.mktemp("laptop"))
    desk.saved(a_case(record=CASE, case_number="PNH-26-K7-7", date_of_birth="2000-05-02"))
    provider = {"name_latin": "Skills Centre", "name_km": "មជ្ឈមណ្ឌលជំនាញ", "provider_type": "ngo", "active": True}
    service = {"provider": AGENCY, "service_type": "vocational_training", "provinces": ["12"], "free_places": 3}
    consent = {"purpose": "case_conference", "decision": "given", "decided_on": "2026-11-01", "given_by": "person"}
    desk.saved(
        an_edit("provider", provider, record=AGENCY, home="directory"),
        an_edit("provider_service", {**service, "capacity": 10, "as_of": "2026-11-10"}, home="directory"),
    )
    desk.saved(an_edit("consent", {**consent, "evidence": "signature"}, home=CASE))
    return desk


@pytest.fixture(scope="module")
def root(desk):
    """The pages over HTTP; one request at a time, as the laptop's store is used."""
    lock = Lock()

    def application(environ, start_response):
        with lock:
            return list(desk.app.wsgi_app(environ, start_response))

    with served(application, host="127.24.9.7") as address:
        yield address + PREFIX


@pytest.fixture(autouse=True)
def _in_english(desk):
    desk.language[0] = "en"


def new_conference(desk):
    answer = desk.send(desk.get(f"/conferences/new?case={CASE}&new=1"), {"conference_type": "review"})
    conference = answer.location.split("?")[0]
    for name, agency in (("Vann", {"agency": AGENCY}), ("Chief Kim", {"agency_text": "Commune"})):
        typed = {"name": name, "confidentiality_signed": "yes", "role": "provider", **agency}
        desk.send(desk.get(f"{conference}/people/new"), typed)
    view = {"person_present": "in_person", "person_view": "I want to learn to sew"}
    desk.send(desk.get(f"{conference}/edit"), view)
    return conference.removeprefix(PREFIX)


def test_item_comes_back_and_the_minutes_make_its_task(browser, desk, root):
    conference = new_conference(desk)
    browser.get(root + conference)
    check_page(browser, names=NAMES)
    press(browser, "Add an item", by=By.LINK_TEXT)
    browser.find_element(By.ID, "discussion").send_keys("She has a sewing machine")
    browser.execute_script("document.activeElement.blur()")
    until(browser, lambda _b: "Draft saved" in browser.execute_script(NOTE))
    browser.get(root + conference)
    assert "Not finished" in browser.find_element(By.ID, "items").text
    press(browser, "Go on with the item", by=By.PARTIAL_LINK_TEXT)
    assert browser.find_element(By.ID, "discussion").get_attribute("value") == "She has a sewing machine"
    check_page(browser, names=NAMES)
    typed = {"text": "Place her in training", "due_on-day": "5", "due_on-month": "12", "due_on-year": "2026"}
    for field, words in typed.items():
        browser.find_element(By.ID, field).send_keys(words)
    browser.find_element(By.CSS_SELECTOR, "input[name=decision_type][value=refer] + label").click()
    browser.find_element(By.CSS_SELECTOR, f"input[name=owner_agency][value='{AGENCY}'] + label").click()
    press(browser, "button[data-save]")
    assert "Place her in training" in browser.find_element(By.ID, "items").text
    press(browser, "button[value=hold]")
    press(browser, "button[value=sign]")
    assert "Signed" in browser.find_element(By.TAG_NAME, "main").text
    (task,) = desk.laptop.book.dossier(CASE).of_kind("task")
    assert task.values["title"].startswith("Remind Skills Centre")


@pytest.mark.parametrize("language", ["en", "km"])
def test_pages_of_working_together_pass_all_checks(browser, desk, root, language):
    conference = new_conference(desk)
    desk.language[0] = language
    pages = {
        "conferences": "/conferences",
        "conference": conference,
        "conference-item": f"{conference}/items/new",
        "referrals": f"/cases/{CASE}/referrals?service=vocational_training",
        "referral-new": f"/cases/{CASE}/referrals/new?provider={AGENCY}&service=vocational_training",
        "directory": "/directory",
        "provider": f"/directory/providers/{AGENCY}",
        "trainings": "/trainings",
        "transfers": f"/cases/{CASE}/transfers",
        "papers": "/papers",
    }
    for name, path in pages.items():
        browser.get(root + path)
        check_page(browser, names=NAMES)
        picture(browser, f"{name}.{language}")


def test_pages_fit_a_laptop_at_125_per_cent_and_320_pixels(browser, desk, root):
    conference = new_conference(desk)
    desk.language[0] = "km"
    for width, height in ((320, 640), (1093, 490)):
        look_at(browser, width=width, height=height)
        for path in (conference, f"/cases/{CASE}/referrals?service=vocational_training", "/directory", "/papers/visit"):
            browser.get(root + path)
            check_no_sideways_scrolling(browser)
    look_at(browser, width=1366, height=768)
