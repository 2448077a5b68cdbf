"""The seeded workload of every benchmark: dossiers of one case and four visits, 26 answers each, Khmer and Latin.

Promise: the same records for the same seed, about 872 bytes of answers as JSON on average, and values that pass the
declarations. Sentences are drawn word group by word group, so no two narratives repeat each other as a whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import islice
from random import Random

from benchmarks import phrases
from casework.book import Edit, Person
from casework.places import Gazetteer, load_gazetteer, place_of
from shared_schema.canonical import Json
from shared_schema.identifiers import Id, uuid7
from shared_schema.records.kinds import KINDS

SEED = 20261121
START_MS = 1_790_000_000_000  # September 2026
VISITS = 4  # after each case
_FIRST_DAY = date(2025, 1, 6)
_PROVINCES = ("08", "12", "12", "12", "21", "05")  # Phnom Penh and its neighbours
_CARE = ("parents", "kinship_care", "adult_sibling", "spouse_partner", "independent_living", "foster_care")
_CATEGORY = ("trafficking_labour", "trafficking_sexual", "exploitation", "at_risk", "street_child", "irregular_migrant")
_DOMAINS = tuple(name for name in KINDS["visit"].fields if name.startswith("d_"))
_NARRATIVE = (1, 1, 1, 1, 1, 2, 2)  # sentences
_MOST_INCOME = 120  # times 10,000 riel


@dataclass(frozen=True, slots=True)
class Sample:
    """One record as a form hands it in: answers by field name."""

    record: Id
    kind: str
    home: Id
    values: dict[str, Json]

    def edit(self) -> Edit:
        """The edit that creates it."""
        return Edit(self.record, self.kind, self.home, KINDS[self.kind].to_registers(self.values, {}))


def samples(count: int, *, person: Person, seed: int = SEED, start: int = 0) -> Iterator[Sample]:
    """`count` records of the dossiers of one person; `start` numbers the first dossier (case numbers differ)."""
    return islice(_dossiers(Random(f"{seed}/{start}"), person, start), count)


def three_answers(sample: Sample, *, turn: int) -> dict[str, Json]:
    """Registers of an edit of three fields of `sample`, different at each `turn`."""
    random = Random(f"{sample.record}/{turn}")
    if sample.kind == "visit":
        values: dict[str, Json] = {
            "income_month_khr": 10_000 * random.randint(1, _MOST_INCOME) + 100 * turn,
            "person_says": _sentence(random),
            "family_relations": random.choice(("good", "mixed", "poor")),
        }
    else:
        values = {
            "nickname": random.choice(phrases.GIVEN_NAMES)[1] + f" {turn}",
            "marital_status": random.choice(("single", "married", "separated", "widowed")),
            "wishes": _sentence(random),
        }
    return values


def edit_of(sample: Sample, *, seen: dict[Id, int], turn: int) -> Edit:
    """An edit of three fields by somebody who was shown `seen`."""
    return Edit(sample.record, sample.kind, sample.home, three_answers(sample, turn=turn), seen)


def _dossiers(random: Random, person: Person, number: int) -> Iterator[Sample]:
    at = START_MS + number * 3_600_000
    while True:
        number += 1
        at += random.randrange(60_000, 3_600_000)
        case = uuid7(at, random.randbytes(10))
        registered = _FIRST_DAY + timedelta(days=random.randrange(300))
        answers = _case(random, person, number, registered)
        yield Sample(case, "case", case, answers)
        for turn in range(VISITS):
            day = registered + timedelta(days=30 * (turn + 1) + random.randrange(12))
            visit = uuid7(at + 1000 * (turn + 1), random.randbytes(10))
            yield Sample(visit, "visit", case, _visit(random, day, home=answers["current_place"]))


def _case(random: Random, person: Person, number: int, registered: date) -> dict[str, Json]:
    family, given = random.choice(phrases.FAMILY_NAMES), random.choice(phrases.GIVEN_NAMES)
    born = date(1985 + random.randrange(26), 1 + random.randrange(12), 1 + random.randrange(28))
    return {
        "case_number": f"PNH-25-K1-{number}",
        "family_name_km": family[0],
        "given_name_km": given[0],
        "family_name_latin": family[1],
        "given_name_latin": given[1],
        "sex": random.choice(("female", "female", "male")),
        "date_of_birth": born.isoformat(),
        "is_estimated": random.random() < 0.3,
        "nationality": "KH",
        "ethnicity": random.choice(("khmer", "khmer", "khmer", "cham", "vietnamese", "indigenous")),
        "education_level": random.choice(("none", "primary", "primary", "lower_secondary", "upper_secondary")),
        "religion": random.choice(("buddhist", "buddhist", "buddhist", "muslim", "christian")),
        "current_place": _place(random),
        "home_place": _place(random),
        "primary_category": random.choice(_CATEGORY),
        "registered_on": registered.isoformat(),
        "identified_by": random.choice(("police", "ngo", "repatriation", "family", "border", "commune")),
        "office": person.office,
        "case_worker": person.worker,
        "status": "open",
        "stage": random.choice(("pre_integration", "integration", "monitoring_support")),
        "care_arrangement": random.choice(_CARE),
        "separated_on": f"{2018 + random.randrange(7)}-{1 + random.randrange(12):02d}",
        "wishes_tracing": random.choice(("yes", "yes", "no", "unsure")),
        "risk_level": random.choice(("low", "medium")),
        "wishes": _wish(random) if random.random() < 0.5 else _sentence(random),
    }


def _visit(random: Random, day: date, *, home: Json) -> dict[str, Json]:
    narrative = [_sentence(random) for _ in range(random.choice(_NARRATIVE))]
    working = random.choice(("employed", "self_employed", "family_work", "looking", "not_working", "training"))
    income = 10_000 * random.randint(1, _MOST_INCOME) if working in ("employed", "self_employed", "family_work") else 0
    values: dict[str, Json] = {
        "visited_on": day.isoformat(),
        "contact_type": random.choice(("in_person", "in_person", "in_person", "phone")),
        "followup_type": random.choice(("after_reunification", "in_care", "safety_check", "for_service")),
        "seen": "yes",
        "place": home if random.random() < 0.8 else _place(random),
        "others_present": random.choice(phrases.PEOPLE),
        "seen_alone": random.random() < 0.7,
        "same_caregiver": "yes",
        "safety": random.choice(("safe", "safe", "safe", "unsure", "concern")),
        "re_trafficking": "none",
        "working": working,
        "income_month_khr": income,
        "in_school": random.choice(("attending", "irregular", "dropped_out", "not_applicable")),
        "family_relations": random.choice(("good", "good", "mixed", "poor")),
        "community_acceptance": random.choice(("good", "good", "mixed", "poor")),
        "person_says": _sentence(random),
        "narrative": " ".join(narrative),
        "planned_for": (day - timedelta(days=random.randrange(6))).isoformat(),
    }
    return values | {name: random.choice("1234") for name in _DOMAINS}


def _place(random: Random) -> dict[str, Json]:
    village = _gazetteer().any_village(random.randrange, province=random.choice(_PROVINCES))
    return dict(place_of(village.code))


@cache
def _gazetteer() -> Gazetteer:
    return load_gazetteer()


def _sentence(random: Random) -> str:
    if random.random() < 0.5:
        parts = (phrases.PEOPLE_KM, phrases.DEEDS_KM, phrases.TIMES_KM)
        return "".join(random.choice(words) for words in parts) + "។"
    who, what, when = (random.choice(words) for words in (phrases.PEOPLE, phrases.DEEDS, phrases.TIMES))
    return f"The {who} {what} {when}."


def _wish(random: Random) -> str:
    return (
        f"{random.choice(phrases.GIVEN_NAMES)[1]} {random.choice(phrases.WISHES)} the {random.choice(phrases.PEOPLE)}."
    )
