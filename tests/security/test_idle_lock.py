"""Threat 9: an idle laptop. A process of its own with a steered clock: 299 s stays open, 301 s is locked (Linux)."""

from pathlib import Path

import pytest

from field_client.web.idle import IdleWatch
from tests.field_client.sync.laptops import Field
from tests.field_client.web.programs import SteeredMonotonic, an_open_program
from tests.security.processes import Running, a_running_program


def _wait(running: Running, seconds: float) -> None:
    """Time passes in steps of 5 s, each with its tick, as on a laptop that is awake."""
    passed = 0.0
    while passed < seconds:
        step = min(5.0, seconds - passed)
        passed += step
        running.say(f"monotonic {step}")
        running.say(f"wall {step * 1000}")
        if passed < seconds:
            running.say("tick")


def test_299_seconds_stay_open_and_301_are_locked(laptop: Field, tmp_path: Path) -> None:
    with a_running_program(laptop, tmp_path) as running:
        running.let_in()
        running.unlock()
        _wait(running, 299)
        running.say("tick")
        assert running.ask("GET", "/strip").status == 200  # a poll: no activity
        _wait(running, 2)
        running.say("tick", answered=False)
        running.wait_until_ready()
        assert running.ask("GET", "/sync").status == 423
        assert running.unlock().status == 303


def test_a_real_request_begins_the_count_anew_and_polling_does_not(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        made.get("/sync")
        made.monotonic.now += 200
        for path in ("/strip", "/sync/running", "/locked"):
            made.get(path, HX_Request="true")
        made.monotonic.now += 99
        assert not made.program.idle.is_over()
        made.monotonic.now += 1
        assert made.program.idle.is_over()
        assert made.post("/alive").status_code == 204
        made.monotonic.now += 299
        assert not made.program.idle.is_over()


def test_the_lock_happens_with_the_tick_and_only_while_open(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        asked: list[bool] = []
        session = made.client.get_cookie("session", path=made.program.prefix + "/", domain="127.9.8.7")
        assert session is not None
        assert made.program.doors.is_session(session.value)
        made.program.stop_serving = lambda: asked.append(True)
        made.monotonic.now += 301
        made.program.tick()
        made.program.tick()
        assert asked == [True]
        assert not made.program.doors.is_session(session.value)
        assert made.get("/sync").status_code == 423


@pytest.mark.parametrize(("minutes", "seconds"), [(0, 60), (1, 60), (5, 300), (15, 900), (600, 900)])
def test_the_policy_is_one_to_fifteen_minutes(minutes: int, seconds: int) -> None:
    clock = SteeredMonotonic()
    watch = IdleWatch(monotonic=clock, clock=lambda: 0, minutes=lambda: minutes)
    clock.now += seconds - 0.5
    assert not watch.is_over()
    clock.now += 0.5
    assert watch.is_over()


def test_a_wall_clock_that_jumps_back_does_not_keep_it_open() -> None:
    clock = SteeredMonotonic()
    watch = IdleWatch(monotonic=clock, clock=lambda: 0, minutes=lambda: 5)
    for _ in range(60):
        clock.now += 5
        locked = watch.tick()
    assert locked
