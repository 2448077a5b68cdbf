"""Prints one line a folder: how much of its code the tests ran. Needs the data that `make coverage` collects."""

import sys
from collections import defaultdict
from pathlib import Path

from coverage import Coverage

ROOT = Path(__file__).resolve().parent.parent


def folder_of(path: Path) -> str:
    """The room a file belongs to: two levels, such as sync_server/services."""
    parts = path.relative_to(ROOT).parts
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def line_of(name: str, *, run: int, statements: int) -> str:
    """One line of the table."""
    return f"  {name:36} {run:6} of {statements:6} lines {100 * run / max(statements, 1):6.1f} %\n"


def main() -> None:
    """Reads the collected data from the working folder."""
    found = Coverage(config_file=str(ROOT / "setup.cfg"))
    found.load()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for name in found.get_data().measured_files():
        _file, statements, _excluded, missing, _text = found.analysis2(name)
        row = counts[folder_of(Path(name))]
        row[0] += len(statements)
        row[1] += len(statements) - len(missing)
    counts["all"] = [sum(row[at] for row in counts.values()) for at in (0, 1)]
    for folder, (statements, run) in sorted(counts.items(), key=lambda one: (one[0] == "all", one[0])):
        sys.stdout.write(line_of(folder, run=run, statements=statements))


if __name__ == "__main__":
    main()
