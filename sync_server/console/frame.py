"""The frame of the console: the menu by role, the strip of what waits, language, lock; and its small addresses."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from flask import Blueprint, Flask, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.dates import moment_words
from casework.web.desk import ALL_RECEIVED, NEEDS_YOU, TEXT_SIZES, Frame, Idle, Link, Reader, Strip
from casework.web.person_names import initials_of
from casework.web.saying import message
from sync_server.console import cookies
from sync_server.console.menu import MOST_AT_ONCE, in_order
from sync_server.console.phrases import say, say_count
from sync_server.console.room import Place, may_ever
from sync_server.server import Server
from sync_server.services.access import Action
from sync_server.services.kept_by_centre import is_kept_by_centre
from sync_server.services.people_names import names_of_frame
from sync_server.services.review_counts import what_waits
from sync_server.services.sessions import IDLE_MS, SignedIn
from sync_server.store.hubs import HUB

STRIP_SECONDS = 60
MOST_ADDRESSES = 512
SHIPPED_CENTRE = "Phnom Penh"  # what a configuration without a name calls the centre
SHARED_PLACES = (
    Place("today.show", message("Today")),
    Place("cases.index", message("Cases")),
    Place("tracing.index", message("Tracing")),
    Place("conferences.index", message("Conferences")),
    Place("tasks.index", message("Tasks")),
    Place("questions.index", message("Review questions")),
    Place("trainings.index", message("Trainings")),
    Place("directory.index", message("Directory")),
    Place("prints.index", message("Papers to print")),
)


class FrameMaker:
    """Makes the frame of one request. `right_of` = the action behind an endpoint, None for one that is not there."""

    def __init__(
        self,
        server: Server,
        app: Flask,
        *,
        places: Iterable[Place],
        right_of: Callable[[str], Action | None],
    ) -> None:
        self._server, self._app = server, app
        self._places, self._right_of = in_order(places), right_of
        self._below = lru_cache(MOST_ADDRESSES)(lambda _root, endpoint: url_for(endpoint))

    def reader(self) -> Reader:
        """How this browser reads."""
        found: Reader | None = g.get("reader")
        if found is None:
            found = g.reader = cookies.reader_of(request)
        return found

    def csrf(self) -> str:
        """The token of this browser's forms."""
        return cookies.csrf_of(request, door=g.get("new_door", ""))

    def places_of(self, signed_in: SignedIn) -> list[Place]:
        """The lines of the menu that her role has."""
        found = []
        for place in self._places:
            action = self._right_of(place.endpoint)
            if action is None or not may_ever(signed_in.actor, action) or is_kept_by_centre(self._server, action):
                continue
            if not place.is_of_hub or self._server.identity.kind == HUB:
                found.append(place)
        return found

    def home_url(self, signed_in: SignedIn) -> str:
        """Her first page."""
        return self._home(self.places_of(signed_in))

    def frame(self) -> Frame:
        """Next to nothing before signing in, everything after; made once for a page."""
        if request.method != "GET":  # what is saved in between changes what waits
            return self._frame()
        if "frame" not in g:
            g.frame = self._frame()
        found: Frame = g.frame
        return found

    def _frame(self) -> Frame:
        signed_in: SignedIn | None = None if g.get("is_late") else g.get("signed_in")
        language_url = self._url_of("sign_in.language")
        if signed_in is None:
            return Frame(language_url=language_url)
        language, places = self.reader().language, self.places_of(signed_in)
        has_cases = may_ever(signed_in.actor, Action.SEE)
        office, worker = names_of_frame(self._server, signed_in.actor, language)
        return Frame(
            home_url=self._home(places),
            office=say(language, "Phnom Penh") if office == SHIPPED_CENTRE else office,
            initials=initials_of(worker),
            navigation=self._links(places[:MOST_AT_ONCE], language),
            more=self._links(places[MOST_AT_ONCE:], language),
            footer=(
                Link(say(language, "Settings"), self._url_of("frame.reading")),
                Link(say(language, "Your account"), self._url_of("own_account.show")),
            ),
            strip=self.strip(signed_in),
            lock_url=self._url_of("sign_in.leave"),
            language_url=language_url,
            search_url=self._url_of("cases.index") if has_cases else None,
            idle=Idle(
                seconds=IDLE_MS // 1000,
                alive_url=self._url_of("frame.alive"),
                locked_url=url_for("sign_in.begin", ended=1),
                keep_url=self._url_of("sign_in.keep"),
            ),
        )

    def strip(self, signed_in: SignedIn) -> Strip | None:
        """How much waits for her, and since when; who decides nothing has none."""
        if not may_ever(signed_in.actor, Action.DECIDE):
            return None
        language = self.reader().language
        waiting = what_waits(self._server, signed_in.actor)
        if not waiting.count:
            return Strip(state=ALL_RECEIVED, lines=(say(language, "Nothing waits for a decision."),))
        counted = (
            say(language, "%(n)s items or more wait for a decision", n=waiting.count)
            if waiting.is_more
            else say_count(
                language, "%(n)s item waits for a decision", "%(n)s items wait for a decision", n=waiting.count
            )
        )
        lines = (
            counted,
            say(language, "The oldest since %(when)s", when=moment_words(waiting.oldest_at, language)),
        )
        url = self._url_of("review.index")
        return Strip(
            state=NEEDS_YOU,
            lines=lines,
            url=None if _leads_to(url, request.path) else url,
            url_words=say(language, "Review"),
            poll_url=self._url_of("frame.strip"),
            poll_seconds=STRIP_SECONDS,
        )

    def _links(self, places: Iterable[Place], language: str) -> tuple[Link, ...]:
        root, path = request.root_path, request.path
        urls = [(place, self._below(root, place.endpoint)) for place in places]
        return tuple(Link(say(language, place.words), url, _leads_to(url, path)) for place, url in urls)

    def _home(self, places: Sequence[Place]) -> str:
        return self._url_of(places[0].endpoint if places else "frame.reading")

    def _url_of(self, endpoint: str) -> str:
        return self._below(request.root_path, endpoint)


def blueprint(maker: FrameMaker, signed_in: Callable[[], SignedIn]) -> Blueprint:
    """`/` (her first page), `/strip`, `/alive` (*Stay open*), `/reading` (language, text size, motion)."""
    pages = Blueprint("frame", __name__)

    @pages.get("/")
    def home() -> BaseResponse:
        return redirect(maker.home_url(signed_in()), 303)

    @pages.get("/strip")
    def strip() -> Response:
        found = maker.strip(signed_in())
        return make_response(render_template("_strip.html", strip=found) if found else "")

    @pages.post("/alive")
    def alive() -> Response:
        return Response(status=204)

    @pages.route("/reading", methods=["GET", "POST"])
    def reading() -> BaseResponse:
        if request.method == "GET":
            return make_response(render_template("sign_in/reading.html", sizes=TEXT_SIZES))
        size = request.form.get("text_size", type=int)
        chosen = Reader(
            language=_language(request.form.get("language"), maker.reader()),
            text_size=size if size in TEXT_SIZES else maker.reader().text_size,
            motion=request.form.get("motion") != "still",
        )
        answer = redirect(url_for("frame.reading", saved=1), 303)
        cookies.put_reader(answer, chosen)
        return answer

    return pages


def _language(chosen: str | None, reader: Reader) -> str:
    return chosen if chosen in cookies.LANGUAGES else reader.language


def _leads_to(url: str, path: str) -> bool:
    return path == url or path.startswith(url.rstrip("/") + "/")
