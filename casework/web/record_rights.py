"""Which buttons of the generic screens a person has: the rows of security.md 4.6 that concern whole kinds.

Rights within a dossier are the book's and the steps'; the server asks everything again when a change arrives.
"""

from collections.abc import Mapping

from casework.book import Person
from shared_schema.records.kind import Kind, Placement
from shared_schema.rules.dossier import RESTRICTED, Dossier

_COORDINATOR, _SUPERVISOR, _ADMINISTRATOR, _WORKER = "coordinator", "supervisor", "administrator", "social_worker"
_CASE_ROLES = frozenset({_WORKER, _SUPERVISOR, _COORDINATOR})
_WRITERS: Mapping[str, frozenset[str]] = {
    "provider": frozenset({_COORDINATOR, _ADMINISTRATOR}),
    "provider_service": frozenset({_SUPERVISOR, _COORDINATOR, _ADMINISTRATOR}),
    "office": frozenset({_ADMINISTRATOR}),
    "worker": frozenset({_SUPERVISOR, _ADMINISTRATOR}),
    "setting": frozenset({_ADMINISTRATOR}),
    "wording": frozenset({_ADMINISTRATOR}),
    "study_response": frozenset({_SUPERVISOR, _COORDINATOR}),
    "review_question": frozenset({_SUPERVISOR, _COORDINATOR}),
}


def may_write(kind: Kind, person: Person) -> bool:
    """Whether a person may add records of this kind at all."""
    return person.role in _WRITERS.get(kind.name, _CASE_ROLES)


def may_change(kind: Kind, person: Person) -> bool:
    """Whether she may change one: who is asked a review question answers it."""
    return may_write(kind, person) or (kind.name == "review_question" and person.role == _WORKER)


def may_list(kind: Kind, dossier: Dossier | None) -> bool:
    """Whether a kind is there for her at all: without the clearance nothing of restricted ones, not a count."""
    if not kind.restricted or kind.placement is Placement.DIRECTORY:
        return True
    return dossier is not None and (RESTRICTED in dossier.held or any(dossier.of_kind(kind.name)))


def is_opening_noted(kind: Kind) -> bool:
    """Whether opening a record of this kind is written down: restricted ones of a dossier."""
    return kind.restricted and kind.placement is not Placement.DIRECTORY


def asks_reason_to_open(kind: Kind, person: Person) -> bool:
    """Whether opening a record is recorded with a reason that she gives."""
    return kind.restricted and person.role == _COORDINATOR
