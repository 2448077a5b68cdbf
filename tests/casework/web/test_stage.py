"""The stage of a case and closing it over HTTP: what is missing, exceptions, approval by another person, reopening."""

from pathlib import Path

import pytest

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer
from tests.builders.records import SUPERVISOR, WORKER, an_edit
from tests.casework.web.desks import ADesk
from tests.casework.web.tracing_town import CASE, COORDINATOR, DAY, a_tracing_town, is_now, press

STAGE, CLOSE = f"/cases/{CASE}/stage", f"/cases/{CASE}/close"


@pytest.fixture
def desk(tmp_path: Path) -> ADesk:
    return a_tracing_town(tmp_path)


def case(desk: ADesk) -> Shown:
    return desk.laptop.book.open(CASE)


def returned(desk: ADesk) -> None:
    """The person lives on her own: a placement that took place."""
    plan: dict[str, Json] = {"made_on": DAY, "agreed_by_person": "yes", "approval": "approved", "vision": "a shop"}
    plan |= {"approved_by": SUPERVISOR.worker, "approved_on": DAY}
    desk.saved(an_edit("reintegration_plan", plan, home=CASE))
    done: dict[str, Json] = {
        "return_type": "independent",
        "state": "done",
        "date_reunification": DAY,
        "approval": "approved",
    }
    done |= {"approved_by": SUPERVISOR.worker, "approved_on": DAY, "to_place": {"country": "KH", "province": "02"}}
    desk.saved(an_edit("reunification", {**done, "care_arrangement": "independent_living"}, home=CASE))


def closure(desk: ADesk, **typed: str) -> None:
    desk.send(desk.get(f"{CLOSE}/answers"), {"closure_reason": "refused", "person_agrees": "yes", **typed})


def test_the_page_says_where_the_case_stands_and_what_the_next_step_needs(desk: ADesk) -> None:
    desk.become(WORKER)
    page = desk.get(STAGE)
    assert "The case is here" in page.words and "Pre-integration" in page.words
    assert "Done: The person agreed to services" in page.words
    assert "Missing: Complete an initial assessment." in page.words
    refused = desk.post(STAGE + "?to=to_integration", {"_do": "case.to_integration"}, status=422)
    assert "Nothing was saved and nothing moved." in refused.words
    desk.say_khmer()
    assert "ដំណាក់កាលទាំងបួន" in desk.get(STAGE).words


def test_after_a_return_the_case_moves_on_to_monitoring(desk: ADesk) -> None:
    returned(desk)
    desk.become(WORKER)
    page = desk.get(STAGE + "?to=to_monitoring")
    press(desk, page, "press-form", "case.to_monitoring")
    assert answer(case(desk), "stage") == "monitoring_support"
    assert "Saved at" in desk.get(STAGE + "?saved=1795237200000").words


def test_a_coordinator_moves_a_case_on_with_a_reason_where_an_exception_is_allowed(desk: ADesk) -> None:
    desk.become(COORDINATOR)
    page = desk.get(STAGE)
    assert "Why is an exception made?" in page.words
    press(desk, page, "press-form", "case.to_integration", status=422)
    press(desk, page, "press-form", "case.to_integration", _reason="the plan is on paper at the centre")
    assert answer(case(desk), "stage") == "integration"


def test_closing_asks_one_thing_after_another_and_shows_the_answers_before_it_happens(desk: ADesk) -> None:
    desk.become(WORKER)
    assert desk.get(CLOSE, status=303).location.endswith("/close/answers")
    closure(desk)
    page = desk.get(CLOSE)
    assert "Closing the case" in page.words and "Person refuses" in page.words
    assert "Approve and close" not in page.words
    press(desk, page, "ask-form", "ask")
    assert is_now(desk, "closure", "approval") == "requested"
    desk.become(SUPERVISOR)
    press(desk, desk.get(CLOSE), "close-form", "close")
    assert answer(case(desk), "status") == "closed" and answer(case(desk), "closure_reason") == "refused"
    assert is_now(desk, "closure", "approved_by") == SUPERVISOR.worker


def test_who_wrote_the_closure_does_not_approve_it(desk: ADesk) -> None:
    closure(desk)
    page = desk.get(CLOSE)
    assert "another supervisor or coordinator approves it" in page.words
    desk.post(CLOSE, {"_do": "close"}, status=422)
    assert answer(case(desk), "status") == "open"


def test_an_open_task_keeps_the_case_open_and_stands_there_with_a_link(desk: ADesk) -> None:
    task = an_edit("task", {"title": "call the school", "owner_worker": WORKER.worker, "due_on": DAY}, home=CASE)
    desk.saved(task)
    desk.become(WORKER)
    closure(desk)
    desk.become(SUPERVISOR)
    page = desk.get(CLOSE)
    assert "A task is still open." in page.words and f"/task/{task.record}" in page.text
    desk.post(CLOSE, {"_do": "close"}, status=422)
    desk.post(CLOSE, {"_do": "give-back"}, status=303)
    assert is_now(desk, "closure", "approval") == "returned"


def test_reintegrated_shows_what_it_needs(desk: ADesk) -> None:
    desk.become(WORKER)
    typed = {"closure_reason": "reintegrated", "outcome": "reintegrated_independent", "knows_whom_to_call": "yes"}
    typed["domain_reason"] = "she decides for herself"
    closure(desk, **typed)
    words = desk.get(CLOSE).words
    assert "at least 180 days after the return" in words and "three times after the return" in words


def test_a_closed_case_opens_again_at_the_stage_it_had_with_a_reason(desk: ADesk) -> None:
    desk.become(COORDINATOR)
    press(desk, desk.get(STAGE), "press-form", "case.to_integration", _reason="the plan is on paper")
    desk.become(WORKER)
    closure(desk)
    desk.become(SUPERVISOR)
    press(desk, desk.get(CLOSE), "close-form", "close")
    desk.laptop.clock.move(86_400_000)
    page = desk.get(STAGE)
    press(desk, page, "press-form", "case.reopen", status=422)
    press(desk, page, "press-form", "case.reopen", _reason="she called and asks for help")
    assert answer(case(desk), "status") == "open" and answer(case(desk), "stage") == "integration"
    assert answer(case(desk), "closed_on") is None
