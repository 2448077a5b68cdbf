"""At every size of window and text the page fits, and what has the focus is never covered."""

import pytest
from selenium.webdriver import Keys
from selenium.webdriver.common.by import By

from tests.browser.checks import check_no_sideways_scrolling
from tests.browser.chromium import look_at
from tests.browser.serving import served
from tests.casework.web.gallery import make_gallery

WINDOWS = {
    "1366x768": (1366, 768, 1.0),
    "125 per cent": (1093, 490, 1.25),
    "320 px": (320, 600, 1.0),
    "400 per cent": (342, 192, 4.0),
}
_COVERED = """
const focused = document.activeElement, box = focused.getBoundingClientRect();
if (!box.width || !box.height) return null;
const y = Math.min(Math.max(box.top + Math.min(box.height, 40) / 2, 0), innerHeight - 1);
const x = Math.min(Math.max(box.left + Math.min(box.width, 40) / 2, 0), innerWidth - 1);
const top = document.elementFromPoint(x, y);
const labels = focused.labels ? [...focused.labels] : [];
const seen = top && [focused, ...labels].some((own) => own.contains(top) || top.contains(own));
return seen ? null : (focused.outerHTML.slice(0, 120) + " under " + (top ? top.outerHTML.slice(0, 120) : "nothing"));
"""


@pytest.fixture(scope="module")
def root():
    with served(make_gallery(), host="127.71.0.2") as address:
        yield f"{address}/~gallery/"


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize("window", WINDOWS)
def test_nothing_scrolls_sideways(browser, root, window, language):
    width, height, scale = WINDOWS[window]
    look_at(browser, width=width, height=height, scale=scale)
    browser.get(f"{root}?language={language}")
    check_no_sideways_scrolling(browser)


@pytest.mark.parametrize("size", [115, 130, 150])
def test_larger_text_is_larger_and_still_fits(browser, root, size):
    look_at(browser, width=1366, height=768)
    browser.get(f"{root}?language=km&size={size}")
    said = browser.find_element(By.TAG_NAME, "body").value_of_css_property("font-size")
    assert float(said.removesuffix("px")) == pytest.approx(18 * size / 100, abs=0.1)
    check_no_sideways_scrolling(browser)


@pytest.mark.parametrize("window", ["1366x768", "125 per cent", "400 per cent"])
def test_what_has_the_focus_is_never_covered(browser, root, window):
    width, height, scale = WINDOWS[window]
    look_at(browser, width=width, height=height, scale=scale)
    browser.get(f"{root}?language=en")
    body = browser.find_element(By.TAG_NAME, "body")
    covered = []
    for _stop in range(45):
        body = browser.switch_to.active_element
        body.send_keys(Keys.TAB)
        covered.append(browser.execute_script(_COVERED))
    assert not [words for words in covered if words], covered
