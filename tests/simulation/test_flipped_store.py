"""A bit flipped in the store: a named error or the right data, never wrong data."""

from pathlib import Path
from random import Random

import pytest

from shared_schema.errors import HomewardError
from tests.simulation.laptop_faults import Scene, a_scene, check, contents
from tests.soak import trials

pytestmark = pytest.mark.simulation

FLIPS = trials(60, soak=20_000)
SEED = 20251122


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return a_scene(tmp_path_factory.mktemp("scene"))


def test_error_or_right_data_never_wrong_data(scene: Scene, tmp_path: Path) -> None:
    laptop = scene.copy(tmp_path / "right").open()
    right = contents(laptop)
    laptop.store.database.close()
    whole = (tmp_path / "right" / "store.db").read_bytes()
    random = Random(SEED)
    refused = 0
    for _ in range(FLIPS):
        trial = scene.copy(tmp_path / "trial")
        data = bytearray(whole)
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
        (trial.folder / "store.db").write_bytes(bytes(data))
        try:
            opened = trial.open()
        except HomewardError as error:
            assert error.code in ("store.damaged", "store.not_readable"), f"seed {SEED}"
            refused += 1
            continue
        try:
            assert contents(opened) == right and check(opened, trial).is_well, f"seed {SEED}"
        except HomewardError as error:
            assert error.code in ("store.damaged", "store.not_readable"), f"seed {SEED}"
            refused += 1
        finally:
            opened.store.database.close()
    assert refused > FLIPS // 4  # most pages are read
