"""The one function that every request of the console passes before any page: from where, who, with which right.

Order: origin → size → CSRF → session → right of the endpoint. Promise: default deny; a role without the right gets what
an unknown address gets; a form with a draft that comes after the session ended becomes a draft and nothing else, any
other waits sealed until its author is in again, and nothing is done with it before she sends it again.
"""

from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, request, url_for
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.drafts_only import BUTTON, SAVE_DRAFT, DraftsOnly
from casework.web.headers import HEADERS
from shared_schema.errors import HomewardError
from shared_schema.identifiers import is_id
from sync_server.console import cookies
from sync_server.console.room import may_ever, sent_form
from sync_server.console.shared_rights import KINDS_OF_PROVIDERS
from sync_server.server import Server
from sync_server.services.access import Action
from sync_server.services.book import Books, CentralCaseBook
from sync_server.services.kept_by_centre import is_kept_by_centre
from sync_server.services.kept_forms import keep_form, may_be_kept
from sync_server.services.refusals import note_refusal
from sync_server.services.sessions import SignedIn, find_late, find_signed_in

STATIC, SIGN_IN, API = "static_files", "sign_in", "/api/"
# of the sign-in pages, those that need a session
BEHIND_SIGN_IN = frozenset({"sign_in.again", "sign_in.kept", "sign_in.leave"})
OWN_ACCOUNT = frozenset(f"own_account.{page}" for page in ("show", "sessions", "passphrase", "codes", "authenticator"))
EVERYBODY = OWN_ACCOUNT | {"frame.home", "frame.strip", "frame.alive", "frame.reading", *BEHIND_SIGN_IN}
QUIET = frozenset({"frame.strip"})  # polls: no sign that somebody is there
NOT_THERE = ("record.not_found", "console.not_found")
READS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_BODY_BYTES = 12 * 1024 * 1024
MAX_FIELD_BYTES, MAX_FORM_BYTES = 64 * 1024, 1024 * 1024
HSTS = "max-age=31536000; includeSubDomains"


class Guard:
    """Stands before the pages. `rights` = action of each endpoint of the rooms, `shared` = of each shared blueprint.

    `drafting` = endpoints of rooms whose forms keep drafts before anything else, as all shared forms do.
    """

    def __init__(
        self,
        server: Server,
        books: Callable[[], Books],
        *,
        rights: Mapping[str, Action],
        shared: Mapping[str, Action],
        drafting: Collection[str] = (),
    ) -> None:
        self._server, self._books, self._drafting = server, books, frozenset(drafting)
        self._rooms: frozenset[str] = frozenset()
        self._rights, self._shared = rights, shared

    def admit(self, rooms: Collection[str]) -> None:
        """The blueprints that this guard stands before."""
        self._rooms = frozenset(rooms)

    def holds(self, endpoint: str) -> bool:
        """Whether an endpoint is one of the console's."""
        return endpoint.partition(".")[0] in self._rooms

    def stand_before(self, app: Flask) -> None:
        """Registers both halves: the check before, headers and late forms after."""
        app.before_request(self.check)
        app.after_request(self.finish)

    def is_page(self) -> bool:
        """Whether this request is for the console, known address or not."""
        return request.blueprint in self._rooms or (request.blueprint is None and not request.path.startswith(API))

    def signed_in(self) -> SignedIn:
        """Who makes this request; `sign_in.begin_again` where nobody is."""
        found: SignedIn | None = g.get("signed_in")
        if found is None:
            raise HomewardError("sign_in.begin_again")
        return found

    def book(self) -> CentralCaseBook:
        """The book of this request's person: one for one request, drafts alone for a form that came too late."""
        if "book" not in g:
            book = self._books().for_actor(self.signed_in().actor)
            g.book = DraftsOnly(book) if g.get("is_late") else book
        found: CentralCaseBook = g.book
        return found

    def check(self) -> BaseResponse | None:
        """None lets the request pass."""
        if not self.is_page() or request.blueprint == STATIC:
            return None
        request.max_content_length = MAX_BODY_BYTES
        if request.method not in READS:
            self._check_write()
        if request.blueprint == SIGN_IN and request.endpoint not in BEHIND_SIGN_IN:
            return None
        is_activity = request.endpoint not in QUIET
        g.signed_in = find_signed_in(self._server, request.cookies.get(cookies.SESSION), is_activity=is_activity)
        if g.signed_in is None:
            return self._without_session()
        self._check_right(g.signed_in)
        return None

    def note_problem(self, error: HomewardError) -> None:
        """Something that is not there, or not for who asked, is written down; the answer says neither."""
        signed_in: SignedIn | None = g.get("signed_in")
        if error.code not in NOT_THERE or signed_in is None or request.endpoint is None:
            return
        about = next(filter(is_id, (error.facts.get("record"), *(request.view_args or {}).values())), None)
        note_refusal(self._server, signed_in.actor.person.worker, page=request.endpoint, about=about)

    def finish(self, response: Response) -> Response:
        """Headers on every page; a late form's own answer is never shown."""
        if g.get("is_late"):
            kept = getattr(g.get("book"), "kept", 0)
            response = _to_sign_in(kept="yes" if kept else None)  # type: ignore[assignment]
        if self.is_page() and request.blueprint != STATIC:
            for name, value in HEADERS.items():
                response.headers[name] = value
            if request.is_secure:
                response.headers["Strict-Transport-Security"] = HSTS
        return response

    def _check_write(self) -> None:
        origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
        if origin is None and site is None:
            raise HomewardError("console.refused")
        if origin is not None and not self._is_ours(origin):
            raise HomewardError("console.refused")
        if site is not None and site not in ("same-origin", "none"):
            raise HomewardError("console.refused")
        if _is_too_large():
            raise HomewardError("shell.too_large")
        if not cookies.is_csrf(request):
            raise HomewardError("console.refused")

    def _is_ours(self, origin: str) -> bool:
        ours = {request.host_url.rstrip("/"), *(_origin_of(url) for url in self._server.config.public_urls)}
        return origin in ours

    def _without_session(self) -> BaseResponse | None:
        if request.method in READS:
            is_page = request.url_rule is not None and request.endpoint != "frame.home"  # the unknown is not repeated
            return _to_sign_in(after=request.path if is_page else None)
        late = find_late(self._server, request.cookies.get(cookies.SESSION))
        keeps_drafts = request.blueprint in self._shared or request.endpoint in self._drafting
        if late is None:
            return _to_sign_in()
        if not keeps_drafts or "draft" not in request.form:
            return self._keep_late(late)
        g.signed_in, g.is_late = late, True
        fields = MultiDict(request.form)
        fields[BUTTON] = SAVE_DRAFT
        request.form = ImmutableMultiDict(fields)
        self._check_right(late)
        return None

    def _keep_late(self, late: SignedIn) -> BaseResponse:
        """Only what was typed, in a form that is hers to send; a press without words takes no form's place."""
        form = sent_form()
        try:
            self._check_right(late)
        except HomewardError:
            return _to_sign_in()
        if request.url_rule is None or not may_be_kept(form):
            return _to_sign_in()
        keep_form(self._server, late, form)
        return _to_sign_in()

    def _check_right(self, signed_in: SignedIn) -> None:
        """Also for an address that is not there: it is refused in the same words."""
        if request.endpoint in EVERYBODY:
            return
        action = self._rights.get(request.endpoint or "") or self._shared_right()
        if action is None or not may_ever(signed_in.actor, action):
            raise HomewardError("console.not_found")
        if is_kept_by_centre(self._server, action):
            raise HomewardError("hub.kept_by_centre")

    def _shared_right(self) -> Action | None:
        """Providers are kept by administrators too, who see no case; the CaseBook judges what is saved."""
        if request.blueprint == "records" and (request.view_args or {}).get("kind") in KINDS_OF_PROVIDERS:
            return Action.READ_DIRECTORY
        return self._shared.get(request.blueprint or "")


def _to_sign_in(*, after: str | None = None, kept: str | None = None) -> BaseResponse:
    return redirect(url_for("sign_in.begin", after=after, kept=kept), 303)


def _origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _is_too_large() -> bool:
    sizes = [len(value.encode("utf-8", "replace")) for values in request.form.listvalues() for value in values]
    return sum(sizes) > MAX_FORM_BYTES or any(size > MAX_FIELD_BYTES for size in sizes)
