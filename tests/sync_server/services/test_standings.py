"""The coded line of each dossier: true after every change, nothing restricted in it, nobody's beyond her reach."""

from dataclasses import fields
from datetime import date

from casework.book import Saved
from casework.case_list import EVERY, QUESTIONS, TASKS, CasesWanted
from sync_server.services.access import actor_from
from sync_server.services.book import make_books
from sync_server.services.dossier_rules import check_queue
from sync_server.services.standings import bring_up_to_date, reach_of
from sync_server.store.standing_counts import count_loads, count_places
from sync_server.store.standing_lists import Sought, count_standings, list_standings
from sync_server.store.standings import CASE, Standing, read_standings
from tests.builders.records import a_record_id, a_visit, an_edit
from tests.builders.town import Town, an_account

TODAY = "2026-11-18"


def line_of(town: Town, case: str) -> Standing:
    bring_up_to_date(town.server)
    with town.server.database.snapshot() as connection:
        return read_standings(connection, [case])[case]


def found(town: Town, login: str, **narrowed: object) -> list[str]:
    """Homes in the list of somebody."""
    bring_up_to_date(town.server)
    reach = reach_of(actor_from(town.people[login]))
    sought = Sought(today=TODAY, **narrowed)  # type: ignore[arg-type]
    with town.server.database.snapshot() as connection:
        homes = [one.home for one in list_standings(connection, reach, sought, first=0, limit=50)]
        assert count_standings(connection, reach, sought) == len(homes)
    return homes


def test_a_case_that_arrives_has_a_line_with_its_next_visit(town: Town) -> None:
    case = town.saved_case("sokha", registered_on="2026-09-01", risk_level="medium")
    line = line_of(town, case)
    assert (line.kind, line.worker, line.office) == (CASE, town.people["sokha"].id, town.battambang)
    assert (line.due_on, line.overdue_on, line.escalated_on) == ("2026-10-01", "2026-10-05", "2026-10-15")
    assert (line.status, line.risk, line.last_seen_on, line.attempts) == ("open", "medium", None, 0)


def test_the_line_follows_a_visit_that_the_console_saves(town: Town) -> None:
    case = town.saved_case("sokha", registered_on="2026-09-01")
    book = make_books(town.server).of(town.people["chenda"].id)
    assert isinstance(book.save([a_visit(home=case, visited_on="2026-11-17", seen="yes", safety="safe")]), Saved)
    assert line_of(town, case).last_seen_on == "2026-11-17"
    assert found(town, "chenda", state="overdue") == []


def test_an_attempt_tells_why_the_person_was_not_seen(town: Town) -> None:
    case = town.saved_case("sokha", registered_on="2026-09-01")
    book = make_books(town.server).of(town.people["chenda"].id)
    visit = a_visit(home=case, visited_on="2026-11-10", seen="no", not_seen_reason="road_or_flood", safety=None)
    book.save([visit])
    line = line_of(town, case)
    assert (line.attempts, line.last_tried_on, line.not_seen_reason) == (1, "2026-11-10", "road_or_flood")


def test_the_job_writes_the_same_line(town: Town) -> None:
    case = town.saved_case("sokha", registered_on="2026-09-01")
    town.central.clock.advance(ms=5)
    check_queue(town.server)
    with town.server.database.snapshot() as connection:
        made = read_standings(connection, [case])[case]
    assert made == line_of(town, case)


def test_nobody_lists_beyond_her_reach(town: Town) -> None:
    here = town.saved_case("sokha")
    there = town.saved_case("mony")
    assert found(town, "chenda") == [here] and found(town, "rith") == [there]
    assert sorted(found(town, "vanna")) == sorted([here, there])
    assert found(town, "sokha") == [here] and found(town, "dara") == []
    town.people["ad"] = town.central.person("ad", office=None, role="administrator")
    assert found(town, "ad") == []


def test_a_restricted_record_says_nothing_in_a_line(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    before = line_of(town, case)
    sokha.save(an_account(case))
    sokha.exchange()
    after = line_of(town, case)
    kept = [one.name for one in fields(Standing) if one.name != "made_at"]
    assert [getattr(before, name) for name in kept] == [getattr(after, name) for name in kept]


def test_counts_by_province_office_and_worker(town: Town) -> None:
    town.saved_case("sokha", registered_on="2026-09-01", current_place={"country": "KH", "province": "02"})
    town.saved_case("sokha", registered_on="2026-11-15", current_place={"country": "KH", "province": "24"})
    bring_up_to_date(town.server)
    reach = reach_of(actor_from(town.people["vanna"]))
    with town.server.database.snapshot() as connection:
        places = count_places(connection, reach, Sought(today=TODAY, since="2026-10-01", until="2026-12-31"))
        loads = count_loads(connection, reach, today=TODAY, soon="2026-11-25")
    assert {(one.province, one.active, one.overdue, one.escalated) for one in places} == {
        ("02", 1, 1, 1),
        ("24", 1, 0, 0),
    }
    assert [(one.worker, one.cases, one.overdue) for one in loads] == [(town.people["sokha"].id, 2, 1)]


def test_a_voided_case_leaves_the_list(town: Town) -> None:
    case = town.saved_case("sokha")
    assert found(town, "chenda") == [case]
    town.laptop("sokha").change(case, {"group:retraction": {"retracted": True, "retracted_reason": "typed twice"}})
    town.laptop("sokha").exchange()
    assert found(town, "chenda", state="all") == []


def test_a_line_is_made_anew_when_a_date_in_the_future_comes(town: Town) -> None:
    case = town.saved_case("sokha", registered_on="2026-09-01")
    book = make_books(town.server).of(town.people["chenda"].id)
    book.save(
        [
            an_edit(
                "visit",
                {
                    "visited_on": "2026-11-25",
                    "seen": "yes",
                    "contact_type": "in_person",
                    "safety": "safe",
                    "re_trafficking": "none",
                },
                record=a_record_id(),
                home=case,
            )
        ]
    )
    assert line_of(town, case).last_seen_on is None
    town.central.clock.advance(days=10)
    assert line_of(town, case).last_seen_on == "2026-11-25"


def test_what_was_not_made_yet_is_told(town: Town) -> None:
    for _ in range(3):
        town.saved_case("sokha")
    town.central.clock.advance(ms=5)
    assert bring_up_to_date(town.server, at_most=2).waiting == 1
    assert bring_up_to_date(town.server, at_most=2).waiting == 0


def test_pages_of_tasks_find_every_case_with_an_open_one_whenever_it_is_due(town: Town) -> None:
    late, later = (town.saved_case("sokha", registered_on=day) for day in ("2026-09-01", "2026-11-15"))
    sokha, book = town.laptop("sokha"), make_books(town.server).of(town.people["chenda"].id)
    wanted = CasesWanted(status=EVERY, holding=TASKS)
    assert book.case_page(wanted, date.fromisoformat(TODAY)).cases == ()
    task = an_edit("task", {"title": "Bring the school book", "state": "open", "origin": "manual"}, home=later)
    sokha.save(task)
    sokha.exchange()
    page = book.case_page(wanted, date.fromisoformat(TODAY))
    assert [one.home for one in page.cases] == [later] and page.total == 1 and late != later
    sokha.change(task.record, {"group:state": {"state": "done", "done_on": TODAY}})
    sokha.exchange()
    assert book.case_page(wanted, date.fromisoformat(TODAY)).cases == ()
    assert book.case_page(CasesWanted(status=EVERY, holding=QUESTIONS), date.fromisoformat(TODAY)).total == 0
