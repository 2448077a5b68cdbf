"""The one table of rights: default deny, and nobody reaches farther than her role."""

import pytest

from casework.book import Person
from shared_schema.scopes import Holders
from sync_server.services.access import RIGHTS, Action, Actor, Target, decide

ROLES = ("social_worker", "supervisor", "coordinator", "administrator", "auditor")
HERE, THERE, FAR = "office here", "office there", "office far"


def actor(role: str, *, clearance: str = "none", status: str = "active") -> Actor:
    """Somebody of the office `here`; a coordinator has `here` and `there`."""
    offices = {"supervisor": {HERE}, "social_worker": {HERE}, "coordinator": {HERE, THERE}}.get(role, set())
    return Actor(Person("me", role, HERE, clearance), frozenset(offices), status)


def dossier(worker: str, office: str, *, is_restricted: bool = False, is_reasoned: bool = False) -> Target:
    """A dossier of a worker in an office."""
    holders = Holders(frozenset({worker}), frozenset({office}))
    return Target(holders, is_restricted=is_restricted, is_reasoned=is_reasoned)


OWN, COLLEAGUE, OTHER_OFFICE, ELSEWHERE = (
    dossier("me", HERE), dossier("colleague", HERE), dossier("stranger", THERE), dossier("stranger", FAR),
)  # fmt: skip


@pytest.mark.parametrize(
    ("role", "reached"),
    [
        ("social_worker", [True, False, False, False]),
        ("supervisor", [True, True, False, False]),
        ("coordinator", [True, True, True, False]),
        ("administrator", [False, False, False, False]),
        ("auditor", [False, False, False, False]),
    ],
)
@pytest.mark.parametrize("action", [Action.SEE, Action.EDIT, Action.LOWER, Action.DECIDE, Action.PROPOSE])
def test_a_role_reaches_its_own_office_or_granted_dossiers(role: str, reached: list[bool], action: Action) -> None:
    targets = (OWN, COLLEAGUE, OTHER_OFFICE, ELSEWHERE)
    assert [decide(actor(role), action, target) for target in targets] == reached


@pytest.mark.parametrize(
    "action", [Action.APPROVE, Action.ASSIGN, Action.DECIDE_SET_ASIDE, Action.DECIDE_MATCH, Action.ACCEPT_INTAKE]
)
def test_what_leads_is_not_for_workers_even_in_their_own_dossiers(action: Action) -> None:
    assert not decide(actor("social_worker"), action, OWN)
    assert decide(actor("supervisor"), action, COLLEAGUE)
    assert not decide(actor("supervisor"), action, OTHER_OFFICE)


def test_moving_between_offices_is_for_coordinators() -> None:
    assert [decide(actor(role), Action.MOVE, COLLEAGUE) for role in ROLES] == [False, False, True, False, False]


def test_a_restricted_account_needs_clearance_and_from_a_coordinator_a_reason() -> None:
    here = dossier("colleague", HERE, is_restricted=True)
    reasoned = dossier("colleague", HERE, is_restricted=True, is_reasoned=True)
    assert not decide(actor("supervisor"), Action.SEE_RESTRICTED, here)
    assert decide(actor("supervisor", clearance="restricted"), Action.SEE_RESTRICTED, here)
    assert not decide(actor("coordinator", clearance="restricted"), Action.SEE_RESTRICTED, here)
    assert decide(actor("coordinator", clearance="restricted"), Action.SEE_RESTRICTED, reasoned)
    assert decide(actor("social_worker"), Action.SEE_RESTRICTED, dossier("me", HERE, is_restricted=True))


def test_who_left_may_nothing_and_who_is_unverified_only_her_own() -> None:
    assert not any(decide(actor(role, status="left"), action, OWN) for role in ROLES for action in Action)
    unverified = actor("supervisor", status="unverified")
    assert decide(unverified, Action.EDIT, OWN) and not decide(unverified, Action.EDIT, COLLEAGUE)


def test_an_unverified_coordinator_countersigns_nobody_and_reads_what_everybody_reads() -> None:
    new, countersigned = actor("coordinator", status="unverified"), actor("coordinator")
    for action in (Action.COUNTERSIGN, Action.EDIT_PROVIDERS, Action.SEE_PEOPLE):
        assert decide(countersigned, action) and not decide(new, action)
    assert decide(new, Action.READ_DIRECTORY) and decide(new, Action.READ_SETTINGS)


def test_every_action_has_a_row_and_an_unknown_role_has_no_right() -> None:
    assert set(RIGHTS) == set(Action)
    assert not any(decide(actor("visitor"), action, OWN) for action in Action)
