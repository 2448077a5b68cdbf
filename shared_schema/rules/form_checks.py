"""Checks between fields that stand in the tables of section 2 without a number: one of two, order of dates, spelling.

Their findings are named `check_<what>`; they weigh like rules.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.domains import domain_fields
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import ApproximateDate, Date
from shared_schema.rules.conference import has_one_owner
from shared_schema.rules.dossier import DIRECTORY, Dossier
from shared_schema.rules.reading import answer, span
from shared_schema.rules.rule import DossierRule, E, RecordRule, Rule, W, state_in
from shared_schema.vocabularies.person import ANIMAL_YEAR

_ANIMALS = tuple(animal.code for animal in ANIMAL_YEAR)  # in the order of the twelve years
_RAT_YEAR = 2008
_KHMER_NAME = re.compile(r"[\u1780-\u17ff\u19e0-\u19ff \-.·]*")
_NATIONAL_ID = re.compile(r"[0-9]{9}")
_KHMER_FIELDS = {
    "case": ("family_name_km", "given_name_km"),
    "family_member": ("name_km",),
    "tracing_inquiry": ("inquirer_name_km", "sought_family_name_km", "sought_given_name_km"),
}
_ANIMAL_FIELDS = {
    "case": ("birth_animal_year", "date_of_birth"),
    "tracing_inquiry": ("sought_animal_year", "sought_date_of_birth"),
}
_ONE_OF = {
    "tracing_inquiry": ("inquirer_phone", "inquirer_place"),
    "conference_attendee": ("agency", "agency_text"),
    "provider": ("name_km", "name_latin", "short_name"),
    "office": ("name_km", "name_latin"),
}
_PERIODS = {
    "contact_point": ("used_from", "used_until"),
    "trafficking_account": ("started_on", "ended_on"),
    "setting": ("from_on", "until_on"),
}
_DOMAINS = tuple(field.name for field in domain_fields())
_UNIQUE = {"office": ("code",), "setting": ("setting_type", "code"), "provider": ("short_name",)}
_PAST_DATES: Mapping[str, tuple[str, ...]] = {
    kind.name: tuple(
        field.name
        for field in kind.fields.values()
        if isinstance(field.type, Date | ApproximateDate) and not field.future_ok
    )
    for kind in KINDS.values()
}


def codes_twice(records: Iterable[Shown]) -> tuple[tuple[Id, ...], ...]:
    """Offices, settings and providers of the directory that share a code or a short name."""
    found: dict[tuple[object, ...], list[Id]] = {}
    for record in records:
        names = _UNIQUE.get(record.kind, ())
        code = tuple(str(answer(record, name)).casefold() for name in names if answer(record, name) is not None)
        if names and len(code) == len(names) and not record.is_retracted:
            found.setdefault((record.kind, *code), []).append(record.record_id)
    return tuple(tuple(sorted(ids)) for _code, ids in sorted(found.items(), key=str) if len(ids) > 1)


def _none_of_several(record: Shown) -> Iterator[str]:
    fields = _ONE_OF[record.kind]
    if not any(answer(record, name) is not None for name in fields):
        yield fields[0]


def _no_single_owner(record: Shown) -> Iterator[str]:
    if not has_one_owner(record):
        yield "owner_worker"


def _ends_before_start(record: Shown) -> Iterator[str]:
    first, last = _PERIODS[record.kind]
    started, ended = span(record, first), span(record, last)
    if started is not None and ended is not None and ended.is_surely_before(started):
        yield last


def _not_khmer(record: Shown) -> Iterator[str]:
    for name in _KHMER_FIELDS[record.kind]:
        text = answer(record, name)
        if isinstance(text, str) and not _KHMER_NAME.fullmatch(text):
            yield name


def _not_nine_digits(record: Shown) -> Iterator[str]:
    number = answer(record, "national_id_no")
    if isinstance(number, str) and not _NATIONAL_ID.fullmatch(number.replace(" ", "")):
        yield "national_id_no"


def _another_animal(record: Shown) -> Iterator[str]:
    animal_field, birth_field = _ANIMAL_FIELDS[record.kind]
    animal, born = answer(record, animal_field), span(record, birth_field)
    if animal not in _ANIMALS or born is None:
        return
    apart = (born.first.year - _RAT_YEAR - _ANIMALS.index(animal)) % len(_ANIMALS)
    if min(apart, len(_ANIMALS) - apart) > 1:
        yield animal_field


def _same_office(record: Shown) -> Iterator[str]:
    if answer(record, "from_office") == answer(record, "to_office"):
        yield "to_office"


def _wrong_order(record: Shown) -> Iterator[str]:
    a, b = answer(record, "case_a"), answer(record, "case_b")
    if isinstance(a, str) and isinstance(b, str) and a >= b:
        yield "case_b"


def _unexplained_domain(record: Shown) -> Iterator[str]:
    if answer(record, "closure_reason") != "reintegrated" or answer(record, "domain_reason") is not None:
        return
    if any(answer(record, name) not in ("3", "4") for name in _DOMAINS):
        yield "domain_reason"


def _in_the_future(record: Shown, _dossier: Dossier, today: date) -> Iterator[str]:
    for name in _PAST_DATES.get(record.kind, ()):
        typed = span(record, name)
        if typed is not None and typed.first > today:
            yield name


def _worker_elsewhere(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    worker = dossier.find(answer(record, "case_worker"))
    is_there = answer(worker, "office") == answer(record, "office") and answer(worker, "status") != "left"
    if not is_there:
        yield "case_worker"


RULES: tuple[Rule, ...] = (
    RecordRule("check_one_of", E, tuple(_ONE_OF), _none_of_several),
    RecordRule("check_owner", E, ("task", "conference_decision"), _no_single_owner),
    RecordRule("check_period", E, tuple(_PERIODS), _ends_before_start),
    RecordRule("check_khmer_letters", W, tuple(_KHMER_FIELDS), _not_khmer),
    RecordRule("check_national_id", W, ("case",), _not_nine_digits),
    RecordRule("check_animal_year", W, tuple(_ANIMAL_FIELDS), _another_animal),
    RecordRule("check_other_office", E, ("case_transfer",), _same_office),
    RecordRule("check_pair_order", E, ("case_link",), _wrong_order),
    RecordRule("check_domain_reason", E, ("closure",), _unexplained_domain),
    DossierRule("check_future", W, tuple(kind for kind, names in _PAST_DATES.items() if names), _in_the_future),
    DossierRule(
        "check_worker",
        W,
        ("case", "tracing_inquiry"),
        _worker_elsewhere,
        needs=(DIRECTORY,),
        applies=state_in("open", "tracing", field="status"),
    ),
)
