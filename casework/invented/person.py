"""One invented beneficiary: her case and the people around her, as values by field name."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from casework.invented.names import FAMILY_NAMES, Name, invented_name
from casework.invented.words import DETAILS, MARKS, NICKNAMES, OCCUPATIONS, WISHES
from casework.places import Gazetteer, place_of
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.vocabularies.person import ANIMAL_YEAR

Values: TypeAlias = dict[str, Json]
ADULT_AGE = 18
ANIMALS = tuple(code.code for code in ANIMAL_YEAR)
_BORN_IN_RAT_YEAR = 1996


@dataclass(frozen=True, slots=True)
class Around:
    """What every record of a dossier is made from: chance, places, today, who works, and the person."""

    chance: random.Random
    places: Gazetteer
    today: date
    worker: Id
    office: Id
    next_id: Callable[[], Id]
    name: Name
    sex: str
    born: date
    registered: date
    home: Values
    risk: str

    @property
    def is_child(self) -> bool:
        """Under 18 on the day of registration, and for a year after it."""
        return age_on(self.registered, self.born) < ADULT_AGE

    def day(self, first: date, last: date) -> date:
        """A day between two days, both included."""
        return first + timedelta(days=self.chance.randint(0, max(0, (last - first).days)))

    def some(self, codes: Sequence[str], low: int, high: int) -> list[str]:
        """A sorted choice of `low` to `high` codes."""
        return sorted(self.chance.sample(codes, self.chance.randint(low, min(high, len(codes)))))


def around(
    chance: random.Random, *, places: Gazetteer, today: date, worker: Id, office: Id, next_id: Callable[[], Id]
) -> Around:
    """A person with a name, an age of 11 to 34, a village, and a day of registration in the last year."""
    sex = chance.choices(("female", "male"), (4, 1))[0]
    registered = today - timedelta(days=chance.randint(60, 360))
    born = registered - timedelta(days=chance.randint(11 * 366, 34 * 365))
    if age_on(registered, born) == ADULT_AGE - 1:
        born -= timedelta(days=2 * 366)  # nobody comes of age within the dossier
    home = a_place(chance, places)
    name = invented_name(chance, sex=sex)
    risk = chance.choice(("low", "medium"))
    return Around(chance, places, today, worker, office, next_id, name, sex, born, registered, home, risk)


def a_place(chance: random.Random, places: Gazetteer, *, province: str | None = None) -> Values:
    """A village of the gazetteer, sometimes with a detail."""
    found: Values = dict(place_of(places.any_village(chance.randrange, province=province).code))
    if chance.random() < 0.3:
        found["detail"] = chance.choice(DETAILS)
    return found


def the_case(a: Around, *, case_number: str) -> Values:
    """The head of the dossier, before family is known: the care arrangement names no caregiver yet."""
    chance = a.chance
    is_exact = age_on(a.registered, a.born) < ADULT_AGE + 2 or chance.random() < 0.6  # a year alone leaves age open
    category = chance.choice(("trafficking_labour", "trafficking_sexual", "irregular_migrant", "at_risk"))
    values: Values = {
        "case_number": case_number,
        "family_name_km": a.name.family_km,
        "given_name_km": a.name.given_km,
        "family_name_latin": a.name.family_latin,
        "given_name_latin": a.name.given_latin,
        "nickname": chance.choice(NICKNAMES),
        "sex": a.sex,
        "date_of_birth": a.born.isoformat() if is_exact else str(a.born.year),
        "is_estimated": not is_exact,
        "birth_animal_year": animal_of(a.born.year),
        "nationality": "KH",
        "ethnicity": chance.choices(("khmer", "cham", "indigenous"), (9, 1, 1))[0],
        "languages": ["khmer"],
        "religion": "buddhist",
        "education_level": chance.choice(("none", "primary", "primary", "lower_secondary")),
        "idpoor": chance.choice(("level_1", "level_2", "none")),
        "current_place": a_place(chance, a.places),
        "home_place": a.home,
        "primary_category": category,
        "categories": sorted({category, "at_risk"}),
        "registered_on": a.registered.isoformat(),
        "identified_by": chance.choice(("police", "embassy", "ngo", "commune", "hotline", "repatriation")),
        "office": a.office,
        "case_worker": a.worker,
        "status": "open",
        "stage": "pre_integration",
        "risk_level": a.risk,
        "care_arrangement": chance.choice(("transit_shelter", "residential_care", "kinship_care", "group_home")),
        "care_since": a.registered.isoformat()[:7],
        "separated_on": (a.registered - timedelta(days=chance.randint(200, 900))).isoformat()[:7],
        "separation_causes": a.some(("recruited_broker", "poverty", "sent_to_work", "migration"), 1, 2),
        "wishes_tracing": chance.choice(("yes", "yes", "unsure")),
        "wishes": chance.choice(WISHES),
        "immediate_family_count": chance.randint(2, 7),
    }
    if chance.random() < 0.4:
        values["distinguishing_marks"] = chance.choice(MARKS)
    return values


def a_family_member(a: Around, *, relation: str) -> Values:
    """A relative: name, age that fits, whether it is safe to contact."""
    sex = "male" if relation in ("father", "brother", "grandfather", "uncle") else "female"
    years = {"mother": 22, "father": 25, "grandmother": 45, "grandfather": 47, "aunt": 20, "uncle": 20}.get(relation, 3)
    family = next(pair for pair in FAMILY_NAMES if pair[1] == a.name.family_latin)
    name = invented_name(a.chance, sex=sex, family=family if relation in ("father", "brother", "sister") else None)
    return {
        "name_km": name.km,
        "name_latin": name.latin,
        "relation": relation,
        "sex": sex,
        "birth_year": a.born.year - years,
        "vital_status": "alive",
        "in_household": False,
        "in_contact": a.chance.choice(("yes", "no", "unsure")),
        "contact_safety": a.chance.choice(("safe", "safe", "ask_first", "not_assessed")),
        "may_be_told": a.chance.choice(("yes", "ask_first")),
        "place": a.home if a.chance.random() < 0.7 else a_place(a.chance, a.places),
        "occupation": a.chance.choice(OCCUPATIONS),
    }


def a_contact_point(a: Around, *, owner: Id) -> Values:
    """A number of a range that no telephone of Cambodia has (+855 00)."""
    return {
        "owner": owner,
        "number": f"+85500{a.chance.randrange(10**6):06d}",
        "safety": a.chance.choice(("safe", "ask_first")),
        "whose": a.chance.choice(("owner", "household", "relative", "neighbour")),
        "used_from": a.registered.isoformat(),
    }


def animal_of(year: int) -> str:
    """The animal of a year of birth (the first months of a year belong to the one before; nobody remembers which)."""
    return ANIMALS[(year - _BORN_IN_RAT_YEAR) % len(ANIMALS)]


def age_on(day: date, born: date) -> int:
    """Whole years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
