"""What an invented worker does with an invented person: consents, assessment, plan, visits, notes, tracing."""

from datetime import date, timedelta

from casework.invented.names import invented_name
from casework.invented.person import Around, Values, a_place, age_on, animal_of
from casework.invented.words import (
    GOALS,
    LEARNT,
    MARKS,
    NOTES,
    OTHERS_PRESENT,
    SAYS,
    STRENGTHS,
    TRACING_WORDS,
    VISIONS,
)
from shared_schema.identifiers import Id

DOMAINS = ("safety", "housing", "family", "health", "mental_health", "education", "economic", "legal")
NEEDS = ("counselling", "education", "health", "vocational_training", "documents", "material_support")


def a_consent(a: Around, *, purpose: str, guardian: Id | None) -> Values:
    """Consent given some days after registration; by a guardian, with assent, where the person is a child."""
    decided = a.registered + timedelta(days=a.chance.randint(0, 10))
    values: Values = {
        "purpose": purpose,
        "decision": "given",
        "decided_on": decided.isoformat(),
        "given_by": "guardian" if guardian else "person",
        "evidence": a.chance.choice(("signature", "oral_witnessed")),
    }
    if guardian:
        values |= {"giver_member": guardian, "child_assent": "yes"}
    if values["evidence"] == "oral_witnessed":
        values["witness_name"] = invented_name(a.chance, sex="female").km
    if purpose.startswith("share_") or purpose == "case_conference":
        values["scope"] = ["contact", "family", "identity", "needs"]
        values["expires_on"] = (decided + timedelta(days=365)).isoformat()
    if purpose == "share_with_provider":
        values["recipient_class"] = a.chance.choice(("coalition_members", "health_providers"))
    return values


def an_assessment(a: Around) -> Values:
    """The first assessment: all eight domains, risk, strengths, what the person says."""
    values: Values = {
        "assessed_on": a.day(a.registered + timedelta(days=3), a.registered + timedelta(days=25)).isoformat(),
        "assessment_type": "initial",
        "informants": a.some(("caregiver", "local_authority", "person", "provider"), 1, 3),
        **{f"d_{domain}": a.chance.choice("234") for domain in DOMAINS},
        "risk_level": a.risk,
        "protective_factors": a.chance.choice(STRENGTHS),
        "needs": a.some(NEEDS, 1, 3),
        "summary": " ".join(a.chance.sample(NOTES, 2)),
        "person_view": a.chance.choice(SAYS),
    }
    if a.risk == "medium":
        values["risk_factors"] = a.some(("debt", "no_documents", "no_income", "stigma"), 1, 2)
    return values


def a_plan(a: Around) -> Values:
    """A plan not yet approved."""
    return {
        "made_on": a.day(a.registered + timedelta(days=26), a.registered + timedelta(days=50)).isoformat(),
        "vision": a.chance.choice(VISIONS),
        "agreed_by_person": "yes",
        "approval": "draft",
    }


def a_goal(a: Around) -> Values:
    """One goal of the plan, in Khmer or English."""
    domain, service, english, khmer = a.chance.choice(GOALS)
    return {
        "domain": domain,
        "goal": a.chance.choice((english, khmer, khmer)),
        "service_type": service,
        "planned_end_date": (a.today + timedelta(days=a.chance.randint(20, 200))).isoformat(),
        "progress": a.chance.choice(("not_started", "under_way")),
    }


def a_service(a: Around, *, started: date) -> Values:
    """A service of our own office."""
    return {
        "service_type": a.chance.choice(("counselling", "material_support", "education", "life_skills")),
        "started_on": started.isoformat(),
        "own_office": True,
        "notes": a.chance.choice(NOTES),
    }


def a_visit(a: Around, *, visited: date, following: date) -> Values:
    """A visit; one in eight does not meet the person."""
    chance = a.chance
    values: Values = {"visited_on": visited.isoformat(), "contact_type": "in_person", "followup_type": "in_care"}
    if chance.random() < 0.125:
        return values | {
            "seen": "no",
            "not_seen_reason": chance.choice(("at_work", "at_school", "visiting", "road_or_flood")),
            "informant_type": "neighbour",
            "learnt": chance.choice(LEARNT),
            "re_trafficking": {"none": "unknown"},
            "next_visit_on": following.isoformat(),
        }
    return values | {
        "seen": "yes",
        "seen_alone": chance.random() < 0.8,
        "others_present": chance.choice(OTHERS_PRESENT),
        "same_caregiver": "yes",
        "safety": "safe",
        "re_trafficking": "none",
        **{f"d_{domain}": chance.choice("234") for domain in chance.sample(DOMAINS, 4)},
        "working": chance.choice(("training", "family_work", "not_working", "looking")),
        "in_school": chance.choice(("attending", "irregular", "not_applicable")),
        "family_relations": chance.choice(("good", "mixed")),
        "community_acceptance": chance.choice(("good", "mixed")),
        "needs_now": a.some(NEEDS, 1, 2),
        "person_says": chance.choice(SAYS),
        "narrative": " ".join(chance.sample(NOTES, chance.randint(1, 3))),
        "next_visit_on": following.isoformat(),
    }


def a_tracing_action(a: Around, *, on: date) -> Values:
    """A step of tracing that has not ended."""
    return {
        "date_tracing": on.isoformat(),
        "tracing_type": a.chance.choice(("case_by_case", "home_visit", "phone_social_media", "authority_records")),
        "place": a.home,
        "outcome": a.chance.choice(("pending", "new_information")),
        "description": a.chance.choice(TRACING_WORDS),
    }


def a_case_note(a: Around, *, on: date) -> Values:
    """A short note."""
    return {"noted_on": on.isoformat(), "note_type": "observation", "text": " ".join(a.chance.sample(NOTES, 2))}


def an_inquiry(a: Around, *, number: str) -> Values:
    """A mother looks for the person of `a`: what a family remembers, which is not all of it."""
    mother = invented_name(a.chance, sex="female")
    return {
        "inquiry_number": number,
        "inquiry_date": a.registered.isoformat(),
        "inquirer_name_km": mother.km,
        "inquirer_name_latin": mother.latin,
        "relation": "mother",
        "inquirer_phone": f"+85500{a.chance.randrange(10**6):06d}",
        "inquirer_place": a.home,
        "sought_family_name_km": a.name.family_km,
        "sought_given_name_km": a.name.given_km,
        "sought_family_name_latin": a.name.family_latin,
        "sought_given_name_latin": a.name.given_latin,
        "sought_sex": a.sex,
        "sought_animal_year": animal_of(a.born.year),
        "sought_is_estimated": True,
        "sought_age_stated": age_on(a.registered, a.born),
        "sought_age_stated_on": a.registered.isoformat(),
        "sought_home_place": a.home,
        "separated_on": str(a.registered.year - a.chance.randint(1, 3)),
        "separated_at": a_place(a.chance, a.places),
        "separation_causes": a.some(("migration", "recruited_broker", "sent_to_work"), 1, 2),
        "distinguishing_marks": a.chance.choice(MARKS),
        "status": "open",
        "inquirer_concern": "none",
        "office": a.office,
        "case_worker": a.worker,
    }
