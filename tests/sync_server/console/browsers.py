"""A person's browser without a screen, signing in by hand."""

import re

import pyotp

from shared_schema.identifiers import Id
from sync_server.keys.passwords import new_totp_secret, recovery_hashes, seal_totp
from sync_server.store import people
from tests.central import BASE
from tests.sync_server.console.consoles import AConsole

PASSPHRASE = "seven lotus boats at dawn"


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
