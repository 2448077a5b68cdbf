"""The disk is full in the middle of a save or a page: a clean error, the five, and it works again with space."""

from pathlib import Path

import pytest

from shared_schema.errors import HomewardError
from tests.field_client.faults import failing_at
from tests.simulation.laptop_faults import Scene, a_scene, apply_page, save, the_five_hold

pytestmark = pytest.mark.simulation


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return a_scene(tmp_path_factory.mktemp("scene"))


@pytest.mark.parametrize("action", [save, apply_page], ids=["save", "apply_page"])
def test_store_that_cannot_grow(scene: Scene, tmp_path: Path, action: type(save)) -> None:  # type: ignore[valid-type]
    refused = 0
    for more in range(12):
        trial = scene.copy(tmp_path / "trial")
        laptop = trial.open()
        connection = laptop.store.database.connection
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + more}").fetchone()
        try:
            confirmed = action(laptop, trial)
        except HomewardError as error:
            assert error.code == "files.disk_full"
            confirmed = False
            refused += 1
            connection.execute("PRAGMA max_page_count = 1000000").fetchone()
            assert action(laptop, trial), "works again when space returns"
        laptop.store.database.close()
        the_five_hold(trial, action, confirmed=confirmed)
    assert 0 < refused < 12


def test_no_space_for_the_anchor_takes_no_save_back(scene: Scene, tmp_path: Path) -> None:
    trial = scene.copy(tmp_path / "trial")
    laptop = trial.open(files=failing_at(1))
    assert save(laptop, trial)
    laptop.store.database.close()
    the_five_hold(trial, save, confirmed=True)
