"""Whom to call when somebody may be in danger: the supervisor of the office, and hotlines of the directory.

Only numbers that an organisation entered in its directory; none is made up here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from casework.alert_tasks import supervisor_of
from casework.web.answers import phone_words
from casework.web.form_around import Surroundings
from casework.web.person_names import names_of
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer

MOST_SHOWN = 6
URGENT_TYPES = ("police", "health", "ministry")


@dataclass(frozen=True, slots=True)
class HelpNumber:
    """A name and the number to call, as people write it; `record` = the worker or provider."""

    record: Id
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Help:
    """The supervisor of an office (None where the directory has none) and the numbers to call, nearest first."""

    supervisor: Shown | None
    numbers: tuple[HelpNumber, ...]


def help_for(around: Surroundings, office: Id, language: str) -> Help:
    """The numbers for a case of this office; hotlines first, then police, health and ministry."""
    supervisor = supervisor_of(around.of_kind("worker"), office)
    named = [] if supervisor is None else [supervisor]
    found = [_number(one, language) for one in (*named, *sorted(_urgent(around.of_kind("provider")), key=_order))]
    return Help(supervisor, tuple(one for one in found if one is not None)[:MOST_SHOWN])


def _urgent(providers: Iterable[Shown]) -> list[Shown]:
    active = [one for one in providers if answer(one, "active") is not False]
    return [one for one in active if answer(one, "hotline") or answer(one, "provider_type") in URGENT_TYPES]


def _order(provider: Shown) -> tuple[bool, int, str]:
    of_type = answer(provider, "provider_type")
    place = URGENT_TYPES.index(of_type) if of_type in URGENT_TYPES else len(URGENT_TYPES)
    return answer(provider, "hotline") is None, place, provider.record_id


def _number(shown: Shown, language: str) -> HelpNumber | None:
    for name in ("hotline", "work_phone", "phone"):
        number = answer(shown, name)
        if isinstance(number, str) and number:
            names = names_of(shown.kind, shown.values, language)
            return HelpNumber(shown.record_id, names[0].text if names else "", phone_words(number))
    return None
