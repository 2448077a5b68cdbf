"""A case conference on a real encrypted laptop: items kept from the first letter, minutes signed, tasks made once."""

import pytest

from tests.builders.records import SUPERVISOR, a_case, a_record_id, an_edit
from tests.casework.web.desks import a_desk, a_worker

CASE, AGENCY = a_record_id(), a_record_id()


@pytest.fixture
def desk(tmp_path):
    desk = a_desk(tmp_path)
    desk.saved(a_case(record=CASE, case_number="PNH-26-K7-7", date_of_birth="2000-05-02"), a_worker(SUPERVISOR))
    values = {"name_latin": "Skills Centre", "provider_type": "ngo", "active": True}
    desk.saved(an_edit("provider", values, record=AGENCY, home="directory"))
    return desk


@pytest.fixture
def conference(desk):
    """The address of a planned conference."""
    answer = desk.send(desk.get(f"/conferences/new?case={CASE}"), {"conference_type": "review"})
    return answer.location.split("?")[0]


def consent(desk):
    whole = {"purpose": "case_conference", "decision": "given", "decided_on": "2026-11-01"}
    desk.saved(an_edit("consent", {**whole, "given_by": "person", "evidence": "signature"}, home=CASE))


def people(desk, conference, *, undertaking="yes"):
    for name, agency in (("Vann", {"agency": AGENCY}), ("Chief Kim", {"agency_text": "Commune"})):
        desk.send(desk.get(f"{conference}/people/new"), {"name": name, "confidentiality_signed": undertaking, **agency})


def item(desk, conference, **fields):
    typed = {"text": "Place her in training", "decision_type": "continue_plan", "owner_agency": AGENCY}
    due = {"due_on.day": "5", "due_on.month": "12", "due_on.year": "2026"}
    return desk.send(desk.get(f"{conference}/items/new"), {**typed, **due, **fields})


def press(desk, conference, do, *, status=303, **fields):
    form = desk.get(conference).form(f"{do}-form")
    answer = desk.post(form.action, {**form.values, **fields, "_do": do}, status=status)
    return desk.follow(answer) if status == 303 else answer


def held(desk, conference):
    people(desk, conference)
    press(desk, conference, "hold")
    desk.send(desk.get(f"{conference}/edit"), {"person_present": "in_person", "person_view": "I want to sew"})


def of_kind(desk, kind):
    return list(desk.laptop.book.dossier(CASE).of_kind(kind))


def test_conference_is_planned_for_a_case_and_stands_in_the_list(desk, conference):
    page = desk.get("/conferences")
    assert "PNH-26-K7-7" in page.words
    assert "Planned" in page.words
    assert "Chenda" in desk.get("/conferences/new").words


def test_item_is_a_draft_from_its_first_letter_and_is_found_again_on_the_page(desk, conference):
    form = desk.get(f"{conference}/items/new")
    desk.send(form, {"discussion": "She came late"}, do="draft")
    page = desk.get(conference)
    assert "Not finished" in page.words
    assert "She came late" in desk.get(f"{conference}/items/new").text


def test_draft_of_one_meeting_does_not_open_in_another(desk, conference):
    desk.send(desk.get(f"{conference}/items/new"), {"discussion": "She came late"}, do="draft")
    other = desk.send(desk.get(f"/conferences/new?case={CASE}&new=1"), {"conference_type": "review"})
    second = other.location.split("?")[0]
    assert second != conference
    assert "She came late" not in desk.get(f"{second}/items/new").text
    assert "Not finished" not in desk.get(second).words


def test_meeting_counts_as_held_with_two_agencies_only(desk, conference):
    page = desk.get(conference)
    assert "At least two agencies" in page.words
    people(desk, conference)
    assert "Planned" not in press(desk, conference, "hold").words.split("Items")[0]


def test_gate_names_what_the_minutes_lack_and_leads_to_it(desk, conference):
    people(desk, conference)
    press(desk, conference, "hold")
    page = desk.get(conference)
    assert "Before the minutes can be signed" in page.words
    assert "Ask for the view of the person" in page.words
    assert f"{conference}/edit" in page.text
    assert "sign-form" not in page.text


def test_signing_makes_each_task_once_under_its_reserved_id(desk, conference):
    held(desk, conference)
    item(desk, conference)
    item(desk, conference, text="Call the school", owner_agency=None, owner_worker=SUPERVISOR.worker)
    reserved = {one.values["task_id"] for one in of_kind(desk, "conference_decision")}
    sign = desk.get(conference).form("sign-form")
    for _twice in range(2):
        desk.post(sign.action, {**sign.values, "_do": "sign"}, status=303 if not _twice else 422)
    tasks = {task.record_id: task.values for task in of_kind(desk, "task")}
    assert set(tasks) == reserved
    titles = {values["title"] for values in tasks.values()}
    assert titles == {"Remind Skills Centre: Place her in training", "Call the school"}
    assert {values["origin"] for values in tasks.values()} == {"conference"}
    page = desk.get(conference)
    assert "Signed" in page.words
    desk.get(f"{conference}/items/new", status=404)


def test_people_are_picked_from_earlier_meetings_and_sign_anew(desk, conference):
    people(desk, conference)
    other = desk.send(desk.get(f"/conferences/new?case={CASE}"), {"conference_type": "review"})
    second = other.location.split("?")[0]
    page = desk.get(second)
    assert "Chief Kim" in page.words
    chosen = [one.record_id for one in of_kind(desk, "conference_attendee") if one.values["name"] == "Chief Kim"]
    page = press(desk, second, "pick", _who=chosen)
    assert "Undertaking not signed" in page.words
    assert len(of_kind(desk, "conference_attendee")) == 3


def test_minutes_stand_in_both_languages_with_signature_lines(desk, conference):
    consent(desk)
    held(desk, conference)
    item(desk, conference, dissent="The aunt disagreed")
    page = desk.get(f"{conference}/minutes")
    for words in ("Minutes of a case conference", "កំណត់ហេតុកិច្ចប្រជុំករណី", "I want to sew", "The aunt disagreed"):
        assert words in page.words
    assert "Sok Chenda" in page.words
    assert page.text.count('class="hw-line"') >= 2
    assert "Sok" not in page.text.split("</title>")[0]


def test_without_consent_or_undertaking_papers_say_the_number_only(desk, conference):
    people(desk, conference)
    page = desk.get(f"{conference}/minutes")
    assert "under its number only" in page.words
    assert "Chenda" not in page.words
    assert "Speak of the case under its number only" in desk.get(conference).words
    consent(desk)
    assert "Sok Chenda" in desk.get(f"{conference}/minutes").words


def test_agenda_names_what_is_open_late_or_alarming(desk, conference):
    held(desk, conference)
    item(desk, conference)
    press(desk, conference, "sign")
    late = {"title": "Bring the papers", "due_on": "2026-11-01", "owner_worker": SUPERVISOR.worker, "state": "open"}
    desk.saved(an_edit("task", {**late, "origin": "manual"}, home=CASE))
    second = desk.send(desk.get(f"/conferences/new?case={CASE}"), {"conference_type": "review"}).location.split("?")[0]
    page = desk.get(second)
    assert "Open from an earlier meeting: Place her in training" in page.words
    assert "Late task: Bring the papers" in page.words
    assert "Agenda of a case conference" in desk.get(f"{second}/minutes").words


def test_pages_of_conferences_stand_in_khmer(desk, conference):
    desk.say_khmer()
    page = desk.get(conference)
    assert "អ្នកចូលរួមប្រជុំ" in page.words
    assert "Add an item" not in page.words
