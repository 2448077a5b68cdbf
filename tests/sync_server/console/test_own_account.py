"""What somebody does with her own account: each change asks for passphrase and code first and ends other sessions."""

import re

import pyotp
import pytest

from sync_server.console import cookies
from sync_server.services.sign_in import DIGITS
from tests.central import BASE
from tests.sync_server.console.browsers import PASSPHRASE, ABrowser
from tests.sync_server.console.consoles import AConsole

NEW = "eight quiet herons on the lake"


@pytest.fixture
def vanna(console: AConsole) -> ABrowser:
    browser = ABrowser(console, console.person("coordinator"))
    browser.signs_in()
    return browser


def sends(browser: ABrowser, path: str, **fields: str):
    """A form of a page of hers, with its own token."""
    page = browser.get(path).text
    token = re.search(r'name="csrf" value="(\w+)"', page)
    assert token, page
    return browser.client.post(path, base_url=BASE, data={"csrf": token[1], **fields}, headers={"Origin": BASE})


def later(browser: ABrowser) -> None:
    """So much later that passphrase and code are to be given again."""
    browser.console.clock.advance(hours=0.1)


def test_her_account_says_her_name_and_how_many_codes_are_left(vanna):
    page = vanna.get("/account").text
    assert "Vanna" in page and ">vanna<" in page and "1 of 10 is left" in page and "In this browser" in page
    assert "Sign out everywhere else" not in page


@pytest.mark.parametrize("path", ["/account/passphrase", "/account/codes", "/account/authenticator"])
def test_a_change_asks_for_passphrase_and_code_first(vanna, path):
    later(vanna)
    for answer in (vanna.get(path), vanna.send("/account/codes"), vanna.send(path, passphrase=NEW)):
        assert answer.status_code == 303 and "/sign-in/again" in answer.location


def test_the_new_passphrase_opens_and_the_former_does_not_and_others_are_signed_out(vanna):
    other = vanna.console.app.test_client()
    cookie = vanna.client.get_cookie(cookies.SESSION, domain="127.0.0.1")
    vanna.console.clock.advance(ms=60_000)
    vanna.signs_in()
    other.set_cookie(cookies.SESSION, cookie.value, domain="127.0.0.1")
    assert "In another browser" not in vanna.get("/account").text  # signing in again ended the former one
    answer = sends(vanna, "/account/passphrase", passphrase=NEW, passphrase_again=NEW)
    assert answer.status_code == 303 and "done=passphrase" in answer.location
    assert "was changed" in vanna.get(answer.location).text
    vanna.console.clock.advance(ms=60_000)
    fresh = vanna.console.app.test_client()
    vanna.client = fresh
    assert vanna.passphrase().status_code == 422
    assert vanna.passphrase(NEW).status_code == 303


def test_where_else_she_is_signed_in_is_shown_and_can_be_ended(vanna):
    first = vanna.client
    vanna.console.clock.advance(ms=60_000)
    vanna.client = vanna.console.app.test_client()
    vanna.signs_in()
    assert "In another browser" in vanna.get("/account").text
    page = vanna.get("/account").text
    token = re.search(r'name="csrf" value="(\w+)"', page)[1]
    ended = vanna.client.post("/account/sessions", base_url=BASE, data={"csrf": token}, headers={"Origin": BASE})
    assert ended.status_code == 303
    assert "In another browser" not in vanna.get("/account").text
    assert "/sign-in" in first.get("/account", base_url=BASE).location


@pytest.mark.parametrize(
    ("typed", "again", "says"),
    [(NEW, NEW + "s", "not alike"), (PASSPHRASE, PASSPHRASE, "that you have now"), ("short", "short", "12")],
)
def test_a_passphrase_that_will_not_do_changes_nothing(vanna, typed, again, says):
    answer = sends(vanna, "/account/passphrase", passphrase=typed, passphrase_again=again)
    assert answer.status_code == 422 and says in answer.text
    vanna.client = vanna.console.app.test_client()
    assert vanna.passphrase().status_code == 303


def test_ten_new_codes_are_shown_once_and_the_former_one_opens_nothing(vanna):
    codes = re.findall(r'<code class="hw-code hw-whole" lang="en">([^<]+)</code>', sends(vanna, "/account/codes").text)
    assert len(set(codes)) == 10
    assert "10 of 10 are left" in vanna.get("/account").text
    vanna.client = vanna.console.app.test_client()
    vanna.passphrase()
    assert vanna.send("/sign-in/code", code="ABCD-EFGH-JKMN-PQRS").status_code == 422
    assert vanna.send("/sign-in/code", code=codes[3]).status_code == 303


def test_another_telephone_counts_after_it_has_shown_a_code(vanna):
    assert "hw-qr" not in vanna.get("/account/authenticator").text
    assert sends(vanna, "/account/authenticator").status_code == 303
    page = vanna.get("/account/authenticator").text
    key = re.search(r'<code class="hw-code hw-whole" lang="en">([^<]+)</code>', page)[1]
    now = vanna.console.clock.now_ms // 1000
    digits = pyotp.TOTP(key).at(now)
    assert len(digits) == DIGITS
    assert sends(vanna, "/account/authenticator", code=f"{(int(digits) + 1) % 10**6:06}").status_code == 422
    assert sends(vanna, "/account/authenticator", code=digits).status_code == 303
    former = vanna.secret
    vanna.client = vanna.console.app.test_client()
    vanna.passphrase()
    vanna.console.clock.advance(ms=60_000)
    now = vanna.console.clock.now_ms // 1000
    assert vanna.send("/sign-in/code", code=pyotp.TOTP(former).at(now)).status_code == 422
    assert vanna.send("/sign-in/code", code=pyotp.TOTP(key).at(now)).status_code == 303


def test_each_act_is_in_the_audit(vanna):
    sends(vanna, "/account/codes")
    sends(vanna, "/account/passphrase", passphrase=NEW, passphrase_again=NEW)
    page = vanna.console.get("auditor", "/audit").text
    assert "Made ten new codes" in page and "Changed the own passphrase" in page
