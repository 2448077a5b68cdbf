"""What a merge did silently becomes an event that a person can see; the server makes review items of them."""

from shared_schema.merge.apply import EventKind, apply
from shared_schema.merge.state import Change
from tests.shared_schema.merge.sample import A, B, C, a_change, all_applied, all_applied_with_events

VOIDED = {"group:retraction": {"retracted": True, "retracted_reason": "twice"}}
SIGNED = {"group:minutes": {"state": "signed", "words": "agreed"}}


def events(*changes: Change) -> list[tuple[EventKind, str]]:
    return [(event.kind, event.register) for event in all_applied_with_events(*changes)[1]]


def test_merge_events_become_review_items() -> None:
    opened = a_change(C, 1, {"opened_on": "2026-01-01", "name": "Sok", "safety": "danger"})
    seen = {C: 1}
    soft = (opened, a_change(A, 1, {"name": "Sokha"}, seen), a_change(B, 1, {"count": 2}, seen))
    assert events(*soft) == [(EventKind.SOFT_MERGE, "")]
    assert events(opened, a_change(A, 1, {"opened_on": "2026-01-02"}, seen)) == [(EventKind.CORRECTION, "opened_on")]
    assert events(opened, a_change(A, 1, {"safety": "safe"}, seen)) == [(EventKind.LOWERING, "safety")]
    assert events(opened, a_change(A, 1, VOIDED, seen), a_change(A, 2, {"name": "Sao"}, {C: 1, A: 1})) == [
        (EventKind.EDITED_WHILE_VOIDED, "group:retraction")
    ]
    minutes = (opened, a_change(A, 1, SIGNED, seen))
    assert events(*minutes) == []
    assert events(*minutes, a_change(A, 2, {"name": "Sao"}, {C: 1, A: 1})) == [
        (EventKind.MINUTES_CHANGED, "group:minutes")
    ]
    dots = [event.dot for event in all_applied_with_events(*soft)[1]]
    assert dots == [(B, 1)]


def test_creating_and_editing_in_peace_makes_no_event() -> None:
    opened = a_change(A, 1, {"opened_on": "2026-01-01", "name": "Sok"})
    assert events(opened) == []
    assert events(opened, a_change(B, 1, {"name": "Sokha"}, {A: 1})) == []
    assert events(opened, a_change(A, 2, {"count": 1})) == []


def test_voiding_a_record_that_was_edited_meanwhile_is_seen_from_both_sides() -> None:
    opened = a_change(C, 1, {"name": "Sok"})
    voided, edited = a_change(A, 1, VOIDED, {C: 1}), a_change(B, 1, {"name": "Sokha"}, {C: 1})
    wanted = (EventKind.EDITED_WHILE_VOIDED, "group:retraction")
    assert wanted in events(opened, voided, edited)
    assert wanted in events(opened, edited, voided)


def test_bringing_a_voided_record_back_is_no_edit_of_it() -> None:
    voided = a_change(A, 1, VOIDED)
    assert events(voided, a_change(B, 1, {"group:retraction": {"retracted": False}}, {A: 1})) == []


def test_a_late_ancestor_met_nobody() -> None:
    first = a_change(A, 1, {"name": "Sok"})
    second = a_change(B, 1, {"name": "Sokha", "count": 2} | SIGNED, {A: 1})
    assert {kind for kind, _register in events(second, first)} == {EventKind.REPLACED_EARLY}


def test_a_value_replaced_before_it_arrived_is_an_event() -> None:
    early = a_change(B, 1, {"name": "Sokha", "count": 2}, {A: 9})
    late = a_change(A, 7, {"name": "Sok", "count": 2, "safety": "danger"})
    assert events(early, late) == [(EventKind.REPLACED_EARLY, "name")]
    assert events(early, a_change(A, 10, {"name": "Sok"}, {B: 1})) == []


def test_two_conflicting_answers_alone_are_no_soft_merge() -> None:
    assert events(a_change(A, 1, {"name": "Sok"}), a_change(B, 1, {"name": "Sokha"})) == []


def test_a_kind_not_known_here_merges_without_events() -> None:
    state = all_applied(a_change(A, 1, {"name": "Sok"}))
    merged, found = apply(state, a_change(B, 1, {"count": 2}), None)
    assert found == ()
    assert set(merged.registers) == {"name", "count"}
