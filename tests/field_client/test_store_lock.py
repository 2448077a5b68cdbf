"""One program to a store, and a lock that ends with its program."""

import os
import subprocess
import sys
from pathlib import Path

from field_client.store_lock import LOCK_NAME, lock_store
from tests.field_client.vault.building import refused

HOLDER = """
import sys
from pathlib import Path
from field_client.store_lock import lock_store
held = lock_store(Path(sys.argv[1]), pause=lambda seconds: None)
print("held", flush=True)
{then}
"""


def a_holder(folder: Path, then: str = "sys.stdin.read()") -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER.format(then=then), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    return holder


def test_a_second_program_waits_five_seconds_and_then_refuses_by_name(tmp_path: Path) -> None:
    waited: list[float] = []
    with a_holder(tmp_path) as holder:
        with refused("store.already_open"):
            lock_store(tmp_path, pause=waited.append)
        holder.kill()
    assert 4.9 <= sum(waited) <= 5.1


def test_the_lock_is_free_again_when_its_program_is_killed(tmp_path: Path) -> None:
    with a_holder(tmp_path) as holder:
        holder.kill()
        holder.wait()
        lock_store(tmp_path, pause=lambda seconds: None).release()


def test_the_lock_does_not_outlive_a_program_that_replaces_itself(tmp_path: Path) -> None:
    then = (
        "import os; os.execv(sys.executable, [sys.executable, '-c', "
        "'import sys; print(\"replaced\", flush=True); sys.stdin.read()'])"
    )
    with a_holder(tmp_path, then) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "replaced\n"
        lock_store(tmp_path, pause=lambda seconds: None).release()
        holder.kill()


def test_a_program_that_ends_while_another_waits_lets_it_in(tmp_path: Path) -> None:
    with a_holder(tmp_path) as holder:

        def end_it(seconds: float) -> None:
            holder.kill()
            holder.wait()

        lock_store(tmp_path, pause=end_it).release()


def test_a_lock_file_left_behind_means_nothing(tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).write_bytes(b"")
    held = lock_store(tmp_path, pause=lambda seconds: None)
    with refused("store.already_open"):
        lock_store(tmp_path, pause=lambda seconds: None)
    held.release()
    held.release()
    lock_store(tmp_path, pause=lambda seconds: None).release()


def test_a_refused_program_leaks_no_open_file(tmp_path: Path) -> None:
    held = lock_store(tmp_path, pause=lambda seconds: None)
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    for _ in range(3):
        with refused("store.already_open"):
            lock_store(tmp_path, pause=lambda seconds: None)
    after = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    assert after == before
    held.release()
