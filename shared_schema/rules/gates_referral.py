"""Gates of a referral, and when it waits too long for an answer (records.md 4.4)."""

from collections.abc import Iterator
from datetime import date, timedelta

from shared_schema.merge.policy import Shown
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import S_C, Missing, Occasion, needed
from shared_schema.rules.reading import answer, choices, day
from shared_schema.rules.referral import OVERRIDE_REASONS, PURPOSE, is_overridden, must_revoke, uncovered_scopes
from shared_schema.rules.service import is_offered

ANSWER_DAYS = {"today": 1, "week": 3, "month": 7}
TELL_RECEIVER_DAYS = 2
_STANDARDS = ("meets", "improving")


def draft(dossier: Dossier, record: Shown, _occasion: Occasion) -> Iterator[Missing]:
    """The provider is active, offers the service, and for residential care keeps the standards or improves."""
    provider = dossier.find(answer(record, "provider"))
    if provider is None:
        return
    if answer(provider, "active") is not True:
        yield Missing("provider_active", record.record_id, "provider")
    if not is_offered(dossier, provider.record_id, answer(record, "service_type")):
        yield Missing("service_offered", record.record_id, "service_type")
    if answer(record, "service_type") == "residential_care" and answer(provider, "standards_status") not in _STANDARDS:
        yield Missing("standards_of_care", record.record_id, "provider")


def send(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """Consent for the provider and every code of what is shared; or an override by S or C for one of two reasons."""
    if is_overridden(record) or _may_override_now(record, occasion):
        return
    on = day(record, "sent_on") or occasion.today
    if not choices(record, "shared_scope"):
        yield Missing("answer_needed", record.record_id, "shared_scope")
    if not has_consent(dossier, PURPOSE, on, provider=answer(record, "provider")):
        yield Missing("consent_share_with_provider", record.record_id, "consent_id")
    elif uncovered_scopes(dossier, record, on):
        yield Missing("scope_agreed", record.record_id, "shared_scope")


def decline(_dossier: Dossier, record: Shown, _occasion: Occasion) -> Iterator[Missing]:
    """Why: of declining and of revoking."""
    yield from needed(record, "state_reason")


def finish(dossier: Dossier, record: Shown, _occasion: Occasion) -> Iterator[Missing]:
    """At least one service is linked."""
    if not any(answer(service, "referral_id") == record.record_id for service in dossier.of_kind("service")):
        yield Missing("service_linked", record.record_id)


def is_answer_overdue(referral: Shown, today: date) -> bool:
    """Whether a sent referral waits longer than its urgency allows: today 1 day, week 3, else 7."""
    sent_on = day(referral, "sent_on")
    if answer(referral, "state") != "sent" or sent_on is None:
        return False
    return today > sent_on + timedelta(days=ANSWER_DAYS.get(str(answer(referral, "urgency")), 7))


def to_revoke(dossier: Dossier, today: date) -> tuple[Shown, ...]:
    """Sent and accepted referrals whose consent was withdrawn: each gets a task "tell the receiver", due in 2 days."""
    return tuple(referral for referral in dossier.of_kind("referral") if must_revoke(dossier, referral, today))


def _may_override_now(record: Shown, occasion: Occasion) -> bool:
    return answer(record, "override_reason") in OVERRIDE_REASONS and occasion.actor.role in S_C
