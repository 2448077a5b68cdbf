"""One working day in a real browser: the morning's list, three visits, a family found, an answer corrected, and in the
evening sending over a line that breaks. Each page is checked on the way, and pictured in both languages.
"""

import re
from datetime import timedelta

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from casework.invented.people import invented_dossier, invented_inquiry
from tests.browser.checks import IS_TAKEN, check_no_sideways_scrolling, check_page, picture
from tests.browser.chromium import look_at
from tests.browser.hands import press, until
from tests.browser.whole_program import whole
from tests.casework.web.desks import PLACES
from tests.casework.web.tracing_town import a_consent
from tests.field_client.sync.laptops import save

__all__ = ["whole"]
CASES, VISITS = 12, 3
NARROW = {"width": 1093, "height": 490, "scale": 1.25}


@pytest.fixture(scope="module")
def caseload(whole):
    """A believable caseload, and an inquiry by the family of the last case; gives (case homes, the inquiry)."""
    laptop, tools = whole.laptop, whole.made.field.tools
    person = laptop.book.person
    whole.made.field.clock.now += int(timedelta(days=365).total_seconds() * 1000)
    known = {"worker": person.worker, "office": person.office, "today": tools.today(), "next_id": tools.new_id}
    homes = []
    for seed in range(CASES):
        edits = invented_dossier(seed, places=PLACES, **known)
        save(laptop, *edits)
        homes.append(edits[0].home)
    (inquiry,) = invented_inquiry(CASES - 1, places=PLACES, **known)
    save(laptop, inquiry, a_consent(inquiry.home, "tracing"))
    return homes, inquiry.home


@pytest.fixture
def hands(browser, whole, caseload):
    look_at(browser, width=1366, height=768)
    whole.let_in(browser)
    return Hands(browser, whole)


class Hands:
    """The worker at her laptop."""

    def __init__(self, browser, whole):
        self.browser, self.whole = browser, whole

    def open(self, path, name=""):
        self.browser.get(self.whole.root + path)
        check_page(self.browser, names=["sokha"])
        if name:
            self.pictures(name)

    def pictures(self, name):
        """The page as it is open now, on `make screens`: whole in English, the first screenful at 125 % in Khmer."""
        if not IS_TAKEN:
            return
        picture(self.browser, f"day-{name}.en")
        self.whole.made.program.shell.write(language="km")
        look_at(self.browser, **NARROW)
        self.browser.refresh()
        check_page(self.browser, names=["sokha"])
        check_no_sideways_scrolling(self.browser)
        picture(self.browser, f"day-{name}.km", whole=False)
        self.whole.made.program.shell.write(language="en")
        look_at(self.browser, width=1366, height=768)
        self.browser.refresh()

    def choose(self, name, value):
        box = self.browser.find_element(By.CSS_SELECTOR, f"input[name='{name}'][value='{value}']")
        self.browser.find_element(By.CSS_SELECTOR, f"label[for='{box.get_attribute('id')}']").click()

    @property
    def words(self):
        return self.browser.find_element(By.TAG_NAME, "main").text


def test_the_morning_list_and_the_route(hands):
    hands.open("/today", "1-today")
    assert re.search(r"Overdue visits|Due now and in the next 7 days", hands.words)
    places = Select(hands.browser.find_element(By.ID, "village"))
    assert len(places.options) > 2
    press(hands.browser, "button[formaction$='/today/route']")
    assert hands.browser.find_elements(By.CSS_SELECTOR, "[data-print]")
    check_page(hands.browser, names=["sokha"])


def test_three_visits_from_the_row_of_today(hands, whole, caseload):
    held = count(whole, caseload)
    for number in range(VISITS):
        hands.open("/today")
        press(hands.browser, "a[href$='/visit/new']")
        if number == 0:
            hands.pictures("2-visit")
        for name, value in (("seen", "yes"), ("safety", "safe"), ("re_trafficking", "none")):
            hands.choose(name, value)
        press(hands.browser, "button[data-save]")
        until(hands.browser, lambda b: "/visit/saved/" in b.current_url)
        check_page(hands.browser, names=["sokha"])
        assert "Saved on this laptop at" in hands.words
    assert count(whole, caseload) == held + VISITS
    assert f"{VISITS + held} visits not yet received" in hands.browser.find_element(By.ID, "strip").text


def test_a_family_is_found_and_a_step_proposed(hands, caseload):
    homes, inquiry = caseload
    hands.open(f"/tracing/{inquiry}")
    press(hands.browser, "a[href$='/candidates']")
    hands.pictures("3-candidates")
    assert "A possible match is not proof. Check with both sides." in hands.words
    press(hands.browser, f"a[href$='/candidates/{homes[-1]}']")
    check_page(hands.browser, names=["sokha"])
    press(hands.browser, "main button[value='start']:not([tabindex])")
    assert "A worker proposes: Start verification" in hands.words


def test_an_answer_is_corrected_and_its_history_kept(hands, whole, caseload):
    case = caseload[0][0]
    hands.open(f"/cases/{case}", "4-case")
    hands.open(f"/cases/{case}/case/{case}/edit")
    box = hands.browser.find_element(By.ID, "nickname")
    if not box.is_displayed():
        hands.browser.execute_script("arguments[0].closest('details').open = true", box)
    box.clear()
    box.send_keys("Srey Touch")
    press(hands.browser, "button[data-save]")
    assert whole.laptop.book.open(case).values["nickname"] == "Srey Touch"
    hands.open(f"/records/{case}/history", "5-history")
    assert "Srey Touch" in hands.words


def test_in_the_evening_all_is_sent_over_a_bad_line(hands, whole):
    for where in ({"lose_request": True}, {"reply_bytes": 60}, {"lose_reply": True}):
        with whole.cut(**where):
            send(hands, whole)
        assert "Nothing was lost" in hands.words or "nothing was lost" in hands.words
    hands.pictures("6-evening")
    send(hands, whole)
    assert "Everything has been received." in hands.words
    assert whole.laptop.store.outbox.waiting_anywhere() == 0
    hands.pictures("7-received")


def send(hands, whole):
    hands.open("/sync")
    press(hands.browser, "#progress form button")
    until(hands.browser, lambda _b: not whole.made.program.sending.is_running)
    hands.open("/sync")


def count(whole, caseload):
    dossiers = (whole.laptop.book.dossier(home) for home in caseload[0])
    return sum(len(list(dossier.of_kind("visit"))) for dossier in dossiers)
