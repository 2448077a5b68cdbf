"""Scripts only make quicker: drafts are kept while typing and on leaving, keys lock and search, idling asks."""

import pytest
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.by import By

from tests.browser.checks import check_page, check_requests
from tests.browser.chromium import look_at
from tests.browser.hands import until
from tests.browser.serving import served
from tests.casework.web.gallery import make_gallery


@pytest.fixture(scope="module")
def gallery():
    app = make_gallery()
    with served(app, host="127.71.0.1") as root:
        yield app, f"{root}/~gallery/"


@pytest.fixture
def heard(gallery):
    app, _root = gallery
    app.extensions["heard"].clear()
    return app.extensions["heard"]


@pytest.fixture
def opened(browser, gallery, heard):
    def open_page(query="?language=en"):
        look_at(browser, width=1366, height=768)
        browser.get(gallery[1] + query)
        return browser

    return open_page


def drafts(heard):
    return [form for name, form in heard if name == "draft"]


@pytest.mark.parametrize("language", ["en", "km"])
def test_every_piece_passes_the_checks_of_a_page(opened, language):
    check_page(opened(f"?language={language}"), names=["Chenda", "ចិន្តា", "Sok", "សុខ"])


def test_a_bare_page_passes_them_too(opened):
    check_page(opened("bare"))


def test_what_is_typed_is_saved_two_seconds_after_the_last_key(opened, heard):
    browser = opened()
    browser.find_element(By.ID, "words").send_keys("ខ្ញុំសុខសប្បាយ")
    until(browser, lambda b: drafts(heard))
    assert drafts(heard)[0]["words"] == ["ខ្ញុំសុខសប្បាយ"] and drafts(heard)[0]["csrf"] == ["token"]
    until(browser, lambda b: "Draft saved" in b.find_element(By.ID, "draft-note").text)
    assert browser.find_element(By.ID, "words").get_property("value") == "ខ្ញុំសុខសប្បាយ"


def test_leaving_a_field_saves_at_once(opened, heard):
    browser = opened()
    browser.find_element(By.ID, "phone").send_keys("012", Keys.TAB)
    until(browser, lambda b: drafts(heard))
    assert drafts(heard)[0]["phone"] == ["012"]


def test_leaving_the_page_saves_what_was_not_saved_yet(opened, heard, gallery):
    browser = opened()
    browser.find_element(By.ID, "words").send_keys("half a sen")
    browser.get(gallery[1] + "bare")
    until(browser, lambda b: drafts(heard))
    assert drafts(heard)[-1]["words"] == ["half a sen"] and drafts(heard)[-1]["_do"] == ["draft"]


def test_a_draft_that_could_not_be_saved_is_said_and_the_text_stays(opened, heard):
    browser = opened("?language=en&failing=507")
    box = browser.find_element(By.ID, "phone")
    box.send_keys("012", Keys.TAB)
    until(browser, lambda b: "could not be saved" in b.find_element(By.ID, "draft-note").text)
    assert box.get_property("value") == "012"


def test_ctrl_s_saves_the_draft(opened, heard):
    browser = opened()
    browser.find_element(By.ID, "words").send_keys("a", Keys.CONTROL, "s")
    until(browser, lambda b: drafts(heard))


def test_shift_three_times_hides_and_locks(opened, heard):
    browser = opened()
    ActionChains(browser).key_down(Keys.SHIFT).key_up(Keys.SHIFT).key_down(Keys.SHIFT).key_up(Keys.SHIFT).perform()
    assert not heard
    ActionChains(browser).key_down(Keys.SHIFT).key_up(Keys.SHIFT).perform()
    until(browser, lambda b: b.title == "lock")
    assert ("lock", {"csrf": ["token"]}) in heard


def test_a_question_asked_in_one_case_only_waits_until_it_holds_and_never_hides_an_answer(opened):
    browser = opened()
    why, box = browser.find_element(By.ID, "why"), browser.find_element(By.ID, "reason_not_seen")
    yes, no = browser.find_element(By.ID, "seen"), browser.find_element(By.ID, "seen-2")
    assert not why.is_displayed()
    browser.execute_script("arguments[0].click()", no)
    assert why.is_displayed()
    browser.execute_script("arguments[0].click()", yes)
    assert not why.is_displayed()
    browser.execute_script("arguments[0].click()", no)
    box.send_keys("moved away")
    browser.execute_script("arguments[0].click()", yes)
    assert why.is_displayed(), "what was typed stays in sight"


def test_capital_letters_do_not_lock(opened, heard):
    browser = opened()
    browser.find_element(By.ID, "phone").send_keys("ABC DEF")
    assert not [name for name, _form in heard if name == "lock"]


def test_f2_leads_to_the_search(opened):
    browser = opened()
    ActionChains(browser).send_keys(Keys.F2).perform()
    until(browser, lambda b: b.title == "search")


def test_idling_asks_before_it_locks_and_stay_open_tells_the_program(opened, heard):
    browser = opened("?language=en&idle=61")
    dialog = browser.find_element(By.ID, "idle")
    until(browser, lambda b: dialog.get_property("open"))
    assert "Your text is saved" in dialog.text
    dialog.find_element(By.CSS_SELECTOR, "[data-idle-stay]").click()
    until(browser, lambda b: [name for name, _form in heard if name == "alive"])
    assert not dialog.get_property("open") and browser.title != "locked"


def test_idling_to_the_end_leads_to_the_locked_page(opened):
    browser = opened("?language=en&idle=2")
    until(browser, lambda b: b.title == "locked")


def test_a_program_that_locked_itself_meanwhile_empties_the_page(opened):
    browser = opened("?language=en&failing=423")
    browser.find_element(By.ID, "phone").send_keys("012", Keys.TAB)
    until(browser, lambda b: b.title == "locked")


def test_the_strip_is_asked_for_again_and_answers_alone(opened):
    browser = opened("?language=en&poll=1")
    first = browser.find_element(By.ID, "strip")
    until(browser, lambda b: b.find_element(By.ID, "strip") != first)
    assert len(browser.find_elements(By.CSS_SELECTOR, "#strip .hw-strip__line")) == 3
    check_requests(browser, browser.execute_script("return location.origin"))


def test_without_scripts_the_same_page_says_how_text_is_kept(browser_without_scripts, gallery):
    browser = browser_without_scripts
    browser.get(gallery[1] + "?language=en")
    assert "Without JavaScript your text is saved" in browser.find_element(By.TAG_NAME, "main").text
    assert browser.find_element(By.CSS_SELECTOR, ".hw-place__box .govuk-button").is_displayed()
    assert browser.find_element(By.ID, "why").is_displayed(), "nothing is hidden where nothing could show it"
    assert browser.find_element(By.CSS_SELECTOR, 'meta[http-equiv="refresh"]')
