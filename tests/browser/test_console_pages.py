"""Every page of the console that needs no record, as the role that has it: no axe violation, a silent console, no
outside request, no name in an address or title.
"""

import pytest
from selenium.webdriver.common.by import By

from sync_server.console.guard import EVERYBODY
from sync_server.services.access import RIGHTS
from tests.browser.checks import check_no_sideways_scrolling, check_page, picture
from tests.browser.chromium import look_at
from tests.browser.console_pages import enter
from tests.browser.hands import leave
from tests.security.test_access_matrix import OUTSIDE, ROLE_OF, action_of

NAMES = ["Chenda", "ចិន្តា"]


@pytest.fixture(scope="module")
def place(stage):
    """(console, its address): two cases."""
    stage.console.town.saved_case("sokha")
    stage.console.town.saved_case("dara")
    return stage.console, stage.address


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
