"""In a real browser: an inquiry, candidates with reasons, a proposal, hidden answers, two signatures, the gate."""

from threading import Lock

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from tests.browser.checks import check_no_sideways_scrolling, check_page, picture
from tests.browser.chromium import look_at
from tests.browser.hands import press
from tests.browser.serving import served
from tests.builders.records import SUPERVISOR, WORKER
from tests.casework.web.desks import PREFIX
from tests.casework.web.tracing_town import AUNT, CASE, COLLEAGUE, INQUIRY, VERIFY, a_tracing_town, is_now, the

NAMES = ("Sok", "Chenda", "សុខ", "ចិន្តា", "Chan")
CANDIDATES = f"/tracing/{INQUIRY}/candidates"
RETURN = f"/cases/{CASE}/reunification"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """An office's laptop with a case and an inquiry about one person."""
    return a_tracing_town(tmp_path_factory.mktemp("laptop"))


@pytest.fixture(scope="module")
def root(desk):
    """The pages over HTTP; one request at a time, as the laptop's store is used."""
    lock = Lock()

    def application(environ, start_response):
        with lock:
            return list(desk.app.wsgi_app(environ, start_response))

    with served(application, host="127.24.9.3") as address:
        yield address + PREFIX


class Hands:
    """One person's hands on the browser: open, choose, type, press; every page is checked on the way."""

    def __init__(self, browser, desk, root) -> None:
        self.browser, self.desk, self.root = browser, desk, root

    def become(self, person) -> None:
        self.desk.become(person)

    def open(self, path, name="") -> None:
        """A page in the language that is set; one with a name in both, English last."""
        if name:
            return self.picture(path, name)
        self.browser.get(self.root + path)
        self.check()
        return None

    def check(self) -> None:
        check_page(self.browser, names=NAMES)
        check_no_sideways_scrolling(self.browser)

    def picture(self, path, name) -> None:
        for language in ("km", "en"):
            self.desk.language[0] = language
            self.browser.get(self.root + path)
            self.check()
            picture(self.browser, f"{name}.{language}")

    @property
    def words(self) -> str:
        return self.browser.find_element(By.TAG_NAME, "main").text

    def choose(self, *labels) -> None:
        for anchor in labels:
            self.browser.find_element(By.CSS_SELECTOR, f"label[for='{anchor}']").click()

    def type(self, field, text) -> None:
        box = self.browser.find_element(By.ID, field)
        box.clear()
        box.send_keys(text)

    def press(self, value) -> None:
        press(self.browser, f"main button[value='{value}']:not([tabindex])")

    def pick(self, name, value) -> None:
        """Chooses an answer, however its question is asked."""
        lists = self.browser.find_elements(By.CSS_SELECTOR, f"select[name='{name}']")
        if lists:
            return Select(lists[0]).select_by_value(value)
        box = self.browser.find_element(By.CSS_SELECTOR, f"input[name='{name}'][value='{value}']")
        self.browser.find_element(By.CSS_SELECTOR, f"label[for='{box.get_attribute('id')}']").click()
        return None


@pytest.fixture
def hands(browser, desk, root):
    """The browser in somebody's hands, in English."""
    look_at(browser, width=1366, height=768)
    desk.language[0] = "en"
    return Hands(browser, desk, root)


def test_a_worker_proposes_from_the_candidates_with_their_reasons(hands, desk):
    hands.become(WORKER)
    hands.open("/tracing", "tracing")
    hands.open(f"/tracing/{INQUIRY}", "inquiry")
    hands.open(CANDIDATES, "candidates")
    assert "A possible match is not proof. Check with both sides." in hands.words
    hands.browser.find_element(By.CSS_SELECTOR, "details summary").click()
    assert "strong" in hands.words
    hands.open(f"{CANDIDATES}/{CASE}", "possible-match")
    hands.press("start")
    assert "A worker proposes: Start verification" in hands.words
    assert is_now(desk, "match", "state") == "proposed"


def test_a_supervisor_starts_the_verification(hands, desk):
    hands.become(SUPERVISOR)
    hands.open(f"{CANDIDATES}/{CASE}")
    hands.press("start")
    assert "Two signatures by two people" in hands.words
    assert is_now(desk, "match", "state") == "under_verification"


def test_answers_are_hidden_until_both_sides_have_given_theirs(hands):
    hands.become(WORKER)
    hands.open(f"{VERIFY}/person")
    hands.type("beneficiary_answers", "a house by the pagoda")
    hands.press("save")
    assert "a house by the pagoda" in hands.words
    hands.become(COLLEAGUE)
    hands.open(VERIFY, "verification-hidden")
    assert "a house by the pagoda" not in hands.browser.page_source
    assert "Recorded, hidden" in hands.words
    hands.open(f"{VERIFY}/family")
    hands.type("family_answers", "our house by the pagoda")
    hands.press("save")
    assert "a house by the pagoda" in hands.words and "our house by the pagoda" in hands.words


def test_two_people_sign_what_both_sides_told(hands, desk):
    hands.become(WORKER)
    hands.open(f"{VERIFY}/facts", "verification-facts")
    hands.pick("interviewed_apart", "yes")
    for fact in ("names_of_parents", "siblings", "photo"):
        hands.pick("facts_checked", fact)
    hands.press("save")
    answers = {
        "recognition": {"beneficiary_recognises": "yes", "family_recognises": "yes"},
        "safety": {"complicity_check": "cleared", "home_safety": "safe"},
        "wishes": {"beneficiary_wish": "yes", "family_willing": "yes"},
        "result": {"result": "verified"},
    }
    for task, chosen in answers.items():
        hands.open(f"{VERIFY}/{task}")
        for name, value in chosen.items():
            hands.pick(name, value)
        hands.press("save")
    hands.open(f"{VERIFY}/sign/first", "verification-sign")
    hands.press("sign")
    assert "Signed" in hands.words
    hands.become(SUPERVISOR)
    hands.open(f"{VERIFY}/sign/second")
    hands.press("sign")
    hands.open(VERIFY, "verification")
    hands.open(f"{VERIFY}/decide/confirm", "verification-confirm")
    hands.press("save")
    assert is_now(desk, "match", "state") == "confirmed"


def test_the_gate_refuses_and_names_what_is_missing_then_opens(hands, desk):
    hands.become(WORKER)
    hands.open(f"{RETURN}/plan", "return-plan")
    hands.press("next")
    hands.press("next")
    for part, text in (("day", "1"), ("month", "12"), ("year", "2026")):
        hands.type(f"planned_on-{part}", text)
    hands.press("next")
    hands.press("next")
    hands.check()
    assert "Check your answers" in hands.words
    hands.press("save")
    assert "A supervisor or coordinator approves the return first." in hands.words
    assert not hands.browser.find_elements(By.LINK_TEXT, "Record that it took place")
    base = f"{RETURN}/{the(desk, 'reunification').record_id}"
    hands.open(f"{base}/part/household", "return-household")
    hands.type("to_place", "Battambang province")
    hands.press("next")
    if "With whom?" not in hands.words:  # the place is asked once more where its name fits several
        hands.choose("to_place-code-1")
        hands.press("next")
    hands.pick("to_member", AUNT)
    hands.press("next")
    hands.pick("care_arrangement", "kinship_care")
    hands.press("next")
    hands.press("save")
    hands.press("ask")
    hands.open(RETURN, "return-refused")
    hands.become(SUPERVISOR)
    hands.open(RETURN)
    hands.press("approve")
    hands.become(WORKER)
    hands.open(RETURN, "return-open")
    press(hands.browser, "Record that it took place", by=By.LINK_TEXT)
    hands.check()
    hands.press("next")
    hands.check()
    hands.press("save")
    assert is_now(desk, "reunification", "state") == "done" and is_now(desk, "match", "state") == "reunited"
    hands.open(f"/cases/{CASE}/stage", "stage")
    hands.open(f"/tracing/{INQUIRY}")
    assert "Reunified" in hands.words


def test_pages_reflow_at_320_pixels_and_at_125_per_cent(hands, desk, browser):
    hands.become(SUPERVISOR)
    desk.language[0] = "km"
    for width, height in ((320, 640), (1093, 490)):
        look_at(browser, width=width, height=height)
        for path in ("/tracing", f"/tracing/{INQUIRY}", f"{CANDIDATES}", VERIFY, RETURN, f"/cases/{CASE}/stage"):
            hands.open(path)
    look_at(browser, width=1366, height=768)
