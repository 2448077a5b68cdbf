"""The laptop sends by itself: later and later after failures, never while locked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from field_client.sync.schedule import BASE_SECONDS, CAP_SECONDS, EVERY_SECONDS, BackgroundTimer, Schedule, State
from shared_schema.errors import HomewardError


@dataclass
class Calls:
    """A timer that remembers what was asked of it."""

    at: list[int] = field(default_factory=list)

    def call_at(self, at_ms: int, function: Callable[[], None]) -> None:
        self.at.append(at_ms)

    def stop(self) -> None:
        self.at.clear()


@dataclass
class Syncs:
    """A sync that fails as told."""

    code: str | None = None
    count: int = 0

    def __call__(self) -> None:
        self.count += 1
        if self.code:
            raise HomewardError(self.code)


def a_schedule(sync: Syncs, *, locked: bool = False, highest: bool = True) -> tuple[Schedule, Calls, list[str]]:
    told: list[str] = []
    calls = Calls()
    schedule = Schedule(
        sync=sync,
        is_locked=lambda: locked,
        failed=lambda error: told.append(error.code),
        timer=calls,
        clock=lambda: 1_000_000,
        random=lambda size: (b"\xff" if highest else b"\0") * size,
    )
    return schedule, calls, told


def test_after_a_good_run_the_next_comes_in_a_quarter_of_an_hour() -> None:
    schedule, calls, told = a_schedule(Syncs())
    schedule.run_once()
    assert calls.at == [1_000_000 + EVERY_SECONDS * 1000]
    assert told == []


def test_pauses_double_after_failures_up_to_an_hour_and_start_anew_after_a_good_run() -> None:
    sync = Syncs("sync.no_contact")
    schedule, calls, _told = a_schedule(sync)
    for _ in range(12):
        schedule.run_once()
    pauses = [at - 1_000_000 for at in calls.at]
    assert pauses[0] >= BASE_SECONDS * 2 * 1000 - 1
    assert all(later >= earlier for earlier, later in pairwise(pauses))
    assert pauses[-1] <= CAP_SECONDS * 1000
    sync.code = None
    schedule.run_once()
    assert schedule.failures == 0


def test_jitter_goes_down_to_nothing_so_that_laptops_do_not_come_all_at_once() -> None:
    schedule, calls, _told = a_schedule(Syncs("sync.cut"), highest=False)
    schedule.run_once()
    assert calls.at == [1_000_000]


def test_a_locked_laptop_does_not_send() -> None:
    sync = Syncs()
    schedule, calls, _told = a_schedule(sync, locked=True)
    schedule.run_once()
    assert sync.count == 0
    assert calls.at == []


def test_a_missing_line_is_not_worth_a_word_and_a_revoked_laptop_is() -> None:
    for code, words in (("sync.no_contact", []), ("device.revoked", ["device.revoked"])):
        schedule, _calls, told = a_schedule(Syncs(code))
        schedule.run_once()
        assert told == words


def test_a_run_that_gives_way_to_a_person_is_no_failure() -> None:
    for code in ("sync.busy", "sync.paused"):
        schedule, calls, told = a_schedule(Syncs(code))
        schedule.run_once()
        assert (schedule.failures, told) == (0, [])
        assert calls.at == [1_000_000 + EVERY_SECONDS * 1000]


def test_the_strip_can_say_how_the_last_run_ended_and_when_the_next_begins() -> None:
    sync = Syncs()
    schedule, calls, _told = a_schedule(sync)
    assert schedule.state == State()
    schedule.start()
    assert schedule.state == State(next_at=calls.at[0])
    seen: list[State] = []
    schedule.sync = lambda: seen.append(schedule.state)
    schedule.run_once()
    assert seen == [State(is_running=True)]
    assert schedule.state == State(last_at=1_000_000, last="done", next_at=calls.at[-1])
    schedule.sync = Syncs("sync.no_contact")
    schedule.run_once()
    assert schedule.state.last == "sync.no_contact"


def test_nothing_begins_after_the_stop_and_a_run_that_goes_on_sets_no_next() -> None:
    schedule, calls, _told = a_schedule(Syncs())
    schedule.sync = schedule.stop
    schedule.run_once()
    assert calls.at == []
    assert schedule.state.next_at is None
    sync = Syncs()
    schedule.sync = sync
    schedule.run_once()
    assert sync.count == 0


def test_a_fault_of_the_program_does_not_end_the_schedule() -> None:
    schedule, calls, _told = a_schedule(Syncs())

    def faulty() -> None:
        raise ValueError

    schedule.sync = faulty
    with pytest.raises(ValueError):
        schedule.run_once()
    assert len(calls.at) == 1
    assert schedule.state.is_running is False


def test_the_background_timer_keeps_one_job_and_ends() -> None:
    timer = BackgroundTimer()
    timer.call_at(4_000_000_000_000, lambda: None)
    timer.call_at(4_000_000_000_000, lambda: None)
    assert len(timer._scheduler.get_jobs()) == 1
    timer.stop()
