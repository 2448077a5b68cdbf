"""The one function that every request passes before any page: who asks, from where, with what, in which state.

Order: Host → origin → door or launch → state of the program → CSRF and size. Promise: an answer to a request that does
not know the secret path never contains it; no GET changes anything; a locked program answers door routes alone, and
keeps a form that reaches it (`late.py`). Refused: exceptions for single pages; a route is what its blueprint is.
"""

from collections.abc import Callable

from flask import Flask, Request, Response, redirect, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.headers import HEADERS
from field_client.web.doors import CSRF, DOOR, SESSION, is_csrf
from field_client.web.program import LOCKED, NOT_ENROLLED, OPEN, Program

LAUNCH, STATIC, DOOR_PAGES, START = "launch", "static_files", "door", "start"  # blueprints
QUIET = frozenset({"frame.strip", "sync.running", "door.locked"})  # polls: no sign that somebody is there
MAX_FIELD_BYTES = 64 * 1024
MAX_FORM_BYTES = 1024 * 1024  # all fields together, decoded; Werkzeug bounds multipart forms alone
READS = frozenset({"GET", "HEAD", "OPTIONS"})
FAVICON = "/favicon.ico"

_FROM_ICON = (
    "Open Homeward from its icon.",
    "សូមបើក Homeward ពីរូបតំណាងរបស់វា។",
)
_NOT_HERE = ("Nothing is here.", "គ្មានអ្វីនៅទីនេះទេ។")
_REFUSED = ("This request did not come from Homeward itself.", "សំណើនេះមិនមែនមកពី Homeward ទេ។")


class Guard:
    """Stands before the pages of one program. `locked_page(status)` is the page with the unlock form; `keep_late`
    seals a form that came too late and says whether it could."""

    def __init__(
        self,
        program: Program,
        *,
        host: Callable[[], str],
        locked_page: Callable[[int, bool], BaseResponse],
        keep_late: Callable[[Request], bool],
    ) -> None:
        self._program, self._host = program, host
        self._locked_page, self._keep_late = locked_page, keep_late

    def stand_before(self, app: Flask) -> None:
        """Registers both halves: the check before, the headers after."""
        app.before_request(self.check)
        app.after_request(add_headers)

    def check(self) -> BaseResponse | None:
        """None lets the request pass."""
        if request.path == FAVICON:
            return Response(status=204)
        for step in (self._check_host, self._check_path, self._check_origin, self._check_door, self._check_form):
            if (answer := step()) is not None:
                return answer
        return self._check_state()

    def _check_host(self) -> BaseResponse | None:
        return None if request.headers.get("Host") == self._host() else plain_page(421, *_REFUSED)

    def _check_path(self) -> BaseResponse | None:
        return None if request.path.startswith(self._program.prefix + "/") else plain_page(404, *_NOT_HERE)

    def _check_origin(self) -> BaseResponse | None:
        if request.blueprint == LAUNCH:
            return None  # comes from a file: Origin is null and the site another; the token decides
        origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
        if origin is not None and origin != f"http://{self._host()}":
            return plain_page(403, *_REFUSED)
        if site is not None and site not in ("same-origin", "none"):
            return plain_page(403, *_REFUSED)
        if request.method not in READS and origin is None and site is None:
            return plain_page(403, *_REFUSED)
        return None

    def _check_door(self) -> BaseResponse | None:
        if request.blueprint in (LAUNCH, STATIC) or self._program.doors.is_door(request.cookies.get(DOOR)):
            return None
        return plain_page(403, *_FROM_ICON)

    def _check_form(self) -> BaseResponse | None:
        if request.method in READS or request.blueprint == LAUNCH:
            return None
        if self._program.state == LOCKED and request.blueprint != DOOR_PAGES:
            return None  # goes to `late/` or nowhere
        if _is_too_large():
            return plain_page(413, "One answer is longer than this page takes.", "ចម្លើយមួយវែងពេក។")
        token = request.headers.get("X-CSRF") or request.form.get(CSRF)
        if not is_csrf(token, door=request.cookies[DOOR]):
            return plain_page(403, *_REFUSED)
        return None

    def _check_state(self) -> BaseResponse | None:
        program, room = self._program, request.blueprint
        if room in (LAUNCH, STATIC, DOOR_PAGES):
            return None
        state = program.state
        if state == NOT_ENROLLED or (state == OPEN and room == START):
            return None if room == START else _see(url_for("start.begin"))
        if state == LOCKED and room == START:
            return _see(url_for("door.unlock"))
        if state == OPEN and not program.is_leaving and program.doors.is_session(request.cookies.get(SESSION)):
            if request.endpoint not in QUIET:
                program.idle.touch()
            return None
        is_kept = request.method not in READS and self._keep_late(request)
        return self._locked_page(423, is_kept)


def add_headers(response: Response) -> Response:
    """Puts the headers on any answer, over what a page may have said."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers.pop("Server", None)
    return response


def plain_page(status: int, english: str, khmer: str) -> Response:
    """A page in both languages without any address in it."""
    body = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Homeward</title></head>'
        f'<body><main><h1>Homeward</h1><p>{english}</p><p lang="km">{khmer}</p></main></body></html>'
    )
    return Response(body, status=status, content_type="text/html; charset=utf-8")


def _is_too_large() -> bool:
    sizes = [len(value.encode()) for values in request.form.listvalues() for value in values]
    return sum(sizes) > MAX_FORM_BYTES or any(size > MAX_FIELD_BYTES for size in sizes)


def _see(url: str) -> BaseResponse:
    return redirect(url, 303)
