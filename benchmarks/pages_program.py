"""The local program of a laptop as a process of its own, and a browser without a screen that asks it for pages."""

import http.client
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil

from benchmarks.laptops import PASSPHRASE
from demo.programs import Program, clean_environment, start_command, stop_process

START_SECONDS, ASK_SECONDS = 30, 60
TOKEN = re.compile(r'name="token" value="([^"]+)"')
ADDRESS = re.compile(r'action="http://([^/"]+)(/~[^/"]+)/open"')
CSRF = re.compile(r'name="csrf" value="([^"]+)"')


@dataclass
class Page:
    """An answer read whole, and the milliseconds until its last byte."""

    status: int
    text: str
    ms: float
    location: str = ""


@dataclass
class Browsing:
    """One browser at the program: cookies, one connection that is kept, the token of its forms."""

    process: "subprocess.Popen[bytes]"
    host: str
    prefix: str
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Page:
        """A page by its path with or without the secret prefix."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: Mapping[str, str]) -> Page:
        """A form with the token of this browser."""
        return self._ask("POST", path, {"csrf": self.csrf, **fields}, {"Origin": f"http://{self.host}"})

    def let_in(self, token: str) -> None:
        """Posts the launch token as the launch file does, and learns the token of the forms."""
        self._ask("POST", "/open", {"token": token}, {"Origin": "null", "Sec-Fetch-Site": "cross-site"})
        found = CSRF.search(self.get("/help").text)
        if found is None:
            raise RuntimeError("the program gave no form token")
        self.csrf = found[1]

    def cpu_ms(self) -> float:
        """CPU time of the program so far, all its threads."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system) * 1000

    def memory_mb(self) -> float:
        """Resident memory of the program now."""
        return float(round(psutil.Process(self.process.pid).memory_info().rss / 2**20, 1))

    def peak_memory_mb(self) -> float:
        """The highest resident memory of the program so far (Linux)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return round(int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024, 1)

    def _ask(self, method: str, path: str, fields: Mapping[str, str] | None, headers: Mapping[str, str]) -> Page:
        whole = path if path.startswith(self.prefix) else self.prefix + path
        sent = {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip", **headers}
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None if fields is None else urlencode(fields)
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self.host, timeout=ASK_SECONDS)
        start = time.perf_counter()
        self._connection.request(method, whole, body=body, headers=sent)
        response = self._connection.getresponse()
        data = response.read()
        ms = (time.perf_counter() - start) * 1000
        self._keep_cookies(response)
        return Page(response.status, data.decode(errors="replace"), ms, response.headers.get("Location") or "")

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _equals, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]


@contextmanager
def running_program(folder: Path) -> Iterator[tuple[Browsing, float]]:
    """`field-client open --no-browser` over the laptop of `folder`: a browser that was let in, and the seconds from
    the start of the process until it answered; ended with the block."""
    options = ["--data", str(folder / "data"), "--state", str(folder / "machine")]
    program = Program("field_client.cli", options, clean_environment())
    said = folder / "said.txt"
    start = time.perf_counter()
    with said.open("wb") as output:
        process = subprocess.Popen(
            start_command(program, "open", "--no-browser"), stdout=output, stderr=output, env=program.environment
        )
    try:
        page = _launch_page(process, said)
        address, token = ADDRESS.search(page), TOKEN.search(page)
        if address is None or token is None:
            raise RuntimeError("the launch file names no address")
        browsing = Browsing(process, address[1], urlsplit(address[2]).path)
        browsing.let_in(token[1])
        yield browsing, time.perf_counter() - start
    finally:
        stop_process(process)


def unlock(browsing: Browsing) -> float:
    """Milliseconds from sending the passphrase until Today has arrived."""
    opened = browsing.post("/unlock", {"passphrase": PASSPHRASE})
    if opened.status != 303:
        raise RuntimeError(f"not unlocked: {opened.status}")
    today = browsing.get(opened.location)
    return opened.ms + today.ms


def _launch_page(process: "subprocess.Popen[bytes]", said: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        words = said.read_text(encoding="utf-8", errors="replace").split()
        file = next((word for word in words if word.endswith(".html")), None)
        if file is not None:
            return Path(file).read_text("utf-8")
        time.sleep(0.02)
    raise RuntimeError(f"the program did not open: {said.read_text(encoding='utf-8', errors='replace')[-1000:]}")
