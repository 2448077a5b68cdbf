"""Rules about who the person is: names, birth and age, target group, risk, do not contact (1, 2, 5, 9, 10, 14)."""

from collections.abc import Iterator
from datetime import date

from shared_schema.identifiers import by_age
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import Span, answer, birth_span, choices, day, span, years_between
from shared_schema.rules.rule import DossierRule, E, RecordRule, Rule, W

AGE_DIFFERENCE_YEARS = 2
# a person passes with one of these; the first is where a form shows what is missing
_NAMES = {
    "case": (("given_name_km", "family_name_km", "given_name_latin", "family_name_latin", "nickname", "other_names"),),
    "family_member": (("name_km", "name_latin", "nickname"),),
    "tracing_inquiry": (
        (
            "sought_given_name_km",
            "sought_family_name_km",
            "sought_given_name_latin",
            "sought_family_name_latin",
            "sought_nickname",
        ),
        ("inquirer_name_km", "inquirer_name_latin"),
    ),
    "worker": (("name_km", "name_latin"),),
}
_BIRTH_PREFIX = {"case": "", "tracing_inquiry": "sought_"}
# dates that say something of the person's life
_DATES = {
    "case": ("registered_on", "age_stated_on", "separated_on", "care_since", "closed_on"),
    "consent": ("decided_on", "withdrawn_on"),
    "assessment": ("assessed_on",),
    "trafficking_account": ("started_on", "ended_on"),
    "trafficking_event": ("happened_on",),
    "verification": ("beneficiary_interviewed_on",),
    "reunification": ("date_reunification", "broke_down_on"),
    "service": ("started_on", "ended_on"),
    "visit": ("visited_on",),
    "study_response": ("asked_on",),
}
_BY_THE_PERSON = (
    "visited_on",
    "assessed_on",
    "decided_on",
    "started_on",
    "date_reunification",
    "asked_on",
    "care_since",
)


def _nameless(record: Shown) -> Iterator[str]:
    for fields in _NAMES[record.kind]:
        if not any(answer(record, name) is not None for name in fields):
            yield fields[0]


def _birth_missing(record: Shown) -> Iterator[str]:
    prefix = _BIRTH_PREFIX[record.kind]
    born, age = answer(record, prefix + "date_of_birth"), answer(record, prefix + "age_stated")
    if born is None and age is None:
        yield prefix + "date_of_birth"
    if born is None and age is not None and answer(record, prefix + "is_estimated") is not True:
        yield prefix + "is_estimated"
    if age is not None and answer(record, prefix + "age_stated_on") is None:
        yield prefix + "age_stated_on"


def _birth_and_age_differ(record: Shown) -> Iterator[str]:
    prefix = _BIRTH_PREFIX[record.kind]
    born, age = span(record, prefix + "date_of_birth"), answer(record, prefix + "age_stated")
    stated_on = day(record, prefix + "age_stated_on")
    if born is None or not isinstance(age, int) or stated_on is None:
        return
    youngest, oldest = years_between(born.last, stated_on), years_between(born.first, stated_on)
    if age < youngest - AGE_DIFFERENCE_YEARS or age > oldest + AGE_DIFFERENCE_YEARS:
        yield prefix + "age_stated"


def name_or_birth_missing(record: Shown) -> Iterator[str]:
    """Fields without which a case is not made: a name, and a birth or an age (rules 1 and 2)."""
    yield from _nameless(record)
    yield from _birth_missing(record)


def _no_contact_without_reason(record: Shown) -> Iterator[str]:
    if answer(record, "do_not_contact_family") is True and answer(record, "do_not_contact_reason") is None:
        yield "do_not_contact_reason"


def _category_outside(record: Shown) -> Iterator[str]:
    primary, every = answer(record, "primary_category"), choices(record, "categories")
    if primary == "family_of_victim" or (primary is not None and every and primary not in every):
        yield "primary_category"


def _before_birth_or_after_death(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    born = birth_span(dossier.head)
    for name in _DATES[record.kind]:
        happened = span(record, name)
        if happened is None:
            continue
        is_before_birth = born is not None and happened.is_surely_before(born)
        if is_before_birth or _is_after_death(name, happened, dossier.head):
            yield name


def _is_after_death(name: str, happened: Span, head: Shown | None) -> bool:
    closed_on = span(head, "closed_on")
    if name not in _BY_THE_PERSON or closed_on is None or answer(head, "closure_reason") != "died":
        return False
    return closed_on.is_surely_before(happened)


def _before_registration(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    visited, registered = day(record, "visited_on"), day(dossier.head, "registered_on")
    if visited is not None and registered is not None and visited < registered:
        yield "visited_on"


def _high_risk_without_reason(record: Shown) -> Iterator[str]:
    if answer(record, "risk_level") == "high" and answer(record, "risk_reason") is None:
        yield "risk_reason"


def _risk_without_factor(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    if answer(record, "risk_level") not in ("high", "medium"):
        return
    last = max(
        dossier.of_kind("assessment"),
        key=lambda a: (answer(a, "assessed_on") or "", by_age(a.record_id)),
        default=None,
    )
    if last is not None and not choices(last, "risk_factors"):
        yield "risk_level"


RULES: tuple[Rule, ...] = (
    RecordRule("rule_01", E, tuple(_NAMES), _nameless),
    RecordRule("rule_02", E, tuple(_BIRTH_PREFIX), _birth_missing),
    RecordRule("rule_02", W, tuple(_BIRTH_PREFIX), _birth_and_age_differ),
    RecordRule("rule_05", E, ("case",), _no_contact_without_reason),
    RecordRule("rule_09", E, ("case",), _category_outside),
    DossierRule("rule_10", E, tuple(_DATES), _before_birth_or_after_death),
    DossierRule("rule_10", W, ("visit",), _before_registration),
    RecordRule("rule_14", E, ("case",), _high_risk_without_reason),
    DossierRule("rule_14", E, ("case",), _risk_without_factor),
)
