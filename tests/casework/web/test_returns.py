"""Returns over HTTP: the plan, its approval, the gate that names what is missing, and that it took place."""

from pathlib import Path

import pytest

from shared_schema.rules.reading import answer
from tests.builders.records import SUPERVISOR, WORKER, an_edit
from tests.casework.web.desks import ADesk
from tests.casework.web.tracing_town import (
    AUNT,
    CASE,
    COORDINATOR,
    DAY,
    INQUIRY,
    VERIFY,
    a_tracing_town,
    confirmed,
    decide,
    is_now,
    the,
)

RETURN = f"/cases/{CASE}/reunification"
HOUSEHOLD = {"to_place": "Battambang", "to_place.code": "02", "to_member": AUNT, "care_arrangement": "kinship_care"}


@pytest.fixture
def desk(tmp_path: Path) -> ADesk:
    return a_tracing_town(tmp_path)


def planned(desk: ADesk) -> str:
    """A return that the worker planned; gives the address of its parts."""
    desk.become(WORKER)
    desk.send(desk.get(f"{RETURN}/plan"), {"planned_on.day": "1", "planned_on.month": "12", "planned_on.year": "2026"})
    return f"{RETURN}/{the(desk, 'reunification').record_id}"


def with_household(desk: ADesk, base: str) -> None:
    page = desk.get(f"{base}/part/household")
    assert "data-asked-key" not in page.text, "nothing here waits for a question that stands on another page"
    desk.send(page, HOUSEHOLD)


def withdrawn(desk: ADesk, purpose: str) -> None:
    entry = {"purpose": purpose, "decision": "refused", "decided_on": "2026-11-21", "given_by": "person"}
    desk.saved(an_edit("consent", {**entry, "evidence": "signature"}, home=CASE))


def test_a_plan_begins_with_the_verification_that_was_confirmed(desk: ADesk) -> None:
    assert "No return is planned yet." in desk.get(RETURN).words
    confirmed(desk)
    planned(desk)
    assert is_now(desk, "reunification", "verification_id") == the(desk, "verification").record_id
    assert "Missing: " in desk.get(RETURN).words and "approves the return first" in desk.get(RETURN).words


def test_a_worker_asks_for_approval_and_another_approves(desk: ADesk) -> None:
    confirmed(desk)
    base = planned(desk)
    desk.post(f"{base}/approval", {"_do": "approve"}, status=404)
    desk.post(f"{base}/approval", {"_do": "ask"})
    assert is_now(desk, "reunification", "approval") == "requested"
    desk.become(SUPERVISOR)
    desk.post(f"{base}/approval", {"_do": "approve"})
    assert is_now(desk, "reunification", "approved_by") == SUPERVISOR.worker
    assert "Done: The return is approved" in desk.get(RETURN).words


def ready(desk: ADesk) -> str:
    """A return that may take place."""
    confirmed(desk)
    base = planned(desk)
    with_household(desk, base)
    desk.become(SUPERVISOR)
    desk.post(f"{base}/approval", {"_do": "approve"})
    desk.become(WORKER)
    return base


def test_a_return_with_everything_takes_place_and_its_match_is_reunited(desk: ADesk) -> None:
    base = ready(desk)
    asked = desk.get(f"{base}/done")
    assert asked.form("record-form").values["date_reunification.day"] == "21"
    page = desk.follow(desk.send(asked, {}, do="next"))
    assert "Done: Wants to return Done: Family willing and able" in page.words
    assert "First visit after the return" in page.words
    desk.send(page, {})
    assert is_now(desk, "reunification", "state") == "done"
    assert is_now(desk, "reunification", "date_reunification") == "2026-11-21"
    assert is_now(desk, "match", "state") == "reunited"
    shown = desk.get(RETURN).words
    assert "Move the case on" in shown and "First visit after the return" in shown
    assert "Reunified" in desk.get(f"/tracing/{INQUIRY}").words
    desk.get(f"{base}/done", status=404)


@pytest.mark.parametrize("purpose", ["tracing", "share_with_family"])
def test_a_refused_gate_names_the_consent_and_no_coordinator_allows_it(desk: ADesk, purpose: str) -> None:
    base = ready(desk)
    withdrawn(desk, purpose)
    desk.become(COORDINATOR)
    page = desk.get(RETURN)
    assert "Record it first. Recorded by: Social worker. Nobody can allow this step without it." in page.words
    refused = desk.send(desk.get(f"{base}/done"), {"_reason": "it is urgent"}, status=422)
    assert "This step cannot be taken yet" in refused.words and "consent" in refused.words
    assert is_now(desk, "reunification", "state") == "planned"


def test_do_not_contact_and_missing_signatures_have_no_exception(desk: ADesk) -> None:
    base = ready(desk)
    desk.become(COORDINATOR)
    decide(desk, "undo", why="new_facts")
    desk.become(WORKER)
    desk.send(desk.get(f"{VERIFY}/recognition"), {"family_recognises": "unsure"})
    desk.become(COORDINATOR)
    refused = desk.send(desk.get(f"{base}/done"), {"_reason": "it is urgent"}, status=422)
    assert "Two live sign-offs by different people are needed." in refused.words


def test_a_coordinator_makes_an_exception_for_a_placement_with_a_reason_and_never_for_a_return_to_family(
    desk: ADesk,
) -> None:
    confirmed(desk)
    base = planned(desk)
    with_household(desk, base)
    desk.become(COORDINATOR)
    assert "Why is an exception made?" not in desk.get(f"{base}/done?at=check").words
    placement = an_edit("reunification", {"return_type": "independent", "planned_on": DAY}, home=CASE)
    desk.saved(placement)
    base = f"{RETURN}/{placement.record}"
    desk.send(desk.get(f"{base}/part/household"), {**HOUSEHOLD, "to_member": None})
    desk.become(SUPERVISOR)
    desk.send(desk.get(f"{base}/done"), {"_reason": "it is urgent"}, status=422)
    desk.become(COORDINATOR)
    desk.send(desk.get(f"{base}/done"), {"_reason": ""}, status=422)
    page = desk.get(f"{base}/done?at=check")
    assert "Why is an exception made?" in page.words
    desk.send(page, {"_reason": "the room is free today alone"})
    assert answer(desk.laptop.book.open(placement.record), "state") == "done"


def test_a_wrong_match_that_is_taken_back_breaks_the_return_down(desk: ADesk) -> None:
    base = ready(desk)
    desk.send(desk.get(f"{base}/done"), {})
    desk.become(COORDINATOR)
    decide(desk, "undo", status=422, why="new_facts")
    decide(desk, "undo", why="new_facts", state_reason="another niece", **{"broken.breakdown_reason": "own_choice"})
    assert is_now(desk, "reunification", "state") == "broken_down"
    assert is_now(desk, "match", "state") == "under_verification"


def test_all_returns_are_listed_and_lead_to_their_records(desk: ADesk) -> None:
    record = an_edit("reunification", {"return_type": "independent", "planned_on": DAY}, home=CASE)
    desk.saved(record)
    assert f"/reunification/{record.record}" in desk.get(RETURN).text
    desk.say_khmer()
    assert "ការវិលត្រឡប់ទៅគ្រួសារវិញ" in desk.get(RETURN).words
    assert answer(the(desk, "reunification"), "state") in (None, "planned")
