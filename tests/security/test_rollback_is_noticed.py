"""An old store, an old page or an old write-ahead log put back: noticed at unlock, and no counter is used twice."""

from pathlib import Path
from random import Random

import pytest

from field_client.store.lives import begin_life
from shared_schema.errors import HomewardError
from tests.builders.records import an_id, changed
from tests.simulation.laptop_faults import Scene, a_scene, check, log_rows
from tests.soak import trials

SEED = 20251123
PAGES = trials(25, soak=5_000)
PAGE_BYTES = 4096


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return a_scene(tmp_path / "scene")


def work_on(scene: Scene, times: int = 3) -> None:
    laptop = scene.open()
    for n in range(times):
        laptop.save(changed(scene.case, laptop.state(scene.case.record).seen, {"nickname": f"later {n}"}))
    laptop.store.database.checkpoint()
    laptop.store.database.close()


def put_back(scene: Scene, old: Scene, name: str) -> None:
    for path in scene.folder.glob(name):
        path.unlink()
    for path in old.folder.glob(name):
        (scene.folder / path.name).write_bytes(path.read_bytes())


def test_old_store_put_back_is_noticed_and_no_counter_is_used_twice(scene: Scene, tmp_path: Path) -> None:
    old = scene.copy(tmp_path / "last week")
    work_on(scene)
    newest = scene.open()
    before = {(incarnation, n): body_hash for incarnation, n, body_hash in log_rows(newest)}
    newest.store.database.close()
    put_back(scene, old, "store.db*")
    laptop = scene.open()
    found = check(laptop, scene)
    assert found.is_older and found.new_incarnation == "restored"
    begin_life(laptop.store, new=an_id("new"), reason="restored", sign=laptop.sign, now=laptop.clock())
    saved = laptop.save(changed(scene.case, laptop.state(scene.case.record).seen, {"nickname": "afterwards"}))
    assert not before.keys() & set(saved.dots)
    assert check(laptop, scene).is_well
    laptop.store.database.close()


def test_old_anchor_put_back_with_the_old_store_is_caught_by_the_incarnation_alone(
    scene: Scene, tmp_path: Path
) -> None:
    old = scene.copy(tmp_path / "last week")
    work_on(scene)
    put_back(scene, old, "store.db*")
    put_back(scene, old, "anchor")
    laptop = scene.open()
    assert check(laptop, scene).is_well, "a whole image is known by the incarnation file, not by the anchor"
    laptop.store.database.close()


def test_old_page_put_back_never_goes_unnoticed(scene: Scene, tmp_path: Path) -> None:
    laptop = scene.open()
    laptop.store.database.checkpoint()
    laptop.store.database.close()
    old = scene.copy(tmp_path / "old")
    work_on(scene)
    now = scene.open()
    right = log_rows(now)
    values = now.book.open(scene.case.record).values
    now.store.database.close()
    before, after = (old.folder / "store.db").read_bytes(), (scene.folder / "store.db").read_bytes()
    differing = [
        at for at in range(0, min(len(before), len(after)), PAGE_BYTES)
        if before[at : at + PAGE_BYTES] != after[at : at + PAGE_BYTES]
    ]  # fmt: skip
    assert differing
    random = Random(SEED)
    for _ in range(PAGES):
        page = random.choice(differing)
        trial = scene.copy(tmp_path / "trial")
        mixed = bytearray(after)
        mixed[page : page + PAGE_BYTES] = before[page : page + PAGE_BYTES]
        (trial.folder / "store.db").write_bytes(bytes(mixed))
        try:
            opened = trial.open()
        except HomewardError as error:
            assert error.code == "store.damaged"
            continue
        try:
            if check(opened, trial).is_well:
                assert log_rows(opened) == right, f"seed {SEED}"
                assert opened.book.open(scene.case.record).values == values, f"seed {SEED}"
        except HomewardError as error:
            assert error.code == "store.damaged", f"seed {SEED}"
        finally:
            opened.store.database.close()
