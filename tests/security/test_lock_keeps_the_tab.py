"""Lock is the replacement of the process: same address, same tab, nothing of the old one left (Linux)."""

import os
from contextlib import suppress
from pathlib import Path

from tests.field_client.sync.laptops import Field
from tests.security.processes import a_running_program


def test_the_same_tab_unlocks_after_a_lock(laptop: Field, tmp_path: Path) -> None:
    with a_running_program(laptop, tmp_path) as running:
        before = (running.process.pid, running.host, running.prefix)
        assert running.let_in().status == 200
        assert running.unlock().status == 303
        session = running.cookies["session"]
        assert running.ask("GET", "/sync").status == 200
        locked = running.ask("POST", "/lock")
        assert (locked.status, locked.headers["Connection"]) == (200, "close")
        assert locked.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert "session" not in running.cookies
        running.wait_until_ready()
        assert (running.process.pid, running.host, running.prefix) == before
        assert running.ask("GET", "/sync").status == 423
        running.cookies["session"] = session
        assert running.ask("GET", "/sync").status == 423
        assert running.unlock().status == 303
        assert running.cookies["session"] != session
        assert running.ask("GET", "/sync").status == 200


def test_a_request_that_arrives_meanwhile_is_held_and_answered(laptop: Field, tmp_path: Path) -> None:
    with a_running_program(laptop, tmp_path) as running:
        running.let_in()
        running.unlock()
        assert running.ask("POST", "/lock").status == 200
        assert running.ask("GET", "/sync").status == 423  # not waiting for the new process to say it is ready


def test_nothing_but_the_number_of_a_pipe_stands_in_arguments_and_environment(laptop: Field, tmp_path: Path) -> None:
    with a_running_program(laptop, tmp_path) as running:
        running.let_in()
        running.unlock()
        secrets = [running.prefix, running.prefix[2:], *running.cookies.values(), running.host]
        for _ in range(2):
            running.ask("POST", "/lock")
            running.wait_until_ready()
            place = Path(f"/proc/{running.process.pid}")
            told = (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
            assert b"--resume" in told
            assert told.count(b"--resume") == 1
            assert not [secret for secret in secrets if secret.encode() in told]
            running.unlock()


def test_no_file_of_the_store_stays_open_in_the_new_process(laptop: Field, tmp_path: Path) -> None:
    with a_running_program(laptop, tmp_path) as running:
        running.let_in()
        running.unlock()
        assert _open_files(running.process.pid, laptop.config.data)
        running.ask("POST", "/lock")
        running.wait_until_ready()
        assert _open_files(running.process.pid, laptop.config.data) == []
        laptop.open().close()  # store.lock is free


def _open_files(pid: int, folder: Path) -> list[str]:
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since it was listed
            target = os.readlink(link)
            if target.startswith(str(folder)) and not target.startswith(str(folder / "run")):
                found.append(target)
    return found
