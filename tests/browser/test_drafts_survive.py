"""Typed text comes back in a real browser: after reload, language switch, lock, a killed page or program, full disk."""

from threading import Lock

import pytest
from selenium.webdriver.common.by import By

from shared_schema.errors import HomewardError
from tests.browser.checks import check_page
from tests.browser.chromium import look_at
from tests.browser.hands import press, until
from tests.browser.serving import served
from tests.browser.test_unlock_and_lock import come_in, go, unlock, wait_for
from tests.builders.records import a_case, a_record_id
from tests.casework.web.desks import PREFIX, a_desk
from tests.field_client.conftest import centre, laptop
from tests.field_client.sync.laptops import save
from tests.security.processes import a_running_program

__all__ = ["centre", "laptop"]
CASE = a_record_id()
NAMES = ("Sok", "Chenda", "សុខ", "ចិន្តា")
TEXT = "ខ្ញុំចង់ទៅរៀន and more"


@pytest.fixture
def desk(tmp_path):
    """A worker's laptop with one case."""
    desk = a_desk(tmp_path)
    desk.saved(a_case(record=CASE, case_number="PNH-26-K7-7", registered_on="2026-10-20"))
    return desk


@pytest.fixture
def root(desk):
    """The pages over HTTP, one request at a time."""
    lock = Lock()

    def application(environ, start_response):
        with lock:
            return list(desk.app.wsgi_app(environ, start_response))

    with served(application, host="127.24.9.8") as address:
        yield address + PREFIX


def write(browser, root):
    look_at(browser, width=1366, height=768)
    browser.get_log("performance")
    browser.get(f"{root}/cases/{CASE}/visit/new")
    browser.find_element(By.ID, "narrative").send_keys(TEXT)


def written(browser):
    return browser.find_element(By.ID, "narrative").get_attribute("value")


def wait_for_draft(desk, browser):
    until(browser, lambda _b: desk.laptop.book.drafts())


@pytest.mark.parametrize("language", ["en", "km"])
def test_text_comes_back_after_leaving_the_page_without_a_word(browser, desk, root, language):
    desk.language[0] = language
    write(browser, root)
    wait_for_draft(desk, browser)
    browser.get(f"{root}/cases/{CASE}/visit/new")
    assert written(browser) == TEXT
    check_page(browser, names=NAMES)


def test_text_comes_back_in_another_browser_after_this_one_was_killed(browser, desk, root, new_browser):
    write(browser, root)
    wait_for_draft(desk, browser)
    with new_browser() as other:
        other.get(f"{root}/cases/{CASE}/visit/new")
        assert written(other) == TEXT


def test_text_stays_through_a_switch_of_language(browser, desk, root):
    write(browser, root)
    press(browser, "button[name=_do][value='language:km']")
    until(browser, lambda b: b.find_element(By.TAG_NAME, "html").get_attribute("lang") == "km")
    assert written(browser) == TEXT


def test_text_stays_on_the_page_when_the_disk_is_full(browser, desk, root, monkeypatch):
    write(browser, root)

    def full(*_args, **_named):
        raise HomewardError("files.disk_full")

    monkeypatch.setattr(type(desk.laptop.book), "keep_draft", full)
    monkeypatch.setattr(type(desk.laptop.book), "save", full)
    for name, value in (("seen", "yes"), ("safety", "safe"), ("re_trafficking", "none")):
        browser.find_element(By.CSS_SELECTOR, f"input[name={name}][value={value}]").click()
    press(browser, "button[data-save]")
    until(browser, lambda b: b.find_elements(By.ID, "error-summary"))
    assert written(browser) == TEXT
    monkeypatch.undo()
    press(browser, "button[data-save]")
    until(browser, lambda b: "/visit/saved/" in b.current_url)


def test_without_scripts_the_button_keeps_the_text(browser_without_scripts, desk, root):
    browser = browser_without_scripts
    write(browser, root)
    press(browser, "button[name=_do][value=draft]")
    until(browser, lambda b: "draft=" in b.current_url)
    assert written(browser) == TEXT
    browser.get(f"{root}/cases/{CASE}/visit/new")
    assert written(browser) == TEXT


def test_text_comes_back_after_a_lock_and_after_the_program_was_killed(browser, laptop, tmp_path):
    opened = laptop.open()
    save(opened, a_case(record=CASE, worker=opened.book.person, case_number="PNH-26-K7-7"))
    opened.close()
    form, folders = f"/cases/{CASE}/visit/new", (tmp_path / "first", tmp_path / "second")
    for folder in folders:
        folder.mkdir()
    with a_running_program(laptop, folders[0]) as running:
        come_in(browser, running)
        unlock(browser)
        go(browser, running, form)
        browser.find_element(By.ID, "narrative").send_keys(TEXT)
        press(browser, "#lock button")  # at once: nothing was saved but by leaving the page
        wait_for(browser, "passphrase")
        running.wait_until_ready()
        unlock(browser)
        go(browser, running, form)
        assert written(browser) == TEXT
        browser.find_element(By.ID, "narrative").send_keys(" more")
        press(browser, "button[name=_do][value=draft]")
    with a_running_program(laptop, folders[1]) as running:  # the one before was killed
        come_in(browser, running)
        unlock(browser)
        go(browser, running, form)
        assert written(browser) in (TEXT + " more", " more" + TEXT)
