"""A question of the reviewer reaches the worker's Today; her answer brings the line back, and deciding settles it."""

import pytest
from selenium.webdriver.common.by import By

from tests.browser.checks import check_page, picture
from tests.browser.console_stage import NAMES
from tests.browser.hands import leave, press
from tests.browser.whole_program import a_whole_program
from tests.builders.records import a_case, changed
from tests.field_client.sync.laptops import enrol_field, save

QUESTION = "Which name does she use at home?"


@pytest.fixture
def sokha(stage, tmp_path):
    """Her laptop, the whole program, open."""
    place = enrol_field(stage.console.town.central, tmp_path, "sokha")
    with a_whole_program(place, stage.console.town.central, host="127.24.9.44") as program:
        yield program


def test_the_question_reaches_today_and_the_answer_settles_the_line(stage, sokha, browser):
    console = stage.console
    case = a_case(worker=sokha.laptop.book.person, nickname="Ra", case_number="BTB-26-K1-2")
    save(sokha.laptop, case)
    sokha.sync()
    chenda = console.town.laptop("chenda")
    chenda.settle()
    chenda.change(case.record, {"nickname": "Pov"})
    chenda.exchange()
    save(sokha.laptop, changed(case, sokha.laptop.book.open(case.record).seen, {"nickname": "Mao"}))
    sokha.sync()

    stage.opens("coordinator", f"/review/{case.record}/ask/nickname", language="km", shot="console-ask-the-worker")
    stage.opens("coordinator", f"/review/{case.record}/ask/nickname")
    assert "The worker is asked" in stage.presses("Send the question", text=QUESTION)
    assert "BTB-26-K1-2" in stage.opens("coordinator", "/review?state=asked")

    sokha.sync()
    sokha.let_in(browser)
    browser.get(f"{sokha.root}/today")
    assert QUESTION in browser.find_element(By.TAG_NAME, "main").text
    check_page(browser, names=NAMES)
    picture(browser, "today-question.en")
    leave(browser, browser.find_element(By.PARTIAL_LINK_TEXT, QUESTION[:20]).click)
    browser.find_element(By.CSS_SELECTOR, "main textarea").send_keys("Mao, at home and at school")
    press(browser, "main form button.govuk-button:not(.govuk-button--secondary):not(.govuk-visually-hidden)")
    check_page(browser, names=NAMES)
    sokha.sync()

    assert "BTB-26-K1-2" in stage.opens("coordinator", "/review?state=answered")
    words = stage.opens("coordinator", f"/review/{case.record}/nickname", shot="console-answered")
    assert "The worker has answered" in words and "Mao, at home and at school" in words
    browser.find_element(By.XPATH, "//main//label[contains(., 'Mao')]").click()
    stage.presses("Continue")
    stage.presses("Continue", _why="worker", _reason="she answered")
    assert "The decision is saved." in stage.presses("Use this answer")
    assert "BTB-26-K1-2" not in stage.opens("coordinator", "/review")
    sokha.sync()
    assert sokha.laptop.book.open(case.record).values["nickname"] == "Mao"
