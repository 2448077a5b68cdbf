"""Small invented caseloads whose figures a reader can check by counting."""

from collections.abc import Mapping
from datetime import date

from casework.reports.asked import Asked
from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.words.sentence import Words
from tests.shared_schema.rules.dossiers import a_record

BTB, SRP = "office-btb", "office-srp"
TODAY = date(2026, 7, 10)
ASKED = Asked(
    date(2026, 4, 1),
    date(2026, 6, 30),
    TODAY,
    start=date(2025, 1, 1),
    names={BTB: Words("Battambang", "បាត់ដំបង"), SRP: Words("Siem Reap", "សៀមរាប")},
)


def a_dossier(case: str, *records: Shown, written: str = "2025-06-01", **values: Json) -> Dossier:
    """A woman of 18-24 from province 02, in the office of Battambang, trafficked for labour; with these records."""
    whole: dict[str, Json] = {
        "sex": "female", "date_of_birth": "2005-03-01", "registered_on": "2025-06-01",
        "current_place": {"country": "KH", "province": "02"}, "primary_category": "trafficking_labour",
        "office": BTB, "case_worker": "worker-w", "status": "open", "stage": "integration", "risk_level": "low",
    }  # fmt: skip
    head = a_record("case", case, {**whole, **values}, home=case, written_on=date.fromisoformat(written))
    return Dossier(case, {one.record_id: one for one in (head, *records)})


def an_inquiry(inquiry: str, *records: Shown, **values: Json) -> Dossier:
    """An inquiry of May."""
    whole: dict[str, Json] = {"inquiry_date": "2026-05-01", "status": "open", "office": BTB, "relation": "mother"}
    head = a_record("tracing_inquiry", inquiry, {**whole, **values}, home=inquiry)
    return Dossier(inquiry, {one.record_id: one for one in (head, *records)})


def a_service(key: str, started_on: str, service_type: str = "counselling", **values: Json) -> Shown:
    """A service for the beneficiary, completed."""
    whole: Mapping[str, Json] = {"service_type": service_type, "started_on": started_on, "result": "completed"}
    return a_record("service", key, {**whole, **values}, home="", written_on=date.fromisoformat(started_on))


def a_return_home(key: str, happened: str, **values: Json) -> Shown:
    """A return to the parents that was done."""
    whole: Mapping[str, Json] = {
        "return_type": "to_family", "state": "done", "date_reunification": happened, "care_arrangement": "parents",
    }  # fmt: skip
    return a_record("reunification", key, {**whole, **values}, home="", written_on=date.fromisoformat(happened))


def seen(key: str, visited_on: str, **values: Json) -> Shown:
    """A visit in person where she was seen, safe and without a sign of trafficking."""
    whole: Mapping[str, Json] = {
        "visited_on": visited_on, "contact_type": "in_person", "seen": "yes", "safety": "safe",
        "re_trafficking": "none",
    }  # fmt: skip
    return a_record("visit", key, {**whole, **values}, home="", written_on=date.fromisoformat(visited_on))


def a_relative(key: str, relation: str = "mother", **values: Json) -> Shown:
    """A living relative."""
    whole: Mapping[str, Json] = {"relation": relation, "vital_status": "alive", "sex": "female", "birth_year": 1980}
    return a_record("family_member", key, {**whole, **values}, home="")
