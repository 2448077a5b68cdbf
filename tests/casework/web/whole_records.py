"""A case with what workflows ask for, and answers that make a whole record of every kind, for tests over all kinds."""

from collections.abc import Mapping

from casework.book import Edit, Person
from shared_schema.canonical import Json
from tests.builders.records import OFFICE, START_MS, a_case, a_family_member, a_record_id, an_edit, an_id, an_office

OTHER_OFFICE = an_id("office btb")
PROVIDER = a_record_id(at=START_MS)
CASE = a_record_id(at=START_MS + 1)
OTHER_CASE = a_record_id(at=START_MS + 2)
MOTHER = a_record_id(at=START_MS + 3)
INQUIRY = a_record_id(at=START_MS + 4)
CONFERENCE = a_record_id(at=START_MS + 5)
MATCH = a_record_id(at=START_MS + 6)
TRAINING = a_record_id(at=START_MS + 7)
NOT_ASKED: Json = {"none": "not_asked"}
DAY = "2026-11-20"


def a_town(person: Person) -> tuple[tuple[Edit, ...], ...]:
    """Save sets: directory; a case with consents, mother, conference, match; another case; an inquiry; a training."""
    directory = (
        an_office(record=OTHER_OFFICE, code="BTB"),
        an_edit(
            "provider",
            {"name_latin": "Skills Centre", "provider_type": "ngo", "active": True},
            record=PROVIDER,
            home="directory",
        ),
        an_edit(
            "provider_service", {"provider": PROVIDER, "service_type": "health", "provinces": ["02"]}, home="directory"
        ),
    )
    head = (
        a_case(record=CASE, worker=person, wishes_tracing="yes", case_number="PNH-26-K7-7"),
        a_family_member(home=CASE, record=MOTHER),
        *(a_consent(purpose) for purpose in ("services", "tracing", "case_conference", "research")),
    )
    inside = (
        an_edit(
            "case_conference",
            {"held_on": DAY, "conference_type": "initial", "state": "planned"},
            record=CONFERENCE,
            home=CASE,
        ),
        an_edit(
            "match",
            {"case_id": CASE, "found_by": "located", "family_member_id": MOTHER, "state": "proposed"},
            record=MATCH,
            home=CASE,
        ),
    )
    others = (
        a_case(
            record=OTHER_CASE, worker=person, case_number="PNH-26-K7-8", given_name_latin="Bopha", given_name_km="បុប្ផា"
        ),
    )
    inquiry = (an_edit("tracing_inquiry", inquiry_answers(person) | {"inquiry_number": "INQ-1"}, record=INQUIRY),)
    training = (an_edit("training", {"title": "Listening", "held_on": DAY}, record=TRAINING, home=OFFICE),)
    return directory, head, inside, others, inquiry, training


def a_consent(purpose: str, **values: Json) -> Edit:
    """A consent in force, of a guardian and the child."""
    return an_edit("consent", consent_answers() | {"purpose": purpose} | values, home=CASE)


def consent_answers() -> dict[str, Json]:
    """A consent of a guardian, with the child's own yes."""
    return {
        "purpose": "photo",
        "decision": "given",
        "decided_on": DAY,
        "given_by": "guardian",
        "giver_member": MOTHER,
        "child_assent": "yes",
        "evidence": "signature",
        "scope": ["identity"],
        "recipient_class": None,
    }


def inquiry_answers(person: Person) -> dict[str, Json]:
    """An inquiry of an aunt."""
    return {
        "inquiry_date": DAY,
        "inquirer_name_latin": "Sok Chan",
        "relation": "aunt",
        "inquirer_phone": "+85512000111",
        "sought_family_name_latin": "Sok",
        "sought_given_name_latin": "Chenda",
        "sought_sex": "female",
        "sought_age_stated": 16,
        "sought_age_stated_on": DAY,
        "sought_is_estimated": True,
        "separated_on": NOT_ASKED,
        "separated_at": NOT_ASKED,
        "status": "open",
        "office": person.office,
        "case_worker": person.worker,
    }


def answers_for(kind: str, person: Person) -> Mapping[str, Json]:
    """Answers that make a whole record of a kind in `a_town`; what is preset stands too."""
    me, office = person.worker, person.office
    found: dict[str, dict[str, Json]] = {
        "case": {
            "family_name_latin": "Chan",
            "given_name_latin": "Dara",
            "sex": "male",
            "date_of_birth": "2004-05",
            "current_place": {"country": "KH", "province": "02"},
            "registered_on": DAY,
            "identified_by": NOT_ASKED,
            "office": office,
            "case_worker": me,
            "status": "open",
            "stage": "pre_integration",
            "care_arrangement": NOT_ASKED,
        },
        "family_member": {
            "name_latin": "Mao Sopheap",
            "relation": "aunt",
            "contact_safety": "ask_first",
            "may_be_told": NOT_ASKED,
        },
        "contact_point": {"owner": MOTHER, "number": "+85512345678", "safety": "safe", "whose": NOT_ASKED},
        "consent": consent_answers(),
        "assessment": {"assessed_on": DAY, "assessment_type": "review", "risk_level": "low"},
        "trafficking_account": {"trafficking_status": "possible_victim", "account": "as she told it"},
        "trafficking_event": {"event_type": "__first__", "description": "on the road"},
        "perpetrator": {"description_name": "a man with a van", "roles": "__first__", "still_a_threat": "no"},
        "tracing_inquiry": inquiry_answers(person),
        "tracing_action": {
            "date_tracing": DAY,
            "tracing_type": "home_visit",
            "outcome": "pending",
            "contacted": "the village chief",
        },
        "match": {"case_id": CASE, "found_by": "person", "inquiry_id": INQUIRY, "state": "proposed"},
        "verification": {
            "match_id": MATCH,
            "complicity_check": "not_checked",
            "home_safety": "not_checked",
            "facts_differ": "the year",
        },
        "reunification": {"return_type": "independent", "planned_on": "2026-12-01", "notes": "a room near work"},
        "reintegration_plan": {"made_on": DAY, "vision": "a shop of her own"},
        "goal": {"domain": "economic", "goal": "learn sewing"},
        "referral": {
            "provider": PROVIDER,
            "service_type": "health",
            "reason": "additional_services",
            "urgency": "week",
            "summary": "please see her",
        },
        "service": {"service_type": "health", "started_on": DAY, "provider": PROVIDER, "notes": "two visits"},
        "case_conference": {
            "held_on": "2026-12-01",
            "conference_type": "__first__",
            "person_view": {"none": "declined"},
            "place": "the office",
        },
        "conference_attendee": {"conference_id": CONFERENCE, "name": "Mr Vanna", "agency": PROVIDER},
        "conference_decision": {
            "conference_id": CONFERENCE,
            "text": "visit the school",
            "decision_type": "__first__",
            "owner_worker": me,
            "due_on": "2026-12-01",
        },
        "task": {"title": "call the school", "owner_worker": me, "due_on": "2026-12-01"},
        "visit": {
            "visited_on": DAY,
            "seen": "yes",
            "safety": "safe",
            "re_trafficking": "none",
            "person_says": "all is well",
        },
        "closure": {
            "proposed_on": DAY,
            "closure_reason": "refused",
            "outcome": {"none": "unknown"},
            "person_agrees": "yes",
            "summary": "as she wishes",
        },
        "case_note": {"noted_on": DAY, "note_type": "__first__", "text": "called the school"},
        "attachment": {"attachment_type": "__first__", "caption": "a letter"},
        "study_response": {"wave": "__first__", "asked_on": DAY, "comment": "better now"},
        "case_transfer": {
            "from_office": office,
            "to_office": OTHER_OFFICE,
            "reason": "__first__",
            "state": "draft",
            "state_reason": "she moved",
        },
        "case_link": {"case_a": CASE, "case_b": OTHER_CASE, "state": "proposed", "reason": "same birthday"},
        "provider": {"name_latin": "Women's House", "provider_type": "ngo", "short_name": "WH"},
        "provider_service": {"provider": PROVIDER, "service_type": "therapy", "provinces": ["02", "12"]},
        "office": {"name_latin": "Siem Reap", "code": "SRP"},
        "worker": {"name_latin": "Keo Rith", "office": office},
        "setting": {"setting_type": "grant", "code": "G-1", "name_latin": "A grant", "from_on": DAY},
        "wording": {"key": "sex.female", "en": "Woman or girl", "km": "ស្រី"},
        "training": {"title": "First aid", "held_on": DAY},
        "training_attendee": {"training_id": TRAINING, "name": "Mrs Sina", "organisation": "a school"},
        "review_question": {"text": "Is this date right?", "state": "open"},
        "review_decision": {"item_kind": "__first__", "decision": "accept", "reason": "looked at"},
    }
    return found[kind]
