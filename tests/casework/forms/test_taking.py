"""A posted form becomes edits of one save set, or everything that is wrong with it at once. Without pages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from casework.book import Person
from casework.forms.presets import Beginning, arranged, presets_of, set_by_program
from casework.forms.reading import Around
from casework.forms.sections import FormSpec, Part, Section, default_spec, with_consent
from casework.forms.taking import THIS_RECORD, Faulty, Opened, Taken, Taking, edits_of, settled, take
from casework.forms.typed import Typed
from casework.place_search import load_place_search
from casework.places import load_gazetteer
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.signatures import signature_basis
from shared_schema.words.sentence import Words
from tests.builders.records import OFFICE, WORKER, a_record_id

AROUND = Around(load_place_search(load_gazetteer()))
TITLE = Words("A title", "ចំណងជើង")
CASE, RECORD = a_record_id(), a_record_id()
TODAY = date(2026, 11, 21)


def typed(**texts: str) -> Typed:
    return Typed({key: (text,) for key, text in texts.items()})


def taking(spec: FormSpec, *, fixed: Mapping[str, Json] | None = None, before: Shown | None = None) -> Taking:
    opened = Opened(draft=a_record_id(), record=RECORD, home=CASE)
    return Taking(
        spec=spec,
        opened=opened,
        before=before,
        fixed=fixed or {},
        person=WORKER,
        around=AROUND,
        new_id=a_record_id,
    )


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = take(typed(**{"visited_on.day": "x", "income_month_khr": "y"}), taking(default_spec(KINDS["visit"])))
    assert isinstance(found, Faulty)
    ((prefix, kind, problems),) = found.problems
    assert (prefix, kind) == ("", "visit")
    assert {(one.field, one.code) for one in problems} == {
        ("visited_on", "day_incomplete"),
        ("income_month_khr", "not_a_number"),
        ("seen", "required"),
    }


def test_values_that_the_program_sets_are_asked_for_only_when_the_form_can_be_saved() -> None:
    given: list[str] = []

    def next_number() -> str:
        given.append("one")
        return "PNH-26-K7-9"

    fixed = set_by_program(KINDS["tracing_inquiry"], next_number=next_number, new_id=a_record_id)
    spec = FormSpec("tracing_inquiry", TITLE, (Section("a", TITLE, ("relation",)),))
    assert isinstance(take(typed(), taking(spec, fixed=fixed)), Faulty)
    assert given == []
    whole = {"inquiry_date": "2026-11-21", "sought_sex": "female", "office": OFFICE, "case_worker": WORKER.worker}
    found = take(typed(relation="aunt"), taking(spec, fixed=fixed | whole))
    assert isinstance(found, Taken)
    assert given == []
    assert settled(found).values["inquiry_number"] == "PNH-26-K7-9"


def test_parts_name_the_record_of_the_page_and_take_the_defaults_of_their_kind() -> None:
    spec = FormSpec(
        "case_note",
        TITLE,
        (Section("a", TITLE, ("text", "phone.number")),),
        parts=(Part("phone", "contact_point", requires=("number",)),),
    )
    fixed = {"noted_on": "2026-11-21", "note_type": "contact", "phone.owner": THIS_RECORD}
    found = take(typed(**{"text": "a call", "phone.number": "012345678"}), taking(spec, fixed=fixed))
    assert isinstance(found, Taken)
    (phone,) = found.part("phone")
    assert phone.values == {"safety": "not_assessed", "number": "+85512345678", "owner": RECORD}
    edits = edits_of(found, taking(spec).opened, None)
    assert [edit.kind for edit in edits] == ["case_note", "contact_point"]
    assert {edit.home for edit in edits} == {CASE}


def test_a_part_with_a_problem_is_never_taken_for_an_empty_one() -> None:
    spec = with_consent(default_spec(KINDS["case_note"]), title=TITLE)
    wrong = typed(**{"text": "x", "note_type": "contact", "consent.decided_on.day": "5"})
    found = take(wrong, taking(spec, fixed={"consent.purpose": "tracing"}))
    assert isinstance(found, Faulty)
    assert "consent." in {prefix for prefix, _kind, _problems in found.problems}


def test_an_unchanged_record_is_no_edit_beside_new_rows() -> None:
    spec = FormSpec(
        "case_note",
        TITLE,
        (Section("a", TITLE, ("note_type",), rows=("more",)),),
        (Part("more", "task", 1, ("title",)),),
    )
    values = {"noted_on": "2026-11-21", "note_type": "contact", "text": "x"}
    before = Shown(RECORD, "case_note", CASE, {}, values, {}, {}, (), WORKER.worker, None, ())
    asked = taking(spec, before=before, fixed={"more.owner_worker": WORKER.worker})
    found = take(typed(**{"more.1.title": "call"}), asked)
    assert isinstance(found, Taken)
    same = replace(found, changed={})
    assert [edit.kind for edit in edits_of(same, asked.opened, before)] == ["task"]


def test_a_new_record_begins_today_with_the_person_herself() -> None:
    head = Shown(CASE, "case", CASE, {}, {}, {}, {}, (), None, None, ())
    beginning = Beginning(person=Person("w" * 21 + "A", "social_worker", OFFICE), today=TODAY, head=head)
    assert presets_of(KINDS["visit"], beginning) == {"visited_on": "2026-11-21"}
    assert presets_of(KINDS["task"], beginning) == {"owner_worker": "w" * 21 + "A"}
    assert presets_of(KINDS["match"], beginning) == {"found_by": "person", "case_id": CASE}
    assert presets_of(KINDS["case_transfer"], beginning) == {"from_office": OFFICE}


def test_a_signature_is_over_the_answers_as_they_stand() -> None:
    taken = a_taken("verification", {"result": "verified", "first_sign_by": WORKER.worker})
    signed = arranged(taken)
    as_shown = Shown(RECORD, "verification", CASE, {}, taken.values, {}, {}, (), None, None, ())
    assert signed.changed["first_sign_basis"] == signature_basis(as_shown)
    assert "second_sign_basis" not in signed.changed


def test_two_cases_that_may_be_one_person_stand_in_order_and_at_home_with_the_first() -> None:
    low, high = sorted([a_record_id(), a_record_id()])
    turned = arranged(a_taken("case_link", {"case_a": high, "case_b": low}))
    assert (turned.values["case_a"], turned.values["case_b"], turned.home) == (low, high, low)


def a_taken(kind: str, values: Mapping[str, Json], *, home: Id = CASE) -> Taken:
    return Taken(
        record=RECORD, home=home, kind=kind, values=values, changed=values, parts=(), person=WORKER, reason=None
    )
