"""A visit in a real browser: by keyboard alone in forty key stops, Khmer digits, danger shows help at once."""

from threading import Lock

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.checks import check_no_sideways_scrolling, check_page, picture
from tests.browser.chromium import look_at
from tests.browser.hands import press, until
from tests.browser.serving import served
from tests.builders.records import SUPERVISOR, a_case, a_record_id, a_visit, an_edit
from tests.casework.web.desks import PREFIX, a_desk, a_worker

CASE = a_record_id()
NAMES = ("Sok", "Chenda", "សុខ", "ចិន្តា")
WIDE, ZOOMED = (1366, 768, 1.0), (1093, 490, 1.25)
MOST_STOPS = 40


@pytest.fixture
def desk(tmp_path):
    """A worker's laptop with one case that was visited before."""
    desk = a_desk(tmp_path)
    desk.saved(
        a_case(record=CASE, case_number="PNH-26-K7-7", registered_on="2026-10-20"),
        a_visit(home=CASE, visited_on="2026-10-25", d_economic="2", person_says="ខ្ញុំចង់ទៅរៀន"),
    )
    number = {"name_latin": "Night Line", "provider_type": "ngo", "hotline": "1234", "active": True}
    desk.saved(a_worker(SUPERVISOR), an_edit("provider", number, home="directory"))
    return desk


@pytest.fixture
def root(desk):
    """The pages over HTTP, one request at a time."""
    lock = Lock()

    def application(environ, start_response):
        with lock:
            return list(desk.app.wsgi_app(environ, start_response))

    with served(application, host="127.24.9.5") as address:
        yield address + PREFIX


def open_form(browser, root, *, size=WIDE):
    width, height, scale = size
    look_at(browser, width=width, height=height, scale=scale)
    browser.get_log("performance")
    browser.get(f"{root}/cases/{CASE}/visit/new")


def strike(browser, *keys):
    ActionChains(browser).send_keys(*keys).perform()


def at(browser):
    """Name and value of what has the focus."""
    element = browser.switch_to.active_element
    return element.get_attribute("name"), element.get_attribute("value")


def go_on(browser, name, stops):
    """Tabs until the question has the focus; gives the stops so far."""
    for _ in range(60):
        if at(browser)[0] == name:
            return stops
        strike(browser, Keys.TAB)
        stops += 1
    raise AssertionError(f"{name} cannot be reached by the keyboard")


def test_plain_visit_takes_at_most_forty_stops_of_the_keyboard(browser, desk, root):
    open_form(browser, root)
    browser.find_element(By.ID, "visited_on-day").send_keys("")
    stops = 1
    for name, downs in (
        ("seen", 0),
        ("safety", 0),
        ("re_trafficking", 0),
        ("same_caregiver", 0),
        ("family_relations", 0),
    ):
        stops = go_on(browser, name, stops)
        strike(browser, Keys.SPACE, *[Keys.ARROW_DOWN] * downs)
    while at(browser) != ("_do", "save"):
        strike(browser, Keys.TAB)
        stops += 1
        assert stops <= MOST_STOPS, at(browser)
    strike(browser, Keys.ENTER)
    until(browser, lambda b: "/visit/saved/" in b.current_url)
    print(f"key stops of a plain visit: {stops}")
    assert "Saved on this laptop at" in browser.find_element(By.TAG_NAME, "h1").text
    check_page(browser, names=NAMES)
    (_before, visit) = desk.laptop.book.dossier(CASE).of_kind("visit")
    assert (visit.values["seen"], visit.values["safety"]) == ("yes", "safe")


def test_danger_shows_help_before_the_next_question(browser, desk, root):
    open_form(browser, root)
    steps = browser.find_element(By.CSS_SELECTOR, ".hw-danger-steps")
    assert not steps.is_displayed()
    browser.find_element(By.CSS_SELECTOR, "input[name=seen][value=yes]").click()
    for code, is_shown in (("concern", True), ("safe", False), ("danger", True)):
        browser.find_element(By.CSS_SELECTOR, f"input[name=safety][value={code}]").click()
        assert steps.is_displayed() is is_shown
    assert "Night Line" in steps.text
    below = browser.find_element(By.CSS_SELECTOR, "input[name=re_trafficking]")
    assert steps.rect["y"] < below.rect["y"]
    check_page(browser, names=NAMES)


@pytest.mark.parametrize("language", ["en", "km"])
def test_danger_is_saved_with_its_task_and_pictured(browser, desk, root, language):
    desk.language[0] = language
    open_form(browser, root)
    picture(browser, f"visit-first.{language}", whole=False)
    for name, value in (("seen", "yes"), ("safety", "danger"), ("re_trafficking", "none"), ("same_caregiver", "yes")):
        browser.find_element(By.CSS_SELECTOR, f"input[name={name}][value={value}]").click()
    for part, typed in (("day", "២០"), ("month", "១១"), ("year", "២០២៦")):
        box = browser.find_element(By.ID, f"visited_on-{part}")
        box.clear()
        box.send_keys(typed)
    picture(browser, f"visit.{language}")
    check_page(browser, names=NAMES)
    press(browser, "button[data-save]")
    until(browser, lambda b: "/visit/saved/" in b.current_url)
    check_page(browser, names=NAMES)
    picture(browser, f"visit-saved.{language}")
    dossier = desk.laptop.book.dossier(CASE)
    assert [visit.values["visited_on"] for visit in dossier.of_kind("visit")][-1] == "2026-11-20"
    (task,) = dossier.of_kind("task")
    assert task.values["owner_worker"] == SUPERVISOR.worker


@pytest.mark.parametrize("language", ["en", "km"])
def test_forms_fit_a_laptop_at_125_per_cent(browser, desk, root, language):
    desk.language[0] = language
    open_form(browser, root, size=ZOOMED)
    check_no_sideways_scrolling(browser)
    picture(browser, f"visit-at-125.{language}", whole=False)
    browser.get(f"{root}/cases/{CASE}/visit/could-not")
    check_no_sideways_scrolling(browser)
    check_page(browser, names=NAMES)
    picture(browser, f"visit-could-not.{language}")


def test_without_scripts_the_next_steps_always_stand(browser_without_scripts, desk, root):
    browser = browser_without_scripts
    open_form(browser, root)
    assert browser.find_element(By.CSS_SELECTOR, ".hw-danger-steps").is_displayed()
    for name, value in (("seen", "yes"), ("safety", "safe"), ("re_trafficking", "none")):
        browser.find_element(By.CSS_SELECTOR, f"input[name={name}][value={value}]").click()
    press(browser, "button[data-save]")
    until(browser, lambda b: "/visit/saved/" in b.current_url)
