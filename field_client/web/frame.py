"""The frame around every page: navigation, strip, language, lock; and the two small addresses that scripts ask."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, g, make_response, render_template, request, url_for

from casework.web.desk import Frame, Idle, Link, Reader, Strip
from casework.web.person_names import initials_of
from casework.web.saying import message
from field_client.web.doors import DOOR, SESSION, csrf_of
from field_client.web.phrases import say
from field_client.web.program import OPEN, Program
from field_client.web.shell_file import Settings
from field_client.web.strip import strip_lines, strip_state
from field_client.web.waiting import strip_facts
from shared_schema.errors import HomewardError

STRIP_SECONDS, SENDING_SECONDS = 30, 1
SYNC_PATH = "/sync"
TODAY = "/today"


class FrameMaker:
    """Makes the frame of one request; what a program has no page for is left out of its navigation."""

    def __init__(self, program: Program, app: Flask) -> None:
        self._program, self._app = program, app

    def settings(self) -> Settings:
        """The settings, read once a request."""
        if "settings" not in g:
            g.settings = self._program.shell.read()
        found: Settings = g.settings
        return found

    def reader(self) -> Reader:
        """Who reads."""
        held = self.settings()
        return Reader(language=held.language, text_size=held.text_size, motion=held.motion)

    def csrf(self) -> str:
        """The token of this browser's door."""
        return csrf_of(request.cookies.get(DOOR, ""))

    def is_open(self) -> bool:
        """Whether this request is let in to the open laptop."""
        program = self._program
        return (
            program.state == OPEN and not program.is_leaving and program.doors.is_session(request.cookies.get(SESSION))
        )

    def home_url(self) -> str:
        """Where an open laptop leads: Today."""
        return self._program.prefix + (TODAY if TODAY in self._paths() else SYNC_PATH)

    def frame(self) -> Frame:
        """Next to nothing for a locked laptop, everything for an open one."""
        language_url = url_for("door.language")
        if not self.is_open():
            return Frame(language_url=language_url, footer=self._links(_DOOR_FOOTER))
        laptop = self._program.held()
        return Frame(
            home_url=self.home_url(),
            office=laptop.config.office_name or laptop.identity.office_code,
            initials=self._initials(),
            navigation=self._links(_NAVIGATION),
            more=self._links(_MORE),
            footer=self._links(_FOOTER),
            strip=self.strip(),
            lock_url=url_for("door.lock"),
            language_url=language_url,
            search_url=self._url("/cases"),
            idle=Idle(
                seconds=self._program.idle.limit_seconds,
                alive_url=url_for("frame.alive"),
                locked_url=url_for("door.locked"),
            ),
        )

    def strip(self) -> Strip:
        """The strip as it stands now; asked each second while something is on its way."""
        facts = strip_facts(self._program, self._program.held())
        seen_at = urlsplit(request.headers.get("HX-Current-URL", "")).path or request.path
        on_sync = seen_at.startswith(self._program.prefix + SYNC_PATH)
        return Strip(
            state=strip_state(facts),
            lines=strip_lines(facts, self.reader().language),
            url=None if on_sync else self._url(SYNC_PATH),
            url_words=say(self.reader().language, "Send and receive"),
            poll_url=url_for("frame.strip"),
            poll_seconds=SENDING_SECONDS if on_sync else STRIP_SECONDS,
        )

    def _links(self, table: tuple[tuple[str, str], ...]) -> tuple[Link, ...]:
        language, prefix = self.reader().language, self._program.prefix
        return tuple(
            Link(say(language, words), prefix + path, self._is_current(path))
            for words, path in table
            if path in self._paths()
        )

    def _is_current(self, path: str) -> bool:
        below = request.path.removeprefix(self._program.prefix)
        return below == path or below.startswith(path + "/")

    def _url(self, path: str) -> str | None:
        return self._program.prefix + path if path in self._paths() else None

    def _paths(self) -> frozenset[str]:
        if "paths" not in g:
            prefix = self._program.prefix
            g.paths = frozenset(rule.rule.removeprefix(prefix) for rule in self._app.url_map.iter_rules())
        found: frozenset[str] = g.paths
        return found

    def _initials(self) -> str:
        laptop = self._program.held()
        try:
            values = laptop.book.open(laptop.identity.worker).values
        except HomewardError:
            return laptop.identity.code
        names = ("name_km", "name_latin") if self.reader().language == "km" else ("name_latin", "name_km")
        name = next((str(values[one]) for one in names if values.get(one)), "")
        return initials_of(name) or laptop.identity.code


def blueprint(maker: FrameMaker) -> Blueprint:
    """`/strip` (the strip alone) and `/alive` (*Stay open*)."""
    pages = Blueprint("frame", __name__)

    @pages.get("/strip")
    def strip() -> Response:
        return make_response(render_template("_strip.html", strip=maker.strip()))

    @pages.post("/alive")
    def alive() -> Response:
        return Response(status=204)

    return pages


_NAVIGATION = (
    (message("Today"), TODAY),
    (message("Cases"), "/cases"),
    (message("Tracing"), "/tracing"),
    (message("Conferences"), "/conferences"),
    (message("Send and receive"), SYNC_PATH),
)
_MORE = (
    (message("Tasks"), "/tasks"),
    (message("Trainings"), "/trainings"),
    (message("Review questions"), "/questions"),
    (message("Directory"), "/directory"),
    (message("Photos and papers"), "/files"),
    (message("Papers to print"), "/papers"),
    (message("Carry by USB"), "/courier"),
    (message("Backups"), "/backups"),
    (message("Travel mode"), "/safety/travel"),
)
_FOOTER = (
    (message("Settings"), "/settings"),
    (message("Help"), "/help"),
    (message("Erase this laptop now"), "/safety/wipe"),
)
_DOOR_FOOTER = ((message("Help"), "/help"),)
