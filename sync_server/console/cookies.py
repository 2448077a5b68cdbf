"""The console's cookies: the session, the door of the sign-in pages, and how this browser reads.

`__Host-`: this host alone, over TLS (browsers take loopback for safe), on every path; never for scripts, never sent by
another site. The CSRF token follows from the session's cookie, or from the door's before there is a session.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from flask import Request
from werkzeug.wrappers.response import Response

from casework.web.desk import TEXT_SIZES, Reader
from shared_schema.identifiers import Random

SESSION, DOOR, READING = "__Host-hw", "__Host-hw-door", "__Host-hw-reading"
CSRF = "csrf"
LANGUAGES = ("km", "en")
YEAR_SECONDS = 31_536_000


def put(response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    """Sets one of them."""
    response.set_cookie(name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite="Strict")


def drop(response: Response, name: str) -> None:
    """Takes one away."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="Strict")


def new_door(random: Random) -> str:
    """A door cookie: 256 bits."""
    return urlsafe_b64encode(random(32)).rstrip(b"=").decode("ascii")


def csrf_of(request: Request, *, door: str = "") -> str:
    """The token of this browser's forms; `door` = one that is set with this very answer."""
    secret = request.cookies.get(SESSION) or request.cookies.get(DOOR) or door
    return sha256(b"homeward/1/console-csrf/" + secret.encode("utf-8", "replace")).hexdigest()


def is_csrf(request: Request) -> bool:
    """Whether a write carries the token of its browser."""
    token = request.headers.get("X-CSRF") or request.form.get(CSRF) or ""
    has_cookie = bool(request.cookies.get(SESSION) or request.cookies.get(DOOR))
    return has_cookie and hmac.compare_digest(token.encode("utf-8", "replace"), csrf_of(request).encode())


def reader_of(request: Request) -> Reader:
    """How this browser reads: `language.size.motion`; whatever else stands there is as by default (Khmer first
    where the browser prefers it)."""
    language, _dot, rest = request.cookies.get(READING, "").partition(".")
    size, _dot, motion = rest.partition(".")
    if language not in LANGUAGES:
        language = request.accept_languages.best_match(LANGUAGES) or "en"
    sizes = {str(one): one for one in TEXT_SIZES}
    return Reader(language=language, text_size=sizes.get(size, TEXT_SIZES[0]), motion=motion != "still")


def put_reader(response: Response, reader: Reader) -> None:
    """Remembers it in this browser."""
    motion = "moving" if reader.motion else "still"
    put(response, READING, f"{reader.language}.{reader.text_size}.{motion}", max_age=YEAR_SECONDS)
