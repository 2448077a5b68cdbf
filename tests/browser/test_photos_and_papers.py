"""A photo is added by file: the warning about consent, thumbnail, picture, paper; nothing lies in the clear."""

import base64
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from selenium.webdriver.common.by import By

from tests.browser.checks import check_no_sideways_scrolling, check_page, picture
from tests.browser.hands import press, until
from tests.browser.whole_program import whole
from tests.builders.pictures import CANARY, a_photo
from tests.builders.records import a_case, an_edit
from tests.field_client.sync.laptops import save

__all__ = ["whole"]
NAMES = ("sokha", "Sok", "Chenda")
WIDTH = "return arguments[0].complete && arguments[0].naturalWidth"


@pytest.fixture(autouse=True)
def _in(browser, whole):
    whole.let_in(browser)


@pytest.fixture
def case(whole) -> str:
    edit = a_case(worker=whole.laptop.book.person)
    save(whole.laptop, edit)
    return edit.record


def add(browser, file: Path) -> None:
    browser.find_element(By.ID, "file").send_keys(str(file))
    press(browser, "#add-file button")


def test_a_photo_is_added_by_file_seen_small_and_large_and_printed(browser, whole, case, tmp_path):
    (tmp_path / "IMG_2231.jpg").write_bytes(a_photo(1600, 1200))
    browser.get(f"{whole.root}/cases/{case}/files")
    words = browser.find_element(By.TAG_NAME, "main").text
    assert "No photos or papers." in words and "No consent to photos is in force." in words
    check_page(browser, names=NAMES)
    add(browser, tmp_path / "IMG_2231.jpg")
    assert "Place information was removed." in browser.find_element(By.TAG_NAME, "main").text
    shown = browser.find_element(By.CSS_SELECTOR, "main img")
    assert browser.execute_script(WIDTH, shown) == 320
    check_page(browser, names=NAMES)
    picture(browser, "file-added.en")
    browser.find_element(By.NAME, "caption").send_keys("At the market")
    press(browser, "button[data-save]")
    words = browser.find_element(By.TAG_NAME, "main").text
    assert "At the market" in words and "On this laptop, not sent yet" in words
    assert "Photo: no consent in force" in words
    assert browser.execute_script(WIDTH, browser.find_element(By.CSS_SELECTOR, "main img")) == 320
    check_page(browser, names=NAMES)
    check_no_sideways_scrolling(browser)
    picture(browser, "files.en")
    press(browser, "At the market", by=By.LINK_TEXT)
    assert browser.execute_script(WIDTH, browser.find_element(By.CSS_SELECTOR, "main img")) == 1600
    check_page(browser, names=NAMES)
    picture(browser, "file.en")
    press(browser, "Print", by=By.LINK_TEXT)
    check_page(browser, names=NAMES)
    press(browser, "button[value=print]")
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "[data-print]"))
    paper = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {})["data"])
    (sheet,) = PdfReader(BytesIO(paper)).pages
    number = whole.laptop.book.open(case).values["case_number"]
    assert number in sheet.extract_text() and "Chenda" not in sheet.extract_text() and len(sheet.images) == 1
    folder = whole.laptop.config.data
    assert not [path for path in folder.rglob("*") if path.is_file() and CANARY in path.read_bytes()]


def test_the_photo_stands_beside_the_name_and_the_refusals_are_told_in_khmer(browser, whole, case, tmp_path):
    values = {"purpose": "photo", "decision": "given", "decided_on": "2025-11-01", "given_by": "authority"}
    consent = an_edit("consent", {**values, "child_assent": "yes", "evidence": "signature"}, home=case)
    save(whole.laptop, consent)
    (tmp_path / "face.png").write_bytes(a_photo(form="PNG"))
    (tmp_path / "large.pdf").write_bytes(b"%PDF-" + bytes(13 * 1024 * 1024))
    (tmp_path / "program.jpg").write_bytes(b"MZ no picture")
    browser.get(f"{whole.root}/cases/{case}/files")
    add(browser, tmp_path / "face.png")
    press(browser, "button[data-save]")
    press(browser, "main .hw-row__title a")
    press(browser, "form[action$='/use'] button")
    browser.get(f"{whole.root}/cases/{case}")
    assert browser.execute_script(WIDTH, browser.find_element(By.CSS_SELECTOR, "main img")) == 320
    check_page(browser, names=NAMES)
    picture(browser, "case-photo.en")
    press(browser, "button[name=language][value=km]")
    browser.get(f"{whole.root}/cases/{case}/files")
    check_page(browser, names=NAMES)
    picture(browser, "files.km")
    add(browser, tmp_path / "program.jpg")
    assert "មិនអាចរក្សាទុកឯកសារប្រភេទនេះបានទេ។" in browser.find_element(By.TAG_NAME, "main").text
    check_page(browser, names=NAMES)
    add(browser, tmp_path / "large.pdf")
    assert "ឯកសារធំជាង 10 MB។" in browser.find_element(By.TAG_NAME, "main").text
