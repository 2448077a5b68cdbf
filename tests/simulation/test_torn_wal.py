"""A torn or flipped write-ahead log: the store opens on a whole earlier moment, and the anchor tells."""

from pathlib import Path
from random import Random

import pytest

from shared_schema.errors import HomewardError
from tests.builders.records import changed
from tests.simulation.laptop_faults import Scene, a_scene, check, log_rows
from tests.soak import trials

pytestmark = pytest.mark.simulation

SAVES = 6
OFFSETS = trials(60, soak=20_000)
FLIPS = trials(40, soak=20_000)
SEED = 20251121


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A scene whose write-ahead log holds several saves: its process died without closing."""
    scene = a_scene(tmp_path_factory.mktemp("first"))
    laptop = scene.open()
    for n in range(SAVES):
        seen = laptop.state(scene.case.record).seen
        laptop.save(changed(scene.case, seen, {"nickname": f"Pov {n}"}))
    died = scene.copy(tmp_path_factory.mktemp("died"))
    laptop.store.database.close()
    assert (died.folder / "store.db-wal").stat().st_size > 10_000
    return died


def full_log(busy: Scene, folder: Path) -> tuple[tuple[str, int, bytes], ...]:
    laptop = busy.copy(folder).open()
    rows = log_rows(laptop)
    laptop.store.database.close()
    assert len(rows) == len(busy.log) + SAVES
    return rows


def open_after(busy: Scene, folder: Path, wal: bytes) -> tuple[tuple[str, int, bytes], ...] | None:
    """The log after opening with such a WAL, having checked that a shorter one is noticed; None where refused."""
    trial = busy.copy(folder)
    (trial.folder / "store.db-wal").write_bytes(wal)
    try:
        laptop = trial.open()
    except HomewardError as error:
        assert error.code in ("store.damaged", "store.not_readable")
        return None
    try:
        rows = log_rows(laptop)
        found = check(laptop, trial)
        assert found.is_older == (len(rows) < len(busy.log) + SAVES)
        assert found.is_well or found.new_incarnation is not None
        assert not found.differences, "records and log are of one moment"
        return rows
    finally:
        laptop.store.database.close()


def test_torn_wal_gives_a_prefix_and_a_shorter_one_is_noticed(busy: Scene, tmp_path: Path) -> None:
    whole = (busy.folder / "store.db-wal").read_bytes()
    rows = full_log(busy, tmp_path / "full")
    lengths = []
    for place in range(OFFSETS + 1):
        found = open_after(busy, tmp_path / "trial", whole[: len(whole) * place // OFFSETS])
        assert found is not None and found == rows[: len(found)]
        lengths.append(len(found))
    assert lengths == sorted(lengths)
    assert lengths[-1] == len(rows) and lengths[0] < len(rows)


def test_every_flipped_bit_that_shortens_the_log_is_noticed(busy: Scene, tmp_path: Path) -> None:
    whole = (busy.folder / "store.db-wal").read_bytes()
    rows = full_log(busy, tmp_path / "full")
    random = Random(SEED)
    shortened = 0
    for _ in range(FLIPS):
        wal = bytearray(whole)
        at = random.randrange(len(wal))
        wal[at] ^= 1 << random.randrange(8)
        found = open_after(busy, tmp_path / "trial", bytes(wal))
        assert found is None or found == rows[: len(found)], f"seed {SEED}"
        shortened += found is not None and len(found) < len(rows)
    assert shortened > FLIPS // 4
