"""Each turn of a job once over all processes; a missed one is made up for; how it went is kept, without names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync_server.jobs.job import DAY_MS, HOUR_MS, Job
from sync_server.jobs.turns import KEEP_MS, NOTE_EVERY_MS, STALE_MS, TRIES, Turns, forget_old_runs
from sync_server.server import Server
from sync_server.store import job_runs
from sync_server.store.audit import find_rows
from sync_server.store.job_runs import JobRequest, JobRun
from tests.central import Central, a_central
from tests.stores import StoreUrls


@pytest.fixture
def central(store_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    made = a_central(store_urls, tmp_path)
    yield made
    made.close()


class Counted:
    """A job that counts its turns; those in `failing` end with an error that holds a name."""

    def __init__(self, *failing: int, daily_at_ms: int | None = 0) -> None:
        self.turns = 0
        self.job = Job("counted", 1.0, self._run, daily_at_ms)
        self._failing = failing

    def _run(self, _server: Server) -> None:
        self.turns += 1
        if self.turns in self._failing:
            raise ValueError("Sok Chenda")


def runs(central: Central) -> list[JobRun]:
    with central.server.database.snapshot() as connection:
        return job_runs.runs_of(connection, "counted", limit=10)


def test_a_daily_turn_is_taken_once_by_whichever_process_comes_first(central: Central) -> None:
    counted, one, two = Counted(), Turns(central.server), Turns(central.server)
    central.clock.advance(days=1)
    for turns in (one, two, one, two):
        assert turns.take(counted.job)
    assert counted.turns == 1
    central.clock.advance(days=1)
    two.take(counted.job)
    one.take(counted.job)
    assert counted.turns == 2 and [run.outcome for run in runs(central)] == ["done", "done"]


def test_a_turn_that_was_missed_while_nothing_ran_is_made_up_for_once(central: Central) -> None:
    counted, turns = Counted(daily_at_ms=18 * HOUR_MS), Turns(central.server)
    central.clock.advance(days=5)
    for _try in range(3):
        turns.take(counted.job)
    assert counted.turns == 1
    assert runs(central)[0].slot % DAY_MS == 18 * HOUR_MS


def test_no_turn_is_due_from_before_the_house_was_there(central: Central) -> None:
    counted = Counted()
    Turns(central.server).take(counted.job)
    assert counted.turns == 0


def test_a_turn_that_failed_is_tried_again_later_and_not_for_ever(central: Central) -> None:
    counted, turns = Counted(1, 2, 3, 4, 5), Turns(central.server)
    central.clock.advance(days=1)
    assert not turns.take(counted.job)
    turns.take(counted.job)
    assert counted.turns == 1
    for _try in range(5):
        central.clock.advance(ms=STALE_MS)
        turns.take(counted.job)
    assert counted.turns == TRIES
    [run] = runs(central)
    assert (run.outcome, run.problem, run.failures) == ("failed", "ValueError", TRIES)


def test_a_process_that_died_over_a_turn_is_followed_by_another(central: Central) -> None:
    counted, turns = Counted(), Turns(central.server)
    central.clock.advance(days=1)
    now = central.clock()
    with central.server.database.transaction() as connection:
        slot = counted.job.slot_at(now)
        assert job_runs.claim_turn(connection, "counted", slot, now_ms=now, stale_ms=STALE_MS, tries=TRIES)
    turns.take(counted.job)
    assert counted.turns == 0
    central.clock.advance(ms=STALE_MS)
    turns.take(counted.job)
    assert counted.turns == 1


def test_turns_of_a_job_that_runs_all_the_time_are_added_up_by_hour(central: Central) -> None:
    counted, turns = Counted(3, daily_at_ms=None), Turns(central.server)
    central.clock.now_ms += HOUR_MS - central.clock.now_ms % HOUR_MS
    for _second in range(65):
        turns.take(counted.job)
        central.clock.advance(ms=1000)
    [run] = runs(central)
    assert (run.runs, run.failures, run.outcome) == (63, 1, "done")
    central.clock.advance(hours=1)
    turns.take(counted.job)
    central.clock.advance(ms=NOTE_EVERY_MS)
    turns.take(counted.job)
    assert [run.runs for run in runs(central)] == [2, 65]


def test_what_a_person_asked_for_is_run_once_and_audited(central: Central) -> None:
    counted = Counted()
    person = central.person("visal", office=None, role="administrator")
    with central.server.database.transaction() as connection:
        for _press in range(2):
            job_runs.put_request(connection, JobRequest("counted", person.id, central.clock()))
    jobs = {"counted": counted.job}
    assert [Turns(central.server).take_requests(jobs) for _process in range(2)] == [1, 0]
    assert counted.turns == 1
    with central.server.database.snapshot() as connection:
        [row] = find_rows(connection, action="job.run")
    assert (row.row.actor, row.row.object_id, row.row.outcome) == (person.id, "counted", "done")


def test_old_turns_are_forgotten_and_hanging_ones_are_told_as_failed(central: Central) -> None:
    counted, turns = Counted(), Turns(central.server)
    central.clock.advance(days=1)
    turns.take(counted.job)
    with central.server.database.transaction() as connection:
        job_runs.put_run(connection, JobRun("counted", 5, central.clock(), None, "running"))
    central.clock.advance(days=2)
    forget_old_runs(central.server)
    assert {run.problem for run in runs(central)} == {None, "died"}
    central.clock.advance(ms=KEEP_MS)
    assert forget_old_runs(central.server) == 2
    assert runs(central) == []
