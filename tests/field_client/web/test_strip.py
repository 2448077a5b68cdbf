"""The strip tells the truth: each of the seven states, and "received" only of what a receipt says."""

from dataclasses import replace

import pytest

from casework.web.desk import STRIP_STATES
from field_client.web.strip import StripFacts, strip_lines, strip_state

CALM = StripFacts(last_contact=1_795_000_000_000, office="Battambang")
BY_STATE = {
    "all_received": CALM,
    "waiting": replace(CALM, visits=2, records=1),
    "with_office": replace(CALM, visits=2, at_office=True),
    "sending": replace(CALM, visits=2, is_running=True, done=1, total=3),
    "no_contact": replace(CALM, visits=2, has_no_contact=True),
    "needs_you": replace(CALM, needs_you=1),
    "lease_ending": replace(CALM, lease_days=7),
}


def test_each_of_the_seven_states_has_its_facts() -> None:
    assert {strip_state(facts) for facts in BY_STATE.values()} == set(STRIP_STATES)
    for state, facts in BY_STATE.items():
        assert strip_state(facts) == state


def test_what_waits_is_said_in_every_state() -> None:
    for facts in BY_STATE.values():
        lines = strip_lines(replace(facts, visits=2, records=0, at_office=False), "en")
        assert "2 visits not yet received by Phnom Penh" in lines
        assert not [line for line in lines if line.startswith("Everything")]


def test_office_and_centre_are_told_apart() -> None:
    lines = strip_lines(BY_STATE["with_office"], "en")
    assert lines[0] == "Received by the Battambang office, not yet by Phnom Penh"
    assert not [line for line in lines if "Everything has been received" in line]


def test_one_is_counted_as_one_and_other_records_apart() -> None:
    lines = strip_lines(replace(CALM, visits=1, records=1), "en")
    assert lines[:2] == (
        "1 visit not yet received by Phnom Penh",
        "1 other record not yet received by Phnom Penh",
    )


@pytest.mark.parametrize("language", ["en", "km"])
def test_a_laptop_that_never_had_contact_says_so(language: str) -> None:
    (*_rest, last) = strip_lines(replace(CALM, last_contact=None), language)
    assert last == {"en": "Last contact: not yet", "km": "ទាក់ទងចុងក្រោយ៖ មិនទាន់មាន"}[language]


def test_the_most_urgent_gives_the_state() -> None:
    everything = replace(
        CALM, visits=1, has_no_contact=True, needs_you=1, lease_days=1, is_running=True, at_office=True
    )
    order = []
    for change in (
        {"is_running": False},
        {"needs_you": 0},
        {"lease_days": 30},
        {"has_no_contact": False},
        {"at_office": False},
        {"visits": 0},
    ):
        order.append(strip_state(everything))
        everything = replace(everything, **change)  # type: ignore[arg-type]
    assert order == ["sending", "needs_you", "lease_ending", "no_contact", "with_office", "waiting"]


def test_the_centre_is_named_in_the_readers_language_unless_it_has_a_name_of_its_own() -> None:
    assert "ភ្នំពេញ បានទទួលទាំងអស់ហើយ" in strip_lines(CALM, "km")
    assert "Everything has been received by Kampot" in strip_lines(replace(CALM, centre="Kampot"), "en")
    assert "Everything has been received by Phnom Penh" in strip_lines(replace(CALM, centre="ភ្នំពេញ"), "en")


def test_photos_still_to_send_are_said_apart_and_the_records_are_not_said_to_wait() -> None:
    lines = strip_lines(replace(CALM, photos=1), "en")
    assert lines[:2] == ("All records have been received by Phnom Penh", "1 photo still to send")
    assert strip_state(replace(CALM, photos=1)) == "waiting"
    assert "2 photos still to send" in strip_lines(replace(CALM, photos=2, visits=1), "en")
