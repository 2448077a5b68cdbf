"""Rules about referrals: consent on the day of sending, or an override with an allowed reason (22, 23)."""

from collections.abc import Iterator
from datetime import date

from shared_schema.merge.policy import Shown
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import DIRECTORY, Dossier
from shared_schema.rules.reading import answer, choices, day
from shared_schema.rules.rule import DossierRule, E, Rule, W, state_in

PURPOSE = "share_with_provider"
OVERRIDE_REASONS = ("danger_to_life", "court_order")
_WENT_OUT = state_in("sent", "accepted", "done")
_IN_THE_OPEN = state_in("sent", "accepted")


def is_overridden(referral: Shown) -> bool:
    """Whether somebody allowed sending without consent, for one of the two reasons that allow it."""
    return answer(referral, "override_reason") in OVERRIDE_REASONS and answer(referral, "override_by") is not None


def uncovered_scopes(
    dossier: Dossier, referral: Shown, on: date, *, same_day_end_counts: bool = True
) -> tuple[str, ...]:
    """Codes of shared_scope for which consent is not in force for the provider on a day."""
    provider, counts = answer(referral, "provider"), same_day_end_counts
    return tuple(
        code
        for code in choices(referral, "shared_scope")
        if not has_consent(dossier, PURPOSE, on, provider=provider, scope=(code,), same_day_end_counts=counts)
    )


def must_revoke(dossier: Dossier, referral: Shown, today: date) -> bool:
    """Whether a sent or accepted referral lost its consent by withdrawal or refusal; an expiry alone does not count."""
    if answer(referral, "state") not in ("sent", "accepted") or is_overridden(referral):
        return False
    provider, sent_on = answer(referral, "provider"), day(referral, "sent_on")
    had = sent_on is not None and has_consent(
        dossier, PURPOSE, sent_on, provider=provider, expiry_counts=False, same_day_end_counts=False
    )
    return had and not has_consent(dossier, PURPOSE, today, provider=provider, expiry_counts=False)


def is_cleared(dossier: Dossier, worker: object) -> bool:
    """Whether the directory says that a worker may see restricted records."""
    found = dossier.find(worker)
    return found is not None and found.kind == "worker" and answer(found, "clearance") == "restricted"


def sender_of(referral: Shown) -> str | None:
    """Who wrote the referral's present state."""
    written = referral.written.get("group:state")
    return referral.author if written is None else written[1].by


def _without_consent(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    sent_on, provider = day(record, "sent_on"), answer(record, "provider")
    if sent_on is None or is_overridden(record):
        return
    if not has_consent(dossier, PURPOSE, sent_on, provider=provider, same_day_end_counts=False):
        yield "consent_id"


def _withdrawn_since(record: Shown, dossier: Dossier, today: date) -> Iterator[str]:
    if must_revoke(dossier, record, today):
        yield "state"


def _scope_too_wide(record: Shown, dossier: Dossier, today: date) -> Iterator[str]:
    if answer(record, "state") == "draft":
        consent = dossier.find(answer(record, "consent_id"))
        is_wider = consent is not None and not set(choices(record, "shared_scope")) <= set(choices(consent, "scope"))
    else:
        on = day(record, "sent_on") or today
        uncovered = uncovered_scopes(dossier, record, on, same_day_end_counts=False)
        is_wider = not is_overridden(record) and bool(uncovered)
    if is_wider:
        yield "shared_scope"


def _account_by_uncleared(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    if not is_cleared(dossier, _first_sender(record)):
        yield "shared_scope"


def _shares_account(record: Shown) -> bool:
    return _IN_THE_OPEN(record) and "account" in choices(record, "shared_scope")


def _first_sender(referral: Shown) -> str | None:
    return sender_of(referral) if answer(referral, "state") == "sent" else referral.author


RULES: tuple[Rule, ...] = (
    DossierRule("rule_22", E, ("referral",), _without_consent, needs=(DIRECTORY,), applies=_WENT_OUT),
    DossierRule("rule_22", W, ("referral",), _withdrawn_since, needs=(DIRECTORY,), applies=_IN_THE_OPEN),
    DossierRule(
        "rule_23",
        E,
        ("referral",),
        _scope_too_wide,
        needs=(DIRECTORY,),
        applies=state_in("draft", "sent", "accepted", "done"),
    ),
    DossierRule("rule_23", E, ("referral",), _account_by_uncleared, needs=(DIRECTORY,), applies=_shares_account),
)
