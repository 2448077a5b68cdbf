"""Gate of a return to the family or a placement in a community (records.md 4.3)."""

from collections.abc import Iterator
from datetime import date

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import Missing, Occasion
from shared_schema.rules.gates_stage import approved_plan, is_approved
from shared_schema.rules.lowering import counting_value
from shared_schema.rules.reading import answer, day, is_minor
from shared_schema.rules.signatures import has_two_sign_offs, sign_off

BY_VERIFICATION = ("to_family", "to_kin")
FRESH_DAYS = 90
_SUPPORTING_GOALS = ("safety", "housing", "family")


def return_home(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """What a return needs on its day: by verification for family and kin, by plan and decision for other placements."""
    yield from return_on(dossier, record, day(record, "date_reunification") or occasion.today)


def return_on(dossier: Dossier, record: Shown, on: date) -> Iterator[Missing]:
    """The same, asked of a day (rule 19)."""
    approved = is_approved(dossier, record)
    if answer(record, "return_type") not in BY_VERIFICATION:
        if approved_plan(dossier) is None:
            yield Missing("approved_plan", record.record_id)
        if not approved and not _is_decided_in_conference(dossier):
            yield Missing("decision_or_approval", record.record_id, "approval")
        return
    if not approved:
        yield Missing("approval", record.record_id, "approval")
    yield from _verified(dossier, record, on)
    yield from _permitted(dossier, record, on)
    if is_minor(dossier.head, on) and not _has_best_interests(dossier, on):
        yield Missing("best_interests", record.record_id)


def _verified(dossier: Dossier, record: Shown, on: date) -> Iterator[Missing]:
    verification = dossier.find(answer(record, "verification_id"))
    match = dossier.find(answer(verification, "match_id"))
    if answer(match, "state") not in ("confirmed", "reunited"):
        yield Missing("match_confirmed", record.record_id, "verification_id")
    second = sign_off(verification, "second")
    if not has_two_sign_offs(verification) or second is None:
        yield Missing("two_sign_offs", record.record_id, "verification_id")
    elif second.on is None or (on - second.on).days > FRESH_DAYS:
        yield Missing("sign_off_fresh", record.record_id, "verification_id")
    if verification is None:
        return
    for name in ("beneficiary_wish", "family_willing"):
        if answer(verification, name) != "yes":
            yield Missing("both_willing", verification.record_id, name)
    safety = counting_value(dossier, verification, "home_safety", on)
    if safety != "safe" and not (safety == "needs_support" and _has_supporting_goal(dossier)):
        yield Missing("home_safe", verification.record_id, "home_safety")


def _permitted(dossier: Dossier, record: Shown, on: date) -> Iterator[Missing]:
    for purpose in ("tracing", "share_with_family"):
        if not has_consent(dossier, purpose, on):
            yield Missing(f"consent_{purpose}", record.record_id)
    head = dossier.head
    if head is not None and counting_value(dossier, head, "do_not_contact_family", on) is True:
        yield Missing("do_not_contact", record.record_id)
    for relative in receiving_household(dossier, answer(record, "to_member")):
        if counting_value(dossier, relative, "contact_safety", on) == "unsafe":
            yield Missing("relative_unsafe", record.record_id, "to_member")
            return


def receiving_household(dossier: Dossier, to_member: Id | None) -> tuple[Shown, ...]:
    """The relative who receives the person, and those recorded as of the same household."""
    members = dossier.of_kind("family_member")
    return tuple(m for m in members if m.record_id == to_member or answer(m, "in_household") is True)


def _has_supporting_goal(dossier: Dossier) -> bool:
    goals = (goal for goal in dossier.of_kind("goal") if answer(goal, "progress") != "dropped")
    return any(answer(goal, "domain") in _SUPPORTING_GOALS for goal in goals)


def _is_decided_in_conference(dossier: Dossier) -> bool:
    signed = {c.record_id for c in dossier.of_kind("case_conference") if answer(c, "state") == "signed"}
    decisions = (d for d in dossier.of_kind("conference_decision") if answer(d, "conference_id") in signed)
    return any(answer(decision, "decision_type") == "direct_reintegration" for decision in decisions)


def _has_best_interests(dossier: Dossier, on: date) -> bool:
    for assessment in dossier.of_kind("assessment"):
        assessed = day(assessment, "assessed_on")
        is_whole = answer(assessment, "assessment_type") == "best_interests" and answer(assessment, "completed") is True
        if is_whole and assessed is not None and 0 <= (on - assessed).days <= FRESH_DAYS:
            return True
    return False
