"""Recording a visit over HTTP on a real encrypted laptop: presets, last time, alerts and tasks, the truth after."""

import pytest

from casework.forms.sections import unreachable
from casework.web.visit_form import VISIT_SPEC
from shared_schema.rules.alerts import open_alerts
from tests.builders.records import OFFICE, SUPERVISOR, a_case, a_record_id, a_visit, an_edit
from tests.casework.web.desks import a_desk, a_worker

CASE = a_record_id()
NEW = f"/cases/{CASE}/visit/new"
COULD_NOT = f"/cases/{CASE}/visit/could-not"
PLAIN = {"seen": "yes", "safety": "safe", "re_trafficking": "none", "same_caregiver": "yes"}


@pytest.fixture
def desk(tmp_path):
    desk = a_desk(tmp_path)
    desk.saved(a_case(record=CASE, case_number="PNH-26-K7-7", registered_on="2026-10-20"))
    desk.saved(
        a_worker(SUPERVISOR),
        an_edit(
            "provider",
            {"name_latin": "Night Line", "provider_type": "ngo", "hotline": "1234", "active": True},
            home="directory",
        ),
    )
    return desk


def visits_of(desk):
    return list(desk.laptop.book.dossier(CASE).of_kind("visit"))


def tasks_of(desk):
    return list(desk.laptop.book.dossier(CASE).of_kind("task"))


def test_form_begins_with_today_the_agenda_and_the_next_day_of_the_pattern(desk):
    page = desk.get(NEW)
    values = page.form("record-form").values
    assert [values[f"visited_on.{part}"] for part in ("day", "month", "year")] == ["21", "11", "2026"]
    assert "For the visit due on Thursday 19 November 2026" in page.words
    assert values["contact_type"] == "in_person"
    assert values["followup_type"] == "in_care"
    assert values["next_visit_on.year"] == "2026"
    assert "seen" not in values


def test_plain_visit_is_saved_and_the_page_after_says_where_it_is(desk):
    answer = desk.send(desk.get(NEW), PLAIN)
    page = desk.follow(answer)
    assert "Saved on this laptop at 12:00" in page.words
    assert "It is on this laptop and goes with the next sending." in page.words
    assert "Next visit:" in page.words
    assert "received by the centre" not in page.words
    assert visits_of(desk)[0].values["planned_for"] == "2026-11-19"
    assert tasks_of(desk) == []


def test_answers_of_last_time_stand_beside_the_questions_and_are_not_filled_in(desk):
    desk.saved(a_visit(home=CASE, visited_on="2026-11-01", d_economic="1", person_says="it is hard"))
    page = desk.get(NEW)
    assert "Last time: it is hard" in page.words
    values = page.form("record-form").values
    assert "d_economic" not in values
    assert not values.get("person_says")
    short = page.text.split('id="section-life"')[1].split('<details class="govuk-details hw-more-questions"')[0]
    assert 'name="d_economic"' in short
    assert 'name="d_health"' not in short


def test_danger_makes_the_task_of_the_supervisor_in_the_same_save(desk):
    page = desk.get(NEW)
    assert "Night Line" in page.words
    assert "1234" in page.words
    answer = desk.send(page, {**PLAIN, "safety": "danger", "re_trafficking": "suspected"})
    dossier = desk.laptop.book.dossier(CASE)
    alerts = open_alerts(dossier, desk.desk.today())
    assert {alert.register for alert in alerts} == {"safety", "re_trafficking"}
    assert all(len(alert.tasks) == 1 for alert in alerts)
    assert {task.values["owner_worker"] for task in tasks_of(desk)} == {SUPERVISOR.worker}
    said = desk.follow(answer).words
    assert "Next visit: Tuesday 1 December 2026" in said or "Next visit: 1 December 2026" in said
    assert "An alert stands on this case" in said
    assert "The supervisor has a task" in said


def test_worry_makes_no_alert_and_still_shows_what_to_do(desk):
    desk.send(desk.get(NEW), {**PLAIN, "safety": "concern"})
    assert tasks_of(desk) == []


def test_agreed_action_without_an_owner_is_the_workers_own(desk):
    desk.send(desk.get(NEW), {**PLAIN, "action.1.title": "call the school"})
    (task,) = tasks_of(desk)
    assert task.values["owner_worker"] == desk.laptop.book.person.worker
    assert task.values["origin"] == "manual"


def test_visit_that_could_not_be_made_asks_why_and_leaves_the_visit_due(desk):
    page = desk.get(COULD_NOT)
    assert "Relations at home" not in page.words
    wrong = desk.send(page, {}, status=422)
    assert wrong.form("record-form").values["seen"] == "no"
    answer = desk.send(wrong, {"not_seen_reason": "road_or_flood"})
    said = desk.follow(answer).words
    assert "so the visit of 19 November 2026 stays due" in said or "stays due" in said
    assert visits_of(desk)[0].values["seen"] == "no"


def test_new_day_of_a_visit_that_could_not_be_made_stands_on_today_until_the_person_was_seen(desk):
    again = {"next_visit_on.day": "24", "next_visit_on.month": "11", "next_visit_on.year": "2026"}
    before = desk.get("/today").words
    desk.send(desk.get(COULD_NOT), {"not_seen_reason": "road_or_flood", **again})
    today = desk.get("/today").words
    assert "Could not visit, planned again: Tuesday 24 November 2026 (in 3 days)" in today
    assert ("overdue" in before) == ("overdue" in today), "an attempt does not reset the clock"
    desk.send(desk.get(f"{NEW}?new=1"), PLAIN)
    assert "planned again" not in desk.get("/today").words


def test_missing_person_raises_an_alert_from_the_short_form_too(desk):
    desk.send(desk.get(COULD_NOT), {"not_seen_reason": "abducted_or_missing"})
    (task,) = tasks_of(desk)
    assert task.values["origin"] == "alert"


def test_pages_of_visits_stand_in_khmer(desk):
    desk.say_khmer()
    page = desk.get(NEW)
    assert "កត់ត្រាការចុះជួប" in page.words
    said = desk.follow(desk.send(page, {**PLAIN, "safety": "danger"})).words
    assert "បានរក្សាទុកក្នុងកុំព្យូទ័រនេះម៉ោង 12:00" in said
    assert "Alert to look at" not in said


def test_form_asks_every_question_of_a_visit():
    assert unreachable(VISIT_SPEC) == ("planned_for",)  # from the agenda


def test_visits_of_another_dossier_are_not_found(desk):
    desk.get(f"/cases/{OFFICE}/visit/new", status=404)
    desk.get(f"/cases/{CASE}/visit/saved/{CASE}", status=404)
