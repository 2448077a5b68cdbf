"""What was typed outlives the five minutes and the session: it waits sealed for its author alone."""

import re
from pathlib import Path

import pytest

import sync_server.console
from shared_schema.identifiers import uuid7
from sync_server.console import cookies
from sync_server.console.kept_words import kept_words
from sync_server.console.people_words import role_words
from sync_server.services.kept_forms import MOST_BYTES, SECRETS
from sync_server.store import people
from sync_server.store.kept_forms import find_form
from sync_server.store.sessions import sessions_of
from tests.casework.web.desks import APage
from tests.central import BASE
from tests.sync_server.console.browsers import PASSPHRASE, ABrowser


@pytest.fixture
def vanna(console):
    """Vanna's browser, nobody signed in."""
    return ABrowser(console, console.person("coordinator"))


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


def test_what_waits_is_read_in_words_not_in_codes():
    fields = [
        ("worker", uuid7(1, b"x" * 10)), ("role", "supervisor"), ("code", "F1"), ("note", ""), ("_do", "save"),
        ("from_on.day", "1"), ("from_on.month", "២"), ("from_on.year", "2026"),
        ("until_on.day", "31"), ("until_on.month", "2"), ("until_on.year", "2026"),
    ]  # fmt: skip
    assert kept_words(fields, "en") == ["Supervisor", "F1", "1 February 2026", "31 2 2026"]
    assert kept_words(fields[1:8], "km") == ["អ្នកគ្រប់គ្រងការិយាល័យ", "F1", "1 កុម្ភៈ 2026"]


def test_the_page_of_what_waits_is_in_khmer_too(theary):
    theary.client.set_cookie(cookies.READING, "km.100.moving", domain="127.0.0.1")
    page = comes_too_late(theary)
    assert role_words("supervisor", "km") in page.words
    assert "អ្វីដែលលោកអ្នកបានវាយ" in page.text and "What you typed" not in page.text


def comes_after_the_session(browser):
    """A long form is sent when the session has ended by itself; the answer."""
    browser.console.clock.advance(ms=20 * 60_000)
    return browser.send(NEW_PERSON, **TYPED)


def test_a_form_that_comes_after_the_session_waits_for_its_author_and_one_press_sends_it(theary):
    assert "Sign in here, in this browser" not in theary.get("/sign-in").text
    assert comes_after_the_session(theary).headers["Location"] == "/sign-in"
    assert "Sign in here, in this browser" in theary.get("/sign-in").text
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
