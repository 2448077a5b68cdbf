"""Who is counted, and by what: the counted case, its office, sex, age group, province and main target group.

Counted (records.md 6): not voided, not a duplicate (a joined case counts under the one that is kept), its author
verified. A dossier read from the coded columns of the centre holds `age_group` in place of a date of birth.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from casework.reports.asked import Asked
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, birth_span, day, value_on, years_between

UNKNOWN, NO_GROUP, NO_GRANT = "unknown", "", "none"
AGE_GROUPS = (
    (0, 5, "0-5"), (6, 11, "6-11"), (12, 14, "12-14"), (15, 17, "15-17"), (18, 24, "18-24"),
    (25, 34, "25-34"), (35, 59, "35-59"), (60, 200, "60+"),
)  # fmt: skip
AGE_CODES = (*(code for _low, _high, code in AGE_GROUPS), UNKNOWN)
SEXES = ("female", "male", "other")
HOME_OR_COMMUNITY = frozenset(
    {"parents", "step_parent", "spouse_partner", "adult_sibling", "kinship_care", "customary_caregiver",
     "foster_care", "independent_living"}
)  # fmt: skip
AGE_GROUP = "age_group"  # what the centre's coded columns hold instead of a date of birth
ABROAD = "abroad"
_GRANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,23}")


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """A counted case by what figures are broken down."""

    case: Id
    office: Id
    sex: str
    age_group: str
    province: str
    category: str
    family_group: str


def counted(dossier: Dossier, asked: Asked) -> Beneficiary | None:
    """The beneficiary of a counted case in the scope that is asked for; None for anything else."""
    head = dossier.head
    if head is None or head.kind != "case" or not is_counted(head, asked):
        return None
    office = str(value_on(dossier, head, "office", asked.reached, "group:assignment") or UNKNOWN)
    if asked.offices is not None and office not in asked.offices:
        return None
    if asked.grant is not None and not any(grant_of(one) == asked.grant for one in dossier.of_kind("service")):
        return None
    return Beneficiary(
        dossier.home,
        office,
        sex_of(answer(head, "sex")),
        age_group_of(head),
        province_of(dossier),
        str(answer(head, "primary_category") or UNKNOWN),
        str(answer(head, "family_group") or dossier.home),
    )


def is_counted(head: Shown, asked: Asked) -> bool:
    """Whether a case or inquiry is counted at all."""
    if head.is_retracted or answer(head, "status") == "duplicate" or head.record_id in asked.aliases:
        return False
    return asked.intake.get(head.record_id, head.author not in asked.unverified)


def sex_of(code: Json) -> str:
    """Female, male, other: as reports tell it."""
    return str(code) if code in ("female", "male") else "other"


def age_group_of(head: Shown) -> str:
    """The age group at registration, from what is known of the birth; `unknown` where that leaves it open."""
    coded = head.values.get(AGE_GROUP)
    if isinstance(coded, str):
        return coded
    registered, born = day(head, "registered_on"), birth_span(head)
    if registered is None or born is None:
        return UNKNOWN
    return age_group(years_between(born.first, registered), years_between(born.last, registered))


def age_group(oldest: int, youngest: int) -> str:
    """The group of an age between two; the middle of them where they lie in two groups."""
    years = (oldest + youngest) // 2
    return next((code for low, high, code in AGE_GROUPS if low <= years <= high), UNKNOWN)


def member_age_group(member: Shown, on: date | None) -> str:
    """The age group of a relative on a day, from the year of birth or the age that was told."""
    year, age = answer(member, "birth_year"), answer(member, "age_stated")
    if isinstance(year, int) and on is not None:
        age = on.year - year
    return age_group(age, age) if isinstance(age, int) and age >= 0 else UNKNOWN


def province_of(dossier: Dossier) -> str:
    """Province of the latest return that took place, else of where the person lives; `abroad` outside the country."""
    returns = [one for one in dossier.of_kind("reunification") if answer(one, "state") == "done"]
    dated = [one for one in returns if day(one, "date_reunification") is not None]
    latest = max(dated, key=lambda one: str(answer(one, "date_reunification")), default=None)
    for place in (answer(latest, "to_place"), answer(dossier.head, "current_place")):
        if isinstance(place, dict):
            if place.get("country", "KH") != "KH":
                return ABROAD
            if isinstance(place.get("province"), str):
                return str(place["province"])
    return UNKNOWN


def services(dossier: Dossier, asked: Asked) -> Iterator[tuple[date, Shown]]:
    """Services for the beneficiary since the programme's start and by the end of the period, with their first day."""
    for service in dossier.of_kind("service"):
        started = day(service, "started_on")
        if started is None or not asked.has_begun(started) or answer(service, "for_member") is not None:
            continue
        if asked.grant is None or grant_of(service) == asked.grant:
            yield started, service


def grant_of(service: Shown) -> str | None:
    """The code of the grant that paid; `other` for a text that is no code: what was typed leaves nowhere."""
    typed = answer(service, "grant_code")
    if not isinstance(typed, str):
        return None
    return typed if _GRANT.fullmatch(typed) else "other"


def joined(dossiers: Iterable[Dossier], asked: Asked) -> Iterator[Dossier]:
    """Dossiers with the records of joined ones under the case that is kept; nothing is moved in any store."""
    ends = {_end(one, asked) for one in asked.aliases} | set(asked.aliases)
    waiting: dict[Id, list[Dossier]] = {}
    for dossier in dossiers:
        if dossier.home in ends:
            waiting.setdefault(_end(dossier.home, asked), []).append(dossier)
        else:
            yield dossier
    for kept, group in waiting.items():
        yield _together(kept, group)


def coded_place(value: Json) -> Json:
    """What of a place may stand in figures: country and province."""
    if not isinstance(value, dict):
        return None
    return {part: value[part] for part in ("country", "province") if isinstance(value.get(part), str)} or None


def _end(case: Id, asked: Asked) -> Id:
    seen: set[Id] = set()
    while case in asked.aliases and case not in seen:
        seen.add(case)
        case = asked.aliases[case]
    return case


def _together(kept: Id, group: list[Dossier]) -> Dossier:
    base = next((one for one in group if one.home == kept), group[0])
    records = {key: record for one in group for key, record in one.records.items()}
    dated = {place: values for one in group for place, values in one.dated.items()}
    return replace(base, records=records, dated=dated)
