"""Reports of the centre, on both stores: from codes alone, kept ones labelled with their moment, exports remembered."""

from datetime import date

import pytest

from casework.reports.coded import read_coded
from sync_server.jobs.reports import JOB
from sync_server.services import reports
from sync_server.services.access import actor_from
from sync_server.services.coded import make_missing_codes
from sync_server.services.dossier_rules import check_queue
from sync_server.services.figure_exports import export_figures
from sync_server.services.leaving import Leaving
from sync_server.services.reports import Counted, Wanted, figures_for, make_again
from sync_server.services.standings import reach_of, remake_all
from sync_server.store.forgetting import forget_homes
from sync_server.store.reports import drop_coded, exports_with_cells, read_coded_dossiers
from tests.builders.records import a_visit, an_edit
from tests.builders.town import Town, an_account

YEAR = Wanted(date(2026, 1, 1), date(2026, 12, 31))


def served(town: Town, login: str = "sokha", **values: object) -> str:
    """A case with a service and a visit."""
    case = town.saved_case(login, **values)
    service = {"service_type": "counselling", "started_on": "2026-11-02", "own_office": True, "result": "ongoing"}
    for edit in (an_edit("service", service, home=case), a_visit(home=case)):
        town.laptop(login).save(edit)
    town.laptop(login).exchange()
    return case


def counted(town: Town, login: str, wanted: Wanted = YEAR) -> Counted:
    check_queue(town.server)
    return figures_for(town.server, actor_from(town.people[login]), wanted)


def reached(found: Counted) -> int:
    assert found.figures is not None
    return next(count for place, count in found.figures["F1"].counts.items() if place.name == "F1.period")


def codes(town: Town, login: str = "vanna") -> dict[str, str]:
    check_queue(town.server)
    with town.server.database.snapshot() as connection:
        return dict(read_coded_dossiers(connection, reach_of(actor_from(town.people[login]))))


def test_everybody_counts_the_cases_that_she_may_list(town: Town) -> None:
    served(town)
    served(town, "mony")
    assert [reached(counted(town, login)) for login in ("vanna", "chenda", "rith", "sokha")] == [2, 1, 1, 1]
    assert reached(counted(town, "vanna", Wanted(YEAR.first, YEAR.last, town.pailin))) == 1
    assert reached(counted(town, "rith", Wanted(YEAR.first, YEAR.last, town.battambang))) == 0


def test_the_codes_of_a_dossier_hold_no_name_and_nothing_restricted(town: Town) -> None:
    case = served(town, given_name_latin="Unmistakable")
    town.laptop("sokha").save(an_account(case))
    town.laptop("sokha").exchange()
    text = codes(town)[case]
    assert "Unmistakable" not in text and "trafficking_account" not in text
    assert {one.kind for one in read_coded(case, text).records.values()} >= {"case", "service", "visit"}


def test_a_large_caseload_is_counted_by_a_job_and_told_with_its_moment(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "AT_ONCE", 0)
    served(town)
    assert counted(town, "vanna").figures is None
    JOB.run(town.server)
    cut_off = town.server.clock()
    town.central.clock.advance(hours=1)
    served(town)
    found = counted(town, "vanna")
    assert (reached(found), found.at) == (1, cut_off)
    make_again(town.server, actor_from(town.people["vanna"]), YEAR)
    JOB.run(town.server)
    found = counted(town, "vanna")
    assert (reached(found), found.at) == (2, town.server.clock())


def test_a_release_is_remembered_with_its_cells_and_the_next_reckons_with_it(town: Town) -> None:
    served(town)
    check_queue(town.server)
    leaving = Leaving("figures", "print", "reporting", "ministry")
    first = export_figures(town.server, actor_from(town.people["vanna"]), YEAR, leaving)
    assert {place.name for place in first.hidden} >= {"F1.period", "F1.ever"}
    with town.server.database.snapshot() as connection:
        kept = exports_with_cells(connection, limit=5)
    assert len(kept) == 1 and '"F1.ever":1' in (kept[0].cells or "")


def test_codes_that_were_lost_are_made_again_as_they_were(town: Town) -> None:
    served(town)
    before = codes(town)
    town.server.database.run(lambda connection: drop_coded(connection, before))
    assert codes(town) == {}
    assert make_missing_codes(town.server) == 1
    assert codes(town) == before
    assert remake_all(town.server) == 1
    assert codes(town) == before


def test_an_erased_dossier_has_no_codes(town: Town) -> None:
    case = served(town)
    assert case in codes(town)
    town.server.database.run(lambda connection: forget_homes(connection, [case], now_ms=town.server.clock()))
    with town.server.database.snapshot() as connection:
        assert case not in dict(read_coded_dossiers(connection, reach_of(actor_from(town.people["vanna"]))))
