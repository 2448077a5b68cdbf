"""A dossier in which a return to an aunt has everything it needs; tests take one thing away."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.signatures import signature_basis
from tests.shared_schema.rules.dossiers import (
    COORDINATOR,
    OFFICE,
    SUPERVISOR,
    WORKER,
    a_case,
    a_consent,
    a_dossier,
    a_member,
    a_record,
    a_return,
)

RETURN_DAY = date(2026, 10, 20)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts in a test."""

    worker: str
    role: str
    office: str = OFFICE


THE_WORKER = Actor(WORKER, "social_worker")
THE_SUPERVISOR = Actor(SUPERVISOR, "supervisor")
THE_COORDINATOR = Actor(COORDINATOR, "coordinator")


def an_action(**values: Json) -> Shown:
    """The tracing action that located the aunt."""
    whole: dict[str, Json] = {
        "date_tracing": "2026-08-01",
        "tracing_type": "home_visit",
        "outcome": "family_located",
        "located_member": "aunt",
    }
    return a_record("tracing_action", "action", {**whole, **values})


def a_match(record_id: str = "match", **values: Json) -> Shown:
    """A confirmed match with the located aunt."""
    whole: dict[str, Json] = {
        "case_id": "case",
        "found_by": "located",
        "family_member_id": "aunt",
        "state": "confirmed",
        "decided_by": SUPERVISOR,
    }
    return a_record("match", record_id, {**whole, **values})


def a_verification(*, signed: bool = True, **values: Json) -> Shown:
    """A verification heard on both sides, signed by the worker and the supervisor over what it says."""
    whole: dict[str, Json] = {
        "match_id": "match",
        "beneficiary_interviewed_on": "2026-09-01",
        "beneficiary_interviewed_by": WORKER,
        "family_interviewed_on": "2026-09-02",
        "family_interviewed_by": WORKER,
        "beneficiary_answers": "x",
        "family_answers": "y",
        "interviewed_apart": True,
        "facts_checked": ["names_of_parents", "photo", "siblings"],
        "complicity_check": "cleared",
        "home_safety": "safe",
        "beneficiary_wish": "yes",
        "family_willing": "yes",
        "result": "verified",
    }
    verification = a_record("verification", "verification", {**whole, **values}, written_on=date(2026, 9, 5))
    return sign(verification) if signed else verification


def sign(verification: Shown, *, second: bool = True, second_on: str = "2026-09-06") -> Shown:
    """The verification with live sign-offs over its present answers."""
    basis = signature_basis(verification)
    signs: dict[str, Json] = {"first_sign_by": WORKER, "first_sign_on": "2026-09-05", "first_sign_basis": basis}
    if second:
        signs |= {"second_sign_by": SUPERVISOR, "second_sign_on": second_on, "second_sign_basis": basis}
    return replace(verification, values={**verification.values, **signs})


def ready_to_return(
    *changed: Shown,
    without: tuple[str, ...] = (),
    dated: Mapping[tuple[str, str], list[tuple[str, Json]]] | None = None,
) -> Dossier:
    """Everything a return to the aunt needs; `changed` records take the place of those with the same id."""
    records = [
        a_case(stage="integration"),
        a_consent("consent-tracing", purpose="tracing"),
        a_consent("consent-family", purpose="share_with_family"),
        a_member(),
        an_action(),
        a_match(),
        a_verification(),
        a_return(),
    ]
    whole = {record.record_id: record for record in (*records, *changed)}
    return a_dossier(*(record for record in whole.values() if record.record_id not in without), dated=dated)
