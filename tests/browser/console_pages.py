"""The console in a real browser: served over HTTP, signed in by its own pages or by a session of the test's making."""

import pyotp
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from sync_server.console import cookies
from sync_server.keys.passwords import new_totp_secret, seal_totp
from sync_server.services.sessions import open_session
from sync_server.store import people
from sync_server.store.sessions import OPEN
from tests.browser.hands import leave, until
from tests.sync_server.console.consoles import LOGINS, AConsole

PASSPHRASE = "seven lotus boats at dawn"


def give_credentials(console: AConsole, role: str) -> str:
    """She has PASSPHRASE and a second factor, whose key is given."""
    server, person, secret = console.server, console.person(role), new_totp_secret()
    server.sealing.prepare(["directory"])
    hashed = server.passwords.hash(PASSPHRASE)
    server.database.run(
        lambda tx: people.set_credentials(
            tx, person, password_hash=hashed, totp_sealed=seal_totp(server.sealing, person, secret),
            recovery_hashes=(), now_ms=server.clock(),
        )
    )  # fmt: skip
    return secret


def sign_in(browser: Chrome, console: AConsole, address: str, role: str, secret: str) -> None:
    """By the pages, as a person does."""
    browser.get(address + "/sign-in")
    browser.find_element(By.ID, "login").send_keys(LOGINS[role])
    box = browser.find_element(By.ID, "passphrase")
    box.send_keys(PASSPHRASE)
    leave(browser, box.submit)
    code = until(browser, lambda b: b.find_element(By.ID, "code"))
    code.send_keys(pyotp.TOTP(secret).at(console.clock.now_ms // 1000))
    leave(browser, code.submit)
    until(browser, lambda b: b.find_element(By.ID, "lock"))


def enter(browser: Chrome, console: AConsole, address: str, role: str, *, language: str = "en") -> None:
    """With a session that the test made: quick, for pages that are not about signing in."""
    person = console.person(role)
    cookie = console.server.database.run(
        lambda tx: open_session(console.server, tx, person, stage=OPEN, is_stepped_up=True)
    )
    for name, value in ((cookies.SESSION, cookie), (cookies.READING, f"{language}.100.moving")):
        browser.execute_cdp_cmd(
            "Network.setCookie",
            {"name": name, "value": value, "url": address + "/", "path": "/", "secure": True, "httpOnly": True,
             "sameSite": "Strict"},
        )  # fmt: skip
    for log in ("browser", "performance"):
        browser.get_log(log)
