"""`make demo`: a central server and two laptops as real processes, an offline day, a conflict, its review.

Every number is measured in this run; a step that fails stops the demo with its reason and a non-zero exit. People are
invented. Everything lies in a temporary folder that is removed at the end.
"""

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from demo.left_open import leave_open, wait_for_the_end
from demo.programs import DemoFailed
from demo.stage import Stage
from demo.steps import STEPS

TEXT_WIDTH = 88
INTERRUPTED = 130


def main() -> int:
    """Runs the steps in order; 0 when all of them held, 130 when it was ended before."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended from outside it cleans up as after Ctrl-C
    folder = Path(tempfile.mkdtemp(prefix="homeward-demo-"))
    stage = Stage(folder)
    started, held = time.monotonic(), 0
    try:
        for number, name, step in STEPS:
            _show(number, name, step, stage)
            held += 1
        if os.environ.get("OPEN"):
            _say("\n" + "\n".join(leave_open(stage)) + "\n     Ctrl-C ends and removes everything.")
            wait_for_the_end(stage)
    except KeyboardInterrupt:
        _say("")
    except DemoFailed as failure:
        _say(f"\n     this step did not hold: {failure}", to=sys.stderr)
        return 1
    finally:
        stage.close()
        shutil.rmtree(folder, ignore_errors=True)
    ended = f"{held} steps held" if held == len(STEPS) else f"ended after {held} of {len(STEPS)} steps"
    _say(f"\n     {ended} in {time.monotonic() - started:.1f} s. Nothing is left on this machine.")
    return 0 if held == len(STEPS) else INTERRUPTED


def _show(number: int, name: str, step: Callable[[Stage], str], stage: Stage) -> None:
    begun = time.monotonic()
    text = step(stage)
    _say(f"{number:>2} {name:<10} {text:<{TEXT_WIDTH}} {time.monotonic() - begun:>5.1f} s")


def _say(line: str, to: TextIO | None = None) -> None:
    stream = to or sys.stdout
    stream.write(line + "\n")
    stream.flush()


if __name__ == "__main__":
    sys.exit(main())
