"""A bundle is made and saved, read at the console, answered, and the answer read on the laptop: twice, and damaged."""

import re
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from tests.browser.checks import check_page, picture
from tests.browser.console_stage import NAMES
from tests.browser.hands import press, until
from tests.browser.whole_program import a_whole_program
from tests.builders.records import a_case, a_visit
from tests.field_client.sync.laptops import enrol_field, save

NEUTRAL = re.compile(r"homeward-[a-z0-9]{12}\.age")


@pytest.fixture
def sokha(stage, tmp_path):
    """Her laptop, the whole program, open."""
    place = enrol_field(stage.console.town.central, tmp_path, "sokha")
    with a_whole_program(place, stage.console.town.central, host="127.24.9.46") as program:
        yield program


def words(browser) -> str:
    """What the page says."""
    return browser.find_element(By.TAG_NAME, "main").text


def saved_from(browser, folder: Path, selector: str, *, by: str = By.CSS_SELECTOR) -> Path:
    """Presses what saves a file, and waits until it lies in the folder of downloads; its name says nothing."""
    before = set(folder.glob("*.age"))
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    browser.find_element(by, selector).click()
    (found,) = until(browser, lambda _b: set(folder.glob("*.age")) - before)
    assert NEUTRAL.fullmatch(found.name), found.name
    return found


def give(browser, file: Path, button: str) -> None:
    """Chooses a file and presses the button of its form."""
    browser.find_element(By.ID, "file").send_keys(str(file))
    press(browser, f"//button[normalize-space()='{button}']", by=By.XPATH)


def test_a_stick_goes_to_the_office_and_comes_back(stage, sokha, browser, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    case = a_case(worker=sokha.laptop.book.person)
    sokha.sync()
    save(sokha.laptop, case, a_visit(home=case.record))

    sokha.let_in(browser)
    browser.get(f"{sokha.root}/courier")
    assert "2 records wait to be received" in words(browser)
    check_page(browser, names=NAMES)
    press(browser, "//button[normalize-space()='Make a bundle']", by=By.XPATH)
    assert "2 records" in words(browser) and "No receipt yet" in words(browser)
    check_page(browser, names=NAMES)
    picture(browser, "courier.en")
    bundle = saved_from(browser, stick, "#made a")

    stage.opens("supervisor", "/bundles", language="km", shot="console-bundles")
    stage.opens("supervisor", "/bundles")
    give(browser, bundle, "Read a bundle")
    assert "Changes received" in stage.looks(shot="console-bundle.en")
    answer = saved_from(browser, stick, "//button[normalize-space()='Make the answer']", by=By.XPATH)
    stage.opens("supervisor", "/bundles")
    give(browser, bundle, "Read a bundle")
    assert "nothing changed" in stage.looks()
    stage.opens("supervisor", "/bundles", shot="console-bundles")
    give(browser, answer, "Read a bundle")
    assert "still has everything" in stage.looks()

    sokha.let_in(browser)
    browser.get(f"{sokha.root}/courier")
    damaged = stick / "homeward-damaged.age"
    damaged.write_bytes(answer.read_bytes()[:-50])
    give(browser, damaged, "Read it")
    assert "damaged" in words(browser) and "still has everything" in words(browser)
    check_page(browser, names=NAMES)
    give(browser, answer, "Read it")
    assert "has received 2 records of yours" in words(browser)
    check_page(browser, names=NAMES)
    picture(browser, "courier-read.en")
    give(browser, answer, "Read it")
    assert "Already read on" in words(browser) and "nothing changed" in words(browser)
    assert "No receipt yet" not in words(browser)
    sokha.made.post("/settings", {"language": "km", "text_size": "100", "idle_minutes": "5"})
    browser.get(f"{sokha.root}/courier")
    check_page(browser, names=NAMES)
    picture(browser, "courier.km")
