"""An outline says of a case what lists need, and until when it is true."""

from datetime import date
from pathlib import Path

import pytest

from casework.book import Edit
from casework.outline import outline_of, read_outline, write_outline
from shared_schema.rules.patterns import DueState
from tests.builders.records import a_case, a_family_member, a_visit, an_edit
from tests.field_client.store.laptops import ALaptop, a_laptop

TODAY = date(2025, 12, 24)


@pytest.fixture
def laptop(tmp_path: Path) -> ALaptop:
    return a_laptop(tmp_path)


def saved(laptop: ALaptop, *edits: Edit) -> Edit:
    laptop.save(*edits)
    return edits[0]


def test_says_when_the_next_visit_is_due_and_how_late_it_is(laptop: ALaptop) -> None:
    case = saved(laptop, a_case(risk_level="high", risk_reason="threat by telephone"))
    made = outline_of(laptop.book.dossier(case.record), TODAY)
    assert made is not None and made.due is not None
    assert made.due.day == "2025-12-04"  # 14 days after registration
    assert made.days_late(TODAY) == 20 and made.state(TODAY) is DueState.ESCALATED
    assert made.state(date(2025, 12, 1)) is DueState.SOON


def test_holds_open_alerts_tasks_and_questions_and_no_settled_ones(laptop: ALaptop) -> None:
    case = a_case()
    visit = a_visit(home=case.record, re_trafficking="suspected")
    task = {"title": "Call the commune police", "due_on": "2025-11-23", "owner_worker": laptop.person.worker}
    done = {**task, "title": "Buy rice", "state": "done", "done_on": "2025-11-21", "origin": "manual"}
    open_task = an_edit("task", {**task, "state": "open", "origin": "manual"}, home=case.record)
    saved(laptop, case, visit, open_task, an_edit("task", done, home=case.record))
    made = outline_of(laptop.book.dossier(case.record), TODAY)
    assert made is not None
    assert [(one.record, one.register, one.value) for one in made.alerts] == [
        (visit.record, "re_trafficking", "suspected")
    ]
    assert [(one.record, one.title, one.due_on) for one in made.tasks] == [
        (open_task.record, "Call the commune police", "2025-11-23")
    ]
    assert made.risk == "high"


def test_is_true_until_a_day_written_in_its_records_comes(laptop: ALaptop) -> None:
    case = saved(laptop, a_case())
    before = outline_of(laptop.book.dossier(case.record), date(2025, 11, 20))
    assert before is not None and before.stands_until == "2025-11-21"  # the laptop wrote it on the 21st
    assert before.is_true_on(date(2025, 11, 20)) and not before.is_true_on(date(2025, 11, 21))
    made = outline_of(laptop.book.dossier(case.record), TODAY)
    assert made is not None and made.is_true_on(date(2030, 1, 1)) and not made.is_true_on(date(2025, 12, 1))


def test_is_the_same_after_it_was_written_and_read(laptop: ALaptop) -> None:
    case = a_case()
    saved(laptop, case, a_visit(home=case.record, safety="danger"), a_family_member(home=case.record))
    made = outline_of(laptop.book.dossier(case.record), TODAY)
    assert made is not None and read_outline(write_outline(made)) == made


def test_of_an_inquiry_or_a_voided_case_there_is_none(laptop: ALaptop) -> None:
    case = saved(laptop, a_case())
    voided = {"group:retraction": {"retracted": True, "retracted_reason": "Entered twice"}}
    laptop.save(Edit(case.record, "case", case.record, voided, laptop.book.open(case.record).seen, "Entered twice"))
    assert outline_of(laptop.book.dossier(case.record), TODAY) is None
    assert laptop.book.outlines(TODAY) == ()
