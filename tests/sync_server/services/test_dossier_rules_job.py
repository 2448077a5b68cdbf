"""Rules of touched dossiers wait for a long push to end, but never long; while laptops are answered they make room."""

import pytest

from sync_server.jobs.dossier_rules import CALM_MS, JOB, LONGEST_MS, SHARE, run
from sync_server.server import Server
from sync_server.services.dossier_rules import check_queue
from sync_server.under_way import PAUSE_MS
from tests.builders.town import Town


def test_dossiers_are_checked_when_the_push_that_touched_them_is_over(town: Town) -> None:
    town.saved_case("sokha")
    assert JOB.run(town.server) == 0
    town.central.clock.advance(ms=CALM_MS)
    assert JOB.run(town.server) == 1
    assert JOB.run(town.server) == 0


def test_pushes_without_an_end_do_not_put_the_rules_off(town: Town) -> None:
    town.saved_case("sokha")
    checked = 0
    for _push in range(LONGEST_MS // (CALM_MS - 200)):
        assert checked == 0
        town.central.clock.advance(ms=CALM_MS - 200)
        town.saved_case("dara")
        checked = int(str(JOB.run(town.server)))
    assert checked > 1


def test_a_laptop_that_fetches_is_answered_before_the_rules_begin(town: Town) -> None:
    town.saved_case("sokha")
    town.central.clock.advance(ms=CALM_MS)
    with town.server.exchanges.one(town.server.clock):
        assert JOB.run(town.server) == 0
    assert JOB.run(town.server) == 0  # its next request may come at once
    town.central.clock.advance(ms=PAUSE_MS)
    assert JOB.run(town.server) == 1


def test_laptops_that_fetch_without_an_end_slow_the_rules_down_and_do_not_stop_them(town: Town) -> None:
    town.saved_case("sokha")
    town.central.clock.advance(ms=LONGEST_MS)
    with town.server.exchanges.one(town.server.clock):
        assert JOB.run(town.server) == 1


def test_the_job_leaves_most_of_the_time_to_laptops_that_are_answered(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check_in_100_ms(server: Server, *, at_most: int) -> int:
        town.central.clock.advance(ms=100)
        return check_queue(server, at_most=at_most)

    monkeypatch.setattr("sync_server.jobs.dossier_rules.check_queue", check_in_100_ms)
    pauses: list[float] = []
    town.saved_case("sokha")
    town.central.clock.advance(ms=PAUSE_MS)
    assert run(town.server, pause=pauses.append) == 1
    assert pauses == []
    town.saved_case("sokha")
    with town.server.exchanges.one(town.server.clock):
        assert run(town.server, pause=pauses.append) == 1
    assert pauses == [pytest.approx((SHARE - 1) * 0.1)]
