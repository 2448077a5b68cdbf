"""Who may see what: a launch token used once, the door (may see the unlock page), the session (the open laptop).

Promise: secrets are kept as SHA-256 and compared in constant time; the launch token opens once and for 60 s; a session
is new at each unlock and ends at the lock. The CSRF token follows from the door cookie, so a page drawn before a lock
still posts after it. Refused: a token in an address, an argument or the environment.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from threading import Lock

from shared_schema.identifiers import Random

TOKEN_BYTES = 32
LAUNCH_SECONDS = 60.0
DOOR, SESSION, CSRF = "door", "session", "csrf"


class Doors:
    """The hashes of one program; `door` = hash handed over by the process before this one, or None."""

    def __init__(self, *, random: Random, monotonic: Callable[[], float], door: bytes | None = None) -> None:
        self._random = random
        self._monotonic = monotonic
        self._guard = Lock()
        self._launch: tuple[bytes, float] | None = None
        self._door = door
        self._session: bytes | None = None

    @property
    def door_hash(self) -> bytes | None:
        """What is handed to the process that replaces this one."""
        return self._door

    def new_launch_token(self) -> str:
        """A token for the launch file, instead of the one before."""
        token = self._token()
        self._launch = (_hash(token), self._monotonic())
        return token

    def has_launch_token(self) -> bool:
        """Whether a token waits to be used."""
        return self._launch is not None and self._monotonic() - self._launch[1] <= LAUNCH_SECONDS

    def admit(self, token: str) -> str | None:
        """The new door cookie for a good launch token, which is used up by it; None for any other."""
        with self._guard:
            if self._launch is None or not self.has_launch_token() or not _is(token, self._launch[0]):
                return None
            self._launch = None
            door = self._token()
            self._door = _hash(door)
            self._session = None
            return door

    def is_door(self, cookie: str | None) -> bool:
        """Whether this is the door cookie."""
        return _is(cookie, self._door)

    def is_session(self, cookie: str | None) -> bool:
        """Whether this is the cookie of the present session."""
        return _is(cookie, self._session)

    def new_session(self) -> str:
        """The cookie of a new session; the one before is worth nothing more."""
        session = self._token()
        self._session = _hash(session)
        return session

    def end_session(self) -> None:
        """No cookie is a session any more."""
        self._session = None

    def _token(self) -> str:
        return urlsafe_b64encode(self._random(TOKEN_BYTES)).rstrip(b"=").decode("ascii")


def csrf_of(door: str) -> str:
    """The CSRF token of a door cookie: 256 bits that nobody knows who does not hold the cookie."""
    return sha256(b"homeward/1/csrf/" + door.encode()).hexdigest()


def is_csrf(token: str | None, *, door: str) -> bool:
    """Whether a request carries the token of its door."""
    return token is not None and hmac.compare_digest(token.encode(), csrf_of(door).encode())


def _hash(token: str) -> bytes:
    return sha256(b"homeward/1/cookie/" + token.encode()).digest()


def _is(token: str | None, known: bytes | None) -> bool:
    return bool(token) and known is not None and hmac.compare_digest(_hash(token or ""), known)
