"""Papers as Chromium prints them: A4, no navigation, the code of the case in the running head, pages numbered."""

import base64
import re
import zlib
from io import BytesIO

import pytest
from pypdf import PdfReader
from selenium.webdriver.common.by import By

from tests.browser.checks import check_page
from tests.browser.hands import leave, until
from tests.browser.test_conference_minutes import AGENCY, CASE, NAMES, desk, new_conference, root  # noqa: F401
from tests.builders.records import a_record_id, a_visit, an_edit

MEDIA_BOX = re.compile(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]")
VISIT, REFERRAL = a_record_id(), a_record_id()


@pytest.fixture(scope="module")
def papers(desk):  # noqa: F811
    """The addresses of every paper, by name."""
    desk.saved(a_visit(home=CASE, record=VISIT, person_says="ខ្ញុំចង់រៀនដេរ"))
    consent = {"purpose": "share_with_provider", "decision": "given", "decided_on": "2026-11-01", "given_by": "person"}
    desk.saved(
        an_edit(
            "consent",
            {**consent, "evidence": "signature", "recipient": AGENCY, "scope": ["identity", "needs"]},
            home=CASE,
        )
    )
    referral = {"provider": AGENCY, "service_type": "vocational_training", "reason": "additional_services"}
    shared = {"urgency": "week", "shared_scope": ["identity", "needs"], "summary": "She sews.", "state": "draft"}
    desk.saved(an_edit("referral", {**referral, **shared}, record=REFERRAL, home=CASE))
    conference = new_conference(desk)
    return {
        "twin-visit": "/papers/visit",
        "twin-intake": "/papers/intake",
        "twin-inquiry": "/papers/inquiry",
        "consent-form": f"/cases/{CASE}/papers/consent",
        "visit-summary": f"/cases/{CASE}/papers/visit/{VISIT}",
        "referral-letter": f"/cases/{CASE}/referrals/{REFERRAL}/letter",
        "minutes": f"{conference}/minutes",
    }


def note_it(browser):
    """Presses the button that notes in the case who prints; a blank paper has none."""
    buttons = browser.find_elements(By.CSS_SELECTOR, "button[value=print]")
    if buttons:
        leave(browser, buttons[0].click)
        until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "[data-print]"))


def sheets_of(pdf):
    """The text of each sheet, without the spaces that the layout makes."""
    return ["".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(pdf)).pages]


def printed(browser):
    """The page as PDF, as Chromium prints it."""
    options = {"preferCSSPageSize": True, "printBackground": True}
    return base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", options)["data"])


def pages_of(pdf):
    whole = pdf + b"".join(_unpacked(pdf))
    return [tuple(float(side) for side in match) for match in MEDIA_BOX.findall(whole)]


def _unpacked(pdf):
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(match[1])
        except zlib.error:
            continue


@pytest.mark.parametrize(
    "name",
    ["twin-visit", "twin-intake", "twin-inquiry", "consent-form", "visit-summary", "referral-letter", "minutes"],
)
def test_paper_is_a4_with_the_code_in_its_head_and_no_navigation(browser, desk, root, papers, name):  # noqa: F811
    desk.language[0] = "en"
    browser.get(root + papers[name])
    check_page(browser, names=NAMES)
    note_it(browser)
    pdf = printed(browser)
    sheets = sheets_of(pdf)
    for number, sheet in enumerate(sheets, start=1):
        assert f"{number}/{len(sheets)}" in sheet, (number, sheet)
        assert "Printedby" in sheet, (number, sheet)
        assert name.startswith("twin") or "PNH-26-K7-7" in sheet, (number, sheet)
    sizes = pages_of(pdf)
    assert sizes
    assert all(abs(width - 595) < 2 and abs(height - 842) < 2 for width, height in sizes), sizes
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    head = browser.find_element(By.CSS_SELECTOR, ".hw-paper-head")
    assert head.is_displayed()
    assert name.startswith("twin") or "PNH-26-K7-7" in head.text
    for frame in (".hw-header", ".hw-footer", ".govuk-back-link", "[data-print]"):
        assert not any(one.is_displayed() for one in browser.find_elements(By.CSS_SELECTOR, frame)), frame
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert not any(one in browser.title for one in NAMES)


def test_a_paper_of_a_case_is_empty_until_its_print_is_noted(browser, desk, root, papers):  # noqa: F811
    desk.language[0] = "en"
    browser.get(root + papers["visit-summary"])
    (sheet,) = sheets_of(printed(browser))
    assert "Thispaperisprintedwiththebuttononitspage." in sheet and "Safe" not in sheet
    note_it(browser)
    assert "Safe" in "".join(sheets_of(printed(browser)))


def test_consent_form_has_a_box_for_a_thumb(browser, desk, root, papers):  # noqa: F811
    browser.get(root + papers["consent-form"])
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    box = browser.find_element(By.CSS_SELECTOR, ".hw-thumbprint").size
    assert round(box["width"] / 96 * 25.4) in (35, 36)
    assert round(box["height"] / 96 * 25.4) in (45, 46)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
