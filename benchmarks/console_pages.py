"""The coordinators' console with 100,000 cases, on SQLite and on PostgreSQL: each page from the running server.

The server is the real one in a process of its own; a page is timed from its request until its last byte over
loopback. The coordinator leads all 25 offices, so that nothing is left out of what is counted or listed.
"""

import re
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.centre import Centre
from benchmarks.console_people import COORDINATOR, LEADER, session_of
from benchmarks.console_store import copied_to_postgres, kept_centre
from benchmarks.pages import INQUIRY_LINK, RENDER_MS, SEARCH_MS, Row, row_of
from benchmarks.pages_program import CSRF, Browsing
from benchmarks.postgres import running_postgres
from benchmarks.tables import report
from sync_server.console import cookies

CASES, QUICK_CASES = 100_000, 2_000
OVERVIEW_MS = 300
COMMAND = "make bench-pages"
NAMES = ("Sok Chenda", "Kim Sopheap", "ចាន់ សុផល", "Mao Sreymom", "Chan Dara", "សុខ ពិសិដ្ឋ", "Ly Vanna", "Keo Mony")
CASE_LINK = re.compile(r'href="/cases/([A-Za-z0-9_-]{22})')
REVIEW_LINK = re.compile(r'href="(/review/[A-Za-z0-9_-]{22})')
MATCH_LINK = re.compile(r'href="(/matches/[A-Za-z0-9_-]{22})')


def run(*, quick: bool = False) -> None:
    """Reports the table `console_pages`; stops where a page misses its budget, unless `quick`."""
    cases = QUICK_CASES if quick else CASES
    centre = kept_centre(cases)
    rows = _measure("SQLite", centre)
    with running_postgres() as postgres, tempfile.TemporaryDirectory(prefix="homeward-bench-") as name:
        rows += _measure("PostgreSQL", copied_to_postgres(centre, Path(name) / "centre", postgres.fresh("console")))
    title = f"Pages of the running console with {cases:,} cases; milliseconds"
    report("console_pages", title, rows, command=COMMAND)


def _measure(engine: str, centre: Centre) -> list[Row]:
    coordinator, leader = (centre.with_server(lambda server, who=who: session_of(server, who)) for who in _WHO)
    centre.start()
    try:
        browsing = _browser(centre, coordinator)
        rows = [{"engine": engine, **row} for row in _pages(browsing)]
        office = _browser(centre, leader)
        rows.append({"engine": engine, **_row(office, "Overview of one office", OVERVIEW_MS, "/overview")})
        rows.append({"engine": engine, **_row(office, "Workload of one office", RENDER_MS, "/workload")})
        return rows
    finally:
        centre.stop()


_WHO = (COORDINATOR, LEADER)


def _browser(centre: Centre, cookie: str) -> Browsing:
    held = {cookies.SESSION: cookie, cookies.READING: "en.100.moving"}
    browsing = Browsing(centre.processes[0], centre.address, "", held)
    found = CSRF.search(browsing.get("/reading").text)
    if found is None:
        raise RuntimeError("the console let nobody in")
    browsing.csrf = found[1]
    return browsing


def _pages(browsing: Browsing) -> list[Row]:
    homes = [found for page in range(1, 9) for found in CASE_LINK.findall(browsing.get(f"/cases?page={page}").text)]
    inquiries = INQUIRY_LINK.findall(browsing.get("/tracing").text)
    waiting = REVIEW_LINK.findall(browsing.get("/review").text)
    matches = MATCH_LINK.findall(browsing.get("/matches").text)
    rows = [
        _row(browsing, "Overview", OVERVIEW_MS, "/overview"),
        _row(browsing, "Follow-ups by office", RENDER_MS, "/follow-ups"),
        _row(browsing, "Follow-ups by worker", RENDER_MS, "/follow-ups?by=worker"),
        _row(browsing, "Follow-ups overdue", RENDER_MS, "/follow-ups/cases?state=overdue"),
        _row(browsing, "Workload", RENDER_MS, "/workload"),
        _row(browsing, "Today", RENDER_MS, "/today"),
        _row(browsing, "Cases", RENDER_MS, "/cases"),
        _row(browsing, "Case page", RENDER_MS, *(f"/cases/{one}" for one in homes)),
        _row(browsing, "Case history", RENDER_MS, *(f"/records/{one}/history" for one in homes)),
        _row(browsing, "Inquiries", RENDER_MS, "/tracing"),
        _row(browsing, "Inquiry", RENDER_MS, *(f"/tracing/{one}" for one in inquiries)),
        _row(browsing, "Review", RENDER_MS, "/review"),
        _row(browsing, "Review, one line", RENDER_MS, *waiting),
        _row(browsing, "Matches", RENDER_MS, "/matches"),
        _row(browsing, "Match", RENDER_MS, *matches),
        _row(browsing, "Duplicates", RENDER_MS, "/duplicates"),
        _row(browsing, "Transfers", RENDER_MS, "/transfers"),
        _row(browsing, "Assign", RENDER_MS, "/assign"),
        _row(browsing, "Intake", RENDER_MS, "/intake"),
        _row(browsing, "Referrals", RENDER_MS, "/referrals"),
        _row(browsing, "Reports", RENDER_MS, "/reports"),
        _row(browsing, "Audit", RENDER_MS, "/audit"),
        row_of(browsing, "Search", SEARCH_MS, lambda n: _search(browsing, n), times=40),
    ]
    return rows


def _search(browsing: Browsing, n: int) -> Any:
    return browsing.post("/cases", {"text": NAMES[n % len(NAMES)], "_do": "search"})


def _row(browsing: Browsing, name: str, budget: int, *paths: str) -> Row:
    if not paths:
        raise RuntimeError(f"nothing leads to {name}")
    return row_of(browsing, name, budget, lambda n: browsing.get(paths[n % len(paths)]))
