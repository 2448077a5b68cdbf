"""The form of a new case: the sections of an intake, what stands in it in advance, and what follows from its answers.

Promise: a Latin spelling is only ever proposed, marked as such, and taken where the worker ticks it. Nothing proposes
Khmer letters for a name in Latin letters: too many names sound alike.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from casework.ages import birth_years_of
from casework.forms.sections import FormSpec, Part, Section
from casework.forms.taking import THIS_RECORD, Taken
from casework.names.forms import comparison_form
from casework.names.reading import readings
from shared_schema.canonical import Json
from shared_schema.records.case import CASE
from shared_schema.records.field import has_answer
from shared_schema.words.sentence import Words

NAMES = ("family_name_km", "given_name_km", "family_name_latin", "given_name_latin", "nickname", "other_names")
BIRTH = ("sex", "date_of_birth", "age_stated", "birth_animal_year")
PLACES = ("current_place", "home_place")
PROPOSED = "use_latin"  # the box that takes the proposed spelling
_COULD_BE = 3


def _asked(*names: str) -> tuple[str, ...]:
    return tuple(each for name in names for each in (name, name + "_other") if each in CASE.fields)


SPEC = FormSpec(
    "case",
    Words("New case", "ករណីថ្មី"),
    (
        Section("name", Words("Name", "ឈ្មោះ"), NAMES),
        Section("person", Words("The person", "សាមីខ្លួន"), BIRTH),
        Section("place", Words("Where", "ទីកន្លែង"), PLACES),
        Section(
            "came",
            Words("How the person came to us", "ប្រភពនៃការសម្គាល់"),
            _asked("identified_by", "identified_provider", "registered_on", "care_arrangement", "primary_category"),
        ),
        Section("phone", Words("Telephone", "ទូរស័ព្ទ"), ("contact.number", "contact.safety", "contact.whose")),
        Section(
            "consent",
            Words("Consent to services", "ការយល់ព្រមទទួលសេវា"),
            (
                "consent.decision",
                "consent.decided_on",
                "consent.given_by",
                "consent.child_assent",
                "consent.evidence",
                "consent.witness_name",
            ),
        ),
        Section(
            "guardian",
            Words("Guardian, where the person is a child", "អាណាព្យាបាល បើសាមីខ្លួនជាកុមារ"),
            ("guardian.name_km", "guardian.name_latin", "guardian.relation", "guardian.contact_safety"),
        ),
        Section(
            "safety",
            Words("Urgent safety", "សុវត្ថិភាពបន្ទាន់"),
            _asked("do_not_contact_family", "do_not_contact_reason", "risk_level", "risk_reason", "wishes_tracing"),
        ),
    ),
    (
        Part("contact", "contact_point", requires=("number",), is_optional=True),
        Part("guardian", "family_member", requires=("name_km", "name_latin"), is_optional=True),
        Part("consent", "consent", requires=("decision",), is_optional=True),
    ),
    Words("Save case", "រក្សាទុកករណី"),
)


def presets_of_case(today: date) -> dict[str, Json]:
    """Answers typed in advance: the day."""
    return {"registered_on": today.isoformat(), "consent.decided_on": today.isoformat()}


def fixed_of_case(office: str, worker: str, today: date) -> dict[str, Json]:
    """What the program sets; the day of a stated age and the guardian are taken out again where they are not needed."""
    return {
        "office": office,
        "case_worker": worker,
        "age_stated_on": today.isoformat(),
        "contact.owner": THIS_RECORD,
        "consent.purpose": "services",
        "consent.giver_member": THIS_RECORD,
    }


def settled_case(taken: Taken, *, takes_proposed: bool) -> Taken:
    """The case with what follows from the answers: estimated birth, the guardian's record, a spelling she ticked."""
    changed = {**taken.changed, **_birth(taken)}
    if not has_answer(taken.values.get("age_stated")):
        changed.pop("age_stated_on", None)
    if takes_proposed:
        changed |= proposed_latin(taken.values)
    guardian = next((one.record for one in taken.part("guardian")), None)
    parts = tuple(
        replace(one, values=_given_by(one.values, guardian)) if one.part == "consent" else one for one in taken.parts
    )
    whole = {name: value for name, value in taken.values.items() if name != "age_stated_on"} | changed
    return replace(taken, changed=changed, values=whole, parts=parts)


def proposed_latin(values: Mapping[str, Json]) -> dict[str, Json]:
    """A spelling in Latin letters for each Khmer name that has none; {} where nothing can be proposed."""
    found: dict[str, Json] = {}
    for part in ("family_name", "given_name"):
        khmer, latin = values.get(part + "_km"), values.get(part + "_latin")
        if not isinstance(khmer, str) or has_answer(latin):
            continue
        read = " ".join(readings(comparison_form(word))[0] for word in khmer.split())
        if read.strip() and read.isascii():
            found[part + "_latin"] = read.strip().title()
    return found


def years_that_fit(values: Mapping[str, Json], today: date) -> tuple[int, ...]:
    """Years of birth of the animal, those nearest to the stated age first; () without an animal."""
    animal, age = values.get("birth_animal_year"), values.get("age_stated")
    if not isinstance(animal, str):
        return ()
    return birth_years_of(animal, today, near_age=age if isinstance(age, int) else None)[:_COULD_BE]


def _birth(taken: Taken) -> dict[str, Json]:
    has_day, has_age = (has_answer(taken.values.get(name)) for name in ("date_of_birth", "age_stated"))
    return {"is_estimated": True} if has_age and not has_day else {}


def _given_by(values: Mapping[str, Json], guardian: str | None) -> dict[str, Json]:
    kept = {name: value for name, value in values.items() if name != "giver_member"}
    is_guardian = values.get("given_by") == "guardian" and guardian is not None
    return {**kept, "giver_member": guardian} if is_guardian else kept
