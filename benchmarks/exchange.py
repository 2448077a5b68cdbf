"""One laptop pushes 10,000 records, another pulls them, 100 are edited, nothing is to do: requests, bytes, time, CPU.

A real server process and real encrypted laptops, through a counting line; three of the works also at 600 ms round trip
and 64 kbit/s over a fresh connection. Bytes are those of TCP payloads, HTTP heads included, no TLS. Each work is done
several times: what is told, and held against its budget, is the median; the least and the most stand beside it, since
a shared machine changes its own speed by half.
"""

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import telephone
from benchmarks.centre import SUPERVISOR, WORKER, Centre, running_centre
from benchmarks.laptops import enrolled_laptop, hang_up, save_all, save_edits
from benchmarks.tables import report
from benchmarks.telephone import FAST, FIELD, Telephone
from benchmarks.workload import Sample, edit_of, samples
from field_client.app import Laptop

RECORDS = 10_000
EDITED = 100
ROUNDS = 5  # of the first push and pull, each with a new centre and new laptops
TURNS = 15  # of the small works on the fast line
FIELD_TURNS = 3  # of those on the slow line


@dataclass(frozen=True, slots=True)
class Budget:
    """The most of sync.md section 3, and of the issue for time (None: none is set)."""

    requests: int
    up: int
    down: int
    fast_seconds: float | None = None
    field_seconds: float | None = None


BUDGETS = {
    "push of 10,000 new records": Budget(12, 1_500_000, 60_000, 2.0),
    "first pull of 10,000": Budget(12, 12_000, 1_500_000, 2.0),
    "100 edits, the editor": Budget(1, 10_000, 1_000, 0.1, 3.0),
    "100 edits, another device": Budget(1, 1_000, 9_000, 0.1, 3.0),
    "nothing to do": Budget(1, 900, 600),
}


@dataclass(slots=True)
class Bench:
    """Everything that one measured sync needs."""

    centre: Centre
    line: Telephone
    quality: tuple[float, int] = FAST

    def sync(self, laptop: Laptop) -> dict[str, float]:
        """One sync, measured."""
        self.line.passed()
        server = self.centre.cpu_seconds()
        cpu, wall = time.process_time(), time.perf_counter()
        done = laptop.sync()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        passed = self.line.passed()
        return {
            "requests": done.requests,
            "up": passed.up,
            "down": passed.down,
            "seconds": wall,
            "laptop_cpu": cpu,
            "server_cpu": self.centre.cpu_seconds() - server,
        }

    def use(self, quality: tuple[float, int], *laptops: Laptop) -> None:
        """Another line, and new connections over it."""
        self.quality = quality
        self.line.use(*quality)
        for laptop in laptops:
            hang_up(laptop)


def run(*, quick: bool = False) -> None:
    """Reports the table `exchange`."""
    count, rounds = (RECORDS // 10, 1) if quick else (RECORDS, ROUNDS)
    pushes, pulls = [], []
    rows: list[dict[str, Any]] = []
    for number in range(1, rounds + 1):
        with bench() as (field, editor, other):
            mine = list(samples(count, person=editor.book.person))
            save_all(editor, mine)
            pushes.append(field.sync(editor))
            pulls.append(field.sync(other))  # at once, while the rules wait for their turn
            if number == rounds:
                rows = _afterwards(field, editor, other, mine)
    first = [row("push of 10,000 new records", pushes), row("first pull of 10,000", pulls)]
    report("exchange", f"Exchange of {count:,} records of 26 fields (872 bytes as JSON)", [*first, *rows])


def _afterwards(field: Bench, editor: Laptop, other: Laptop, mine: list[Sample]) -> list[dict[str, Any]]:
    rules = {"work": "rules of the touched dossiers, afterwards", "server_cpu_s": round(field.centre.settle(), 2)}
    rows = [rules, *_small_works(field, editor, other, mine, turns=TURNS)]
    field.use(FIELD, editor, other)
    return [*rows, *_small_works(field, editor, other, mine, turns=FIELD_TURNS, first=TURNS)]


@contextmanager
def bench() -> Iterator[tuple[Bench, Laptop, Laptop]]:
    """A centre, a line, the laptop of a social worker and that of her supervisor."""
    with tempfile.TemporaryDirectory(prefix="homeward-bench-") as name:
        folder = Path(name)
        with running_centre(folder / "centre", WORKER) as centre, telephone.telephone(centre.address) as line:
            url = f"http://{line.address}"
            editor = enrolled_laptop(folder / "editor", centre.slip(WORKER), server_url=url)
            other = enrolled_laptop(folder / "other", centre.slip(SUPERVISOR), server_url=url)
            try:
                yield Bench(centre, line), editor, other
            finally:
                editor.close()
                other.close()


def edit_some(laptop: Laptop, mine: list[Sample], *, turn: int) -> None:
    """Edits of three fields of 100 records spread over the whole caseload."""
    step = len(mine) // EDITED
    chosen = mine[turn % step :: step][:EDITED]
    save_edits(laptop, (edit_of(one, seen=_seen(laptop, one), turn=turn) for one in chosen))


def row(work: str, times: list[dict[str, float]], *, line: tuple[float, int] = FAST) -> dict[str, Any]:
    """A line of the table: the median of a work that was done several times, with the budget beside it."""
    budget, found = BUDGETS[work], _median(times)
    most = budget.fast_seconds if line == FAST else budget.field_seconds
    return {
        "work": work,
        "line": "loopback" if line == FAST else "600 ms, 64 kbit/s",
        "requests": int(found["requests"]),
        "bytes_up": int(found["up"]),
        "bytes_down": int(found["down"]),
        "seconds": round(found["seconds"], 3),
        "least_s": round(min(one["seconds"] for one in times), 3),
        "most_s": round(max(one["seconds"] for one in times), 3),
        "laptop_cpu_s": round(found["laptop_cpu"], 3),
        "server_cpu_s": round(found["server_cpu"], 3),
        "budget": f"{budget.requests} / {budget.up:,} / {budget.down:,} / {most or '-'} s",
        "kept": _is_kept(budget, found, most),
    }


def _small_works(
    field: Bench, editor: Laptop, other: Laptop, mine: list[Sample], *, turns: int, first: int = 0
) -> list[dict[str, Any]]:
    works: dict[str, list[dict[str, float]]] = {name: [] for name in list(BUDGETS)[2:]}
    for turn in range(first + 1, first + turns + 1):
        edit_some(editor, mine, turn=turn)
        field.centre.settle()
        _again(field, editor, other)
        works["100 edits, the editor"].append(field.sync(editor))
        works["100 edits, another device"].append(field.sync(other))
        field.centre.settle()
        _again(field, editor, other)
        works["nothing to do"].append(field.sync(other))
    return [row(name, times, line=field.quality) for name, times in works.items()]


def _again(field: Bench, *laptops: Laptop) -> None:
    if field.quality != FAST:
        field.use(field.quality, *laptops)


def _median(times: list[dict[str, float]]) -> dict[str, float]:
    return {name: sorted(one[name] for one in times)[len(times) // 2] for name in times[0]}


def _is_kept(budget: Budget, found: Mapping[str, float], most: float | None) -> str:
    missed = [
        name
        for name, limit in (("requests", budget.requests), ("up", budget.up), ("down", budget.down), ("seconds", most))
        if limit is not None and found[name] > limit
    ]
    return "yes" if not missed else "no: " + ", ".join(missed)


def _seen(laptop: Laptop, one: Sample) -> dict[str, int]:
    return dict(laptop.book.open(one.record).seen)
