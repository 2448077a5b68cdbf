"""History of a record, two versions of an answer, tasks and review questions, over HTTP."""

from dataclasses import replace
from pathlib import Path

import pytest

from casework.book import Edit
from tests.builders.records import SUPERVISOR, WORKER, a_case, an_edit, changed
from tests.casework.web.desks import ADesk, a_desk

REASON = "She told me herself"


@pytest.fixture
def desk(tmp_path: Path) -> ADesk:
    return a_desk(tmp_path)


def in_question(
    desk: ADesk, register: str = "nickname", values: tuple[object, ...] = ("Touch", "Mao"), **more: object
) -> Edit:
    """A case in which one answer was written twice apart."""
    case = a_case(case_number="PNH-26-K7-1", **{"nickname": "Pov", **more})  # type: ignore[arg-type]
    desk.saved(case)
    seen = desk.laptop.book.open(case.record).seen
    for value in values:
        desk.saved(changed(case, seen, {register: value}))
    assert desk.laptop.book.open(case.record).conflicts
    return case


def send(desk: ADesk, path: str, fields: dict[str, str], *, status: int = 303):  # type: ignore[no-untyped-def]
    page = desk.get(path)
    mark = page.text.split('name="_seen_versions" value="')[1].split('"')[0]
    draft = page.text.split('name="draft" value="')[1].split('"')[0]
    return desk.post(path, {"_seen_versions": mark, "draft": draft, **fields}, status=status)


def test_history_says_from_what_to_what_by_whom_and_where_to_decide(desk: ADesk) -> None:
    case = in_question(desk)
    page = desk.get(f"/records/{case.record}/history")
    words = page.words
    assert (
        words.index("Pov Mao One of two versions") < words.index("Pov Touch One of two") < words.index("First written")
    )
    assert "Chan Sokha" in words and "Device 1" in words and "One of two versions" in words
    assert f"/records/{case.record}/versions/nickname" in page.text
    only = desk.get(f"/records/{case.record}/history?field=nickname").words
    assert "Touch" in only and "Registered on 20" not in only
    desk.get(f"/records/{desk.desk.new_id()}/history", status=404)


def test_a_decision_needs_a_reason_and_leaves_one_version(desk: ADesk) -> None:
    case = in_question(desk)
    path = f"/records/{case.record}/versions/nickname"
    page = desk.get(path).words
    assert "Before: Pov" in page and "A Touch" in page and "B Mao" in page
    refused = send(desk, path, {"_version": "v1"}, status=422)
    assert "Write the reason for the decision." in refused.words
    send(desk, path, {"_version": "v1", "_reason": REASON})
    shown = desk.laptop.book.open(case.record)
    assert shown.values["nickname"] == "Mao" and not shown.conflicts and desk.laptop.book.conflicts() == ()
    history = desk.get(f"/records/{case.record}/history?field=nickname").words
    assert REASON in history and "Touch Not chosen" in history
    assert "This answer has one version" in desk.get(path).words


def test_a_decision_goes_page_by_page_and_is_checked_before_it_is_stored(desk: ADesk) -> None:
    case = in_question(desk)
    path = f"/records/{case.record}/versions/nickname"
    assert "Reason for the decision" not in desk.get(path).words
    wrong = send(desk, path, {"_do": "next"}, status=422)
    assert "Choose one of the answers, or write another." in wrong.words
    why = desk.follow(send(desk, path, {"_version": "other", "nickname": "Pisey", "_do": "next"}))
    assert "why this answer?" in why.words and "A Touch" not in why.words
    form = why.form("versions-form")
    page = desk.follow(desk.post(form.action, {**form.values, "_reason": REASON, "_do": "next"}))
    assert "Check the decision" in page.words and "Pisey" in page.words and REASON in page.words
    assert desk.laptop.book.open(case.record).conflicts
    form = page.form("versions-form")
    desk.post(form.action, {**form.values, "_do": "save"})
    assert desk.laptop.book.open(case.record).values["nickname"] == "Pisey"


def test_a_decision_that_would_take_a_step_is_held_by_its_gate(desk: ADesk) -> None:
    values = tuple({"status": "open", "stage": stage} for stage in ("pre_integration", "integration"))
    case = in_question(desk, "group:status", values)
    path = f"/records/{case.record}/versions/group:status"
    other = {"_version": "other", "stage": "monitoring_support", "status": "open", "_reason": REASON}
    closed = send(desk, path, other, status=422)
    assert "This step cannot be taken yet" in closed.words and "Missing" in closed.words
    assert desk.laptop.book.open(case.record).conflicts


def test_another_answer_may_be_written(desk: ADesk) -> None:
    case = in_question(desk)
    path = f"/records/{case.record}/versions/nickname"
    assert "Write the other answer." in send(desk, path, {"_version": "other", "_reason": REASON}, status=422).words
    send(desk, path, {"_version": "other", "nickname": "Pisey", "_reason": REASON})
    assert desk.laptop.book.open(case.record).values["nickname"] == "Pisey"


def test_a_name_is_decided_as_a_whole(desk: ADesk) -> None:
    names = tuple({"family_name_km": "សុខ", "given_name_km": name} for name in ("ដារ៉ា", "ដារ៉ូ"))
    case = in_question(desk, "group:name_km", names)
    path = f"/records/{case.record}/versions/group:name_km"
    assert "ដារ៉ូ" in desk.get(path).words
    send(desk, path, {"_version": "v0", "_reason": REASON})
    assert desk.laptop.book.open(case.record).values["given_name_km"] == "ដារ៉ា"


def test_an_answer_that_came_meanwhile_opens_the_page_again_and_keeps_the_reason(desk: ADesk) -> None:
    case = in_question(desk)
    path = f"/records/{case.record}/versions/nickname"
    fields = {"_version": "v0", "_reason": REASON, "_seen_versions": "x.1 y.2"}
    page = desk.post(path, fields, status=422)
    assert "Another answer came meanwhile." in page.words and REASON in page.text
    assert desk.laptop.book.open(case.record).conflicts


def test_what_was_typed_is_a_draft_that_today_leads_back_to_and_a_language_switch_keeps(desk: ADesk) -> None:
    case = in_question(desk)
    path = f"/records/{case.record}/versions/nickname"
    page = send(
        desk, path, {"_version": "other", "nickname": "Pisey", "_reason": REASON, "_do": "language:km"}, status=307
    )
    assert "language=km" in page.location
    desk.say_khmer()
    again = desk.get(path)
    assert REASON in again.text and "Pisey" in again.text
    desk.language[0] = "en"
    assert "Unfinished drafts (1)" in desk.get("/today").words
    send(desk, path, {"_version": "other", "nickname": "Pisey", "_reason": REASON})
    assert desk.laptop.book.drafts() == () and desk.laptop.book.open(case.record).values["nickname"] == "Pisey"


def test_tasks_are_listed_alerts_first_then_by_day(desk: ADesk) -> None:
    case = a_case(case_number="PNH-26-K7-1")
    plain = {"owner_worker": WORKER.worker, "state": "open", "origin": "manual"}
    desk.saved(
        case,
        an_edit("task", {**plain, "title": "Ask the school", "due_on": "2026-11-10"}, home=case.record),
        an_edit(
            "task", {**plain, "title": "Buy rice", "due_on": "2027-01-10", "origin": "conference"}, home=case.record
        ),
    )
    words = desk.get("/tasks").words
    assert words.index("Ask the school") < words.index("Buy rice")
    assert "11 days overdue" in words and "Case conference" in words and "PNH-26-K7-1" in words


def test_without_tasks_and_questions_the_pages_say_so(desk: ADesk) -> None:
    assert "No open tasks." in desk.get("/tasks").words
    assert "No questions." in desk.get("/questions").words


def a_question(desk: ADesk) -> Edit:
    case = a_case(case_number="PNH-26-K7-1", nickname="Pov")
    desk.saved(case)
    dot, _written = desk.laptop.book.open(case.record).written["nickname"]
    values = {
        "record_id": case.record, "register": "nickname", "dots": [list(dot)], "text": "Is this her nickname?",
        "asked_by": SUPERVISOR.worker, "asked_on": "2026-11-20", "state": "open",
    }  # fmt: skip
    question = an_edit("review_question", values, home=case.record)
    desk.become(SUPERVISOR)
    desk.saved(question)
    desk.become(WORKER)
    return question


def test_a_question_is_answered_beside_the_answer_in_doubt(desk: ADesk) -> None:
    question = a_question(desk)
    assert "Is this her nickname?" in desk.get("/questions").words
    assert "Questions from reviewers (1)" in desk.get("/today").words
    page = desk.get(f"/questions/{question.record}")
    assert "Is this her nickname?" in page.words and "Pov" in page.words
    desk.send(page, {"answer": "Yes, her mother calls her so."})
    shown = desk.laptop.book.open(question.record)
    assert shown.values["state"] == "answered" and shown.values["answered_by"] == WORKER.worker
    assert "No questions." in desk.get("/questions").words
    desk.get(f"/questions/{question.record}", status=303)


def test_a_question_about_an_interview_does_not_show_it_to_whoever_hears_the_other_side(desk: ADesk) -> None:
    case = a_case(case_number="PNH-26-K7-1")
    told = an_edit(
        "verification",
        {
            "match_id": case.record,
            "beneficiary_answers": "a blue gate",
            "complicity_check": "not_checked",
            "home_safety": "not_checked",
        },
        home=case.record,
    )
    desk.saved(case, told)
    dot, _written = desk.laptop.book.open(told.record).written["beneficiary_answers"]
    values = {
        "record_id": told.record, "register": "beneficiary_answers", "dots": [list(dot)], "text": "Is this all?",
        "asked_by": SUPERVISOR.worker, "asked_on": "2026-11-20", "state": "open",
    }  # fmt: skip
    question = an_edit("review_question", values, home=case.record)
    desk.become(SUPERVISOR)
    desk.saved(question)
    desk.become(WORKER)
    assert "a blue gate" in desk.get(f"/questions/{question.record}").words
    desk.become(replace(WORKER, worker=desk.desk.new_id()))
    page = desk.get(f"/questions/{question.record}")
    assert "Is this all?" in page.words and "a blue gate" not in page.text


def test_everything_is_said_in_khmer_too(desk: ADesk) -> None:
    case = in_question(desk)
    desk.say_khmer()
    for path in (
        f"/records/{case.record}/history",
        f"/records/{case.record}/versions/nickname",
        "/tasks",
        "/questions",
    ):
        words = desk.get(path).words
        assert not [one for one in ("History", "Before", "Decide", "Tasks", "Reason") if one in words], path
