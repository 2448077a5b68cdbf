"""Gate of closing a case, and how long a closed case is kept (records.md 4.8)."""

from collections.abc import Iterator
from datetime import date

from shared_schema.merge.policy import Shown
from shared_schema.records.domains import domain_fields
from shared_schema.rules.alerts import open_alerts, working_risk_level
from shared_schema.rules.closure import latest_closure
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.follow_up import is_lost, is_successful_visit, latest_return
from shared_schema.rules.gate import Missing, Occasion, needed
from shared_schema.rules.gates_conference import open_decisions
from shared_schema.rules.gates_stage import is_approved, other_person, stage_before_closing
from shared_schema.rules.reading import answer, birth_span, day, years_between

VISITS_AFTER_RETURN, LAST_VISIT_DAYS, FOLLOWED_DAYS = 3, 90, 180
KEPT_YEARS, KEPT_TO_AGE, ADULT = 7, 25, 18
_DOMAINS = tuple(field.name for field in domain_fields())


def close_case(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """A closure approved by another person, nothing left open, and what its reason asks."""
    yield from close_on(dossier, record, occasion.today)


def close_on(dossier: Dossier, record: Shown, on: date) -> Iterator[Missing]:
    """The same, asked of a day: what still has to be true of a case that was closed then."""
    closure = latest_closure(dossier)
    if closure is None or not is_approved(dossier, closure) or answer(closure, "approved_by") == closure.author:
        yield Missing("closure_approved", record.record_id)
    yield from left_open(dossier, record, on)
    reason = answer(closure, "closure_reason")
    if reason == "reintegrated" and closure is not None:
        yield from _reintegrated(dossier, record, closure, on)
    if reason == "lost_to_follow_up" and not is_lost(dossier, on):
        yield Missing("three_attempts", record.record_id)


def left_open(dossier: Dossier, record: Shown, on: date) -> Iterator[Missing]:
    """Referrals, tasks, decisions and alerts that nobody has ended."""
    for referral in dossier.of_kind("referral"):
        if answer(referral, "state") in ("sent", "accepted"):
            yield Missing("referral_open", referral.record_id, "state")
    for task in dossier.of_kind("task"):
        if answer(task, "state") not in ("done", "dropped"):
            yield Missing("task_open", task.record_id, "state")
    for decision in open_decisions(dossier):
        yield Missing("decision_open", decision.record_id)
    for alert in open_alerts(dossier, on):
        yield Missing("alert_open", alert.record, alert.register)


def approve_closure(_dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """By somebody else than its author; a low or unanswered domain is explained."""
    yield from other_person(record, occasion)
    yield from needed(record, "closure_reason")
    if answer(record, "closure_reason") == "reintegrated" and _needs_domain_reason(record):
        yield Missing("domains_stable", record.record_id, "domain_reason")


def kept_until(record: Shown, *, years: int = KEPT_YEARS) -> date | None:
    """The day on which erasure may be proposed; None while open, or held for a court case.

    7 years (the settings may say more) after closing; for a minor at closure not before the age of 25.
    """
    closed = day(record, "closed_on")
    if closed is None or answer(record, "legal_hold") is True:
        return None
    end = _years_later(closed, max(years, KEPT_YEARS))
    born = birth_span(record)
    if born is not None and years_between(born.last, closed) < ADULT:
        end = max(end, _years_later(born.last, KEPT_TO_AGE))
    return end


def _reintegrated(dossier: Dossier, record: Shown, closure: Shown, on: date) -> Iterator[Missing]:
    stage = answer(record, "stage")
    if stage == "case_closure":
        stage = stage_before_closing(dossier, record) or "monitoring_support"
    if stage != "monitoring_support":
        yield Missing("stage_monitoring", record.record_id, "stage")
    anchor = day(latest_return(dossier), "date_reunification")
    if anchor is None or (on - anchor).days < FOLLOWED_DAYS:
        yield Missing("day_180", record.record_id)
    seen = [v for v in dossier.of_kind("visit") if is_successful_visit(v)]
    days = [d for v in seen if (d := day(v, "visited_on")) is not None and anchor is not None and anchor < d <= on]
    if len(days) < VISITS_AFTER_RETURN:
        yield Missing("three_visits", record.record_id)
    if not days or (on - max(days)).days > LAST_VISIT_DAYS:
        yield Missing("recent_visit", record.record_id)
    if _needs_domain_reason(closure):
        yield Missing("domains_stable", closure.record_id, "domain_reason")
    if working_risk_level(dossier, on) != "low":
        yield Missing("risk_low", record.record_id, "risk_level")


def _needs_domain_reason(closure: Shown) -> bool:
    is_stable = all(answer(closure, name) in ("3", "4") for name in _DOMAINS)
    return not is_stable and answer(closure, "domain_reason") is None


def _years_later(day_: date, years: int) -> date:
    try:
        return day_.replace(year=day_.year + years)
    except ValueError:
        return date(day_.year + years, 3, 1)
