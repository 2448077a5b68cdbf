"""The line is cut at ten points: no page says that anything was lost, the count falls by receipts alone, it resumes."""

import pytest
from selenium.webdriver.common.by import By

from tests.browser.checks import check_page, picture
from tests.browser.hands import press, until
from tests.browser.whole_program import whole
from tests.builders.records import a_case, a_visit
from tests.field_client.sync.laptops import save

__all__ = ["whole"]
VISITS = 3
CUTS = (
    {"lose_request": True},
    {"lose_request": True, "sound": 1},
    *({"reply_bytes": bytes} for bytes in (0, 1, 20, 90, 200, 400)),
    {"lose_reply": True},
    {"lose_reply": True, "sound": 1},
)


@pytest.fixture(autouse=True)
def _in(browser, whole):
    whole.let_in(browser)


def run(browser, whole):
    """Presses the button and waits for the end; the words of the page then, and of the strip."""
    browser.get(whole.root + "/sync")
    press(browser, "#progress form button")
    until(browser, lambda _b: not whole.made.program.sending.is_running)
    browser.get(whole.root + "/sync")
    return browser.find_element(By.TAG_NAME, "main").text, browser.find_element(By.ID, "strip").text


def test_cut_at_ten_points_nothing_is_lost_and_the_count_is_honest(browser, whole):
    case = a_case(worker=whole.laptop.book.person)
    save(whole.laptop, case)
    for _ in range(VISITS):
        save(whole.laptop, a_visit(home=case.record))
    assert len(CUTS) == 10
    for number, where in enumerate(CUTS):
        with whole.cut(**where):
            words, strip = run(browser, whole)
        waiting = whole.laptop.store.outbox.waiting_anywhere()
        said = f"{VISITS} visits not yet received by Phnom Penh" in strip
        assert said is bool(waiting), (where, strip)
        assert "Everything has been received" not in strip if waiting else True
        assert "lost" not in words.lower().replace("nothing was lost", ""), words
        if number == 0:
            check_page(browser, names=["sokha"])
            picture(browser, "sync-no-contact.en")
    words, strip = run(browser, whole)
    assert "Everything has been received by Phnom Penh" in strip
    assert "Everything has been received." in words
    check_page(browser, names=["sokha"])
    picture(browser, "sync-received.en")
