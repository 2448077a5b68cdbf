"""Gates of a case conference: held, and minutes signed (records.md 4.6)."""

from collections.abc import Iterator
from datetime import date

from shared_schema.merge.policy import Shown
from shared_schema.records.field import is_answered
from shared_schema.rules.conference import AGENCIES, agencies_at, has_one_owner, rows_of
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import Missing, Occasion, needed
from shared_schema.rules.reading import answer, day


def hold(dossier: Dossier, record: Shown, _occasion: Occasion) -> Iterator[Missing]:
    """Date, chair, two agencies. Without consent the case is discussed under its number only."""
    yield from needed(record, "held_on", "chair")
    if len(agencies_at(dossier, record)) < AGENCIES:
        yield Missing("two_agencies", record.record_id)


def sign_minutes(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """The person's view, an owner and a day for each decision, each attendee marked on confidentiality."""
    yield from hold(dossier, record, occasion)
    yield from needed(record, "person_present")
    if not is_answered(record.values.get("person_view")):
        yield Missing("person_view", record.record_id, "person_view")
    held = day(record, "held_on")
    for decision in rows_of(dossier, record, "conference_decision"):
        due = day(decision, "due_on")
        if not has_one_owner(decision):
            yield Missing("decision_owner", decision.record_id, "owner_worker")
        if due is None or (held is not None and due < held):
            yield Missing("decision_due", decision.record_id, "due_on")
    for attendee in rows_of(dossier, record, "conference_attendee"):
        if answer(attendee, "confidentiality_signed") is None:
            yield Missing("confidentiality_marked", attendee.record_id, "confidentiality_signed")


def is_under_number_only(dossier: Dossier, on: date) -> bool:
    """Whether consent to a conference is not in force: names are not said, nor shown in its papers."""
    return not has_consent(dossier, "case_conference", on)


def open_decisions(dossier: Dossier) -> tuple[Shown, ...]:
    """Decisions of conferences held or signed whose task is neither done nor dropped."""
    taken = {c.record_id for c in dossier.of_kind("case_conference") if answer(c, "state") in ("held", "signed")}
    decisions = (d for d in dossier.of_kind("conference_decision") if answer(d, "conference_id") in taken)
    return tuple(decision for decision in decisions if not _is_settled(dossier, decision))


def _is_settled(dossier: Dossier, decision: Shown) -> bool:
    task = dossier.find(answer(decision, "task_id"))
    return task is not None and answer(task, "state") in ("done", "dropped")
