"""Passphrase and code open the console; nothing else does, and nobody learns who has an account."""

import re
from pathlib import Path

import pyotp
import pytest

import sync_server.console
from shared_schema.identifiers import Id
from sync_server.console import cookies
from sync_server.keys.passwords import new_totp_secret, recovery_hashes, seal_totp
from sync_server.services.kept_forms import MOST_BYTES, SECRETS
from sync_server.services.sign_in import _name
from sync_server.store import people
from sync_server.store.kept_forms import find_form
from sync_server.store.sessions import read_failures, sessions_of
from tests.casework.web.desks import APage
from tests.central import BASE
from tests.sync_server.console.consoles import AConsole

PASSPHRASE = "seven lotus boats at dawn"


@pytest.fixture
def vanna(console):
    """Vanna's browser, nobody signed in; she has a passphrase, a second factor and one code for a lost telephone."""
    return ABrowser(console, console.person("coordinator"))


class ABrowser:
    def __init__(self, console: AConsole, person: Id, *, login: str = "vanna") -> None:
        self.console, self.person, self.login = console, person, login
        self.client = console.app.test_client()
        self.secret = new_totp_secret()
        server = console.server
        server.sealing.prepare(["directory"])
        server.database.run(
            lambda tx: people.set_credentials(
                tx,
                person,
                password_hash=server.passwords.hash(PASSPHRASE),
                totp_sealed=seal_totp(server.sealing, person, self.secret),
                recovery_hashes=recovery_hashes(person, ["ABCD-EFGH-JKMN-PQRS"]),
                now_ms=server.clock(),
            )
        )

    def get(self, path):
        return self.client.get(path, base_url=BASE)

    def send(self, path, **fields):
        token = re.search(r'name="csrf" value="(\w+)"', self.get("/sign-in").text)[1]
        return self.client.post(path, base_url=BASE, data={"csrf": token, **fields}, headers={"Origin": BASE})

    def passphrase(self, text=PASSPHRASE, login=None):
        return self.send("/sign-in", login=login or self.login, passphrase=text)

    def digits(self):
        return pyotp.TOTP(self.secret).at(self.console.clock.now_ms // 1000)

    def signs_in(self):
        self.passphrase()
        return self.send("/sign-in/code", code=self.digits())

    def is_in(self):
        return self.get("/").headers["Location"].startswith("/sign-in") is False


def test_passphrase_and_code_open_the_first_page(vanna):
    asked = vanna.passphrase()
    assert asked.headers["Location"] == "/sign-in/code"
    assert not vanna.is_in()  # the passphrase alone opens nothing
    answered = vanna.send("/sign-in/code", code=vanna.digits())
    assert answered.status_code == 303
    assert vanna.is_in()


def test_the_cookie_is_for_this_host_alone_and_for_no_script(vanna):
    held = vanna.signs_in().headers["Set-Cookie"]
    assert held.startswith(cookies.SESSION)
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(held.split("; "))
    assert "Domain" not in held


def test_a_code_counts_once(vanna):
    vanna.signs_in()
    vanna.client.delete_cookie(cookies.SESSION)
    vanna.passphrase()
    assert vanna.send("/sign-in/code", code=vanna.digits()).status_code == 422
    vanna.console.clock.advance(ms=31_000)
    assert vanna.send("/sign-in/code", code=vanna.digits()).status_code == 303


def test_khmer_digits_are_digits(vanna):
    vanna.passphrase()
    khmer = vanna.digits().translate({ord(str(n)): 0x17E0 + n for n in range(10)})
    assert vanna.send("/sign-in/code", code=f"{khmer[:3]} {khmer[3:]}").status_code == 303


def test_a_code_for_a_lost_telephone_opens_once(vanna):
    for status in (303, 422):
        vanna.client.delete_cookie(cookies.SESSION)
        vanna.passphrase()
        assert vanna.send("/sign-in/code", code="abcd efgh jkmn pqrs").status_code == status


def test_an_unknown_user_and_a_wrong_passphrase_read_the_same(vanna):
    pages = [vanna.passphrase("seven lotus boats at dusk").text, vanna.passphrase(login="nobody").text]
    assert pages[0].replace("vanna", "nobody") == pages[1]


def test_five_failures_close_the_login_for_a_minute_then_longer_and_never_for_ever(vanna):
    for _ in range(5):
        assert vanna.passphrase("wrong wrong wrong").status_code == 422
    assert vanna.passphrase().status_code == 429
    vanna.console.clock.advance(ms=61_000)
    assert vanna.passphrase("wrong wrong wrong").status_code == 422
    vanna.console.clock.advance(ms=61_000)
    assert vanna.passphrase().status_code == 429  # two minutes now
    with vanna.console.server.database.snapshot() as tx:
        closed = read_failures(tx, _name("vanna")).closed_until
    vanna.console.clock.now_ms = closed
    assert vanna.passphrase().status_code == 303


def test_an_unknown_login_is_closed_in_the_same_way(vanna):
    answers = [vanna.passphrase("wrong wrong wrong", login="nobody").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_wrong_codes_count_as_failures(vanna):
    vanna.passphrase()
    answers = [vanna.send("/sign-in/code", code="000000").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_one_address_gets_thirty_tries_in_a_quarter_of_an_hour(vanna):
    answers = [vanna.passphrase(login=f"nobody{n}").status_code for n in range(31)]
    assert answers == [422] * 30 + [429]
    vanna.console.clock.advance(ms=900_000)
    assert vanna.passphrase().status_code == 303


def test_the_session_ends_after_a_quarter_of_an_hour_without_work(vanna):
    vanna.signs_in()
    vanna.console.clock.advance(ms=14 * 60_000)
    assert vanna.is_in()
    vanna.console.clock.advance(ms=14 * 60_000)
    assert vanna.is_in()
    vanna.console.clock.advance(ms=15 * 60_000)
    assert not vanna.is_in()


def test_polling_is_no_work(vanna):
    vanna.signs_in()
    for _ in range(16):
        vanna.get("/strip")
        vanna.console.clock.advance(ms=60_000)
    assert not vanna.is_in()


def test_no_session_outlives_eight_hours(vanna):
    vanna.signs_in()
    for _ in range(8 * 6):
        assert vanna.is_in()
        vanna.console.clock.advance(ms=10 * 60_000)
    assert not vanna.is_in()


@pytest.mark.parametrize("change", ["role", "passphrase"])
def test_a_change_of_the_account_ends_every_session(vanna, change):
    vanna.signs_in()
    server, account = vanna.console.server, vanna.console.town.people["vanna"]
    if change == "role":
        server.database.run(lambda tx: people.change_account(tx, account, now_ms=server.clock()))
    else:
        ABrowser(vanna.console, vanna.person)
    assert not vanna.is_in()


def test_hide_and_lock_ends_the_session_and_empties_the_browser(vanna):
    vanna.signs_in()
    held = vanna.client.get_cookie(cookies.SESSION, domain="127.0.0.1").value
    left = vanna.send("/lock")
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    vanna.client.set_cookie(cookies.SESSION, held, domain="127.0.0.1")
    assert not vanna.is_in()


def test_the_first_time_she_chooses_her_own_passphrase_and_sees_ten_codes_once(vanna):
    server = vanna.console.server
    given = server.passwords.hash(PASSPHRASE)
    server.database.run(
        lambda tx: people.set_credentials(
            tx, vanna.person, password_hash=given, totp_sealed=None, recovery_hashes=(), now_ms=server.clock()
        )
    )
    assert vanna.passphrase().headers["Location"] == "/sign-in/first"
    page = vanna.get("/sign-in/first").text
    secret = re.search(r"<code[^>]*>(\w{32})</code>", page)[1]
    assert "<svg" in page and "<script>" not in page
    digits = pyotp.TOTP(secret).at(vanna.console.clock.now_ms // 1000)
    own = {"passphrase": "my very own river words", "passphrase_again": "my very own river words", "code": digits}
    assert vanna.send("/sign-in/first", **own | {"code": "000000"}).status_code == 422
    assert vanna.send("/sign-in/first", **own | {"passphrase_again": "other"}).status_code == 422
    same = {"passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE}
    assert vanna.send("/sign-in/first", **own | same).status_code == 422
    done = vanna.send("/sign-in/first", **own)
    assert len(set(re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", done.text))) == 10
    assert vanna.is_in()
    assert vanna.get("/sign-in/first").status_code == 422  # shown once


def test_every_step_is_a_row_of_the_audit_without_the_login(vanna):
    vanna.passphrase("wrong wrong wrong")
    vanna.signs_in()
    log = vanna.console.town.central.log.getvalue()
    assert "vanna" not in log and PASSPHRASE not in log


def test_after_signing_in_she_is_where_she_wanted_to_be_and_nowhere_else(vanna):
    begun = vanna.send("/sign-in", login="vanna", passphrase=PASSPHRASE, after="/cases")
    assert begun.headers["Location"] == "/sign-in/code?after=/cases"
    for target, led in (("/cases", "/cases"), ("//elsewhere", "/"), ("https://elsewhere", "/"), ("/\\elsewhere", "/")):
        vanna.console.clock.advance(ms=60_000)
        vanna.passphrase()
        done = vanna.send("/sign-in/code", code=vanna.digits(), after=target)
        assert done.headers["Location"] == led


def test_another_sign_in_in_the_same_browser_ends_the_session_before(vanna):
    vanna.signs_in()
    held = vanna.client.get_cookie(cookies.SESSION, domain="127.0.0.1").value
    vanna.console.clock.advance(ms=31_000)
    vanna.signs_in()
    vanna.client.set_cookie(cookies.SESSION, held, domain="127.0.0.1")
    assert not vanna.is_in()


def test_a_reset_between_passphrase_and_code_lets_nobody_in(vanna):
    vanna.passphrase()
    ABrowser(vanna.console, vanna.person)  # new credentials: whatever had begun ends
    refused = vanna.send("/sign-in/code", code=vanna.digits())
    assert refused.status_code == 422
    assert not vanna.is_in()


@pytest.fixture
def theary(console):
    """The administrator's browser, signed in; the five minutes after her passphrase and code are over."""
    made = ABrowser(console, console.person("administrator"), login="theary")
    made.signs_in()
    console.clock.advance(ms=6 * 60_000)
    return made


NEW_PERSON = "/users/new"
TYPED = {"login": "kanha", "role": "supervisor", "office": "BTB", "name_latin": "Kanha canary 4711"}


def what_waits(browser):
    """The sealed forms that wait in the sessions of this person."""
    with browser.console.server.database.snapshot() as connection:
        found = [find_form(connection, one.token) for one in sessions_of(connection, browser.person)]
    return [one for one in found if one is not None]


def gives_both_again(browser, *, after=NEW_PERSON, passphrase=PASSPHRASE):
    browser.console.clock.advance(ms=60_000)  # a code counts once
    return browser.send("/sign-in/again", passphrase=passphrase, code=browser.digits(), after=after)


def comes_too_late(browser):
    """A long form is sent after the five minutes; the page that she reads after passphrase and code."""
    asked = browser.send(NEW_PERSON, **TYPED)
    assert asked.status_code == 303 and asked.headers["Location"] == f"/sign-in/again?after={NEW_PERSON}"
    onward = gives_both_again(browser)
    assert onward.headers["Location"] == f"/sign-in/kept?after={NEW_PERSON}"
    page = browser.get(onward.headers["Location"])
    return APage(page, page.text)


def posts(browser, form):
    return browser.client.post(form.action, base_url=BASE, data=form.values, headers={"Origin": BASE})


def test_a_form_sent_after_the_five_minutes_comes_back_and_one_press_sends_it(theary):
    page = comes_too_late(theary)
    assert "Kanha canary 4711" in page.words
    form = page.form("kept-form")
    assert form.action == NEW_PERSON and form.values.items() >= TYPED.items()
    assert posts(theary, form).status_code in (200, 303)
    with theary.console.server.database.snapshot() as connection:
        assert people.find_account(connection, "kanha") is not None
    assert not what_waits(theary)
    assert theary.get(f"/sign-in/kept?after={NEW_PERSON}").headers["Location"] == NEW_PERSON
    assert posts(theary, form).status_code == 422  # a second press is judged as of any form: the login is taken


def test_a_wrong_code_in_between_loses_nothing(theary):
    theary.send(NEW_PERSON, **TYPED)
    refused = gives_both_again(theary, passphrase="not the passphrase")
    assert refused.status_code == 422
    assert "wait for the next code" in refused.text and "user name" not in refused.text
    assert gives_both_again(theary).headers["Location"] == f"/sign-in/kept?after={NEW_PERSON}"


def test_whoever_goes_on_without_sending_is_back_and_nothing_waits(theary):
    form = comes_too_late(theary).form("go-on")
    assert posts(theary, form).headers["Location"] == NEW_PERSON
    assert not what_waits(theary)


def test_what_waits_for_passphrase_and_code_is_sealed_and_for_its_own_session_alone(theary):
    theary.send(NEW_PERSON, **TYPED)
    (sealed,) = what_waits(theary)
    assert b"canary" not in sealed
    assert theary.get("/sign-in/kept").headers["Location"] == "/sign-in/again"  # first who she is
    elsewhere = ABrowser(theary.console, theary.person, login="theary")  # the same person at another machine
    elsewhere.signs_in()
    assert elsewhere.get("/sign-in/kept").headers["Location"] == "/"
    theary.send("/lock")
    assert not what_waits(theary)


def test_every_field_for_a_passphrase_or_a_code_is_known_as_one():
    """Also of the macro of passphrases, which is handed the name."""
    here = Path(sync_server.console.__file__).parent / "templates"
    pages = "\n".join(one.read_text("utf-8") for one in here.rglob("*.html"))
    inputs = re.findall(r"<input[^>]*(?:type=\"password\"|one-time-code)[^>]*>", pages)
    named = {name for one in inputs for name in re.findall(r' name="([^"]*)"', one)} - {"{{ name }}"}
    assert named | set(re.findall(r'\bpassphrase\("(\w+)"', pages)) == SECRETS


def test_an_export_with_names_comes_back_filled_up_to_its_passphrase(vanna):
    vanna.signs_in()
    vanna.console.clock.advance(ms=6 * 60_000)
    chosen = {"purpose": "case_work", "recipient": "ministry", "names": "yes"}
    secret = "canary canary canary"
    cases = "/reports/cases"
    asked = vanna.send(cases, numbers="BTB-26-K1-1 BTB-26-K1-2", passphrase=secret, again=secret, **chosen)
    assert asked.headers["Location"] == f"/sign-in/again?after={cases}"  # no case number stands in an address
    onward = gives_both_again(vanna, after=cases)
    while onward.status_code == 303:
        onward = vanna.get(onward.headers["Location"])
    form = APage(onward, onward.text).form("cases-form")
    assert form.values.items() >= {**chosen, "numbers": "BTB-26-K1-1 BTB-26-K1-2"}.items()
    assert not form.values.get("passphrase") and "canary" not in onward.text
    vanna.send(cases, **{**form.values, "passphrase": secret, "again": secret})
    assert not what_waits(vanna)


def test_a_passphrase_and_a_code_are_kept_nowhere(theary):
    theary.send("/account/passphrase", passphrase="canary canary canary", passphrase_again="canary canary canary")
    theary.send("/account/authenticator", code="123456")
    assert not what_waits(theary)


def test_a_form_of_a_button_alone_or_of_more_than_is_kept_does_not_wait(theary):
    theary.send(NEW_PERSON, **TYPED)
    assert what_waits(theary)
    theary.send(f"/users/{theary.person}/left")
    assert not what_waits(theary)  # the later one, of which nothing was typed, took its place
    theary.send(NEW_PERSON, **dict.fromkeys(TYPED, "x" * (MOST_BYTES // 4)))
    assert not what_waits(theary)


def test_the_page_of_what_waits_is_in_khmer_too(theary):
    theary.client.set_cookie(cookies.READING, "km.100.moving", domain="127.0.0.1")
    page = comes_too_late(theary)
    assert "អ្វីដែលលោកអ្នកបានវាយ" in page.text and "What you typed" not in page.text


def comes_after_the_session(browser):
    """A long form is sent when the session has ended by itself; the answer."""
    browser.console.clock.advance(ms=20 * 60_000)
    return browser.send(NEW_PERSON, **TYPED)


def test_a_form_that_comes_after_the_session_waits_for_its_author_and_one_press_sends_it(theary):
    assert comes_after_the_session(theary).headers["Location"] == "/sign-in?kept=form"
    assert "Sign in here, in this browser" in theary.get("/sign-in?kept=form").text
    (sealed,) = what_waits(theary)
    assert b"canary" not in sealed
    theary.passphrase()
    assert theary.send("/sign-in/code", code="000000").status_code == 422  # a wrong code in between loses nothing
    opened = theary.send("/sign-in/code", code=theary.digits())
    assert opened.headers["Location"] == "/sign-in/kept"
    page = theary.get("/sign-in/kept")
    form = APage(page, page.text).form("kept-form")
    assert form.action == NEW_PERSON and form.values.items() >= TYPED.items()
    with theary.console.server.database.snapshot() as connection:
        assert people.find_account(connection, "kanha") is None  # nothing was done with it meanwhile
    assert posts(theary, form).status_code in (200, 303)
    assert not what_waits(theary)


def test_what_was_typed_waits_for_nobody_else_in_the_same_browser(theary):
    comes_after_the_session(theary)
    other = ABrowser(theary.console, theary.console.person("coordinator"))
    other.client = theary.client
    assert other.signs_in().headers["Location"] == "/"
    assert not what_waits(theary) and not what_waits(other)


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/users/new", {"login": "", "note": ""}),
        ("/account/passphrase", {"passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE}),
        ("/cases/new", {"family_name_latin": "canary"}),
        ("/no-such-page", {"words": "canary"}),
    ],
    ids=["nothing typed", "a passphrase", "not hers to send", "no page"],
)
def test_only_a_form_that_was_typed_and_is_hers_waits_and_no_press_takes_its_place(theary, path, typed):
    comes_after_the_session(theary)
    before = what_waits(theary)
    answer = theary.send(path, **typed)
    assert answer.headers["Location"] == "/sign-in"
    assert what_waits(theary) == before != []


def test_a_page_that_closes_by_itself_leaves_what_stands_in_its_form(theary):
    theary.console.clock.advance(ms=-6 * 60_000)
    for elsewhere in ("https://evil.example/users/new", "//evil.example", ""):
        assert theary.send("/sign-in/keep", _path=elsewhere, **TYPED).status_code == 204
    assert not what_waits(theary)
    assert theary.send("/sign-in/keep", _path=NEW_PERSON, **TYPED).status_code == 204
    assert what_waits(theary)
    theary.passphrase()
    theary.console.clock.advance(ms=60_000)
    assert theary.send("/sign-in/code", code=theary.digits()).headers["Location"] == "/sign-in/kept"
    page = theary.get("/sign-in/kept")
    form = APage(page, page.text).form("kept-form")
    assert form.action == NEW_PERSON and "_path" not in form.values


def test_nobody_in_leaves_nothing(console):
    stranger = ABrowser(console, console.person("coordinator"))
    assert stranger.send("/sign-in/keep", _path=NEW_PERSON, **TYPED).status_code == 204
    assert not what_waits(stranger)
