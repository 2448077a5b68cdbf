"""The coordinators' console with 100,000 cases, on SQLite and on PostgreSQL: each page from the running server.

The server is the real one in a process of its own; a page is timed from its request until its last byte over
loopback, and by the processor time of the server and its database meanwhile, which other work on the machine falsifies
less. Which pages, as whom, and which not, stands in `benchmarks/console_map.py`.
"""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import psutil

from benchmarks.centre import Centre
from benchmarks.console_map import PAGES, RENDER_MS, SEARCH_MS, Asked
from benchmarks.console_people import COORDINATOR, add_overseers, session_of
from benchmarks.console_store import kept_centre, kept_on_postgres
from benchmarks.pages import INQUIRY_LINK, Row
from benchmarks.pages_program import CSRF, Browsing, Page
from benchmarks.tables import report
from sync_server.console import cookies
from sync_server.jobs.scheduler import find_jobs
from sync_server.jobs.turns import Turns
from sync_server.server import Server
from sync_server.services.reports import make_wanted

CASES, QUICK_CASES = 100_000, 2_000
TIMES, QUICK_TIMES, WARM = 40, 6, 4
COMMAND = "make bench-pages"
NAMES = ("Sok Chenda", "Kim Sopheap", "ចាន់ សុផល", "Mao Sreymom", "Chan Dara", "សុខ ពិសិដ្ឋ", "Ly Vanna", "Keo Mony")
LINKS = {
    "case": re.compile(r'href="/cases/([A-Za-z0-9_-]{22})'),
    "inquiry": INQUIRY_LINK,
    "item": re.compile(r'href="/review/([A-Za-z0-9_-]{22})'),
    "match": re.compile(r'href="/matches/([A-Za-z0-9_-]{22})'),
    "person": re.compile(r'href="/users/([A-Za-z0-9_-]{22})'),
}
LISTS = {"case": "/cases", "inquiry": "/tracing", "item": "/review", "match": "/matches", "person": "/users"}


def run(*, quick: bool = False) -> None:
    """Reports the table `console_pages`, then names pages above their budget and ends with 1 (not where `quick`)."""
    cases, times = (QUICK_CASES, QUICK_TIMES) if quick else (CASES, TIMES)
    centre = kept_centre(cases)
    rows = _measure("SQLite", centre, (), times)
    with kept_on_postgres(centre) as (made, postgres):
        rows += _measure("PostgreSQL", made, (postgres.process,), times)
    title = f"Pages of the running console with {cases:,} cases; milliseconds"
    report("console_pages", title, rows, command=COMMAND)
    late = [row for row in rows if row["p95_ms"] > row["budget_p95_ms"]]
    above = [f"{row['engine']}: {row['page']} {row['p95_ms']} ms" for row in late]
    if above and not quick:
        print("above their budget:", *above, sep="\n  ")
        sys.exit(1)


def _measure(engine: str, centre: Centre, beside: Sequence[psutil.Process], times: int) -> list[Row]:
    logins = list(dict.fromkeys(one.who for one in PAGES))
    centre.with_server(add_overseers)
    centre.with_server(work_off)
    sessions = centre.with_server(lambda server: {who: session_of(server, who) for who in logins})
    centre.start()
    try:
        centre.settle()  # what a start prepares, names to search among them, is no part of a page
        rows, together = list[Row](), Times()
        for who, pages in groupby(sorted(PAGES, key=lambda one: logins.index(one.who)), key=lambda one: one.who):
            meter = _Meter(_browser(centre, sessions[who]), beside, times, together)
            rows += _rows(meter, list(pages))
            if who == COORDINATOR:
                centre.with_server(make_wanted)  # the figures that the Reports page has asked for
                meter = _Meter(
                    _browser(centre, sessions[who]), beside, times, together
                )  # the line was closed meanwhile
                rows.append(meter.row("Reports with figures", RENDER_MS, meter.reports))
                rows.append(meter.row("Search", SEARCH_MS, meter.search))
        rows.append(together.row("All but search and overview", RENDER_MS))
        return [{"engine": engine, **row} for row in rows]
    finally:
        centre.stop()


def work_off(server: Server) -> None:
    """What jobs find to do in a store that was filled at once, and never in one that grew over years."""
    jobs, turns = {job.name: job for job in find_jobs()}, Turns(server)
    for job in jobs.values():
        turns.take(job)
    while jobs["search_rows"].run(server) or jobs["reports"].run(server):
        pass


def _browser(centre: Centre, cookie: str) -> Browsing:
    held = {cookies.SESSION: cookie, cookies.READING: "en.100.moving"}
    browsing = Browsing(centre.processes[0], centre.address, "", held)
    found = CSRF.search(browsing.get("/reading").text)
    if found is None:
        raise RuntimeError("the console let nobody in")
    browsing.csrf = found[1]
    return browsing


class Times:
    """Wall and processor milliseconds of pages that were asked for."""

    def __init__(self) -> None:
        self.wall, self.processor = list[float](), list[float]()

    def add(self, more: "Times") -> None:
        """Takes those of another page in."""
        self.wall += more.wall
        self.processor += more.processor

    def row(self, name: str, budget: int) -> Row:
        """A line of the table."""
        return {
            "page": name,
            "median_ms": _share(self.wall, 0.5),
            "p95_ms": _share(self.wall, 0.95),
            "budget_p95_ms": budget,
            "cpu_median_ms": _share(self.processor, 0.5),
            "cpu_p95_ms": _share(self.processor, 0.95),
        }


class _Meter:
    """Asks for pages and measures wall and processor time of each; those with the budget of a page also `together`."""

    def __init__(self, browsing: Browsing, beside: Sequence[psutil.Process], times: int, together: Times) -> None:
        self._browsing, self._times, self._together = browsing, times, together
        self._watched = (psutil.Process(browsing.process.pid), *beside)

    def get(self, path: str) -> Page:
        return self._browsing.get(path)

    def search(self, n: int) -> Page:
        return self._browsing.post("/cases", {"text": NAMES[n % len(NAMES)], "_do": "search"})

    def reports(self, _n: int) -> Page:
        return self.get("/reports")

    def row(self, name: str, budget: int, ask: Callable[[int], Page]) -> Row:
        for n in range(WARM):
            ask(n)
        times = Times()
        for n in range(self._times):
            before = _processor_ms(self._watched)
            page = ask(WARM + n)
            if page.status != 200:
                raise RuntimeError(f"{name} answered {page.status}")
            times.processor.append(_processor_ms(self._watched) - before)
            times.wall.append(page.ms)
        if budget == RENDER_MS:
            self._together.add(times)
        row = times.row(name, budget)
        print(*row.values(), file=sys.stderr, flush=True)  # the table comes at the end, some minutes later
        return row


def _rows(meter: _Meter, pages: Sequence[Asked]) -> list[Row]:
    ids = {name: _ids(meter, name) for name in LISTS if any(f"{{{name}}}" in one.path for one in pages)}
    return [meter.row(one.name, one.budget_ms, _asking(meter, one.path, ids)) for one in pages]


def _asking(meter: _Meter, path: str, ids: Mapping[str, Sequence[str]]) -> Callable[[int], Page]:
    return lambda n: meter.get(_filled(path, ids, n))


def _ids(meter: _Meter, name: str) -> list[str]:
    paths = [f"/cases?page={page}" for page in range(1, 5)] if name == "case" else [LISTS[name]]
    found = list(dict.fromkeys(one for path in paths for one in LINKS[name].findall(meter.get(path).text)))
    if not found:
        raise RuntimeError(f"nothing leads to any {name}")
    return found


def _filled(path: str, ids: Mapping[str, Sequence[str]], n: int) -> str:
    for name, found in ids.items():
        path = path.replace(f"{{{name}}}", found[n % len(found)])
    return path


def _processor_ms(watched: Sequence[psutil.Process]) -> float:
    """Processor time of these programs and their children so far; Linux tells it to the nanosecond for each thread."""
    total = 0
    for process in (one for root in watched for one in (root, *root.children())):
        for task in Path(f"/proc/{process.pid}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[0])
            except OSError:  # it has ended meanwhile
                continue
    return total / 1e6


def _share(values: Sequence[float], share: float) -> float:
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))], 1)
