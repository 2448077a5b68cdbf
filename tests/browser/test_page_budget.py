"""Every page within reach keeps its budget of weight, elements, requests; Today says the weighty first (interface.md).

No browser is needed for it: pages are asked for over WSGI as the program composes them, and counted. A laptop with
whole dossiers and long lists stands for the field.
"""

import gzip
import re
import shutil
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from casework.invented.people import invented_dossier
from migrations.server import steps
from shared_schema.identifiers import uuid7
from tests.builders.records import a_visit, an_edit
from tests.casework.web.desks import PLACES
from tests.central import a_central
from tests.field_client.sync.laptops import enrol_field, save
from tests.field_client.web.programs import ORIGIN, PREFIX, an_open_program
from tests.stores import StoreUrls

WHOLE, HEADS, VISITS, AT_ONCE = 6, 120, 60, 40
FIRST_BYTES, LATER_BYTES, MOST_ELEMENTS, MOST_REQUESTS, MOST_PAGES = 150_000, 20_000, 1_200, 20, 260
EACH_SHAPE = 2  # pages of one shape: the first is often the emptiest
BEGINNINGS = (
    "/today",
    "/cases",
    "/tracing",
    "/conferences",
    "/tasks",
    "/trainings",
    "/directory",
    "/sync",
    "/settings",
)
ID = re.compile(r"[A-Za-z0-9_-]{22}")
IMPORTED = re.compile(r'from "(\./[^"]+)"|url\("([^"]+)"\)')
ORDER = ["alerts", "overdue", "due", "tasks", "questions", "versions", "drafts", "aside", "suggested", "waiting"]


@dataclass
class Seen(HTMLParser):
    """What is counted of a page: its elements, the files that it asks for, where it leads, its headings."""

    elements: int = 0
    files: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    h1: int = 0
    weight: int = 0

    def __post_init__(self):
        super().__init__()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.elements += 1
        self.h1 += tag == "h1"
        if tag == "h2" and given.get("id"):
            self.headings.append(given["id"])
        if tag == "a" and (given.get("href") or "").startswith(PREFIX):
            self.links.append(given["href"].partition("#")[0])
        if (tag == "script" and given.get("src")) or tag == "img":
            self.files.append(given["src"])
        if tag == "link":
            self.files.append(given["href"])


@pytest.fixture(scope="module")
def visited(sqlite_template, tmp_path_factory):
    """{path: what was counted} of up to two pages of every shape that links lead to, and how much each file weighs."""
    folder = tmp_path_factory.mktemp("budget")
    for line in steps.LINES:
        shutil.copy(sqlite_template / f"{line}.db", folder / f"{line}.db")
    urls = StoreUrls("sqlite", f"sqlite:///{folder / 'records.db'}", f"sqlite:///{folder / 'keyset.db'}", None)
    centre = a_central(urls, folder)
    centre.person("sokha", office=centre.office("PNH"))
    place = enrol_field(centre, folder / "laptops", "sokha")
    fill(place)
    with an_open_program(place) as made:
        pages = crawl(made)
        files = {name: weigh(made, name) for name in {name for seen in pages.values() for name in seen.files}}
    centre.close()
    return pages, files


def fill(place):
    laptop = place.open()
    person, tools = laptop.book.person, place.tools
    known = {"worker": person.worker, "office": person.office, "next_id": tools.new_id, "places": PLACES}
    dossiers = [invented_dossier(seed, today=tools.today(), **known) for seed in range(WHOLE + HEADS)]
    for dossier in dossiers[:WHOLE]:
        save(laptop, *dossier)
    heads = [dossier[0] for dossier in dossiers[WHOLE:]]
    for first in range(0, HEADS, AT_ONCE):
        save(laptop, *heads[first : first + AT_ONCE])
    home = dossiers[0][0].home
    for first in range(0, VISITS, AT_ONCE):
        save(laptop, *(a_visit(home=home, visited_on="2025-11-20") for _ in range(first, min(first + AT_ONCE, VISITS))))
    danger = a_visit(home=home, safety="danger", record=uuid7(place.clock(), tools.random(10)))
    task = {"title": "See her today", "owner_worker": person.worker, "due_on": "2025-11-22", "state": "open"}
    save(laptop, danger, an_edit("task", {**task, "origin": "manual"}, home=home))
    laptop.close()


def crawl(made):
    waiting, shapes, pages = [PREFIX + path for path in BEGINNINGS], {}, {}
    while waiting and len(pages) < MOST_PAGES:
        path = waiting.pop(0)
        shape = ID.sub("*", path.removeprefix(PREFIX)).partition("?")[0]
        if path in pages or shapes.get(shape, 0) >= EACH_SHAPE or "/static/" in path:
            continue
        answer = made.client.get(path, headers={"Sec-Fetch-Site": "same-origin"}, base_url=ORIGIN)
        if answer.status_code != 200 or not answer.content_type.startswith("text/html"):
            continue
        shapes[shape] = shapes.get(shape, 0) + 1
        pages[path] = seen = Seen()
        seen.feed(answer.get_data(as_text=True))
        seen.weight = len(gzip.compress(answer.get_data()))
        waiting += seen.links
    return pages


def weigh(made, name):
    """Bytes of a file as it is sent, and of what it asks for in turn: [(address, bytes)]."""
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip"}
    answer = made.client.get(name, headers=headers, base_url=ORIGIN)
    assert answer.status_code == 200, name
    data = answer.get_data()
    found = [(name, len(data))]
    if answer.headers.get("Content-Encoding") == "gzip" and name.endswith((".css", "pages.js")):
        folder = name.rpartition("/")[0]
        for module, url in IMPORTED.findall(gzip.decompress(data).decode()):
            found += weigh(made, f"{folder}/{(module or url).removeprefix('./')}")
    return found


def loaded(seen, files):
    """{address: bytes} of every file that a page asks for, each once."""
    return dict(pair for name in seen.files for pair in files[name])


def test_a_first_page_weighs_less_than_150_kilobytes_with_everything_that_it_asks_for(visited):
    pages, files = visited
    heavy = {path: seen.weight + sum(loaded(seen, files).values()) for path, seen in pages.items()}
    assert max(heavy.values()) > 100_000, "the fonts are counted"
    assert [(path, weight) for path, weight in heavy.items() if weight >= FIRST_BYTES] == []


def test_a_later_page_weighs_less_than_20_kilobytes(visited):
    pages, _files = visited
    assert [(path, seen.weight) for path, seen in pages.items() if seen.weight >= LATER_BYTES] == []


def test_a_page_has_at_most_1200_elements_and_one_first_heading(visited):
    pages, _files = visited
    assert [(path, seen.elements) for path, seen in pages.items() if seen.elements > MOST_ELEMENTS] == []
    assert [path for path, seen in pages.items() if seen.h1 != 1] == []


def test_a_page_asks_for_few_files(visited):
    pages, files = visited
    asked = {path: 1 + len(loaded(seen, files)) for path, seen in pages.items()}
    assert [(path, number) for path, number in asked.items() if number > MOST_REQUESTS] == []


def test_the_pages_of_daily_work_were_all_seen(visited):
    pages, _files = visited
    shapes = {ID.sub("*", path.removeprefix(PREFIX)).partition("?")[0] for path in pages}
    assert len(shapes) > 60
    for shape in ("/today", "/cases", "/cases/*", "/cases/*/visit/new", "/cases/*/family", "/tracing", "/sync"):
        assert shape in shapes


def test_today_says_danger_first_and_what_waits_last(visited):
    pages, _files = visited
    today = [name for name in pages[PREFIX + "/today"].headings if name in ORDER]
    assert today[0] == "alerts" and today[-1] == "waiting" and len(today) >= 4
    assert today == [name for name in ORDER if name in today]
