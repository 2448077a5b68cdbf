"""Results as a table on the terminal and as JSON beside the code: one file a benchmark, with the machine it ran on."""

import json
import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


@dataclass
class Spent:
    """Wall and CPU seconds of one measured block (CPU of this process alone)."""

    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def measured() -> Iterator[Spent]:
    """Fills in the time that the block took."""
    spent = Spent()
    wall, cpu = time.perf_counter(), time.process_time()
    yield spent
    spent.wall, spent.cpu = time.perf_counter() - wall, time.process_time() - cpu


def quantiles(work: Callable[[], object], *, times: int) -> dict[str, float]:
    """Milliseconds of `work` repeated: median, 95th percentile, highest."""
    found = []
    for _turn in range(times):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    found.sort()
    return {
        "median_ms": round(found[len(found) // 2], 2),
        "p95_ms": round(found[min(len(found) - 1, int(len(found) * 0.95))], 2),
        "max_ms": round(found[-1], 2),
    }


def peak_memory_mb() -> float:
    """The highest resident memory of this program so far; on Linux without what the process was before it began."""
    status = Path("/proc/self/status")
    if status.exists():
        held = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return round(int(held) / 1024, 1)
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(kib / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


def report(name: str, title: str, rows: Sequence[Mapping[str, Any]], *, command: str = "make bench") -> None:
    """Prints `rows` as a table and writes them to `results/<name>.json`, with the command that measures them."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    cells = [[_text(row.get(column, "")) for column in columns] for row in rows]
    widths = [max(len(line[place]) for line in [columns, *cells]) for place in range(len(columns))]
    print(f"\n{title}")
    for line in [columns, ["-" * width for width in widths], *cells]:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    RESULTS.mkdir(parents=True, exist_ok=True)
    machine: dict[str, Any] = {
        "python": platform.python_version(),
        "system": platform.system(),
        "cores": os.cpu_count(),
    }
    machine["fixed_work_ms"] = _fixed_work_ms()
    if hasattr(os, "getloadavg"):
        machine["load_at_the_end"] = [round(load, 1) for load in os.getloadavg()]  # other work falsifies wall times
    body = {"title": title, "command": command, "machine": machine, "rows": list(rows)}
    (RESULTS / f"{name}.json").write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _fixed_work_ms() -> float:
    """What the same small piece of Python took at the end (the least of ten): tells quick hours of a shared machine and
    quick builds of Python from slow ones."""
    least = 1e9
    for _turn in range(10):
        start = time.perf_counter()
        sum(len(str(number)) for number in range(50_000))
        least = min(least, (time.perf_counter() - start) * 1000)
    return round(least, 2)


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.3f}" if abs(value) < 10 else f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
