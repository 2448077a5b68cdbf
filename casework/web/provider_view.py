"""Providers as the directory shows them: what they offer, where, whom they take, places free and when that was said.

Promise: a number of free places never stands without the day it was confirmed, and an old one says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from casework.book import CaseBook, Query
from casework.web.form_around import Surroundings
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer, choices, day
from shared_schema.rules.service import CAPACITY_DAYS

MOST_READ = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One service of a provider: in which provinces, places free of how many (None = not said), confirmed on."""

    shown: Shown
    service: str
    provinces: str
    free: int | None
    capacity: int | None
    as_of: date | None
    is_old: bool


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """A provider with what it offers."""

    shown: Shown
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for: a service, a province, words of the name; "" = all."""

    service: str = ""
    province: str = ""
    text: str = ""


def provider_lines(book: CaseBook, around: Surroundings, wanted: Wanted) -> tuple[ProviderLine, ...]:
    """Active providers that fit, those with free places first, then by name."""
    services = book.list(Query("provider_service"), limit=MOST_READ).records
    found = [
        ProviderLine(one, offers_of(one.record_id, services, around, wanted))
        for one in book.list(Query("provider"), limit=MOST_READ).records
        if answer(one, "active") is not False and _is_named(one, wanted.text)
    ]
    fitting = [line for line in found if line.offers or not (wanted.service or wanted.province)]
    return tuple(sorted(fitting, key=lambda line: (not _has_room(line), around.name_of_shown(line.shown))))


def offers_of(
    provider: Id, services: Iterable[Shown], around: Surroundings, wanted: Wanted | None = None
) -> tuple[Offer, ...]:
    """What a provider offers, as far as it fits."""
    wanted = wanted or Wanted()
    own = (one for one in services if answer(one, "provider") == provider and not one.is_retracted)
    return tuple(_offer(one, around) for one in own if _fits(one, wanted))


def _fits(service: Shown, wanted: Wanted) -> bool:
    if wanted.service and answer(service, "service_type") != wanted.service:
        return False
    return not wanted.province or wanted.province in choices(service, "provinces")


def _offer(service: Shown, around: Surroundings) -> Offer:
    as_of, free, capacity = day(service, "as_of"), answer(service, "free_places"), answer(service, "capacity")
    return Offer(
        shown=service,
        service=around.answer(service, "service_type"),
        provinces=around.answer(service, "provinces"),
        free=free if isinstance(free, int) else None,
        capacity=capacity if isinstance(capacity, int) else None,
        as_of=as_of,
        is_old=as_of is None or as_of + timedelta(days=CAPACITY_DAYS) < around.wording.today,
    )


def _has_room(line: ProviderLine) -> bool:
    return any(offer.free for offer in line.offers)


def _is_named(provider: Shown, text: str) -> bool:
    names = (answer(provider, name) for name in ("name_km", "name_latin", "short_name", "network"))
    return text.casefold() in " ".join(str(name) for name in names if name).casefold()
