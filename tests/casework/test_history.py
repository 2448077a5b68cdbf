"""The past in order: what happened, and what each change made of each answer."""

from datetime import date
from pathlib import Path

import pytest

from casework.book import Edit
from casework.history import HELD, LIVE, NOT_CHOSEN, REPLACED, STATUS, VISITS, last_common, record_changes, timeline
from shared_schema.canonical import Json
from shared_schema.records.kinds import KINDS
from tests.builders.records import a_case, a_note, a_visit, changed
from tests.field_client.store.laptops import ALaptop, a_laptop

CASE = KINDS["case"]


@pytest.fixture
def laptop(tmp_path: Path) -> ALaptop:
    return a_laptop(tmp_path)


def write(laptop: ALaptop, edit: Edit, registers: dict[str, Json], *, reason: str | None = None) -> None:
    laptop.save(changed(edit, laptop.book.open(edit.record).seen, registers, reason=reason))


def test_timeline_is_newest_first_by_the_day_on_which_it_happened(laptop: ALaptop) -> None:
    case = a_case()
    late, early = a_visit(home=case.record, visited_on="2025-11-19"), a_visit(home=case.record, visited_on="2025-11-02")
    note = a_note(home=case.record, noted_on="2025-11-10")
    laptop.save(case, late, note, early)
    found = timeline(laptop.book.dossier(case.record))
    assert [one.shown.record_id for one in found if one.shown] == [late.record, note.record, early.record]
    assert found[0].group == VISITS and found[0].by == laptop.person.worker
    assert found[0].day == date(2025, 11, 19)


def test_timeline_shows_a_move_from_stage_to_stage_and_no_voided_record(laptop: ALaptop) -> None:
    case = a_case()
    visit = a_visit(home=case.record)
    laptop.save(case, visit)
    whole = laptop.book.open(case.record).objects["group:status"]
    assert isinstance(whole, dict)
    write(laptop, case, {"group:status": {**whole, "stage": "integration"}})
    write(laptop, visit, {"group:retraction": {"retracted": True, "retracted_reason": "Wrong person"}})
    found = timeline(laptop.book.dossier(case.record))
    assert [(one.group, one.shown) for one in found] == [(STATUS, None)]
    assert found[0].before is not None and found[0].before["stage"] == "pre_integration"
    assert found[0].after is not None and found[0].after["stage"] == "integration"


def test_a_change_says_from_what_to_what_field_by_field(laptop: ALaptop) -> None:
    case = a_case(nickname="Pov")
    laptop.save(case)
    write(laptop, case, {"nickname": "Touch"})
    write(laptop, case, {"group:name_latin": {"family_name_latin": "Sok", "given_name_latin": "Chanda"}})
    name, nick, first = record_changes(laptop.book.history(case.record), CASE)
    assert [(one.field, one.before, one.after) for one in name.fields] == [("given_name_latin", "Chenda", "Chanda")]
    assert [(one.field, one.before, one.after, one.status) for one in nick.fields] == [
        ("nickname", "Pov", "Touch", LIVE)
    ]
    assert first.is_first and ("nickname", None, "Pov", REPLACED) in {
        (one.field, one.before, one.after if isinstance(one.after, str) else "", one.status) for one in first.fields
    }
    assert first.device == name.device == 1


def test_elements_of_a_list_are_added_and_removed_one_by_one(laptop: ALaptop) -> None:
    case = a_case()
    laptop.save(case)
    write(laptop, case, {"categories.irregular_migrant": True})
    write(laptop, case, {"categories.irregular_migrant": False})
    removed, added = record_changes(laptop.book.history(case.record), CASE, field="categories")
    assert [(one.element, one.before, one.after) for one in added.fields] == [("irregular_migrant", False, True)]
    assert [(one.element, one.before, one.after) for one in removed.fields] == [("irregular_migrant", True, False)]


def test_after_a_decision_the_other_answer_is_listed_as_not_chosen(laptop: ALaptop) -> None:
    case = a_case(nickname="Pov")
    laptop.save(case)
    seen = laptop.book.open(case.record).seen
    laptop.save(changed(case, seen, {"nickname": "Touch"}))
    laptop.save(changed(case, seen, {"nickname": "Mao"}))
    shown = laptop.book.open(case.record)
    common = last_common(laptop.book.history(case.record), "nickname", shown.conflicts[0].dots)
    assert common is not None and common.value == "Pov"
    decided = Edit(case.record, "case", case.record, {"nickname": "Mao"}, shown.seen, "She says so", ("nickname",))
    laptop.save(decided)
    found = record_changes(laptop.book.history(case.record), CASE, field="nickname")
    said = [(one.fields[0].after, one.fields[0].status, one.reason) for one in found]
    assert said == [
        ("Mao", LIVE, "She says so"), ("Mao", REPLACED, None), ("Touch", NOT_CHOSEN, None), ("Pov", REPLACED, None),
    ]  # fmt: skip


def test_two_answers_that_nobody_decided_both_stand(laptop: ALaptop) -> None:
    case = a_case(nickname="Pov")
    laptop.save(case)
    seen = laptop.book.open(case.record).seen
    laptop.save(changed(case, seen, {"nickname": "Touch"}))
    laptop.save(changed(case, seen, {"nickname": "Mao"}))
    found = record_changes(laptop.book.history(case.record), CASE, field="nickname")
    assert [one.fields[0].status for one in found] == [LIVE, LIVE, REPLACED]
    assert [one.fields[0].before for one in found] == ["Pov", "Pov", None]  # neither had seen the other
    assert HELD not in {one.fields[0].status for one in found}
