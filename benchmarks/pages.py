"""The social worker's pages with 2,000 whole cases: each page from the running program, its memory, unlock to Today.

The program is the real one in a process of its own, on an encrypted store filled with invented people; a page is timed
from its request until its last byte over loopback. The budget stands in the column beside it (interface.md 4.7).
"""

import multiprocessing
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from benchmarks.centre import WORKER, running_centre
from benchmarks.laptops import PASSPHRASE, bench_tools, enrolled_laptop
from benchmarks.pages_program import Browsing, Page, running_program, unlock
from benchmarks.tables import report
from casework.book import Edit
from casework.invented.people import an_edit, invented_dossier, invented_inquiry
from casework.places import load_gazetteer
from field_client.app import Laptop
from field_client.config import Config
from field_client.vault.backup_file import SUFFIX
from field_client.vault.lease import read_lease
from field_client.vault.vault import open_vault
from field_client.vault.ways import by_passphrase
from shared_schema.identifiers import random_id
from shared_schema.merge.state import RecordState, Written
from shared_schema.scopes import worker_scope
from shared_schema.wire.compact import state_body
from shared_schema.wire.messages import StateFrame

CASES, QUICK_CASES, INQUIRIES = 2_000, 200, 60
RECEIVED_AT_ONCE = 1_000
TIMES, WARM = 60, 5
COMMAND = "make bench-pages"
BACKUP_SECONDS = 120
RENDER_MS, SEARCH_MS, UNLOCK_MS, MEMORY_MB = 50, 150, 1_000, 150
NAMES = ("Sok", "Chenda", "សុខ", "sreymom", "ចិន្តា", "Kim Sopheap", "Battambang", "PNH")
CASE_LINK = re.compile(r'href="(?:/~[^/"]+)?/cases/([A-Za-z0-9_-]{22})"')
INQUIRY_LINK = re.compile(r'href="(?:/~[^/"]+)?/tracing/([A-Za-z0-9_-]{22})"')
Row: TypeAlias = dict[str, Any]
EVERY_LINK = re.compile(r'href="(/~[^"#]+)')


def run(*, quick: bool = False) -> None:
    """Reports the tables `pages` and `pages_program`."""
    cases = QUICK_CASES if quick else CASES
    with tempfile.TemporaryDirectory(prefix="homeward-bench-") as name:
        folder = Path(name)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            filled = pool.submit(_fill, folder, cases).result()
        with running_program(folder) as (browsing, started):
            derivation, at_start = _derivation_ms(folder), browsing.memory_mb()
            first = unlock(browsing)
            at_unlock = browsing.memory_mb()
            rows = _pages(browsing, cases)
            visited = _visit_everything(browsing)
            memory = browsing.memory_mb()
            backed_up = _wait_for_backup(folder)
            program = filled | {
                "start_s": round(started, 2),
                "first_of_a_day_ms": round(first - derivation),
                "backup_after_quiet_s": backed_up,
                "key_derivation_ms": round(derivation),
                "pages_visited": visited,
                "at_start_mb": at_start,
                "unlocked_mb": at_unlock,
                "memory_mb": memory,
                "after_backup_mb": browsing.memory_mb(),
                "peak_memory_mb": browsing.peak_memory_mb(),
                "budget_mb": MEMORY_MB,
            }
        with running_program(folder) as (browsing, _started):
            program |= {"unlock_to_today_ms": round(unlock(browsing) - derivation), "budget_ms": UNLOCK_MS}
    report("pages", f"Pages of the running program with {cases:,} cases; milliseconds", rows, command=COMMAND)
    report("pages_program", f"The running program with {cases:,} cases", [program], command=COMMAND)


def _wait_for_backup(folder: Path) -> float:
    """Seconds without a request until the copy of the day is there; it is made in a quiet moment."""
    start, backups = time.perf_counter(), folder / "data" / "backups"
    while not list(backups.glob(f"{date.today().isoformat()}*{SUFFIX}")):
        if time.perf_counter() - start > BACKUP_SECONDS:
            raise RuntimeError("no backup was made")
        time.sleep(0.05)
    return round(time.perf_counter() - start, 1)


def _fill(folder: Path, cases: int) -> dict[str, Any]:
    """Enrols the laptop and lets it receive the caseload."""
    with running_centre(folder / "centre", WORKER) as centre:
        laptop = enrolled_laptop(folder, centre.slip(WORKER), server_url=f"http://{centre.address}")
    server, count = laptop.centre().server, 0
    frames = _frames(laptop, cases)
    while page := list(islice(frames, RECEIVED_AT_ONCE)):
        count += len(page)
        with laptop.store.transaction():
            laptop.store.receiving.apply_states(server, page)
    laptop.book.outlines(laptop.tools.today())  # as the program does when it has received
    laptop.close()
    for copy in laptop.config.folder.backups.glob("*" + SUFFIX):
        copy.unlink()  # the first unlock that is measured is the first of its day
    return {"cases": cases, "records": count}


def _frames(laptop: Laptop, cases: int) -> Iterator[StateFrame]:
    device, person, at = random_id(b"another laptop's"), laptop.book.person, laptop.tools.clock()
    for n, edit in enumerate(_edits(laptop, cases), start=1):
        registers = {
            name: {(device, n): Written(value, at, 0, person.worker)} for name, value in edit.registers.items()
        }
        state = RecordState(edit.record, edit.kind, edit.home, {device: n}, registers, {})
        yield StateFrame((worker_scope(person.worker),), state_body(state))


def _edits(laptop: Laptop, cases: int) -> Iterator[Edit]:
    person = laptop.book.person
    known: dict[str, Any] = {
        "worker": person.worker,
        "office": person.office,
        "next_id": laptop.tools.new_id,
        "today": laptop.tools.today(),
        "places": load_gazetteer(),
    }
    for seed in range(cases):
        yield from invented_dossier(seed, **known)
    consent = {"purpose": "tracing", "decision": "given", "given_by": "person", "evidence": "signature"}
    for seed in range(INQUIRIES):
        (inquiry,) = invented_inquiry(seed, **known)
        given = consent | {"decided_on": inquiry.registers["inquiry_date"], "scope": ["family", "identity"]}
        yield from (inquiry, an_edit("consent", given, record=laptop.tools.new_id(), home=inquiry.home))


def _derivation_ms(folder: Path) -> float:
    """What deriving the key from the passphrase takes on this machine, with the cost of this laptop's key slot."""
    config, tools = Config(data=folder / "data", state=folder / "machine"), bench_tools()
    spent: list[float] = []

    def timed(secret: bytes, kdf: Any) -> bytes:
        start = time.perf_counter()
        try:
            return tools.derive(secret, kdf)
        finally:
            spent.append((time.perf_counter() - start) * 1000)

    vault = tools.vault_tools(config.data)
    way = by_passphrase(PASSPHRASE, lease_secrets=read_lease(vault.files, vault.folder).secrets, derive=timed)
    open_vault(vault, way)
    return sum(spent)


def _pages(browsing: Browsing, cases: int) -> list[Row]:
    homes = _homes(browsing, cases)
    inquiries = list(dict.fromkeys(INQUIRY_LINK.findall(browsing.get("/tracing").text)))

    def matches(n: int) -> Page:
        return browsing.get(f"/tracing/{_turn(inquiries, n)}/candidates")

    rows = [
        row_of(browsing, "Today", RENDER_MS, lambda n: browsing.get("/today")),
        row_of(browsing, "Cases", RENDER_MS, lambda n: browsing.get("/cases")),
        row_of(browsing, "Case page", RENDER_MS, lambda n: browsing.get(f"/cases/{_turn(homes, n)}")),
        row_of(browsing, "Record a visit", RENDER_MS, lambda n: browsing.get(f"/cases/{_turn(homes, n)}/visit/new")),
        row_of(browsing, "Family", RENDER_MS, lambda n: browsing.get(f"/cases/{_turn(homes, n)}/family")),
        row_of(browsing, "Tracing", RENDER_MS, lambda n: browsing.get("/tracing")),
        row_of(browsing, "Inquiry", RENDER_MS, lambda n: browsing.get(f"/tracing/{_turn(inquiries, n)}")),
        row_of(browsing, "Possible matches, compared now", None, matches, times=len(inquiries) - WARM),
        row_of(browsing, "Possible matches", SEARCH_MS, matches),
        row_of(
            browsing, "Search", SEARCH_MS, lambda n: browsing.post("/cases", {"text": _turn(NAMES, n), "_do": "search"})
        ),
        row_of(browsing, "Send and receive", RENDER_MS, lambda n: browsing.get("/sync")),
    ]
    return rows


def _homes(browsing: Browsing, cases: int) -> list[str]:
    """The cases of the search answers: other ones than those that the lists begin with."""
    found = dict.fromkeys(CASE_LINK.findall(browsing.get("/cases").text))
    for text in NAMES:
        found |= dict.fromkeys(CASE_LINK.findall(browsing.post("/cases", {"text": text}).text))
    if not found:
        raise RuntimeError(f"no case is listed of {cases}")
    return list(found)


def row_of(browsing: Browsing, name: str, budget: int | None, ask: Callable[[int], Page], *, times: int = TIMES) -> Row:
    """A page asked for `times` times: milliseconds until its last byte, and the program's own processor time."""
    for n in range(WARM):
        ask(n)
    found, cpu = list[float](), browsing.cpu_ms()
    for n in range(times):
        page = ask(WARM + n)
        if page.status != 200:
            raise RuntimeError(f"{name} answered {page.status}")
        found.append(page.ms)
    cpu = (browsing.cpu_ms() - cpu) / times
    found.sort()
    return {
        "page": name,
        "median_ms": round(found[len(found) // 2], 1),
        "p95_ms": round(found[int(len(found) * 0.95)], 1),
        "highest_ms": round(found[-1], 1),
        "budget_p95_ms": budget,
        "cpu_ms": round(cpu, 1),
    }


def _visit_everything(browsing: Browsing) -> int:
    """Opens one page of every shape that links lead to; gives how many, so that memory is measured after them."""
    waiting, shapes = ["/today", "/cases", "/tracing", "/sync", "/settings", "/backups", "/papers"], set[str]()
    while waiting:
        path = waiting.pop()
        shape = re.sub(r"[A-Za-z0-9_-]{22}", "*", path.removeprefix(browsing.prefix)).partition("?")[0]
        if shape in shapes or "/static/" in path:
            continue
        shapes.add(shape)
        waiting += EVERY_LINK.findall(browsing.get(path).text.replace("&amp;", "&"))
    return len(shapes)


def _turn(values: Sequence[str], n: int) -> str:
    return values[n % len(values)]
