"""What people are shown of a state, and the questions that stay theirs."""

import pytest

from shared_schema.canonical import Json
from shared_schema.merge.apply import lowers
from shared_schema.merge.join import join
from shared_schema.merge.policy import Shown, show
from shared_schema.merge.state import Change, RecordState
from tests.shared_schema.merge.sample import SAMPLE, A, B, C, D, a_change, all_applied, an_id

TWO_YEARS_MS = 2 * 365 * 24 * 3600 * 1000


def shown(*changes: Change) -> Shown:
    return show(all_applied(*changes), SAMPLE)


def answers_in_question(found: Shown) -> dict[str, list[Json]]:
    return {c.register: sorted((v.value for v in c.versions), key=str) for c in found.conflicts}


def test_two_answers_to_one_question_stay_side_by_side() -> None:
    found = shown(a_change(A, 1, {"name": "Sok"}), a_change(B, 1, {"name": "Sokha"}))
    assert answers_in_question(found) == {"name": ["Sok", "Sokha"]}
    assert found.conflicts[0].dots == ((A, 1), (B, 1))


def test_answers_to_different_questions_join() -> None:
    found = shown(a_change(A, 1, {"name": "Sok"}), a_change(B, 1, {"count": 3}))
    assert found.values == {"name": "Sok", "count": 3}
    assert found.conflicts == ()


def test_equal_answers_written_apart_collapse_and_keep_both_dots() -> None:
    state = all_applied(a_change(A, 1, {"name": "Sok"}), a_change(B, 1, {"name": "Sok"}))
    assert show(state, SAMPLE).conflicts == ()
    assert set(state.registers["name"]) == {(A, 1), (B, 1)}


def test_clearing_an_answer_against_another_answer_is_a_conflict() -> None:
    first = a_change(C, 1, {"name": "Sok"})
    found = shown(first, a_change(A, 1, {"name": None}, {C: 1}), a_change(B, 1, {"name": "Sao"}, {C: 1}))
    assert answers_in_question(found) == {"name": [None, "Sao"]}


def test_resolution_cannot_erase_what_it_has_not_seen() -> None:
    one, two, three = (a_change(d, 1, {"name": v}) for d, v in ((A, "Sok"), (B, "Sokha"), (C, "Sao")))
    decision = a_change(D, 1, {"name": "Sok"}, {A: 1, B: 1}, reason="birth certificate", resolves=("name",))
    expected = {"name": ["Sao", "Sok"]}
    assert answers_in_question(shown(one, two, three, decision)) == expected
    assert answers_in_question(shown(one, two, decision, three)) == expected
    assert answers_in_question(shown(decision, three, two, one)) == expected
    joined = join(all_applied(one, three), all_applied(two, decision))
    assert answers_in_question(show(joined, SAMPLE)) == expected


def test_two_people_who_resolve_differently_make_a_new_conflict_that_names_both() -> None:
    both = (a_change(A, 1, {"name": "Sok"}), a_change(B, 1, {"name": "Sokha"}))
    decisions = [a_change(d, 1, {"name": v}, {A: 1, B: 1}, reason="r") for d, v in ((C, "Sok"), (D, "Sokha"))]
    found = shown(*both, *decisions)
    assert answers_in_question(found) == {"name": ["Sok", "Sokha"]}
    assert found.conflicts[0].dots == ((C, 1), (D, 1))


def test_protective_value_survives_stale_edit() -> None:
    opened = a_change(C, 1, {"safety": "safe"})
    raised = a_change(A, 1, {"safety": "danger"}, {C: 1})
    stale = a_change(B, 1, {"safety": "unsure", "name": "Sok"}, {C: 1})
    for order in ((opened, raised, stale), (opened, stale, raised)):
        found = shown(*order)
        assert found.values == {"safety": "danger", "name": "Sok"}
        assert found.conflicts == ()
    state = all_applied(opened, stale, raised)
    assert lowers(state, stale, SAMPLE) == ()
    lowering = a_change(D, 1, {"safety": "safe"}, {A: 1, B: 1, C: 1})
    assert lowers(state, lowering, SAMPLE) == ("safety",)
    assert show(all_applied(lowering, to=state), SAMPLE).values["safety"] == "safe"


def test_two_values_of_highest_rank_are_a_conflict() -> None:
    values = [{"none": "declined"}, {"none": "not_asked"}]
    found = shown(*(a_change(d, 1, {"safety": v}) for d, v in zip((A, B), values, strict=True)))
    assert len(found.conflicts[0].versions) == 2
    third = a_change(C, 1, {"safety": "safe"})
    over = shown(third, *(a_change(d, 1, {"safety": v}) for d, v in zip((A, B), values, strict=True)))
    assert over.values["safety"] == "safe"
    assert over.conflicts == ()


def test_two_unknown_codes_are_a_persons_to_decide_and_never_stop_the_page() -> None:
    found = shown(a_change(A, 1, {"safety": "perilous"}), a_change(B, 1, {"safety": ["a"]}))
    assert len(found.conflicts) == 1


def test_the_earlier_day_holds_where_the_earliest_protects() -> None:
    found = shown(a_change(A, 1, {"ended_on": "2026-03-01"}), a_change(B, 1, {"ended_on": "2026-02-27"}))
    assert found.values["ended_on"] == "2026-02-27"
    assert found.conflicts == ()
    unset = shown(a_change(A, 1, {"ended_on": "2026-03-01"}), a_change(B, 1, {"ended_on": None}))
    assert unset.values["ended_on"] == "2026-03-01"


@pytest.mark.parametrize("poison", ["tomorrow", "2026-13", 7, True, [1], {"a": 1}, "១៩៩៩-០១-០១"])
def test_no_released_value_can_stop_a_record_from_being_shown(poison: Json) -> None:
    registers = [name for name in SAMPLE.registers if name not in ("languages",)]
    first = a_change(A, 1, {**dict.fromkeys(registers, poison), "languages.khmer": poison, "languages._none": poison})
    second = a_change(B, 1, {"ended_on": "2026-02-27", "safety": "safe", "opened_on": "2026-01-01"})
    found = shown(first, second)
    assert found.values["ended_on"] == "2026-02-27"
    assert lowers(all_applied(first), a_change(B, 1, {"ended_on": poison, "safety": poison}, {A: 1}), SAMPLE) == ()


def test_a_first_answer_in_place_of_not_assessed_is_no_lowering() -> None:
    state = all_applied(a_change(A, 1, {"safety": "not_assessed"}))
    assert lowers(state, a_change(A, 2, {"safety": "safe"}, {A: 1}), SAMPLE) == ()


def test_adding_a_choice_wins_over_removing_it_meanwhile() -> None:
    opened = a_change(C, 1, {"languages.khmer": True, "languages.cham": True})
    added = a_change(A, 1, {"languages.khmer": True}, {C: 1})
    removed = a_change(B, 1, {"languages.khmer": False, "languages.cham": False}, {C: 1})
    assert shown(opened, added, removed).values["languages"] == ["khmer"]
    assert shown(opened, removed).values["languages"] == []


def test_a_choice_stands_over_a_refusal_to_answer() -> None:
    refused = a_change(A, 1, {"languages._none": {"none": "declined"}})
    assert shown(refused).values["languages"] == {"none": "declined"}
    assert shown(refused, a_change(B, 1, {"languages.lao": True})).values["languages"] == ["lao"]


def test_unknown_registers_survive_old_clients() -> None:
    newer = a_change(A, 1, {"name": "Sok", "shoe_size": 41, "group:boots": {"left": 1}}, version=9)
    edited = a_change(B, 1, {"name": "Sokha"}, {A: 1})
    state = all_applied(newer, edited)
    assert state.registers["shoe_size"][(A, 1)].value == 41
    found = show(state, SAMPLE)
    assert found.unknown == ("group:boots", "shoe_size")
    assert found.values == {"name": "Sokha"}
    assert join(state, all_applied(newer)).registers["group:boots"] == state.registers["group:boots"]


def test_unknown_group_members_are_copied_through() -> None:
    newer = a_change(A, 1, {"group:address": {"street": "12", "plus_code": "7P27+X"}}, version=9)
    state = all_applied(newer)
    before = show(state, SAMPLE).before()
    written = SAMPLE.to_registers({"street": "14", "landmark": "pagoda"}, before)
    assert written == {"group:address": {"street": "14", "landmark": "pagoda", "plus_code": "7P27+X"}}
    edited = all_applied(a_change(B, 1, written, state.seen), to=state)
    assert show(edited, SAMPLE).objects["group:address"]["plus_code"] == "7P27+X"
    assert SAMPLE.to_registers({"street": "12", "landmark": None}, before) == {}


def test_a_group_is_decided_as_a_whole() -> None:
    one = a_change(A, 1, {"group:address": {"street": "12"}})
    two = a_change(B, 1, {"group:address": {"landmark": "market"}})
    found = shown(one, two)
    assert [conflict.register for conflict in found.conflicts] == ["group:address"]


def test_author_is_who_created_the_record_and_not_who_edited_it() -> None:
    created = a_change(A, 1, {"opened_on": "2026-01-01", "name": "Sok"})
    found = shown(created, a_change(B, 1, {"name": "Sokha"}, {A: 1}))
    assert found.author == created.by
    assert found.created_at == created.at


def test_the_writing_that_is_shown_carries_its_own_dot_and_author() -> None:
    early = a_change(B, 1, {"name": "Sok"}, at=5)
    late = a_change(A, 1, {"name": "Sok"}, at=9)
    dot, written = shown(early, late).written["name"]
    assert (dot, written.by) == ((A, 1), late.by)


def _history(clock_of_b: int) -> list[Change]:
    return [
        a_change(A, 1, {"opened_on": "2026-01-01", "name": "Sok", "seen_on": "2026-01-01", "safety": "safe"}),
        a_change(B, 1, {"opened_on": "2026-01-02", "name": "Sokha", "seen_on": "2026-02-01"}, at=clock_of_b),
        a_change(C, 1, {"safety": "danger", "languages._none": {"none": "declined"}}, {A: 1}),
        a_change(B, 2, {"safety": "concern", "languages._none": {"none": "unknown"}}, {B: 1}, at=clock_of_b + 1),
        a_change(D, 1, {"group:address": {"street": "1"}}, {A: 1}),
        a_change(B, 3, {"group:address": {"street": "2"}}, {A: 1, B: 2}, at=clock_of_b + 2),
        a_change(A, 2, {"name": "Sao"}, {A: 1, B: 1}, reason="asked again"),
    ]


def _facts(state: RecordState) -> object:
    return (
        state.seen,
        state.ahead,
        {name: {d: w.value for d, w in live.items()} for name, live in state.registers.items()},
    )


def test_clock_two_years_wrong_changes_nothing() -> None:
    right = all_applied(*_history(1_760_000_000_000))
    for wrong in (1_760_000_000_000 - TWO_YEARS_MS, 1_760_000_000_000 + TWO_YEARS_MS, 0, -TWO_YEARS_MS):
        other = all_applied(*_history(wrong))
        assert _facts(other) == _facts(right)
        mine, theirs = show(right, SAMPLE), show(other, SAMPLE)
        assert answers_in_question(mine) == answers_in_question(theirs)
        assert [c.dots for c in mine.conflicts] == [c.dots for c in theirs.conflicts]
        assert mine.author == theirs.author
        assert {**mine.values, "seen_on": 0} == {**theirs.values, "seen_on": 0}
        assert {mine.values["seen_on"], theirs.values["seen_on"]} <= {"2026-01-01", "2026-02-01"}


def test_the_known_distance_to_server_time_corrects_a_wrong_clock() -> None:
    wrong = a_change(A, 1, {"seen_on": "2026-01-01"}, at=5_000, offset=1_000_000)
    right = a_change(B, 1, {"seen_on": "2026-02-01"}, at=900_000)
    assert shown(wrong, right).values["seen_on"] == "2026-01-01"


def test_voided_records_say_so() -> None:
    voided = a_change(A, 1, {"group:retraction": {"retracted": True, "retracted_reason": "twice"}}, reason="twice")
    assert shown(voided).is_retracted
    assert not shown(a_change(A, 1, {"name": an_id("x")})).is_retracted
