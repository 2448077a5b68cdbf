"""The records of the measurements: 26 fields each, 872 bytes as JSON on average, Khmer and Latin mixed."""

import random
from collections.abc import Callable, Iterator
from datetime import date

from casework.book import Edit
from casework.invented import work
from casework.invented.names import invented_name
from casework.invented.people import an_edit
from casework.invented.person import Around, Values, a_place, around, the_case
from casework.invented.phrases import a_note
from casework.places import Gazetteer
from shared_schema.identifiers import Id
from shared_schema.records.values import TEXT_CHARACTERS

FIELDS = 26
VISITS_EACH = 24
NARRATIVE_BYTES = 40  # with this much free text the average record has the size it should have
_VISIT_DOMAINS = work.DOMAINS[:6]
_CASE_FIELDS = (
    "case_number", "family_name_km", "given_name_km", "family_name_latin", "given_name_latin", "nickname", "sex",
    "date_of_birth", "is_estimated", "nationality", "ethnicity", "languages", "education_level", "current_place",
    "home_place", "primary_category", "registered_on", "identified_by", "office", "case_worker", "status", "stage",
    "risk_level", "care_arrangement", "separation_causes", "wishes",
)  # fmt: skip


def invented_records(
    seed: int,
    count: int,
    *,
    worker: Id,
    office: Id,
    next_id: Callable[[], Id],
    today: date,
    places: Gazetteer,
) -> Iterator[Edit]:
    """`count` new records: cases of `worker` in `office`, each followed by 24 visits of its dossier (one is fewer)."""
    chance = random.Random(seed)  # noqa: S311 - invented, not secret
    made = 0
    while made < count:
        a = around(chance, places=places, today=today, worker=worker, office=office, next_id=next_id)
        number = f"INV-{today:%y}-B{seed}-{made // (VISITS_EACH + 1) + 1}"
        for edit in _dossier(a, number=number, visits=min(VISITS_EACH, count - made - 1)):
            made += 1
            yield edit


def _dossier(a: Around, *, number: str, visits: int) -> Iterator[Edit]:
    whole = the_case(a, case_number=number) | {"wishes": _text(a, 150)}
    case = a.next_id()
    yield an_edit("case", {name: whole[name] for name in _CASE_FIELDS}, record=case)
    step = (a.today - a.registered) // (VISITS_EACH + 1)
    for times in range(visits):
        visited = a.registered + step * times
        yield an_edit("visit", _visit(a, visited, visited + step), record=a.next_id(), home=case)


def _visit(a: Around, visited: date, following: date) -> Values:
    """A full visit: the person was seen, and every question of the form was answered."""
    chance = a.chance
    while (values := work.a_visit(a, visited=visited, following=following))["seen"] != "yes":
        pass
    domains = {f"d_{domain}": chance.choice("1234") for domain in _VISIT_DOMAINS}
    kept = {name: value for name, value in values.items() if not name.startswith("d_")}
    return {
        **kept,
        **domains,
        "place": a_place(chance, a.places),
        "planned_for": visited.isoformat(),
        "income_month_khr": chance.randrange(0, 1_200_000, 1000),
        "others_present": invented_name(chance, sex=chance.choice(("male", "female"))).km,
        "person_says": a_note(chance, a.places)[:TEXT_CHARACTERS],
        "narrative": _text(a, chance.randint(0, NARRATIVE_BYTES)),
    }


def _text(a: Around, size: int) -> str:
    """Sentences in both languages, until `size` bytes are reached."""
    text = a_note(a.chance, a.places)
    while len(text.encode()) < size:
        text += " " + a_note(a.chance, a.places)
    return text
