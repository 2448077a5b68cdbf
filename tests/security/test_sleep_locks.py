"""A laptop that slept locks as soon as it wakes, whichever of its clocks shows it."""

from pathlib import Path

import pytest

from tests.field_client.sync.laptops import Field
from tests.field_client.web.programs import a_program, an_open_program
from tests.security.processes import a_running_program


def test_a_jump_of_the_wall_clock_between_two_ticks_locks(laptop: Field, tmp_path: Path) -> None:
    with a_running_program(laptop, tmp_path) as running:
        running.let_in()
        running.unlock()
        running.say("tick")
        assert running.ask("GET", "/sync").status == 200
        running.say("wall 61000")
        running.say("tick", answered=False)
        running.wait_until_ready()
        assert running.ask("GET", "/sync").status == 423


@pytest.mark.parametrize(("monotonic", "wall"), [(61.0, 0), (0.0, 61_000), (0.0, -63_000), (3600.0, 3_600_000)])
def test_more_than_a_minute_between_two_ticks_by_either_clock_is_sleep(
    laptop: Field, monotonic: float, wall: int
) -> None:
    with an_open_program(laptop) as made:
        made.program.tick()
        made.monotonic.now += monotonic
        laptop.clock.now += wall
        made.program.tick()
        assert made.program.is_leaving


def test_ordinary_ticks_are_not_sleep(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        for _ in range(20):
            made.monotonic.now += 10
            laptop.clock.now += 9_000
            made.program.tick()
        assert not made.program.is_leaving


def test_a_locked_laptop_that_slept_stays_as_it_is(laptop: Field) -> None:
    with a_program(laptop) as made:
        made.monotonic.now += 3600
        made.program.tick()
        assert not made.program.is_leaving
