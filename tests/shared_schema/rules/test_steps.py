"""Who may take which step: the Who column of section 4, as the server judges it on arrival."""

import pytest

from shared_schema.canonical import Json
from shared_schema.records.kinds import KINDS
from shared_schema.rules.steps import STEPS, forbidden_steps, step_named, step_rights, steps_taken
from shared_schema.words.gates import GATE_WORDS
from tests.shared_schema.rules.dossiers import COORDINATOR, OFFICE, WORKER
from tests.shared_schema.rules.tracing_dossiers import THE_COORDINATOR, THE_SUPERVISOR, THE_WORKER, Actor

W, S, C, AD = "social_worker", "supervisor", "coordinator", "administrator"
_DRAFT_LINK: dict[str, Json] = {"state": "proposed"}


@pytest.mark.parametrize(
    ("kind", "old", "new", "roles"),
    [
        ("case", {"stage": "pre_integration"}, {"stage": "integration"}, {W, S, C}),
        ("case", {"stage": "integration"}, {"stage": "monitoring_support"}, {W, S, C}),
        ("case", {"stage": "monitoring_support"}, {"stage": "integration"}, {W, S, C}),
        ("case", {"stage": "integration"}, {"stage": "case_closure"}, {S, C}),
        ("case", {"stage": "case_closure"}, {"stage": "integration"}, {S, C}),
        ("case", {"case_worker": "a", "office": "o"}, {"case_worker": "b", "office": "o"}, {S, C}),
        ("tracing_inquiry", {"status": "open"}, {"status": "tracing"}, {W, S, C}),
        ("tracing_inquiry", {"status": "tracing"}, {"status": "closed", "outcome": "reunited"}, {W, S, C}),
        ("tracing_inquiry", {"status": "tracing"}, {"status": "closed", "outcome": "not_found"}, {W, S, C}),
        ("tracing_inquiry", {"status": "closed"}, {"status": "open"}, {S, C}),
        ("match", {}, {"state": "proposed"}, {W, S, C}),
        ("match", {"state": "proposed"}, {"state": "under_verification"}, {S, C}),
        ("match", {"state": "under_verification"}, {"state": "confirmed"}, {S, C}),
        ("match", {"state": "confirmed"}, {"state": "rejected"}, {S, C}),
        ("match", {"state": "confirmed"}, {"state": "under_verification"}, {C}),
        ("match", {"state": "reunited"}, {"state": "under_verification"}, {C}),
        ("verification", {}, {"result": "verified"}, {W, S, C}),
        ("verification", {}, {"second_sign_by": "x"}, {S, C}),
        ("reunification", {"state": "planned"}, {"state": "done"}, {W, S, C}),
        ("reunification", {}, {"approval": "approved"}, {S, C}),
        ("reintegration_plan", {"approval": "requested"}, {"approval": "approved"}, {S, C}),
        ("assessment", {}, {"approved_by": "x"}, {S, C}),
        ("referral", {}, {"state": "draft"}, {W, S, C}),
        ("referral", {"state": "draft"}, {"state": "sent", "override_reason": "court_order"}, {S, C}),
        ("referral", {"state": "sent"}, {"state": "revoked"}, {W, S, C}),
        ("closure", {"approval": "requested"}, {"approval": "approved"}, {S, C}),
        ("task", {"state": "open"}, {"state": "open", "alert_outcome": "resolved"}, {S, C}),
        ("case_transfer", {}, {"state": "sent"}, {S, C}),
        ("case_transfer", {"state": "sent"}, {"state": "accepted"}, {C}),
        ("case_link", _DRAFT_LINK, {"state": "merged"}, {S, C}),
        ("case_link", _DRAFT_LINK, {"state": "not_duplicate"}, {W, S, C}),
        ("case_link", {"state": "merged"}, {"state": "unmerged"}, {C}),
        ("study_response", {}, {"wave": "before"}, {S, C}),
        ("review_question", {}, {"asked_by": "x"}, {S, C}),
    ],
)
def test_the_roles_that_may_take_a_step(kind: str, old: dict[str, Json], new: dict[str, Json], roles: set[str]) -> None:
    assert step_rights(kind, old, new) == frozenset(roles)
    for role in (W, S, C, AD, "auditor"):
        assert bool(forbidden_steps(kind, old, new, Actor("somebody", role))) is (role not in roles)


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("case", {"stage": "integration", "nickname": "a"}, {"stage": "integration", "nickname": "b"}),
        ("match", {"state": "confirmed"}, {"state": "confirmed", "band": "likely"}),
        ("match", {"state": "confirmed"}, {"state": "reunited"}),
        ("case_transfer", {}, {"state": "draft"}),
        ("family_member", {}, {"relation": "aunt"}),
    ],
)
def test_a_change_that_takes_no_step_asks_for_no_right(kind: str, old: dict[str, Json], new: dict[str, Json]) -> None:
    assert step_rights(kind, old, new) is None
    assert steps_taken(kind, old, new) == ()


@pytest.mark.parametrize("kind", ["case", "tracing_inquiry"])
def test_a_worker_creates_for_herself_in_her_office_only(kind: str) -> None:
    own = {"case_worker": WORKER, "office": OFFICE}
    assert forbidden_steps(kind, {}, own, THE_WORKER) == ()
    for other in ({**own, "case_worker": "colleague"}, {**own, "office": "elsewhere"}):
        assert [step.name for step in forbidden_steps(kind, {}, other, THE_WORKER)] == [f"{kind.split('_')[-1]}.new"]
        assert forbidden_steps(kind, {}, other, THE_SUPERVISOR) == ()
    assert forbidden_steps(kind, {}, own, Actor("x", AD)) != ()


def test_the_first_sign_off_is_for_people_of_the_case_or_an_interviewer() -> None:
    def may(actor: Actor, **heard: str) -> bool:
        return not forbidden_steps("verification", heard, {**heard, "first_sign_by": actor.worker}, actor)

    assert may(THE_WORKER)
    assert may(THE_SUPERVISOR)  # in the worker's place, in her own name (design, README)
    assert may(THE_COORDINATOR, beneficiary_interviewed_by=COORDINATOR)
    assert not may(Actor("x", AD))


def test_steps_have_stable_names_and_real_kinds() -> None:
    names = [step.name for step in STEPS]
    assert len(set(names)) == len(names)
    assert all(step.kind in KINDS for step in STEPS)
    assert step_named("match.confirm").who == {S, C}


def test_closing_an_inquiry_is_one_step_by_its_outcome() -> None:
    def taken(outcome: str, before: str = "tracing") -> list[str]:
        old: dict[str, Json] = {"status": before}
        return [step.name for step in steps_taken("tracing_inquiry", old, {"status": "closed", "outcome": outcome})]

    assert taken("reunited") == ["inquiry.close"]
    assert taken("not_found") == ["inquiry.close_not_found"]
    assert taken("not_found", "closed") == []


def test_a_change_may_take_two_steps_and_needs_the_right_to_both() -> None:
    old: dict[str, Json] = {"stage": "pre_integration", "case_worker": "a", "office": "o"}
    new = {**old, "stage": "integration", "case_worker": "b"}
    assert step_rights("case", old, new) == {S, C}
    assert {step.name for step in steps_taken("case", old, new)} == {"case.to_integration", "case.assign"}


def test_every_gate_says_what_to_do_in_both_languages() -> None:
    for code, words in GATE_WORDS.items():
        assert words.en.strip() and words.km.strip(), code
        assert any("ក" <= letter <= "៿" for letter in words.km), code
