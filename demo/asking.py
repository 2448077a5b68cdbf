"""What several steps ask: the rows that a laptop holds, the day, and whether what must hold does."""

import json
from datetime import UTC, date, datetime
from typing import Any

from demo.programs import DemoFailed, Program
from demo.stage import Stage


def rows_of(stage: Stage, login: str, kind: str, program: Program | None = None) -> list[dict[str, Any]]:
    """Records of a kind that her laptop exports; `program` = another version of it."""
    path = stage.folder / f"export-{login}.jsonl"
    (program or stage.laptops[login]).run("export", str(path), expect=(0, 6))
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    path.unlink()
    return [row for row in rows if row["kind"] == kind]


def this_day() -> date:
    """The day here."""
    return datetime.now(UTC).astimezone().date()


def require(holds: bool, reason: str) -> None:
    """Raises DemoFailed with the reason unless it holds."""
    if not holds:
        raise DemoFailed(reason)
