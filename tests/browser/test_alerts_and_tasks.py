"""An alert makes its task in the same save, stands first on Today, and stays until it is resolved or a false alarm."""

import pytest
from selenium.webdriver.common.by import By

from tests.browser.checks import check_page, picture
from tests.browser.hands import press, until
from tests.browser.laptop_pages import pages_of
from tests.builders.records import SUPERVISOR, WORKER, a_case, a_record_id
from tests.casework.web.desks import a_desk, a_worker

CASE = a_record_id()
NAMES = ("Sok", "Chenda", "សុខ", "ចិន្តា")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A laptop with one case and the supervisor in its directory."""
    desk = a_desk(tmp_path_factory.mktemp("laptop"))
    desk.saved(a_worker(SUPERVISOR), a_case(record=CASE, case_number="PNH-26-K7-7"))
    return desk


@pytest.fixture(scope="module")
def root(desk):
    with pages_of(desk, host="127.24.9.42") as address:
        yield address


def tasks(desk):
    return list(desk.laptop.book.dossier(CASE).of_kind("task"))


def first_section(browser, root):
    browser.get(f"{root}/today")
    check_page(browser, names=NAMES)
    return browser.find_element(By.CSS_SELECTOR, "main section")


def write_outcome(browser, root, desk, code):
    (task,) = tasks(desk)
    browser.get(f"{root}/cases/{CASE}/task/{task.record_id}/edit")
    box = browser.find_element(By.CSS_SELECTOR, f"input[name=alert_outcome][value={code}]")
    browser.find_element(By.CSS_SELECTOR, f"label[for='{box.get_attribute('id')}']").click()
    press(browser, "button[data-save]")


def test_danger_makes_its_task_in_the_same_save_and_stands_first(browser, desk, root):
    desk.become(WORKER)
    browser.get(f"{root}/cases/{CASE}/visit/new")
    for name, value in (("seen", "yes"), ("safety", "danger"), ("re_trafficking", "none")):
        browser.find_element(By.CSS_SELECTOR, f"input[name={name}][value={value}]").click()
    press(browser, "button[data-save]")
    until(browser, lambda b: "/visit/saved/" in b.current_url)
    (task,) = tasks(desk)
    assert task.values["owner_worker"] == SUPERVISOR.worker and task.values["origin"] == "alert"
    (visit,) = desk.laptop.book.dossier(CASE).of_kind("visit")
    assert task.values["origin_id"].startswith(f"{visit.record_id}/safety/")
    assert "Alerts (1)" in first_section(browser, root).text
    picture(browser, "today-alert.en")


def test_an_alert_that_is_being_handled_still_stands(browser, desk, root):
    desk.become(SUPERVISOR)
    write_outcome(browser, root, desk, "acting")
    assert "Alerts (1)" in first_section(browser, root).text
    browser.get(f"{root}/tasks")
    check_page(browser, names=NAMES)
    assert "Alert" in browser.find_element(By.CSS_SELECTOR, ".hw-rows > li").text


def test_resolved_it_leaves_today(browser, desk, root):
    desk.become(SUPERVISOR)
    write_outcome(browser, root, desk, "resolved")
    assert "Alerts" not in first_section(browser, root).text
