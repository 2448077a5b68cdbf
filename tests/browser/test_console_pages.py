"""Every page of the console that needs no record, as the role that has it: no axe violation, a silent console, no
outside request, no name in an address or title; one page for each role as the matrix says; signing in by hand.
"""

import pytest
from selenium.webdriver.common.by import By

from sync_server.console.guard import EVERYBODY
from sync_server.services.access import RIGHTS
from tests.browser.checks import check_no_sideways_scrolling, check_page, picture
from tests.browser.chromium import look_at
from tests.browser.console_pages import PASSPHRASE, enter, give_credentials, sign_in
from tests.browser.hands import leave, until
from tests.browser.serving import served
from tests.security.test_access_matrix import OUTSIDE, ROLE_OF, action_of
from tests.stores import StoreUrls
from tests.sync_server.console.consoles import LOGINS, a_console

NAMES = ["Chenda", "ចិន្តា"]
SHOWN = {  # role: its first page; a page that is another role's alone
    "worker": ("/today", "/users"),
    "supervisor": ("/overview", "/jobs"),
    "coordinator": ("/overview", "/jobs"),
    "administrator": ("/users", "/cases"),
    "auditor": ("/audit", "/cases"),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory, sqlite_template):
    """(console, its address): two cases, one of which two people answered differently."""
    import shutil

    folder = tmp_path_factory.mktemp("console")
    for line in ("records", "keyset"):
        shutil.copy(sqlite_template / f"{line}.db", folder / f"{line}.db")
    urls = StoreUrls("sqlite", f"sqlite:///{folder / 'records.db'}", f"sqlite:///{folder / 'keyset.db'}", None)
    with a_console(folder, urls) as console, served(console.app) as address:
        console.town.saved_case("sokha")
        console.town.saved_case("dara")
        yield console, address


def pages_of(console, role):
    """The addresses without parameters that this role may open, but those that are no page."""
    for rule in sorted(console.app.url_map.iter_rules(), key=lambda one: one.rule):
        is_page = "GET" in rule.methods and not rule.arguments and not rule.endpoint.startswith(OUTSIDE)
        if is_page and rule.endpoint not in EVERYBODY and ROLE_OF[role] in RIGHTS[action_of(rule.endpoint)]:
            yield rule.rule


@pytest.mark.parametrize(("role", "language"), [("coordinator", "km"), ("administrator", "en"), ("auditor", "km")])
def test_every_page_holds_what_every_page_must(browser, place, role, language):
    console, address = place
    enter(browser, console, address, role, language=language)
    seen = 0
    for path in pages_of(console, role):
        leave(browser, lambda path=path: browser.get(address + path))
        if browser.execute_script("return document.contentType") != "text/html":
            continue
        assert browser.find_elements(By.CSS_SELECTOR, "main h1"), path
        check_page(browser, names=NAMES)
        picture(browser, f"console{path.replace('/', '-')}.{language}")
        seen += 1
    assert seen >= 3


@pytest.mark.parametrize("role", SHOWN)
def test_each_role_has_its_first_page_and_not_that_of_another(browser, place, role):
    console, address = place
    enter(browser, console, address, role)
    browser.get(address + "/")
    first, other = SHOWN[role]
    assert browser.current_url == address + first
    links = {one.get_attribute("href") for one in browser.find_elements(By.CSS_SELECTOR, "nav a")}
    assert address + first in links
    assert address + other not in links
    browser.get(address + other)
    assert "There is nothing here for you." in browser.find_element(By.TAG_NAME, "main").text


def test_signing_in_by_hand_and_leaving_empties_the_page(browser, place):
    console, address = place
    secret = give_credentials(console, "supervisor")
    browser.delete_all_cookies()
    browser.get(address + "/cases")
    assert "/sign-in" in browser.current_url
    check_page(browser)
    picture(browser, "console-sign-in.en")
    sign_in(browser, console, address, "supervisor", secret)
    browser.get(address + "/cases")
    check_page(browser, names=NAMES)
    leave(browser, browser.find_element(By.CSS_SELECTOR, "#lock button").click)
    until(browser, lambda b: b.find_elements(By.ID, "login"))
    browser.back()
    until(browser, lambda b: b.find_elements(By.ID, "login"))
    assert "Chenda" not in browser.page_source


def test_an_unknown_user_reads_the_same_words(browser, place):
    console, address = place
    give_credentials(console, "colleague")
    said = []
    for login in (LOGINS["colleague"], "nobody"):
        browser.delete_all_cookies()
        browser.get(address + "/sign-in")
        browser.find_element(By.ID, "login").send_keys(login)
        box = browser.find_element(By.ID, "passphrase")
        box.send_keys(PASSPHRASE + " not")
        leave(browser, box.submit)
        said.append(until(browser, lambda b: b.find_element(By.CLASS_NAME, "govuk-error-summary")).text)
    assert said[0] == said[1]
    browser.get_log("browser")


@pytest.mark.parametrize(
    "size", [(1366, 768, 1.0), (1093, 490, 1.25), (342, 800, 1.0)], ids=["plain", "125 %", "phone"]
)
def test_the_overview_and_the_queue_never_scroll_sideways(browser, place, size):
    console, address = place
    enter(browser, console, address, "coordinator", language="km")
    width, height, scale = size
    look_at(browser, width=width, height=height, scale=scale)
    try:
        for path in ("/overview", "/review", "/workload", "/cases"):
            browser.get(address + path)
            check_no_sideways_scrolling(browser)
    finally:
        look_at(browser, width=1366, height=768)
