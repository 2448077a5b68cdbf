"""The family page over HTTP on a real encrypted laptop: rows and table, numbers and their marks, links."""

import pytest

from tests.builders.records import (
    OFFICE,
    SUPERVISOR,
    WORKER,
    a_case,
    a_contact_point,
    a_family_member,
    a_record_id,
    an_edit,
    changed,
)
from tests.casework.web.desks import a_desk, a_worker
from tests.casework.web.whole_records import consent_answers, inquiry_answers

CASE, OTHER, MOTHER, AUNT, UNSAFE, INQUIRY = (a_record_id() for _ in range(6))
PAGE = f"/cases/{CASE}/family"


@pytest.fixture
def desk(tmp_path):
    desk = a_desk(tmp_path)
    desk.saved(a_case(record=CASE, case_number="PNH-26-K7-7"), a_worker(SUPERVISOR))
    return desk


def with_family(desk):
    desk.saved(
        a_family_member(home=CASE, record=MOTHER, contact_safety="safe", is_caregiver=True),
        a_family_member(home=CASE, record=AUNT, relation="aunt", name_latin="Mao Ary", may_be_told="no"),
        a_contact_point(home=CASE, owner=MOTHER, record=UNSAFE, number="+85512999888", safety="unsafe"),
    )


def members_of(desk):
    return list(desk.laptop.book.dossier(CASE).of_kind("family_member"))


def test_empty_family_says_whom_to_start_with(desk):
    assert "No one recorded yet. Start with who raised the person." in desk.get(PAGE).words


def test_person_is_added_with_a_number_in_one_save(desk):
    page = desk.get(PAGE + "/add")
    answers = {
        "name_latin": "Mao Sopheap",
        "relation": "mother",
        "may_be_told": "yes",
        "phone.number": "012 345 678",
        "phone.safety": "safe",
        "phone.whose": "none:not_asked",
    }
    shown = desk.follow(desk.send(page, answers))
    (number,) = desk.laptop.book.dossier(CASE).of_kind("contact_point")
    assert number.values["owner"] == members_of(desk)[0].record_id
    assert "Mao Sopheap" in shown.words
    assert "+855 12 345 678" in shown.words
    assert "Safe to call" in shown.words


def test_rows_and_table_say_the_same_and_unsafe_is_marked(desk):
    with_family(desk)
    page = desk.get(PAGE)
    rows, table = page.text.split("<table")[:2]
    for name in ("Mao Sopheap", "Mao Ary"):
        assert name in rows
        assert name in table
    for words in ("Caregiver", "Not to be told"):
        assert words in rows
        assert words in table
    assert "Do not call" in table.split("+855 12 999 888")[1][:600]


def test_new_do_not_contact_makes_the_supervisors_task_once(desk):
    with_family(desk)
    path = f"{PAGE}/{MOTHER}"
    desk.send(desk.get(path), {"contact_safety": "unsafe"})
    desk.send(desk.get(path), {"nickname": "Pheap"})
    (task,) = desk.laptop.book.dossier(CASE).of_kind("task")
    assert (task.values["origin"], task.values["owner_worker"]) == ("alert", SUPERVISOR.worker)


def test_number_is_added_and_ended_and_never_lost(desk):
    with_family(desk)
    page = desk.get(f"{PAGE}/{AUNT}/number")
    desk.send(page, {"number": "098765432", "safety": "ask_first", "whose": "none:unknown"})
    shown = desk.follow(desk.post(f"{PAGE}/number/{UNSAFE}/end", {}))
    assert desk.laptop.book.open(UNSAFE).values["used_until"] == "2026-11-21"
    assert "No longer used" in shown.words
    assert "+855 12 999 888" in shown.words


def test_relative_with_a_case_of_her_own_is_linked(desk):
    with_family(desk)
    desk.saved(a_case(record=OTHER, case_number="PNH-26-K7-9", given_name_latin="Bopha", given_name_km="បុប្ផា"))
    path = f"{PAGE}/{MOTHER}/link"
    page = desk.post(path, {"text": "Bopha"}, status=200)
    assert "PNH-26-K7-9" in page.words
    shown = desk.follow(desk.post(path, {"chosen": OTHER}))
    assert desk.laptop.book.open(MOTHER).values["same_person_as"] == OTHER
    assert "Has a case of her own" in shown.words
    desk.post(path, {"chosen": OFFICE}, status=404)


def test_relative_who_is_looking_makes_a_proposed_match_once_both_agreed(desk):
    with_family(desk)
    agreed = {**consent_answers(), "purpose": "tracing", "giver_member": MOTHER}
    of_adult = {"purpose": "tracing", "decision": "given", "decided_on": "2026-11-01", "given_by": "person"}
    inquiry = inquiry_answers(WORKER) | {"inquiry_number": "INQ-1"}
    desk.saved(
        an_edit("tracing_inquiry", inquiry, record=INQUIRY),
        an_edit("consent", {**of_adult, "evidence": "signature"}, home=INQUIRY),
    )
    path = f"{PAGE}/{MOTHER}/link"
    closed = desk.post(path, {"chosen": INQUIRY}, status=422)
    assert "This step cannot be taken yet" in closed.words
    case = desk.laptop.book.open(CASE)
    desk.saved(
        changed(a_case(record=CASE), case.seen, {"wishes_tracing": "yes"}), an_edit("consent", agreed, home=CASE)
    )
    desk.post(path, {"chosen": INQUIRY})
    (match,) = desk.laptop.book.dossier(CASE).of_kind("match")
    assert (match.values["inquiry_id"], match.values["state"]) == (INQUIRY, "proposed")


def test_family_stands_in_khmer(desk):
    with_family(desk)
    desk.say_khmer()
    page = desk.get(PAGE)
    assert "អ្នកថែទាំ" in page.words
    assert "កុំទូរស័ព្ទ" in page.words
    assert "Do not call" not in page.words
