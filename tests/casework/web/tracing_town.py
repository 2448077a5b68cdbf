"""A case and an inquiry that are about one person, with three people who work on them, for the tests of tracing."""

from pathlib import Path

from casework.book import Edit, Person
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer
from tests.builders.records import (
    OFFICE,
    START_MS,
    SUPERVISOR,
    WORKER,
    a_case,
    a_family_member,
    a_record_id,
    an_edit,
    an_id,
)
from tests.casework.web.desks import ADesk, APage, a_desk, a_worker

SCOPES = (f"office/{OFFICE}", f"office/{OFFICE}/restricted", f"office/{OFFICE}/book", "directory")
COORDINATOR = Person(an_id("worker vanna"), "coordinator", OFFICE, "restricted")
COLLEAGUE = Person(an_id("worker rith"), "social_worker", OFFICE)
CASE = a_record_id(at=START_MS + 21)
INQUIRY = a_record_id(at=START_MS + 22)
AUNT = a_record_id(at=START_MS + 23)
OTHER_CASE = a_record_id(at=START_MS + 24)
DAY = "2026-11-20"
VILLAGE: Json = {"country": "KH", "province": "02", "district": "0201", "commune": "020101"}
BORN = {"date_of_birth": "1999-05-02"}


def a_tracing_town(folder: Path, **case: Json) -> ADesk:
    """A laptop of the office: a grown woman's case, an aunt who is looking for her, and somebody else's case."""
    desk = a_desk(folder, person=SUPERVISOR, scopes=SCOPES)
    desk.saved(a_worker(WORKER), a_worker(COLLEAGUE))
    desk.saved(a_worker(COORDINATOR))
    values: dict[str, Json] = {**BORN, "wishes_tracing": "yes", "home_place": VILLAGE, "case_number": "PNH-26-K7-7"}
    desk.saved(a_case(record=CASE, worker=WORKER, **{**values, **case}))
    desk.saved(a_family_member(home=CASE, record=AUNT, relation="aunt", contact_safety="safe", name_latin="Sok Chan"))
    desk.saved(*(a_consent(CASE, purpose) for purpose in ("services", "tracing", "share_with_family")))
    desk.saved(a_case(record=OTHER_CASE, worker=WORKER, given_name_latin="Bopha", given_name_km="បុប្ផា", sex="male"))
    desk.saved(an_inquiry(), a_consent(INQUIRY, "tracing"))
    return desk


def a_consent(home: Id, purpose: str) -> Edit:
    values: dict[str, Json] = {"decision": "given", "decided_on": DAY, "given_by": "person", "evidence": "signature"}
    scope: dict[str, Json] = {} if purpose == "services" else {"scope": ["family", "identity"]}
    return an_edit("consent", {"purpose": purpose, **values, **scope}, home=home)


def an_inquiry() -> Edit:
    values: dict[str, Json] = {
        "inquiry_number": "PNH-26-K7-T1",
        "inquiry_date": DAY,
        "inquirer_name_latin": "Sok Chan",
        "relation": "aunt",
        "inquirer_phone": "+85512000111",
        "sought_family_name_latin": "Sok",
        "sought_given_name_latin": "Chenda",
        "sought_sex": "female",
        "sought_date_of_birth": "1999-05-02",
        "sought_home_place": VILLAGE,
        "separated_on": {"none": "not_asked"},
        "separated_at": {"none": "not_asked"},
        "status": "open",
        "office": OFFICE,
        "case_worker": WORKER.worker,
    }
    return an_edit("tracing_inquiry", values, record=INQUIRY)


def the(desk: ADesk, kind: str, home: Id = CASE) -> Shown:
    """The newest record of a kind in a dossier."""
    return list(desk.laptop.book.dossier(home).of_kind(kind))[-1]


def is_now(desk: ADesk, kind: str, name: str, home: Id = CASE) -> Json:
    """The answer of the newest record of a kind."""
    return answer(the(desk, kind, home), name)


def press(desk: ADesk, page: APage, form: str, do: str, status: int = 303, **typed: str) -> APage:
    """Presses the button of a form of one press."""
    found = page.form(form)
    return desk.post(found.action, {**found.values, **typed, "_do": do}, status=status)


VERIFY = f"/tracing/{INQUIRY}/verify/{CASE}"
ANSWERS: dict[str, dict[str, object]] = {
    "person": {"beneficiary_answers": "a house by the pagoda"},
    "family": {"family_answers": "our house by the pagoda"},
    "facts": {"interviewed_apart": "yes", "facts_checked": ["names_of_parents", "siblings", "photo"]},
    "recognition": {"beneficiary_recognises": "yes", "family_recognises": "yes"},
    "safety": {"complicity_check": "cleared", "home_safety": "safe"},
    "wishes": {"beneficiary_wish": "yes", "family_willing": "yes"},
    "result": {"result": "verified"},
}


def under_verification(desk: ADesk) -> None:
    """The supervisor starts the verification from the candidates."""
    desk.become(SUPERVISOR)
    press(desk, desk.get(f"/tracing/{INQUIRY}/candidates/{CASE}"), "start-form", "start")


def record(desk: ADesk, *tasks: str) -> None:
    """The person in whose hands the laptop is records tasks of the verification."""
    for task in tasks or tuple(ANSWERS):
        desk.send(desk.get(f"{VERIFY}/{task}"), ANSWERS[task])


def decide(desk: ADesk, verb: str, *, status: int = 303, **typed: str) -> APage:
    """The person in whose hands the laptop is decides about the match."""
    return desk.send(desk.get(f"{VERIFY}/decide/{verb}"), typed, status=status)


def signed_twice(desk: ADesk) -> None:
    """The worker signs, then the supervisor."""
    for person, which in ((WORKER, "first"), (SUPERVISOR, "second")):
        desk.become(person)
        press(desk, desk.get(f"{VERIFY}/sign/{which}"), "press-form", "sign")


def confirmed(desk: ADesk) -> None:
    """A match with everything that it needs, confirmed by the supervisor."""
    under_verification(desk)
    desk.become(WORKER)
    record(desk)
    signed_twice(desk)
    decide(desk, "confirm")
