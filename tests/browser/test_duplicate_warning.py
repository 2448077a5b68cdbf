"""The warning in a real browser: it comes while typing, never blocks, and what was said of the pair is remembered."""

from threading import Lock

import pytest
from selenium.webdriver.common.by import By

from casework.book import Query
from tests.browser.checks import check_no_sideways_scrolling, check_page, picture
from tests.browser.chromium import look_at
from tests.browser.hands import press, until
from tests.browser.serving import served
from tests.builders.records import a_case, a_record_id
from tests.casework.web.desks import PREFIX, a_desk

NAMES = ("Sok", "Chenda", "សុខ", "ចិន្តា")
KANDAL = {"country": "KH", "province": "08"}


@pytest.fixture
def desk(tmp_path):
    """A worker's laptop with one case of a girl."""
    desk = a_desk(tmp_path)
    desk.saved(a_case(record=a_record_id(), case_number="PNH-26-K7-4", current_place=KANDAL, home_place=KANDAL))
    return desk


@pytest.fixture
def root(desk):
    """The pages over HTTP, one request at a time."""
    lock = Lock()

    def application(environ, start_response):
        with lock:
            return list(desk.app.wsgi_app(environ, start_response))

    with served(application, host="127.24.9.6") as address:
        yield address + PREFIX


def open_form(browser, root):
    look_at(browser, width=1366, height=768)
    browser.get_log("performance")
    browser.get(f"{root}/cases/new")


def type_in(browser, **typed):
    for name, text in typed.items():
        browser.find_element(By.ID, name).send_keys(text)


def choose(browser, name, value):
    browser.find_element(By.CSS_SELECTOR, f"input[name='{name}'][value='{value}']").click()


def fill(browser):
    type_in(browser, family_name_km="សុខ", given_name_km="ចិន្តា")
    choose(browser, "sex", "female")
    for part, text in (("day", "2"), ("month", "5"), ("year", "2009")):
        type_in(browser, **{f"date_of_birth-{part}": text})


def links(desk):
    return [one.values["state"] for one in desk.laptop.book.list(Query("case_link")).records]


@pytest.mark.parametrize("language", ["en", "km"])
def test_warning_comes_while_typing_and_not_the_same_is_remembered(browser, desk, root, language):
    desk.language[0] = language
    open_form(browser, root)
    picture(browser, f"new-case-first.{language}", whole=False)
    fill(browser)
    until(browser, lambda b: "PNH-26-K7-4" in b.find_element(By.ID, "looked").text)
    check_page(browser, names=NAMES)
    picture(browser, f"new-case-duplicate.{language}")
    browser.find_element(By.CSS_SELECTOR, "input[name^='twin.'][value=not_same]").click()
    type_in(browser, current_place="Kandal")
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "input[name='current_place.code']"))
    choose(browser, "current_place.code", "08")
    press(browser, "button[data-save]")
    until(browser, lambda b: "/saved" in b.current_url)
    check_page(browser, names=NAMES)
    picture(browser, f"new-case-saved.{language}")
    assert links(desk) == ["not_duplicate"]
    open_form(browser, root)
    assert "PNH-26-K7-4" not in browser.find_element(By.TAG_NAME, "main").text


def test_warning_before_saving_never_blocks_and_works_without_scripts(browser_without_scripts, desk, root):
    browser = browser_without_scripts
    open_form(browser, root)
    fill(browser)
    type_in(browser, current_place="Kandal")
    press(browser, "button[value='find:current_place']")
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "input[name='current_place.code']"))
    choose(browser, "current_place.code", "08")
    press(browser, "button[data-save]")
    until(browser, lambda b: b.find_elements(By.ID, "twins-first"))
    press(browser, "button[data-save]")
    until(browser, lambda b: "/saved" in b.current_url)
    assert links(desk) == []


def test_form_fits_a_laptop_at_125_per_cent(browser, desk, root):
    desk.language[0] = "km"
    open_form(browser, root)
    look_at(browser, width=1093, height=490, scale=1.25)
    check_no_sideways_scrolling(browser)
