"""A turn that weighs much runs in a process of its own, with the settings of this server, and ends with it."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from shared_schema.errors import HomewardError
from sync_server.jobs import apart
from sync_server.jobs.apart import Apart
from sync_server.jobs.job import Job
from sync_server.jobs.reports import JOB
from sync_server.server import Server
from sync_server.services import reports
from sync_server.services.access import actor_from
from sync_server.services.reports import figures_for
from tests.builders.town import Town
from tests.sync_server.services.test_reports import YEAR, served

WAITS = "import pathlib, time; pathlib.Path({path!r}).touch(); time.sleep(60)"


def never_here(_server: Server) -> None:
    raise AssertionError("this turn weighs too much for the process that answers people")


def test_figures_that_somebody_waits_for_are_counted_by_another_process(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "AT_ONCE", 0)
    served(town)
    vanna = actor_from(town.people["vanna"])
    assert figures_for(town.server, vanna, YEAR).figures is None
    Apart().run(replace(JOB, run=never_here), town.server)
    assert figures_for(town.server, vanna, YEAR).figures is not None


def test_a_turn_without_much_to_do_starts_no_process(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_COMMAND", "raise SystemExit(1)")
    assert Apart().run(JOB, town.server) == 0


def test_a_turn_that_fails_apart_is_told_and_ends_with_the_server(
    town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    job = Job("unknown", 1.0, never_here, is_heavy=lambda _server: True)
    with pytest.raises(HomewardError) as told:
        Apart().run(job, town.server)
    assert told.value.code == "job.failed"
    begun = tmp_path / "begun"
    monkeypatch.setattr(apart, "_COMMAND", WAITS.format(path=str(begun)))
    runner = Apart()
    turn = threading.Thread(target=runner.run, args=(job, town.server))
    turn.start()
    while turn.is_alive() and not begun.exists():
        turn.join(0.01)
    runner.stop()
    turn.join(20)
    assert not turn.is_alive() and runner.run(job, town.server) == 0
