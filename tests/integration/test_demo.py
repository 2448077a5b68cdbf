"""The main job, as a newcomer sees it: `make demo` with real processes over loopback, every step of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from demo.programs import Program, clean_environment
from demo.steps import STEPS

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(600)
def test_the_demo_holds_from_its_first_step_to_its_last() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "demo"], cwd=ROOT, capture_output=True, text=True, timeout=580, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if line.endswith(" s")]
    assert len(lines) == len(STEPS)
    assert "0 found" in done.stdout
    assert "0 doubled, 0 lost" in done.stdout


BUSY_ONCE = """
import pathlib, sys
def main():
    mark = pathlib.Path(__file__).with_name("asked")
    if mark.exists():
        print('{"ok": true, "result": {"asked": "twice"}}')
        sys.exit(0)
    mark.touch()
    sys.exit(4)
"""


def test_a_command_that_is_busy_is_asked_again(tmp_path: Path) -> None:
    (tmp_path / "busy_once.py").write_text(BUSY_ONCE, encoding="utf-8")
    program = Program("busy_once", [], {**clean_environment(), "PYTHONPATH": str(tmp_path)})
    assert program.run("hub", "sync").result == {"asked": "twice"}
