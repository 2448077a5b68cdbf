"""After a lock the memory of the process holds neither the key of the store nor a name of a case (Linux)."""

import re
from pathlib import Path

from shared_schema.identifiers import random_id
from tests.builders.records import a_case
from tests.field_client.sync.laptops import PASSPHRASE, Field, save
from tests.security.processes import a_running_program

PIECE = 1 << 22


def test_neither_key_nor_canary_nor_passphrase_is_left(laptop: Field, tmp_path: Path) -> None:
    canary = "Chanthavy" + random_id(laptop.tools.random(16))
    opened = laptop.open()
    key = opened.vault.db_key
    save(opened, a_case(worker=opened.book.person, given_name_latin=canary))
    opened.close()
    needles = {"key": key, "key in hex": key.hex().encode(), "name": canary.encode(), "passphrase": PASSPHRASE.encode()}
    with a_running_program(laptop, tmp_path) as running:
        running.let_in()
        assert running.unlock().status == 303
        running.ask("GET", "/cases")
        before = _hits(running.process.pid, needles)
        assert before["key"] + before["key in hex"] > 0  # the scan sees what is there
        running.ask("POST", "/lock")
        running.wait_until_ready()
        assert _hits(running.process.pid, needles) == dict.fromkeys(needles, 0)


def test_the_program_lets_no_core_and_no_stranger_read_its_memory(laptop: Field, tmp_path: Path) -> None:
    with a_running_program(laptop, tmp_path, "hardened") as running:
        status = Path(f"/proc/{running.process.pid}")
        limits = (status / "limits").read_text("ascii")
        found = re.search(r"Max core file size\s+(\d+)\s+(\d+)", limits)
        assert found is not None
        assert found.groups() == ("0", "0")
        # A process that is not dumpable has its files in /proc owned by root (proc(5)).
        assert (status / "mem").stat().st_uid == 0


def _hits(pid: int, needles: dict[str, bytes]) -> dict[str, int]:
    found = dict.fromkeys(needles, 0)
    longest = max(len(needle) for needle in needles.values())
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text("ascii").splitlines():
            place, rights = line.split()[:2]
            if not rights.startswith("rw"):
                continue
            start, end = (int(part, 16) for part in place.split("-"))
            tail = b""
            for at in range(start, end, PIECE):
                try:
                    memory.seek(at)
                    data = memory.read(min(PIECE, end - at))
                except (OSError, ValueError, OverflowError):
                    break
                for name, needle in needles.items():
                    found[name] += (tail + data).count(needle) - tail.count(needle)
                tail = data[-(longest - 1) :]
    return found
