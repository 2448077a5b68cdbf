"""`python -m benchmarks [NAME ...] [--quick]`: every benchmark, or the named ones."""

import argparse
from importlib import import_module

from casework.collector import tune_collector

NAMES = ("exchange", "ingest", "pull_scale", "laptop")
MATCHING = ("matching_places", "matching_names", "matching_people", "matching_febrl")
PAGES = ("pages", "console_pages")
GROUPS = {"matching": MATCHING, "pages": PAGES}


def main() -> None:
    """Runs them one after the other; each prints its table and writes its results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "name",
        nargs="*",
        choices=[*NAMES, *MATCHING, *PAGES, *GROUPS, []],
        help="which ones; by default all but those of matching and of pages",
    )
    parser.add_argument("--quick", action="store_true", help="smaller numbers, to see that everything runs")
    asked = parser.parse_args()
    # benchmarks that use the laptop's store come through its database module first (see field_client/store/database.py)
    import_module("field_client.store.database")
    tune_collector()  # as both programs do when they start
    for asked_for in asked.name or NAMES:
        for name in GROUPS.get(asked_for, (asked_for,)):
            import_module(f"benchmarks.{name}").run(quick=asked.quick)


if __name__ == "__main__":
    main()
