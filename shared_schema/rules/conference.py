"""Rules about case conferences and tasks (29, 30)."""

from collections.abc import Iterator
from datetime import date

from shared_schema.merge.policy import Shown
from shared_schema.records.field import is_answered
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, day
from shared_schema.rules.rule import DossierRule, E, RecordRule, Rule, state_in

AGENCIES = 2


def rows_of(dossier: Dossier, conference: Shown, kind: str) -> tuple[Shown, ...]:
    """Attendees or decisions of one conference, voided ones left out."""
    return tuple(row for row in dossier.of_kind(kind) if answer(row, "conference_id") == conference.record_id)


def agencies_at(dossier: Dossier, conference: Shown) -> frozenset[str]:
    """The different agencies that sat at a conference, by reference or in words."""
    found = set()
    for attendee in rows_of(dossier, conference, "conference_attendee"):
        agency = answer(attendee, "agency") or answer(attendee, "agency_text")
        if agency is not None:
            found.add(str(agency).strip().casefold() if answer(attendee, "agency") is None else str(agency))
    return frozenset(found)


def has_one_owner(record: Shown) -> bool:
    """Whether exactly one of worker and agency is named."""
    return (answer(record, "owner_worker") is None) is not (answer(record, "owner_agency") is None)


def _signed_too_early(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    if not is_answered(record.values.get("person_view")):
        yield "person_view"
    if len(agencies_at(dossier, record)) < AGENCIES:
        yield "conference_attendee"
    if any(not _is_complete(d, record) for d in rows_of(dossier, record, "conference_decision")):
        yield "conference_decision"


def _is_complete(decision: Shown, conference: Shown) -> bool:
    due, held = day(decision, "due_on"), day(conference, "held_on")
    return has_one_owner(decision) and due is not None and (held is None or due >= held)


def _task_state(record: Shown) -> Iterator[str]:
    state = answer(record, "state")
    if state == "done" and answer(record, "done_on") is None:
        yield "done_on"
    if state == "dropped" and answer(record, "result") is None:
        yield "result"
    if answer(record, "alert_outcome") is not None and answer(record, "origin") != "alert":
        yield "alert_outcome"


RULES: tuple[Rule, ...] = (
    DossierRule("rule_29", E, ("case_conference",), _signed_too_early, applies=state_in("signed")),
    RecordRule("rule_30", E, ("task",), _task_state),
)
