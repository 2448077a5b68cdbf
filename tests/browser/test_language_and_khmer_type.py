"""Khmer is whole: every letter from our own font, none cut off by its line, nothing spread, raised or slanted."""

import shutil
import subprocess

import pytest
from selenium.webdriver.common.by import By

from tests.browser.chromium import look_at
from tests.browser.serving import served
from tests.casework.web.gallery import make_gallery

FONT = "Noto Sans Khmer"
HALF_A_PIXEL = 0.5
_ALL_TEXT = """
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
const pen = document.createElement("canvas").getContext("2d");
const unseen = ["SCRIPT", "STYLE", "NOSCRIPT", "OPTION"];
while (walker.nextNode()) {
  const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
  if (!text || !element.getClientRects().length || unseen.includes(element.tagName)) continue;
  if (element.closest(".govuk-visually-hidden, .govuk-skip-link")) continue;
  const style = getComputedStyle(element);
  pen.font = `${style.fontWeight} ${style.fontSize} "Noto Sans Khmer"`;
  const ink = pen.measureText(text);
  found.push({
    text, tag: element.tagName, spacing: style.letterSpacing, transform: style.textTransform, slant: style.fontStyle,
    align: style.textAlign, synthesis: style.fontSynthesisWeight + style.fontSynthesisStyle, family: style.fontFamily,
    size: parseFloat(style.fontSize), line: parseFloat(style.lineHeight),
    ink: ink.actualBoundingBoxAscent + ink.actualBoundingBoxDescent,
    cut: style.overflow !== "visible" && element.scrollHeight > element.clientHeight + 1,
  });
}
return found;
"""


@pytest.fixture(scope="module")
def root():
    with served(make_gallery(), host="127.71.0.3") as address:
        yield f"{address}/~gallery/"


@pytest.fixture(params=["en", "km"])
def texts(request, browser, root):
    look_at(browser, width=1366, height=768)
    browser.get(f"{root}?language={request.param}")
    browser.execute_async_script("document.fonts.ready.then(arguments[arguments.length - 1])")
    return browser.execute_script(_ALL_TEXT)


def test_the_machine_of_the_tests_has_no_khmer_font_of_its_own():
    if shutil.which("fc-list"):
        assert subprocess.run(["fc-list", ":lang=km"], capture_output=True, text=True, check=True).stdout == ""


def test_every_letter_comes_from_our_own_font(browser, root):
    browser.get(f"{root}?language=km")
    browser.execute_async_script("document.fonts.ready.then(arguments[arguments.length - 1])")
    browser.execute_cdp_cmd("DOM.enable", {})
    browser.execute_cdp_cmd("CSS.enable", {})
    document = browser.execute_cdp_cmd("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    found = browser.execute_cdp_cmd("DOM.querySelectorAll", {"nodeId": document, "selector": "body *"})["nodeIds"]
    strangers = {}
    for node in found:
        for font in browser.execute_cdp_cmd("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
            if not font["isCustomFont"] or not font["familyName"].startswith(FONT):
                html = browser.execute_cdp_cmd("DOM.getOuterHTML", {"nodeId": node})["outerHTML"]
                strangers.setdefault(font["familyName"], html[:160])
    assert not strangers, strangers


def test_nothing_is_spread_raised_slanted_or_justified(texts):
    wrong = [
        text
        for text in texts
        if text["spacing"] not in ("normal", "0px")
        or text["transform"] != "none"
        or text["slant"] != "normal"
        or text["align"] == "justify"
        or text["synthesis"] != "nonenone"
        or not text["family"].startswith(f'"{FONT}"')
    ]
    assert not wrong, wrong


def test_no_letter_is_cut_off_and_the_ink_of_a_line_stays_in_its_box(texts):
    assert not [text for text in texts if text["cut"]]
    tight = [text for text in texts if text["ink"] > text["line"] + HALF_A_PIXEL]
    assert not tight, tight


def test_nothing_is_smaller_than_16_px(texts):
    small = [text for text in texts if text["size"] < 16]
    assert not small, small


def test_a_missing_font_is_noticed(browser, root):
    """The check above can fail: a letter that our font lacks comes from another."""
    browser.get(f"{root}?language=en")
    browser.execute_script("document.querySelector('h1').textContent = '漢'")
    look = browser.find_element(By.TAG_NAME, "h1")
    browser.execute_cdp_cmd("DOM.enable", {})
    browser.execute_cdp_cmd("CSS.enable", {})
    root_node = browser.execute_cdp_cmd("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    node = browser.execute_cdp_cmd("DOM.querySelector", {"nodeId": root_node, "selector": "h1"})["nodeId"]
    fonts = browser.execute_cdp_cmd("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert look.text == "漢" and not any(font["isCustomFont"] for font in fonts)
