"""A task over HTTP: done, dropped with its reason, given to somebody else; an alert settled by who may."""

from dataclasses import replace
from pathlib import Path

import pytest

from shared_schema.rules.reading import answer
from tests.builders.records import SUPERVISOR, WORKER, a_case, a_record_id, an_edit
from tests.casework.web.desks import ADesk, a_desk, a_worker

CASE, TASK, ALERT, OTHER = (a_record_id() for _ in range(4))
PAGE = f"/tasks/{TASK}"


@pytest.fixture
def desk(tmp_path: Path) -> ADesk:
    desk = a_desk(tmp_path)
    desk.saved(
        a_worker(SUPERVISOR), a_worker(replace(WORKER, worker=OTHER)), a_case(record=CASE, case_number="PNH-26-K7-7")
    )
    task = {"title": "call the school", "due_on": "2026-11-25", "owner_worker": WORKER.worker, "state": "open"}
    desk.saved(an_edit("task", {**task, "origin": "manual"}, record=TASK, home=CASE))
    return desk


def now(desk: ADesk, name: str, record: str = TASK) -> object:
    return answer(desk.laptop.book.open(record), name)


def test_a_task_is_done_with_its_result(desk: ADesk) -> None:
    assert PAGE in desk.get("/tasks").text and PAGE in desk.get("/today").text
    page = desk.get(PAGE)
    assert "call the school" in page.words and "What came of it?" in page.words
    form = page.form("finish-form")
    shown = desk.follow(desk.post(form.action, {**form.values, "result": "place found", "_do": "done"}))
    assert (now(desk, "state"), now(desk, "done_on"), now(desk, "result")) == ("done", "2026-11-21", "place found")
    assert "place found" in shown.words and "finish-form" not in shown.text
    desk.post(PAGE, {"_do": "done"}, status=404)
    assert "No open tasks." in desk.get("/tasks").words


def test_what_is_dropped_says_why(desk: ADesk) -> None:
    refused = desk.post(PAGE, {"_do": "drop", "result": " "}, status=422)
    assert "Write why it is dropped." in refused.words
    desk.post(PAGE, {"_do": "drop", "result": "school closed"})
    assert (now(desk, "state"), now(desk, "result")) == ("dropped", "school closed")


def test_a_task_is_given_to_somebody_of_the_office(desk: ADesk) -> None:
    assert "Choose who takes it over." in desk.post(PAGE, {"_do": "give"}, status=422).words
    desk.post(PAGE, {"_do": "give", "worker": OTHER})
    assert now(desk, "owner_worker") == OTHER
    assert "Mine (0)" in desk.get("/tasks").words


def test_an_alert_is_settled_by_a_supervisor_alone(desk: ADesk) -> None:
    values = {"title": "Alert", "owner_worker": SUPERVISOR.worker, "origin": "alert", "origin_id": f"{CASE}/x/y.1"}
    desk.saved(an_edit("task", {**values, "state": "open"}, record=ALERT, home=CASE))
    desk.post(f"/tasks/{ALERT}", {"_do": "settle", "outcome": "resolved"}, status=404)
    desk.become(SUPERVISOR)
    page = desk.get(f"/tasks/{ALERT}")
    assert "How does the alert stand?" in page.words
    assert "Choose how the alert stands." in desk.post(f"/tasks/{ALERT}", {"_do": "settle"}, status=422).words
    desk.post(f"/tasks/{ALERT}", {"_do": "settle", "outcome": "resolved"})
    assert now(desk, "alert_outcome", ALERT) == "resolved"


def test_the_page_stands_in_khmer_and_is_of_tasks_alone(desk: ADesk) -> None:
    desk.say_khmer()
    assert "តើលទ្ធផលយ៉ាងណា?" in desk.get(PAGE).words
    desk.get(f"/tasks/{CASE}", status=404)
