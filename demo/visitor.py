"""A browser without a screen for the demo: signs in to the console with passphrase and code, reads and sends its forms.

Cookies are kept by hand: they are for TLS, which browsers take loopback for, and the standard library does not.
"""

import re
from html import unescape
from http.cookies import SimpleCookie

import pyotp
import requests

from demo.programs import DemoFailed

SECONDS = 20
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
_CSRF = re.compile(r'name="csrf" value="(\w+)"')


class Visitor:
    """One person at the console of `address` (host:port)."""

    def __init__(self, address: str) -> None:
        self._base = f"http://{address}"
        self._cookies: dict[str, str] = {}

    def sign_in(self, login: str, *, passphrase: str, otpauth: str) -> None:
        """Passphrase, then the code that the authenticator shows now. Raises DemoFailed."""
        self.send("/sign-in", "/sign-in", {"login": login, "passphrase": passphrase})
        code = pyotp.TOTP(pyotp.parse_uri(otpauth).secret).now()
        landed = self.send("/sign-in/code", "/sign-in/code", {"code": code})
        if landed.startswith("/sign-in"):
            raise DemoFailed(f"{login} could not sign in")

    def read(self, path: str) -> str:
        """The words of a page."""
        return " ".join(unescape(_TAGS.sub(" ", self._get(path))).split())

    def send(self, page: str, path: str, fields: dict[str, str]) -> str:
        """Sends a form of `page` to `path`; where that leads. Raises DemoFailed where it is not taken."""
        token = _CSRF.search(self._get(page))
        data = {"csrf": token[1] if token else "", **fields}
        answer = self._ask("POST", path, data)
        if answer.status_code != 303:
            raise DemoFailed(f"{path} answered {answer.status_code}")
        return answer.headers["Location"]

    def _get(self, path: str) -> str:
        answer = self._ask("GET", path)
        if answer.status_code != 200:
            raise DemoFailed(f"{path} answered {answer.status_code}")
        return answer.text

    def _ask(self, method: str, path: str, data: dict[str, str] | None = None) -> requests.Response:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Origin": self._base,
            "Accept-Language": "en",
        }
        answer = requests.request(
            method, self._base + path, data=data, headers=headers, timeout=SECONDS, allow_redirects=False
        )
        for line in answer.raw.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
        return answer
