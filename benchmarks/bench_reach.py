"""`python -m benchmarks.bench_reach [PART ...] [--quick]`: what reach costs, one module for each part.

A part is a module `benchmarks/reach_<name>.py` with `run(*, quick)`, named in PARTS; it prints its table and writes
`results/reach_<name>.json`.
"""

import argparse
from importlib import import_module

from casework.collector import tune_collector

PARTS = ("photos", "bundle", "hub", "return")
COMMAND = "make bench-reach"


def main() -> None:
    """Runs the parts one after the other."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench_reach", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="which ones; by default all")
    parser.add_argument("--quick", action="store_true", help="smaller numbers, to see that everything runs")
    asked = parser.parse_args()
    import_module("field_client.store.database")  # before anything else opens SQLite (see there)
    tune_collector()  # as both programs do when they start
    for part in asked.part or PARTS:
        import_module(f"benchmarks.reach_{part}").run(quick=asked.quick)


if __name__ == "__main__":
    main()
