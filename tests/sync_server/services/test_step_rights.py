"""A step of a workflow stands only where its author may take it: the column Who of records.md section 4."""

import os

from casework.book import Person
from shared_schema.identifiers import random_id
from shared_schema.merge.apply import apply
from shared_schema.merge.state import Change, RecordState, empty_state
from shared_schema.records.kinds import KINDS
from sync_server.services.step_rights import takes_forbidden_step

LAPTOP, OFFICE = random_id(os.urandom(16)), random_id(os.urandom(16))
RECORD, HOME = random_id(os.urandom(16)), random_id(os.urandom(16))


def person(role: str) -> Person:
    return Person(random_id(os.urandom(16)), role, OFFICE)


def change(kind: str, values: dict, *, n: int = 1, seen: dict | None = None, by: str = HOME) -> Change:
    return Change(LAPTOP, n, 1, RECORD, kind, HOME, 0, 0, by, seen or {}, values)


def a_state(kind: str, values: dict) -> RecordState:
    return apply(empty_state(RECORD, kind, HOME), change(kind, values), KINDS[kind])[0]


def refused(kind: str, before: dict, values: dict, role: str) -> bool:
    state = a_state(kind, before) if before else None
    return takes_forbidden_step(
        change(kind, values, n=2, seen={LAPTOP: 1} if before else {}), KINDS[kind], state, person(role)
    )


def test_a_social_worker_does_not_confirm_a_match():
    before = {"group:state": {"state": "under_verification"}}
    after = {"group:state": {"state": "confirmed", "decided_by": HOME}}
    assert refused("match", before, after, "social_worker")
    assert not refused("match", before, after, "supervisor")


def test_only_a_coordinator_undoes_a_confirmed_match():
    before = {"group:state": {"state": "confirmed"}}
    after = {"group:state": {"state": "under_verification", "why": "new_facts"}}
    assert refused("match", before, after, "supervisor")
    assert not refused("match", before, after, "coordinator")


def test_a_new_record_does_not_arrive_signed_by_somebody_who_may_not_sign():
    signed = {"group:sign2": {"second_sign_by": HOME, "second_sign_on": "2026-11-20"}}
    assert refused("verification", {}, signed, "social_worker")
    assert not refused("verification", {}, signed, "supervisor")


def test_an_ordinary_answer_takes_no_step():
    assert not refused("case", {"nickname": "Ra"}, {"nickname": "Rara"}, "social_worker")
    assert not refused("visit", {}, {"seen": "yes"}, "social_worker")


def test_what_a_colleague_moved_meanwhile_is_not_blamed_on_the_author():
    state = a_state("case", {"group:status": {"status": "closed", "stage": "case_closure"}})
    unseen = change("case", {"group:status": {"status": "open", "stage": "integration"}}, n=2, seen={})
    assert not takes_forbidden_step(unseen, KINDS["case"], state, person("supervisor"))
