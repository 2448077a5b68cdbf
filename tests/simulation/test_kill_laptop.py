"""SIGKILL at every statement and file write of a save and of applying a page: the five hold."""

from pathlib import Path

import pytest

from tests.field_client.faults import CountingFiles, killed_at
from tests.simulation.laptop_faults import (
    SOAK,
    Scene,
    a_scene,
    apply_page,
    count_statements,
    in_child,
    kill_at_statement,
    save,
    the_five_hold,
)

pytestmark = pytest.mark.simulation


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return a_scene(tmp_path_factory.mktemp("scene"))


@pytest.mark.parametrize("action", [save, apply_page], ids=["save", "apply_page"])
def test_killed_at_every_statement(scene: Scene, tmp_path: Path, action: type(save)) -> None:  # type: ignore[valid-type]
    last = count_statements(scene.copy(tmp_path / "count"), action)
    assert last > 20
    outcomes = set()
    for k in list(range(1, last + 1)) * (50 if SOAK else 1):
        trial = scene.copy(tmp_path / "trial")
        was_killed, confirmed = kill_at_statement(trial, action, k)
        assert was_killed
        outcomes.add(confirmed)
        the_five_hold(trial, action, confirmed=confirmed)


def test_killed_at_every_write_of_the_anchor(scene: Scene, tmp_path: Path) -> None:
    counting = CountingFiles()
    laptop = scene.copy(tmp_path / "count").open(files=counting)
    assert save(laptop, scene)
    laptop.store.database.close()
    assert counting.steps >= 3
    for step in range(1, counting.steps + 1):
        trial = scene.copy(tmp_path / "trial")

        def run(tell: object, trial: Scene = trial, step: int = step) -> None:
            save(trial.open(files=killed_at(step)), trial)

        was_killed, _confirmed = in_child(run)
        assert was_killed
        the_five_hold(trial, save, confirmed=True)  # the commit came first
