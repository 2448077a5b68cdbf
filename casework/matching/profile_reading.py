"""Profiles made of records as shown: a case, an inquiry (of the sought person), a family member, a form being typed.

A register in conflict counts with the value that is shown; an ended telephone number counts, it was hers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework.matching.marks import read_marks
from casework.matching.profile import (
    FATHER,
    HOME,
    LAST,
    MAIN,
    MOTHER,
    NICKNAME,
    NOW,
    ORIGIN,
    OTHER,
    RELATIVE,
    SIBLING,
    Birth,
    Coded,
    Number,
    PlaceFact,
    Profile,
    Relative,
    Source,
    When,
    WrittenName,
)
from casework.matching.relatives import read_relatives
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.field import has_answer
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import created_day, read_day, read_span

CASE, INQUIRY, FAMILY_MEMBER, CONTACT_POINT = "case", "tracing_inquiry", "family_member", "contact_point"
STATED_MARGIN, ESTIMATED_MARGIN = 1, 2  # years to either side
_SOUGHT = "sought_"
_PLACE_LEVELS = ("village", "commune", "district", "province")
_SEVERAL = re.compile(r"[,;/\n។]+")
_RELATION = {"mother": MOTHER, "father": FATHER, "sister": SIBLING, "brother": SIBLING}
_KEEPS_HER_HOME = (
    "mother",
    "father",
    "grandmother",
    "grandfather",
    "sister",
    "brother",
    "step_parent",
    "husband",
    "wife",
)


@dataclass(frozen=True, slots=True)
class _Answers:
    """A record as a source of facts."""

    record: Id
    kind: str
    values: Mapping[str, Json]
    written_on: date | None = None

    def get(self, name: str) -> Json:
        value = self.values.get(name)
        return value if has_answer(value) else None

    def text(self, name: str) -> str:
        value = self.get(name)
        return value.strip() if isinstance(value, str) else ""

    def source(self, name: str) -> Source:
        return Source(self.record, name)


def profile_of(records: Iterable[Shown]) -> Profile:
    """The profile of the first record, a case, an inquiry or a family member.

    The others tell of a case's family and numbers, of an inquiry's nothing; retracted ones and other kinds are
    passed over. Raises ValueError for a first record of another kind.
    """
    head, *others = records
    standing = [_answers(one) for one in others if not one.is_retracted]
    return _profile(_answers(head), head.home, standing)


def profile_of_dossier(dossier: Dossier) -> Profile | None:
    """The profile of a dossier's person; None where its head has not arrived."""
    if dossier.head is None:
        return None
    return profile_of((dossier.head, *dossier.of_kind(FAMILY_MEMBER), *dossier.of_kind(CONTACT_POINT)))


def profile_of_values(
    kind: str,
    values: Mapping[str, Json],
    *,
    record: Id,
    home: Id,
    others: Sequence[tuple[str, Mapping[str, Json]]] = (),
) -> Profile:
    """The profile of what is being typed: `values` by field name; `others` = (kind, values) of family and numbers."""
    beside = [_Answers(record, other, dict(typed)) for other, typed in others]
    return _profile(_Answers(record, kind, dict(values)), home, beside)


def _answers(shown: Shown) -> _Answers:
    return _Answers(shown.record_id, shown.kind, shown.values, created_day(shown))


def _profile(head: _Answers, home: Id, others: Sequence[_Answers]) -> Profile:
    if head.kind == CASE:
        return _of_case(head, home, others)
    if head.kind == INQUIRY:
        return _of_inquiry(head, home)
    if head.kind == FAMILY_MEMBER:
        return _of_member(head, home, others)
    raise ValueError(f"no profile of a {head.kind}")


def _of_case(head: _Answers, home: Id, others: Sequence[_Answers]) -> Profile:
    members = [one for one in others if one.kind == FAMILY_MEMBER]
    numbers = [one for one in others if one.kind == CONTACT_POINT]
    places = [*_place(head, "home_place", ORIGIN), *_place(head, "current_place", NOW)]
    for member in members:
        if member.get("relation") in _KEEPS_HER_HOME:
            places += _place(member, "place", HOME)
    return Profile(
        head.record,
        home,
        head.kind,
        names=(*_split_names(head), *_more_names(head, "nickname", NICKNAME), *_more_names(head, "other_names", OTHER)),
        birth=_birth(head),
        animal_year=_coded(head, "birth_animal_year"),
        places=tuple(places),
        relatives=tuple(_relative(member) for member in members),
        separated_on=_when(head, "separated_on"),
        separated_at=next(_place(head, "separated_at", LAST), None),
        marks=read_marks(head.text("distinguishing_marks"), head.source("distinguishing_marks")),
        phones=tuple(number for one in numbers for number in _number(one, "number")),
        id_numbers=tuple(_number(head, "national_id_no")),
        sex=_sex(head, "sex"),
    )


def _of_inquiry(head: _Answers, home: Id) -> Profile:
    places = [*_place(head, "sought_home_place", ORIGIN), *_place(head, "last_known_place", LAST)]
    if head.get("relation") in _KEEPS_HER_HOME:
        places += _place(head, "inquirer_place", HOME)
    inquirer = Relative(_relation(head), tuple(_whole_names(head, "inquirer_name_")))
    named = read_relatives(head.text("relatives_named"), head.source("relatives_named"))
    return Profile(
        head.record,
        home,
        head.kind,
        names=(*_split_names(head, _SOUGHT), *_more_names(head, "sought_nickname", NICKNAME)),
        birth=_birth(head, _SOUGHT),
        animal_year=_coded(head, "sought_animal_year"),
        places=tuple(places),
        relatives=tuple(one for one in (inquirer, *named) if one.names),
        separated_on=_when(head, "separated_on"),
        separated_at=next(_place(head, "separated_at", LAST), None),
        marks=read_marks(head.text("distinguishing_marks"), head.source("distinguishing_marks")),
        phones=(*_number(head, "inquirer_phone"), *_number(head, "last_phone")),
        sex=_sex(head, "sought_sex"),
    )


def _of_member(head: _Answers, home: Id, others: Sequence[_Answers]) -> Profile:
    numbers = (one for one in others if one.kind == CONTACT_POINT and one.get("owner") == head.record)
    return Profile(
        head.record,
        home,
        head.kind,
        names=(*_whole_names(head, "name_"), *_more_names(head, "nickname", NICKNAME)),
        birth=_member_birth(head),
        places=tuple(_place(head, "place", NOW)),
        phones=tuple(number for one in numbers for number in _number(one, "number")),
        sex=_sex(head, "sex"),
    )


def _split_names(head: _Answers, prefix: str = "") -> Iterator[WrittenName]:
    for script in ("km", "latin"):
        family, given = head.text(f"{prefix}family_name_{script}"), head.text(f"{prefix}given_name_{script}")
        if family or given:
            named = "given" if given else "family"
            source = head.source(f"{prefix}{named}_name_{script}")
            yield WrittenName(f"{family} {given}".strip(), MAIN, source, family, given)


def _whole_names(head: _Answers, prefix: str) -> Iterator[WrittenName]:
    for script in ("km", "latin"):
        text = head.text(prefix + script)
        if text:
            yield WrittenName(text, MAIN, head.source(prefix + script))


def _more_names(head: _Answers, name: str, role: str) -> Iterator[WrittenName]:
    for text in _SEVERAL.split(head.text(name)):
        if text.strip():
            yield WrittenName(text.strip(), role, head.source(name))


def _relative(member: _Answers) -> Relative:
    names = (*_whole_names(member, "name_"), *_more_names(member, "nickname", NICKNAME))
    return Relative(_relation(member), names)


def _relation(head: _Answers) -> str:
    return _RELATION.get(head.text("relation"), RELATIVE)


def _coded(head: _Answers, name: str) -> Coded | None:
    code = head.text(name)
    return Coded(code, head.source(name)) if code else None


def _sex(head: _Answers, name: str) -> Coded | None:
    found = _coded(head, name)
    return found if found is not None and found.code in ("female", "male") else None


def _birth(head: _Answers, prefix: str = "") -> Birth | None:
    written, stated = head.text(prefix + "date_of_birth"), _from_age(head, prefix)
    source = head.source(prefix + "date_of_birth")
    if read_span(written) is None:
        return stated
    year = int(written[:4])
    if head.get(prefix + "is_estimated") is True:
        is_computed = stated is not None and year in (stated.year, stated.year - 1)
        return Birth(year, STATED_MARGIN if is_computed else ESTIMATED_MARGIN, None, source)
    is_full = len(written) == 10 and not written.endswith("-01-01")
    return Birth(year, 0, written if is_full else None, source)


def _from_age(head: _Answers, prefix: str) -> Birth | None:
    age, on = head.get(prefix + "age_stated"), read_day(head.get(prefix + "age_stated_on"))
    on = on or head.written_on
    if not isinstance(age, int) or isinstance(age, bool) or on is None:
        return None
    return Birth(on.year - age, STATED_MARGIN, None, head.source(prefix + "age_stated"))


def _member_birth(head: _Answers) -> Birth | None:
    year = head.get("birth_year")
    if isinstance(year, int) and not isinstance(year, bool):
        return Birth(year, 0, None, head.source("birth_year"))
    return _from_age(head, "")


def _place(head: _Answers, name: str, kind: str) -> Iterator[PlaceFact]:
    value = head.get(name)
    if isinstance(value, dict):
        area = next((str(value[level]) for level in _PLACE_LEVELS if value.get(level)), "")
        country = str(value.get("country") or "")
        if area or (country and country != "KH"):
            yield PlaceFact(kind, country, area, head.source(name))


def _when(head: _Answers, name: str) -> When | None:
    text = head.text(name)
    return When(text, head.source(name)) if read_span(text) is not None else None


def _number(head: _Answers, name: str) -> Iterator[Number]:
    text = head.text(name)
    if text:
        yield Number(text, head.source(name))
