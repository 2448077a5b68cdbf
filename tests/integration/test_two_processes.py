"""Two programs on one store: the second refuses by name, and the death of the first frees it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.field_client.sync.laptops import Field, closing, refused
from tests.soak import trials

HOLDER = """
import sys, time
from pathlib import Path
from field_client.store_lock import lock_store
lock = lock_store(Path(sys.argv[1]), pause=time.sleep)
print("held", flush=True)
sys.stdin.readline()
"""


def a_holder(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds the store of `folder`."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen[str], *, how: int) -> None:
    os.kill(process.pid, how)
    process.wait(30)
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def test_a_second_program_is_refused_and_the_death_of_the_first_frees_the_store(sokha: Field) -> None:
    for how in [signal.SIGKILL, signal.SIGTERM, signal.SIGKILL] * trials(1, soak=67):
        holder = a_holder(sokha.config.data)
        refused(sokha.open, "store.already_open")
        end(holder, how=how)
        with closing(sokha) as (laptop,):
            laptop.sync()


def test_the_program_that_is_open_is_not_disturbed_by_one_that_was_refused(sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        refused(sokha.open, "store.already_open")
        assert laptop.sync().waiting == 0
