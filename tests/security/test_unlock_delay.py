"""Threat 10: guessing over loopback. One try at a time; after five wrong ones a pause that doubles to 60 s."""

from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import orjson
import pytest

from field_client.attempts import Attempts
from field_client.files import Files
from field_client.vault.vault import VaultTools
from field_client.vault.ways import Way
from field_client.web.shell_file import ShellFile
from shared_schema.errors import HomewardError
from tests.central import SteeredClock
from tests.field_client.sync.laptops import Field
from tests.field_client.web.programs import a_program


@pytest.fixture
def clock(laptop: Field) -> SteeredClock:
    """A clock that stands still, in the place of the laptop's."""
    still = SteeredClock(laptop.clock())
    laptop.tools = replace(laptop.tools, clock=still)
    return still


def test_five_tries_are_free_then_the_pause_doubles_to_a_minute(laptop: Field, clock: SteeredClock) -> None:
    with a_program(laptop) as made:
        made.let_in()
        for _ in range(5):
            assert made.unlock("wrong words that open nothing").status_code == 422
        for pause in (1, 2, 4, 8, 16, 32, 60, 60):
            assert 0 < made.program.wait_seconds() <= pause
            assert made.unlock().status_code == 429
            clock.advance(ms=pause * 1000)
            assert made.unlock("wrong words that open nothing").status_code == 422
        page = made.get("/unlock").get_data(as_text=True)
        assert "Try again in" in page
        assert 'http-equiv="refresh"' in page
        assert 'name="passphrase"' not in page
        clock.advance(ms=60_000)
        assert made.unlock().status_code == 303
        assert made.program.wait_seconds() == 0


def test_the_pause_survives_a_new_start(laptop: Field, clock: SteeredClock) -> None:
    with a_program(laptop) as made:
        made.let_in()
        for _ in range(6):
            made.unlock("wrong words that open nothing")
    with a_program(laptop) as made:
        made.let_in()
        assert made.unlock().status_code == 429


def test_the_recovery_code_is_counted_like_the_passphrase(laptop: Field, clock: SteeredClock) -> None:
    with a_program(laptop) as made:
        made.let_in()
        new = {"passphrase": "a sentence of my own making", "again": "a sentence of my own making"}
        for _ in range(5):
            made.post("/forgot", {"code": "0000-0000-0000-0000-0000-0000-0000", **new})
        assert made.program.wait_seconds() > 0


def test_two_tries_at_once_are_one(laptop: Field) -> None:
    with a_program(laptop) as made:
        begun, may_end = Event(), Event()

        def slow_way(_tools: VaultTools) -> Way:
            begun.set()
            assert may_end.wait(20)
            raise HomewardError("vault.wrong_passphrase")

        def first() -> None:
            with pytest.raises(HomewardError):
                made.program.unlock(slow_way)

        thread = Thread(target=first)
        thread.start()
        assert begun.wait(20)
        with pytest.raises(HomewardError) as caught:
            made.program.unlock(slow_way)
        assert caught.value.code == "shell.busy"
        may_end.set()
        thread.join(20)


def test_no_try_goes_uncounted_while_a_setting_is_written(tmp_path: Path) -> None:
    class Slow(Files):
        def write_durably(self, path: Path, data: bytes) -> None:
            if not tries:
                tries.append(Thread(target=lambda: attempts.failed(clock=lambda: 1)))
                tries[0].start()
                tries[0].join(0.2)  # a wrong try comes between reading and writing, unless it waits
            super().write_durably(path, data)

    tries: list[Thread] = []
    path = tmp_path / "shell.json"
    shell = ShellFile(Slow(), path, language="en")
    attempts = Attempts(Files(), path, lock=shell.lock)
    shell.write(language="km")
    tries[0].join()
    assert orjson.loads(path.read_bytes()) == {"language": "km", "failures": 1, "failed_at": 1}
