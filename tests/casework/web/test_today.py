"""Today says what to do, danger first; the route list names nobody unless it was asked for."""

from pathlib import Path

import pytest

from casework.book import Draft
from casework.invented.people import invented_dossier
from tests.builders.records import WORKER, a_case, a_visit, an_edit, changed
from tests.casework.web.desks import PLACES, ADesk, a_desk

SENG = {"country": "KH", "province": "02", "district": "0201", "commune": "020101"}


@pytest.fixture
def desk(tmp_path: Path) -> ADesk:
    return a_desk(tmp_path)


def late_case(desk: ADesk, number: str, *, registered: str, **values: object) -> str:
    case = a_case(case_number=number, registered_on=registered, **values)  # type: ignore[arg-type]
    desk.saved(case)
    return case.record


def test_empty_day_says_when_the_next_visit_is(desk: ADesk) -> None:
    assert "No visit is planned." in desk.get("/today").words
    late_case(desk, "PNH-26-K7-1", registered="2026-11-10")
    page = desk.get("/today")
    assert "Nothing is due before" in page.words and "10 December 2026" in page.words


def test_overdue_visits_stand_before_the_week_worst_first_with_their_days(desk: ADesk) -> None:
    late_case(desk, "PNH-26-K7-1", registered="2026-10-10")  # due 9 November
    late_case(desk, "PNH-26-K7-2", registered="2026-09-10")  # due 10 October
    late_case(desk, "PNH-26-K7-3", registered="2026-10-24")  # due 23 November
    words = desk.get("/today").words
    assert "Overdue visits (2)" in words and "42 days overdue" in words and "12 days overdue" in words
    assert (
        words.index("PNH-26-K7-2")
        < words.index("PNH-26-K7-1")
        < words.index("Due now and in")
        < words.index("PNH-26-K7-3")
    )
    assert "Record a visit" in words and "Could not visit" in words


def test_alerts_come_before_everything_else(desk: ADesk) -> None:
    home = late_case(desk, "PNH-26-K7-1", registered="2026-09-10")
    desk.saved(a_visit(home=home, visited_on="2026-11-20", safety="danger", next_visit_on="2026-11-25"))
    words = desk.get("/today").words
    assert words.index("Alerts (1)") < words.index("Due now and in")
    assert "Safe now? · In danger" in words


def test_tasks_drafts_and_questions_are_listed(desk: ADesk) -> None:
    home = late_case(desk, "PNH-26-K7-1", registered="2026-11-10")
    task = {
        "title": "Ask the school",
        "due_on": "2026-11-22",
        "owner_worker": WORKER.worker,
        "state": "open",
        "origin": "manual",
    }
    desk.saved(an_edit("task", task, home=home))
    page = desk.get(f"/cases/{home}/case_note/new")
    form = page.form("record-form")
    desk.post(form.action, {**form.values, "text": "Half a sentence", "_do": "draft"})
    words = desk.get("/today").words
    assert "Tasks (1)" in words and "Ask the school" in words
    assert "Unfinished drafts (1)" in words and "Note Sok Chenda" in words


def test_two_versions_are_listed_with_the_question(desk: ADesk) -> None:
    case = a_case(nickname="Pov")
    desk.saved(case)
    before = desk.laptop.book.open(case.record).seen
    desk.saved(changed(case, before, {"nickname": "Touch"}), changed(case, before, {"nickname": "Mao"}))
    assert len(desk.laptop.book.conflicts()) == 1
    assert "Two versions of an answer (1) Nickname" in desk.get("/today").words


def test_a_village_leaves_the_others_out_and_stands_in_no_address(desk: ADesk) -> None:
    late_case(desk, "PNH-26-K7-1", registered="2026-10-10", current_place=SENG)
    late_case(desk, "PNH-26-K7-2", registered="2026-10-10")
    page = desk.post("/today", {"village": "020101"}, status=200)
    assert "PNH-26-K7-1" in page.words and "PNH-26-K7-2" not in page.words
    assert "village=" not in page.text


def test_route_list_names_nobody_unless_asked(desk: ADesk) -> None:
    late_case(desk, "PNH-26-K7-1", registered="2026-10-10")
    plain = desk.post("/today/route", {}, status=200).words
    assert "PNH-26-K7-1" in plain and "Phnom Penh" in plain
    assert "Chenda" not in plain and "ចិន្តា" not in plain
    assert "Chenda" in desk.post("/today/route", {"names": "yes"}, status=200).words


def test_everything_is_said_in_khmer_too(desk: ADesk) -> None:
    for seed in range(3):
        desk.saved(
            *invented_dossier(
                seed, worker=WORKER.worker, office=WORKER.office, next_id=desk.desk.new_id,
                today=desk.desk.today(), places=PLACES,
            )
        )  # fmt: skip
    desk.say_khmer()
    words = desk.get("/today").words
    assert "ថ្ងៃនេះ" in words
    assert not [one for one in ("visit", "overdue", "Due", "Village") if one in words]


def test_a_draft_of_a_page_that_is_not_there_is_left_out(desk: ADesk) -> None:
    home = late_case(desk, "PNH-26-K7-1", registered="2026-11-10")
    desk.laptop.book.keep_draft(Draft(desk.desk.new_id(), desk.desk.new_id(), "visit", home, {}, {}, 1))
    assert "Unfinished drafts" not in desk.get("/today").words
