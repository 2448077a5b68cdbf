"""SIGKILL at every statement and file write of a save, of applying a page, of leaving for a trip and of a wipe."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.field_client.faults import CountingFiles, killed_at
from tests.simulation.laptop_faults import (
    Scene,
    a_scene,
    apply_page,
    count_statements,
    in_child,
    kill_at_statement,
    save,
    the_five_hold,
)
from tests.simulation.trips import Trip, a_trip
from tests.soak import SOAK, trials

pytestmark = pytest.mark.simulation


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return a_scene(tmp_path_factory.mktemp("scene"))


@pytest.mark.parametrize(("action", "each"), [(save, 1), (apply_page, 5)], ids=["save", "apply_page"])
def test_killed_at_every_statement(
    scene: Scene,
    tmp_path: Path,
    action: type(save),
    each: int,  # type: ignore[valid-type]
) -> None:
    """Of a page, whose statements repeat record by record, every fifth in CI and all in a soak."""
    last = count_statements(scene.copy(tmp_path / "count"), action)
    assert last > 20
    outcomes = set()
    for k in list(range(1, last + 1, 1 if SOAK else each)) * trials(1, soak=50):
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


# A whole laptop: what empties it is done wholly or not at all


@pytest.fixture(scope="module")
def trip(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trip]:
    yield from a_trip(sqlite_template, tmp_path_factory.mktemp("trip"))


def test_travel_mode_killed_at_every_statement_is_wholly_done_or_not_begun(trip: Trip, tmp_path: Path) -> None:
    last = trip.count_statements(tmp_path / "count")
    assert last > 100
    for k in range(1, last + 1, 1 if SOAK else max(1, last // 12)):
        place = trip.copy(tmp_path / "trial")
        was_killed, _told = in_child(lambda _tell, place=place, k=k: trip.leave(place, kill_at=k))  # type: ignore[misc]
        assert was_killed, k
        assert trip.holds(place) == "all"


def test_travel_mode_killed_at_every_file_is_wholly_done_or_not_begun(trip: Trip, tmp_path: Path) -> None:
    steps = trip.count_files(tmp_path / "count")
    assert steps > 20
    found = []
    for step in range(1, steps + 1, 1 if SOAK else 2):
        place = trip.copy(tmp_path / "trial")
        was_killed, _told = in_child(lambda _tell, place=place, step=step: trip.leave(place, files=killed_at(step)))  # type: ignore[misc]
        assert was_killed, step
        found.append(trip.holds(place))
        if step % 8 == 0:
            assert trip.holds(place) == found[-1]  # opening again changes nothing more
    decided = found.index("chosen")
    assert decided > 0 and set(found[:decided]) == {"all"} and set(found[decided:]) == {"chosen"}


def test_wipe_killed_at_every_file_is_finished_by_who_starts_next(trip: Trip, tmp_path: Path) -> None:
    counting = CountingFiles()
    place = trip.copy(tmp_path / "count")
    trip.erase(place, files=counting)
    found = []
    for step in range(1, counting.steps + 1):
        place = trip.copy(tmp_path / "trial")
        was_killed, _told = in_child(lambda _tell, place=place, step=step: trip.erase(place, files=killed_at(step)))  # type: ignore[misc]
        assert was_killed, step
        found.append(trip.holds(place))
    begun = found.index("nothing")
    assert set(found[:begun]) <= {"all"} and set(found[begun:]) == {"nothing"}
