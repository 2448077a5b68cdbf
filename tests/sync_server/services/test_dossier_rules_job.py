"""Rules of touched dossiers wait for a long push to end, but never long."""

from sync_server.jobs.dossier_rules import CALM_MS, JOB, LONGEST_MS
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
