"""Passphrase and code open the console; nothing else does, and nobody learns who has an account."""

import re

import pyotp
import pytest

from sync_server.console import cookies
from sync_server.services.sign_in import _name
from sync_server.store import people
from sync_server.store.sessions import read_failures
from tests.sync_server.console.browsers import PASSPHRASE, ABrowser


@pytest.fixture
def vanna(console):
    """Vanna's browser, nobody signed in; she has a passphrase, a second factor and one code for a lost telephone."""
    return ABrowser(console, console.person("coordinator"))


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
