"""SIGKILL at whatever moment: a laptop that saves one visit after another keeps every one that it confirmed."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.builders.records import a_visit
from tests.simulation.laptop_faults import Scene, a_scene, check, log_rows
from tests.soak import trials

pytestmark = pytest.mark.simulation

SEED, TRIALS, MOST = 20261122, trials(8, soak=5_000), 12


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return a_scene(tmp_path_factory.mktemp("scene"))


def test_what_was_confirmed_outlives_a_kill_at_any_moment(scene: Scene, tmp_path: Path) -> None:
    chance = Random(SEED)
    for trial in range(TRIALS):
        place = scene.copy(tmp_path / "trial")
        confirmed = killed_after(lambda tell, place=place: save_for_ever(place, tell), chance.randrange(1, MOST))  # type: ignore[misc]
        laptop = place.open()
        assert check(laptop, place).is_well, (SEED, trial)
        rows = log_rows(laptop)
        assert rows[: len(scene.log)] == scene.log
        assert len(rows) - len(scene.log) in (confirmed, confirmed + 1), (SEED, trial)
        assert len(visits(laptop.store.database.rows("SELECT kind FROM shown"))) == len(rows) - len(scene.log)
        laptop.save(a_visit(home=place.case.record))
        assert check(laptop, place).is_well
        laptop.store.database.close()


def save_for_ever(place: Scene, tell: Callable[[], object]) -> None:
    """Saves visits; `tell` after each that was confirmed."""
    laptop = place.open()
    while True:
        laptop.clock.move(1000)
        laptop.save(a_visit(home=place.case.record))
        tell()


def killed_after(action: Callable[[Callable[[], object]], None], times: int) -> int:
    """Runs `action` in a forked child and kills it once it has told `times` times; how often it had told by then."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            action(lambda: os.write(writing, b"1"))
        finally:
            os._exit(1)
    os.close(writing)
    told = 0
    while told < times and (more := os.read(reading, 1)):
        told += len(more)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    while more := os.read(reading, 1024):
        told += len(more)
    os.close(reading)
    assert os.WIFSIGNALED(status), "the child failed before it was killed"
    return told


def visits(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return [row for row in rows if row == ("visit",)]
