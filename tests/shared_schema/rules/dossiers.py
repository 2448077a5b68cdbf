"""Builders of shown records and dossiers with sensible whole values; override what matters."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import Dot, Written
from shared_schema.records.kinds import KINDS
from shared_schema.rules.dossier import DIRECTORY, HISTORY, OTHER_DOSSIER, RESTRICTED, DatedValue, Dossier

EVERYTHING = frozenset({RESTRICTED, HISTORY, DIRECTORY, OTHER_DOSSIER})
DEVICE = "K7device0000000000000A"
TODAY = date(2026, 11, 20)
CASE = "case"
WORKER, SUPERVISOR, COORDINATOR = "worker-w", "worker-s", "worker-c"
OFFICE, OTHER_OFFICE, PROVIDER, OTHER_PROVIDER = "office-tst", "office-oth", "provider-skills", "provider-other"


def at_noon(day: date) -> int:
    """Milliseconds of noon in Cambodia on a day."""
    return int((datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=5)).timestamp() * 1000)


def a_record(
    kind: str,
    record_id: str,
    values: Mapping[str, Json],
    *,
    home: str = CASE,
    author: str = WORKER,
    written_on: date = TODAY,
    n: int = 1,
) -> Shown:
    """A shown record; every register was written by `author` on `written_on` under the dot (DEVICE, n)."""
    shown = {name: value for name, value in values.items() if value is not None}
    registers = KINDS[kind].registers
    dot: Dot = (DEVICE, n)
    written = {
        name: (dot, Written(None, at_noon(written_on), 0, author))
        for name, register in registers.items()
        if any(field in shown for field in register.fields)
    }
    return Shown(record_id, kind, home, {DEVICE: n}, shown, {}, written, (), author, at_noon(written_on), ())


def a_case(case_id: str = CASE, *, written_on: date = date(2026, 1, 5), n: int = 1, **values: Json) -> Shown:
    """An adult woman in integration, low risk, cared for by nobody in particular."""
    whole: dict[str, Json] = {
        "case_number": "TST-26-K7-001",
        "given_name_latin": "Examplary",
        "sex": "female",
        "date_of_birth": "1998-04-02",
        "current_place": {"country": "KH", "province": "02"},
        "primary_category": "trafficking_labour",
        "categories": ["trafficking_labour"],
        "registered_on": "2026-01-05",
        "identified_by": "ngo",
        "office": OFFICE,
        "case_worker": WORKER,
        "status": "open",
        "stage": "pre_integration",
        "risk_level": "low",
        "care_arrangement": "residential_care",
        "wishes_tracing": "yes",
    }
    return a_record("case", case_id, {**whole, **values}, home=case_id, written_on=written_on, n=n)


def a_consent(record_id: str = "consent-1", *, purpose: str = "services", **values: Json) -> Shown:
    """Consent given by the person herself, signed, early in the year."""
    whole: dict[str, Json] = {
        "purpose": purpose,
        "decision": "given",
        "decided_on": "2026-01-10",
        "given_by": "person",
        "evidence": "signature",
        "expires_on": "2027-01-10",
        "scope": ["contact", "identity", "family", "needs"],
    }
    if purpose == "share_with_provider":
        whole["recipient"] = PROVIDER
    return a_record("consent", record_id, {**whole, **values}, written_on=date(2026, 1, 10))


def a_visit(record_id: str, visited_on: str, *, n: int = 1, **values: Json) -> Shown:
    """A visit in person where she was seen and safe."""
    whole: dict[str, Json] = {"visited_on": visited_on, "contact_type": "in_person", "seen": "yes"}
    if values.get("seen", "yes") == "yes":
        whole |= {"safety": "safe", "re_trafficking": "none", "same_caregiver": "yes"}
    return a_record("visit", record_id, {**whole, **values}, written_on=date.fromisoformat(visited_on), n=n)


def a_member(record_id: str = "aunt", **values: Json) -> Shown:
    """An aunt who is alive and safe to contact."""
    whole: dict[str, Json] = {
        "name_latin": "Aunt Example",
        "relation": "aunt",
        "vital_status": "alive",
        "contact_safety": "safe",
        "in_household": False,
    }
    return a_record("family_member", record_id, {**whole, **values}, written_on=date(2026, 1, 6))


def a_return(record_id: str = "return", **values: Json) -> Shown:
    """A return to an aunt, done and approved."""
    whole: dict[str, Json] = {
        "return_type": "to_kin",
        "verification_id": "verification",
        "state": "done",
        "date_reunification": "2026-10-20",
        "approval": "approved",
        "approved_by": SUPERVISOR,
        "approved_on": "2026-10-15",
        "to_member": "aunt",
        "care_arrangement": "kinship_care",
    }
    return a_record("reunification", record_id, {**whole, **values}, written_on=date(2026, 10, 20))


def a_referral(record_id: str = "referral", **values: Json) -> Shown:
    """A referral for training, sent."""
    whole: dict[str, Json] = {
        "provider": PROVIDER,
        "service_type": "vocational_training",
        "reason": "additional_services",
        "urgency": "week",
        "shared_scope": ["contact", "needs"],
        "state": "sent",
        "sent_on": "2026-11-01",
    }
    return a_record("referral", record_id, {**whole, **values}, written_on=date(2026, 11, 1))


def the_directory() -> tuple[Shown, ...]:
    """Three workers, a provider with two services, and another provider."""
    people = ((WORKER, "social_worker"), (SUPERVISOR, "supervisor"), (COORDINATOR, "coordinator"))
    workers = [
        a_record("worker", i, {"name_latin": i, "office": OFFICE, "role": role, "status": "active"}, home="directory")
        for i, role in people
    ]
    providers = [
        a_record("provider", PROVIDER, {"name_latin": "Example Skills Centre", "provider_type": "ngo", "active": True}),
        a_record("provider", OTHER_PROVIDER, {"name_latin": "Example Clinic", "provider_type": "health"}),
    ]
    offers = {"provider": PROVIDER, "provinces": ["02"], "capacity": 20, "free_places": 3, "as_of": "2026-11-10"}
    services = [
        a_record("provider_service", "offer-1", {**offers, "service_type": "vocational_training"}),
        a_record("provider_service", "offer-2", {**offers, "service_type": "residential_care"}),
    ]
    return (*workers, *providers, *services)


def a_dossier(
    *records: Shown,
    related: Iterable[Shown] = (),
    dated: Mapping[tuple[str, str], Iterable[tuple[str, Json]]] | None = None,
    held: Iterable[str] = EVERYTHING,
    head: Shown | None = None,
) -> Dossier:
    """A dossier of a case (built where none is given) with the directory beside it."""
    whole = list(records)
    if head is not None:
        whole.insert(0, head)
    elif not any(record.kind in ("case", "tracing_inquiry") for record in records):
        whole.insert(0, a_case())
    home = next(record.record_id for record in whole if record.kind in ("case", "tracing_inquiry"))
    over_time = {key: tuple(DatedValue(day, value) for day, value in values) for key, values in (dated or {}).items()}
    return Dossier(
        home,
        {record.record_id: record for record in whole},
        {record.record_id: record for record in (*the_directory(), *related)},
        over_time,
        frozenset(held),
    )


def returned(*records: Shown, risk: str = "medium", **values: Json) -> Dossier:
    """A case that returned on 1 January 2026."""
    head = a_case(risk_level=risk, stage="monitoring_support", registered_on="2025-06-01", written_on=date(2025, 6, 1))
    return a_dossier(head, a_member(), a_return(date_reunification="2026-01-01", **values), *records)
