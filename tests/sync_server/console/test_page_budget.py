"""Every page of the console within reach keeps its budget of weight, elements and requests (interface.md 4.7).

Pages are asked for over WSGI, as one person of each role, over dossiers with whole lists; milliseconds are measured in
`make bench-pages`.
"""

import gzip
import re
import shutil

import pytest

from casework.invented.people import invented_dossier
from shared_schema.identifiers import uuid7
from shared_schema.rules.reading import day_of_ms
from tests.browser.test_page_budget import LATER_BYTES, MOST_ELEMENTS, MOST_REQUESTS, Seen
from tests.casework.web.desks import PLACES
from tests.stores import StoreUrls
from tests.sync_server.console.consoles import AConsole, a_console
from tests.sync_server.console.test_moves import a_draft
from tests.sync_server.console.test_review_queue import in_question, merged_softly

WHOLE, HEADS, MOST_PAGES, EACH_SHAPE = 2, 60, 60, 1
AT_ONCE = 40
ID = re.compile(r"[A-Za-z0-9_-]{22}")
LONGEST = {  # the menu of who leads has 110 elements; with it two pages are above, which docs/console.md says
    re.compile(r"/cases/[^/]+/case/[^/]+/edit"): 1_300,
    re.compile(r".*/papers/visit|/papers/visit"): 1_250,
}
NO_PAGE = re.compile(r"/static/|\.(xlsx|csv|json|age)$|/sign-in|/alive|/export\b.*=")


@pytest.fixture(scope="module")
def stocked(tmp_path_factory, sqlite_template):
    """Lists of more than one page, whole dossiers, a queue, a transfer."""
    folder = tmp_path_factory.mktemp("budget")
    for line in ("records", "keyset"):
        shutil.copy(sqlite_template / f"{line}.db", folder / f"{line}.db")
    urls = StoreUrls("sqlite", f"sqlite:///{folder / 'records.db'}", f"sqlite:///{folder / 'keyset.db'}", None)
    with a_console(folder, urls) as console:
        in_question(console)
        merged_softly(console, number="BTB-26-K1-9")
        a_draft(console, console.town.saved_case("sokha"))
        fill(console)
        yield console


def fill(console: AConsole) -> None:
    town, book = console.town, console.book("supervisor")
    person, number = town.person("sokha"), iter(range(10_000))

    def next_id() -> str:
        return uuid7(console.clock.now_ms, next(number).to_bytes(10, "big"))

    known = {"worker": person.worker, "office": person.office, "next_id": next_id, "places": PLACES}
    today = day_of_ms(console.clock.now_ms)
    dossiers = [invented_dossier(seed, today=today, **known) for seed in range(WHOLE + HEADS)]
    for dossier in dossiers[:WHOLE]:
        assert book.save(dossier).dots
    heads = [dossier[0] for dossier in dossiers[WHOLE:]]
    for first in range(0, HEADS, AT_ONCE):
        assert book.save(heads[first : first + AT_ONCE]).dots


def crawl(console: AConsole, role: str) -> dict[str, Seen]:
    """Up to EACH_SHAPE pages of every shape that links lead to from the first page of this person."""
    client, found, shapes, waiting = console.client(role), {}, {}, ["/"]
    while waiting and len(found) < MOST_PAGES:
        path = waiting.pop(0)
        shape = ID.sub("*", path.partition("?")[0])
        if path in found or shapes.get(shape, 0) >= EACH_SHAPE or NO_PAGE.search(path):
            continue
        answer = client.get(path, base_url="http://127.0.0.1:8443", follow_redirects=True)
        if answer.status_code != 200 or "html" not in (answer.mimetype or ""):
            continue
        shapes[shape] = shapes.get(shape, 0) + 1
        data = answer.get_data()
        seen = Seen(weight=len(gzip.compress(data, 6)))
        seen.feed(data.decode())
        links = re.findall(r'<a[^>]+href="(/[^"#]*)', data.decode())
        found[path] = seen
        waiting += [link.replace("&amp;", "&") for link in links]
    return found


def most_of(path: str) -> int:
    """How many elements a page may have."""
    return next((most for shape, most in LONGEST.items() if shape.fullmatch(path)), MOST_ELEMENTS)


@pytest.mark.parametrize("role", ["coordinator", "supervisor", "administrator", "auditor", "worker"])
def test_every_page_keeps_its_budget(stocked, role):
    pages = crawl(stocked, role)
    assert len(pages) > 8, sorted(pages)
    over = [
        f"{path}: {seen.elements} elements, {seen.weight} bytes, {len(set(seen.files))} files, {seen.h1} h1"
        for path, seen in pages.items()
        if seen.elements > most_of(path)
        or seen.weight > LATER_BYTES
        or len(set(seen.files)) > MOST_REQUESTS
        or seen.h1 != 1
    ]
    assert not over, "\n".join(over)
