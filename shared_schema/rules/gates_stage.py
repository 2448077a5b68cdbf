"""Gates of the stages of a case, of plans and of assessments (records.md 4.1)."""

from collections.abc import Iterator
from datetime import timedelta

from shared_schema.identifiers import by_age
from shared_schema.merge.policy import Shown
from shared_schema.rules.alerts import alerts
from shared_schema.rules.closure import APPROVERS, role_of
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import DIRECTORY, Dossier
from shared_schema.rules.follow_up import latest_return
from shared_schema.rules.gate import Missing, Occasion, needed
from shared_schema.rules.person import name_or_birth_missing
from shared_schema.rules.reading import answer, day, values_over_time

SERVICES_CONSENT_DAYS = 7
_ANSWERING = ("acting", "resolved")


def new_case(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """Name, sex, age or birth, place; a `services` entry within 7 days (a task until then)."""
    yield from needed(record, "sex", "current_place")
    yield from (Missing("answer_needed", record.record_id, name) for name in name_or_birth_missing(record))
    if is_services_consent_late(dossier, record, occasion):
        yield Missing("consent_entry_services", record.record_id)


def is_services_consent_late(dossier: Dossier, record: Shown, occasion: Occasion) -> bool:
    """Whether no entry about services was written within 7 days of registration."""
    registered = day(record, "registered_on")
    is_written = any(answer(entry, "purpose") == "services" for entry in dossier.of_kind("consent"))
    if is_written or registered is None:
        return False
    return occasion.today > registered + timedelta(days=SERVICES_CONSENT_DAYS)


def to_integration(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """Consent to services; who she is and lives with; an assessment, an agreed and approved plan, a risk level."""
    if not has_consent(dossier, "services", occasion.today):
        yield Missing("consent_services", record.record_id)
    yield from needed(record, "primary_category", "identified_by", "care_arrangement", "risk_level")
    if not any(_is_initial(assessment) for assessment in dossier.of_kind("assessment")):
        yield Missing("initial_assessment", record.record_id)
    if approved_plan(dossier) is None:
        yield Missing("approved_plan", record.record_id)


def to_monitoring(dossier: Dossier, record: Shown, _occasion: Occasion) -> Iterator[Missing]:
    """A return in state done."""
    if latest_return(dossier) is None:
        yield Missing("return_done", record.record_id)


def back_to_integration(dossier: Dossier, record: Shown, _occasion: Occasion) -> Iterator[Missing]:
    """A return that broke down, or an alert that somebody acts on."""
    has_broken_down = any(answer(r, "state") == "broken_down" for r in dossier.of_kind("reunification"))
    if not has_broken_down and not any(_is_acted_on(dossier, task) for a in alerts(dossier) for task in a.tasks):
        yield Missing("breakdown_or_alert", record.record_id)


def reopen(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """A reason, the stage the case was closed from, and no closing day or reason left."""
    if not occasion.reason:
        yield Missing("reason", record.record_id)
    if answer(record, "stage") == "case_closure":
        return
    for name in ("closed_on", "closure_reason"):
        if answer(record, name) is not None:
            yield Missing("closing_emptied", record.record_id, name)
    before = stage_before_closing(dossier, record)
    if before is not None and answer(record, "stage") != before:
        yield Missing("stage_before_closing", record.record_id, "stage")


def stage_before_closing(dossier: Dossier, record: Shown) -> str | None:
    """The stage a case was in when it was last closed, None where the history does not tell."""
    before = closed_from = None
    for one in values_over_time(dossier, record, "stage", "group:status"):
        if one.value == "case_closure":
            closed_from = before or closed_from
        else:
            before = one.value
    return closed_from if isinstance(closed_from, str) else None


def approve_plan(dossier: Dossier, record: Shown, _occasion: Occasion) -> Iterator[Missing]:
    """The person agrees, and the risk level is set."""
    if answer(record, "agreed_by_person") != "yes":
        yield Missing("person_agrees", record.record_id, "agreed_by_person")
    yield from needed(dossier.head, "risk_level")


def approve_assessment(_dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """Completed, and by somebody else than its author."""
    if answer(record, "completed") is not True:
        yield Missing("answer_needed", record.record_id, "completed")
    yield from other_person(record, occasion)


def other_person(record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """Whoever approves did not write the record."""
    approver = answer(record, "approved_by") or occasion.actor.worker
    if approver == record.author:
        yield Missing("other_person", record.record_id, "approved_by")


def approved_plan(dossier: Dossier) -> Shown | None:
    """The latest plan that was approved and that the person agrees to."""
    plans = [p for p in dossier.of_kind("reintegration_plan") if is_approved(dossier, p)]
    agreed = [p for p in plans if answer(p, "agreed_by_person") == "yes"]
    return max(agreed, key=lambda p: (str(answer(p, "made_on")), by_age(p.record_id)), default=None)


def is_approved(dossier: Dossier, record: Shown) -> bool:
    """Whether a record's approval stands, by a supervisor or coordinator as far as the directory tells."""
    if answer(record, "approval") != "approved" or answer(record, "approved_by") is None:
        return False
    if DIRECTORY not in dossier.held:
        return True
    return role_of(dossier, answer(record, "approved_by")) in APPROVERS


def _is_initial(assessment: Shown) -> bool:
    return answer(assessment, "assessment_type") == "initial" and answer(assessment, "completed") is True


def _is_acted_on(dossier: Dossier, task: str) -> bool:
    return answer(dossier.find(task), "alert_outcome") in _ANSWERING
