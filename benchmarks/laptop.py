"""One laptop with 2,000 and with 100,000 records: unlock, list, search, open, save, memory; and without encryption.

The same store, engine and pages stand on SQLCipher and on plain SQLite (a copy made for this measurement alone), so the
difference is what encryption costs. Each laptop is measured in a process of its own, for its memory.
"""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.centre import WORKER, running_centre
from benchmarks.laptops import bench_tools, enrolled_laptop, opened
from benchmarks.tables import peak_memory_mb, quantiles, report
from benchmarks.workload import START_MS, Sample, edit_of, samples
from casework.book import Edit, Person, Query, Saved
from field_client.app import Laptop, Tools
from field_client.config import Config
from field_client.files import Files
from field_client.store.book import LocalCaseBook
from field_client.store.database import Database, sqlcipher3
from field_client.store.local_store import LocalStore, open_local_store
from field_client.store.save import Rules
from field_client.vault.argon2id import Kdf
from shared_schema.identifiers import Id, random_id, uuid7
from shared_schema.merge.state import RecordState, Written
from shared_schema.records.kinds import KINDS
from shared_schema.rules.check import check_dossier, check_record
from shared_schema.scopes import worker_scope
from shared_schema.wire.compact import state_body
from shared_schema.wire.messages import StateFrame

SIZES = (2_000, 100_000)
QUICK_SIZES = (2_000, 10_000)
PAGE = 1000  # records received at once
TIMES = 30
SEARCHES = ("sreymom", "Sok Chenda", "សុខ")
PLAIN_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON",
                 "temp_store = MEMORY", "cache_size = -65536")  # fmt: skip
Result = TypeVar("Result")


@dataclass(slots=True)
class Timed:
    """Adds up the seconds of a function: key derivation, which is not part of unlocking here."""

    derive: Callable[[bytes, Kdf], bytes]
    seconds: float = 0.0

    def __call__(self, secret: bytes, kdf: Kdf) -> bytes:
        start = time.perf_counter()
        try:
            return self.derive(secret, kdf)
        finally:
            self.seconds += time.perf_counter() - start


def run(*, quick: bool = False) -> None:
    """Reports the table `laptop`."""
    rows = []
    for size in QUICK_SIZES if quick else SIZES:
        with tempfile.TemporaryDirectory(prefix="homeward-bench-") as name:
            folder = Path(name)
            filled = _apart(_fill, folder, size)
            rows.append(_apart(_measure_encrypted, folder, size) | {"filled_in_s": filled})
            rows.append(_apart(_measure_plain, folder, size))
    report("laptop", "One laptop, encrypted and (for comparison only) plain; milliseconds, median and p95", rows)


def _apart(work: Callable[[Path, int], Result], folder: Path, size: int) -> Result:
    """`work` in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, folder, size).result()


def _fill(folder: Path, size: int) -> float:
    """Enrols the laptop and lets it receive `size` records; seconds for the records."""
    with running_centre(folder / "centre", WORKER) as centre:
        laptop = enrolled_laptop(folder, centre.slip(WORKER), server_url=f"http://{centre.address}")
    server, start = laptop.centre().server, time.perf_counter()
    frames = _frames(size, laptop.identity.worker, laptop.book.person)
    while page := list(islice(frames, PAGE)):
        with laptop.store.transaction():
            laptop.store.receiving.apply_states(server, page)
    seconds = round(time.perf_counter() - start, 1)
    laptop.close()
    _copy_plain(folder)
    for copy in _config(folder).folder.backups.glob("*"):
        copy.unlink()  # so that the measured unlock is the first of the day
    return seconds


def _frames(size: int, worker: Id, person: Person) -> Iterator[StateFrame]:
    device = random_id(b"another laptop's")
    for n, sample in enumerate(samples(size, person=person), start=1):
        registers = {
            name: {(device, n): Written(value, START_MS, 0, worker)} for name, value in sample.edit().registers.items()
        }
        state = RecordState(sample.record, sample.kind, sample.home, {device: n}, registers, {})
        yield StateFrame((worker_scope(worker),), state_body(state))


def _copy_plain(folder: Path) -> None:
    laptop = opened(_config(folder), bench_tools())
    connection = laptop.store.database.connection
    connection.execute("ATTACH DATABASE ? AS plain KEY ''", (str(folder / "plain.db"),))
    connection.execute("SELECT sqlcipher_export('plain')").fetchall()
    connection.execute("DETACH DATABASE plain")
    laptop.close()


def _measure_encrypted(folder: Path, size: int) -> dict[str, Any]:
    timed = Timed(bench_tools().derive)
    tools: Tools = replace(bench_tools(), derive=timed)
    first = _unlock(folder, tools, timed)[1]  # the first unlock of a day makes a backup; the others do not
    laptop, unlock = _unlock(folder, tools, timed, is_kept=True)
    row = _measure_book("SQLCipher", size, laptop.store, laptop.book, folder / "data" / "store.db")
    laptop.close()
    return row | {"unlock_ms": round(unlock * 1000), "first_of_a_day_ms": round(first * 1000)}


def _measure_plain(folder: Path, size: int) -> dict[str, Any]:
    with _plain_store(folder) as (store, book):
        return _measure_book("plain SQLite", size, store, book, folder / "plain.db")


def _measure_book(engine: str, size: int, store: LocalStore, book: LocalCaseBook, file: Path) -> dict[str, Any]:
    chosen = list(islice(samples(size, person=book.person), min(size, 2000)))
    cases = [one for one in chosen if one.kind == "case"]
    works: Mapping[str, Callable[[], object]] = {
        "list_50_cases": lambda: book.list(Query("case")),
        "search": _turns([partial(book.search, text) for text in SEARCHES]),
        "open_dossier": _turns([partial(book.dossier, one.home) for one in cases]),
        "save_visit": _turns([partial(_save, book, _visit(one, chosen)) for one in cases]),
        "save_edit": _turns([partial(_edit, book, one) for one in chosen]),
    }
    row: dict[str, Any] = {"engine": engine, "records": size}
    for name, work in works.items():
        found = quantiles(work, times=TIMES)
        row[name] = f"{found['median_ms']} / {found['p95_ms']}"
    store.database.checkpoint()
    return row | {"peak_memory_mb": peak_memory_mb(), "file_mb": round(file.stat().st_size / 2**20, 1)}


def _turns(works: list[Callable[[], object]]) -> Callable[[], object]:
    """One work after the other at each call."""
    endless = iter(works * (TIMES // len(works) + 1))
    return lambda: next(endless)()


def _save(book: LocalCaseBook, edit: Edit) -> None:
    saved = book.save([edit])
    if not isinstance(saved, Saved):
        raise RuntimeError(f"not saved: {saved.problems}")


def _edit(book: LocalCaseBook, sample: Sample) -> None:
    _save(book, edit_of(sample, seen=dict(book.open(sample.record).seen), turn=7))


def _visit(case: Sample, chosen: list[Sample]) -> Edit:
    """A further visit of a case, with the answers of its last one."""
    last = [one for one in chosen if one.home == case.record and one.kind == "visit"][-1:]
    values = last[0].values if last else next(one for one in chosen if one.kind == "visit").values
    record = uuid7(START_MS + 10**10, os.urandom(10))
    return Sample(record, "visit", case.record, values).edit()


def _unlock(folder: Path, tools: Tools, timed: Timed, *, is_kept: bool = False) -> tuple[Laptop, float]:
    """The laptop (closed again unless it is kept), and the seconds of opening it without key derivation."""
    timed.seconds, start = 0.0, time.perf_counter()
    laptop = opened(_config(folder), tools)
    seconds = time.perf_counter() - start - timed.seconds
    if not is_kept:
        laptop.close()
    return laptop, seconds


def _config(folder: Path) -> Config:
    return Config(data=folder / "data", state=folder / "machine")


@contextmanager
def _plain_store(folder: Path) -> Iterator[tuple[LocalStore, LocalCaseBook]]:
    """The copy without encryption, under the same engine and the same rooms; as much is written for an anchor."""
    tools, files = bench_tools(), Files()
    connection = sqlcipher3.connect(str(folder / "plain.db"), isolation_level=None, check_same_thread=False)
    for pragma in PLAIN_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()
    database = Database(connection, path=folder / "plain.db")
    store = open_local_store(
        database,
        kinds=KINDS,
        seal_anchor=lambda anchor: files.write_durably(folder / "plain.anchor", anchor.link * 4),
    )
    rules = Rules(of_record=check_record, of_dossier=lambda one: check_dossier(one, today=tools.today()))
    try:
        yield store, LocalCaseBook(store, rules=rules, clock=tools.clock, random=tools.random)
    finally:
        database.close()
