"""What was set aside, over HTTP: what and why, what to do, corrected as a correction, asked as a task."""

from pathlib import Path

import pytest

from casework.book import Edit
from shared_schema.merge.state import Dot
from shared_schema.wire.messages import SetAside
from tests.builders.records import SUPERVISOR, a_case, a_record_id, a_visit, an_edit
from tests.casework.web.desks import ADesk, a_desk, a_worker
from tests.field_client.store.laptops import CENTRE

CASE = a_record_id()


@pytest.fixture
def desk(tmp_path: Path) -> ADesk:
    desk = a_desk(tmp_path)
    desk.saved(a_worker(SUPERVISOR), a_case(record=CASE, case_number="PNH-26-K7-7"))
    return desk


def put_aside(desk: ADesk, edit: Edit, code: str = "change.lowering_needs_reason") -> Dot:
    """A record that the centre set aside."""
    (dot,) = desk.laptop.save(edit).dots
    with desk.laptop.store.transaction():
        desk.laptop.store.marks.put(CENTRE, [SetAside(dot, code, None)])
    return dot


def page_of(dot: Dot) -> str:
    return f"/set-aside/{dot[0]}/{dot[1]}"


def last_change(desk: ADesk, record: str):  # type: ignore[no-untyped-def]
    return desk.laptop.store.log.changes_of(record)[-1]


def test_the_page_says_what_why_and_what_to_do(desk: ADesk) -> None:
    visit = a_visit(home=CASE, safety="concern", person_says="the neighbours quarrel")
    dot = put_aside(desk, visit)
    assert page_of(dot) in desk.get("/today").text
    assert page_of(dot) in desk.get(f"/cases/{CASE}/visit/{visit.record}").text
    words = desk.get(page_of(dot)).words
    assert "A safety answer was lowered without a reason." in words
    assert "Correct it: write the reason, or put the safer answer back." in words
    assert "the neighbours quarrel" in words and "Correct and send again" in words
    desk.get("/set-aside/nothing/1", status=404)


def test_a_correction_names_what_it_corrects_and_says_every_answer_again(desk: ADesk) -> None:
    visit = a_visit(home=CASE, safety="concern")
    dot = put_aside(desk, visit)
    page = desk.get(f"{page_of(dot)}/correct")
    answer = desk.send(page, {"safety": "danger", "_reason": "I ticked the wrong box"})
    sent = last_change(desk, visit.record)
    assert sent.corrects == dot and sent.reason == "I ticked the wrong box" and sent.set["safety"] == "danger"
    assert set(visit.registers) <= set(sent.set)
    assert "You have written it again." in desk.follow(answer).words


def test_a_reason_alone_is_a_correction_too(desk: ADesk) -> None:
    visit = a_visit(home=CASE)
    dot = put_aside(desk, visit)
    desk.send(desk.get(f"{page_of(dot)}/correct"), {"_reason": "she moved to a safe house"})
    assert last_change(desk, visit.record).corrects == dot


def test_the_office_is_asked_by_a_task_for_the_supervisor_once(desk: ADesk) -> None:
    visit = a_visit(home=CASE)
    dot = put_aside(desk, visit, "change.not_allowed")
    page = desk.get(f"{page_of(dot)}/ask")
    answer = desk.send(page, {"title": "I may not write this, please look"})
    (task,) = desk.laptop.book.dossier(CASE).of_kind("task")
    assert task.values["owner_worker"] == SUPERVISOR.worker and task.values["due_on"] == "2026-11-22"
    shown = desk.follow(answer)
    assert "The office was asked:" in shown.words and f"{page_of(dot)}/ask" not in shown.text


def test_what_is_tried_again_by_itself_is_not_corrected(desk: ADesk) -> None:
    dot = put_aside(desk, a_visit(home=CASE), "change.home_unknown")
    page = desk.get(page_of(dot))
    assert "Nothing is to be done here" in page.words and "/correct" not in page.text
    desk.get(f"{page_of(dot)}/correct", status=404)
    desk.say_khmer()
    assert "នេះត្រូវបានទុកដោយឡែក" in desk.get(page_of(dot)).words


def test_elements_and_groups_are_said_in_words(desk: ADesk) -> None:
    plan = an_edit("task", {"title": "call", "owner_worker": SUPERVISOR.worker, "due_on": "2026-11-30"}, home=CASE)
    dot = put_aside(desk, plan, "change.invalid")
    assert "call" in desk.get(page_of(dot)).words and "30 November 2026" in desk.get(page_of(dot)).words
