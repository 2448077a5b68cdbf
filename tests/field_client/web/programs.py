"""The local program in a test: composed as in the field over a real encrypted store, asked through WSGI."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from field_client.sync.schedule import Timer
from field_client.web.app import make_app
from field_client.web.doors import Doors
from field_client.web.program import Program, Surroundings
from tests.field_client.sync.laptops import PASSPHRASE, Field

HOST = "127.9.8.7:45454"
PREFIX = "/~AAAAAAAAAAAAAAAAAAAAAA"
ORIGIN = f"http://{HOST}"


@dataclass
class SteeredMonotonic:
    """A monotonic clock that stands still until it is told."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class HeldTimer(Timer):
    """A timer that only remembers."""

    at: list[int] = field(default_factory=list)
    is_stopped: bool = False

    def call_at(self, at_ms: int, function: Callable[[], None]) -> None:
        self.at.append(at_ms)

    def stop(self) -> None:
        self.is_stopped = True


@dataclass
class OpenProgram:
    """A program, its application and one browser; paths are given without the secret prefix."""

    field: Field
    program: Program
    app: Flask
    client: FlaskClient
    monotonic: SteeredMonotonic
    timers: list[HeldTimer]
    host: Callable[[], str] = lambda: HOST

    @property
    def origin(self) -> str:
        """Where the browser stands."""
        return f"http://{self.host()}"

    def let_in(self) -> TestResponse:
        """Uses the launch token as the launch file does."""
        token = self.program.doors.new_launch_token()
        headers = {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
        return self.client.post(PREFIX + "/open", data={"token": token}, headers=headers, base_url=self.origin)

    def unlock(self, passphrase: str = PASSPHRASE, **fields: str) -> TestResponse:
        """Posts the unlock form."""
        return self.post("/unlock", {"passphrase": passphrase, **fields})

    def get(self, path: str, **headers: str) -> TestResponse:
        """A page, as a browser asks for it."""
        sent = {"Sec-Fetch-Site": "same-origin", **_dashed(headers)}
        return self.client.get(PREFIX + path, headers=sent, base_url=self.origin)

    def post(
        self, path: str, fields: dict[str, str] | None = None, *, csrf: bool = True, **headers: str
    ) -> TestResponse:
        """A form with the token of this browser."""
        data = dict(fields or {})
        if csrf:
            data["csrf"] = self.csrf()
        sent = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin", **_dashed(headers)}
        return self.client.post(PREFIX + path, data=data, headers=sent, base_url=self.origin)

    def csrf(self) -> str:
        """The token as it stands in a page."""
        return form_fields(self.get("/help").get_data(as_text=True))["csrf"]


@contextmanager
def a_program(
    place: Field, *, door: bytes | None = None, host: Callable[[], str] = lambda: HOST
) -> Iterator[OpenProgram]:
    """A program that nobody has come into yet; `host` = `address:port` where it is served, if it is."""
    monotonic, timers = SteeredMonotonic(), list[HeldTimer]()

    def new_timer() -> HeldTimer:
        timers.append(HeldTimer())
        return timers[-1]

    around = Surroundings(config=place.config, tools=place.tools, monotonic=monotonic, new_timer=new_timer)
    doors = Doors(random=place.tools.random, monotonic=monotonic, door=door)
    program = Program(around=around, doors=doors, prefix=PREFIX)
    app = make_app(program, host=host)
    made = OpenProgram(place, program, app, app.test_client(), monotonic, timers, host)
    try:
        yield made
    finally:
        program.close()


@contextmanager
def an_open_program(place: Field) -> Iterator[OpenProgram]:
    """A program whose laptop is open and whose browser has the session."""
    with a_program(place) as made:
        made.let_in()
        answer = made.unlock()
        assert answer.status_code == 303, answer.get_data(as_text=True)
        yield made


def form_fields(page: str) -> dict[str, str]:
    """{name: value} of the inputs of a page."""
    found: dict[str, str] = {}

    class Inputs(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            if tag == "input" and given.get("name"):
                found.setdefault(str(given["name"]), given.get("value") or "")

    Inputs().feed(page)
    return found


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def problem_log(place: Field) -> str:
    """What the program wrote of problems."""
    path: Path = place.config.data / "problems.log"
    return path.read_text("utf-8") if path.exists() else ""
