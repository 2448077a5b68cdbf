"""Starts the launcher, speaks to it over stdin and real HTTP, and ends it; every wait is bounded."""

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from select import select
from urllib.parse import urlencode

import orjson

from tests.field_client.sync.laptops import PASSPHRASE, Field

SECONDS = 30
ROOT = Path(__file__).parents[2]


@dataclass
class Answer:
    """A response, read whole."""

    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class Running:
    """The process, where it listens, and the cookies of one browser."""

    process: "subprocess.Popen[bytes]"
    clocks: Path
    host: str = ""
    prefix: str = ""
    launch: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    _unread: bytes = b""

    def wait_until_ready(self) -> None:
        """Reads until the program says where it listens."""
        while "host" not in (told := self._line()):
            self.launch = told.get("launch", self.launch)
        self.host, self.prefix = told["host"], told["prefix"]

    def say(self, line: str, *, answered: bool = True) -> None:
        """One command to the launcher."""
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        while answered and "ok" not in self._line():
            continue

    def let_in(self) -> Answer:
        """Posts the token of the launch file as the file does."""
        page = Path(self.launch).read_text("utf-8")
        token = re.search(r'name="token" value="([^"]+)"', page)
        assert token is not None
        return self.ask(
            "POST", "/open", {"token": token[1]}, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}, csrf=False
        )

    def unlock(self, passphrase: str = PASSPHRASE) -> Answer:
        """Posts the unlock form."""
        return self.ask("POST", "/unlock", {"passphrase": passphrase})

    def ask(
        self,
        method: str,
        path: str,
        fields: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        *,
        csrf: bool = True,
    ) -> Answer:
        """A request of this browser on a connection of its own; keeps the cookies that it is given."""
        sent = {"Origin": f"http://{self.host}", "Sec-Fetch-Site": "same-origin", **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if method == "POST":
            data = dict(fields or {})
            if csrf:
                data["csrf"] = self.csrf()
            body = urlencode(data)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        host, _colon, port = self.host.partition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=SECONDS)
        try:
            connection.request(method, self.prefix + path, body=body, headers=sent)
            response = connection.getresponse()
            text = response.read().decode("utf-8")
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _equals, rest = line.partition("=")
            value = rest.partition(";")[0]
            self.cookies[name] = value
            if not value:
                del self.cookies[name]
        return Answer(response.status, response.headers, text)

    def csrf(self) -> str:
        """The token of this browser."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.ask("GET", "/help").text)
        assert found is not None
        return found[1]

    def _line(self) -> dict[str, str]:
        assert self.process.stdout is not None
        number = self.process.stdout.fileno()
        while b"\n" not in self._unread:
            ready, _w, _x = select([number], [], [], SECONDS)
            piece = os.read(number, 65536) if ready else b""
            assert piece, f"the program said nothing more: {self.process.poll()}"
            self._unread += piece
        line, _newline, self._unread = self._unread.partition(b"\n")
        told: dict[str, str] = orjson.loads(line)
        return told


@contextmanager
def a_running_program(place: Field, folder: Path, *options: str) -> Iterator[Running]:
    """The launcher over an enrolled laptop, ready and with nobody let in; ended with the block."""
    clocks = folder / "clocks.json"
    clocks.write_bytes(orjson.dumps({"wall": place.clock(), "monotonic": 1000.0}))
    names = [str(place.config.data), str(place.config.state), place.config.data.parent.name, str(clocks)]
    with (folder / "stderr.txt").open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.security.launcher", *names, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=ROOT,
        )
        running = Running(process, clocks)
        try:
            running.wait_until_ready()
            yield running
        finally:
            process.kill()
            process.wait(SECONDS)
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
    assert (folder / "stderr.txt").read_text("utf-8") == ""
