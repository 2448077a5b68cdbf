"""Rules about services delivered, goals, and what providers offer (24, 35, 36)."""

from collections.abc import Iterator
from datetime import date, timedelta

from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import DIRECTORY, Dossier
from shared_schema.rules.reading import answer, created_day, day
from shared_schema.rules.rule import DossierRule, E, RecordRule, Rule, W, state_in

GOAL_DAYS = 60
CAPACITY_DAYS = 30


def services_of(dossier: Dossier, provider: object) -> tuple[Shown, ...]:
    """What a provider offers, by the directory."""
    return tuple(
        related
        for related in dossier.related.values()
        if related.kind == "provider_service" and not related.is_retracted and answer(related, "provider") == provider
    )


def is_offered(dossier: Dossier, provider: object, service_type: object) -> bool:
    """Whether the directory says that a provider offers a service."""
    return any(answer(offered, "service_type") == service_type for offered in services_of(dossier, provider))


def _period_or_provider(record: Shown) -> Iterator[str]:
    started, ended = day(record, "started_on"), day(record, "ended_on")
    if started is not None and ended is not None and ended < started:
        yield "ended_on"
    if (answer(record, "provider") is not None) is (answer(record, "own_office") is True):
        yield "provider"


def _not_offered(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    if not is_offered(dossier, answer(record, "provider"), answer(record, "service_type")):
        yield "service_type"


def _names_a_provider(record: Shown) -> bool:
    return answer(record, "provider") is not None


def _goal_end(record: Shown) -> Iterator[str]:
    if (answer(record, "progress") == "achieved") is not (answer(record, "actual_end_date") is not None):
        yield "actual_end_date"


def _goal_without_service(record: Shown, dossier: Dossier, today: date) -> Iterator[str]:
    since = created_day(record)
    if since is None or today <= since + timedelta(days=GOAL_DAYS):
        return
    if answer(record, "progress") in ("achieved", "dropped"):
        return
    if not any(answer(service, "goal_id") == record.record_id for service in dossier.of_kind("service")):
        yield "service_type"


def _more_free_than_there_are(record: Shown) -> Iterator[str]:
    capacity, free = answer(record, "capacity"), answer(record, "free_places")
    if isinstance(capacity, int) and isinstance(free, int) and free > capacity:
        yield "free_places"


def _no_place_known(record: Shown, dossier: Dossier, today: date) -> Iterator[str]:
    if answer(record, "service_type") != "residential_care":
        return
    offers = [
        o for o in services_of(dossier, answer(record, "provider")) if answer(o, "service_type") == "residential_care"
    ]
    if not any(_has_place(offer, today) for offer in offers):
        yield "provider"


def _has_place(offer: Shown, today: date) -> bool:
    as_of, free = day(offer, "as_of"), answer(offer, "free_places")
    is_fresh = as_of is not None and as_of >= today - timedelta(days=CAPACITY_DAYS)
    return is_fresh and isinstance(free, int) and free > 0


RULES: tuple[Rule, ...] = (
    RecordRule("rule_24", E, ("service",), _period_or_provider),
    DossierRule("rule_24", W, ("service",), _not_offered, needs=(DIRECTORY,), applies=_names_a_provider),
    RecordRule("rule_35", E, ("goal",), _goal_end),
    DossierRule("rule_35", W, ("goal",), _goal_without_service),
    RecordRule("rule_36", E, ("provider_service",), _more_free_than_there_are),
    DossierRule("rule_36", W, ("referral",), _no_place_known, needs=(DIRECTORY,), applies=state_in("draft", "sent")),
)
