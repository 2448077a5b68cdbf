"""The invented people of the demo, as rows for `field-client import`: a caseload, and one day of two workers apart."""

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any

from casework.book import Edit
from casework.invented.people import invented_dossier
from casework.places import Gazetteer
from shared_schema.canonical import Json
from shared_schema.records.kinds import KINDS
from shared_schema.records.policy import Policy

CASES = 40
NAME_FIELDS = (
    "family_name_km", "given_name_km", "family_name_latin", "given_name_latin", "nickname", "name_km", "name_latin",
)  # fmt: skip
BANAN: dict[str, Json] = {"country": "KH", "province": "02", "district": "0201", "commune": "020101"}
MISSING_FOR_A_RETURN = (  # as the console says it in English
    "The match must be confirmed first",
    "Two live sign-offs by different people are needed",
    "consent to tell the family",
    "approves the return first",
)
JOINED = ("religion", "wishes_tracing", "marital_status", "legal_hold", "ethnicity")  # written apart, no question


def caseload(*, seed: int, worker: str, office: str, today: date, places: Gazetteer) -> list[dict[str, Json]]:
    """Forty dossiers as rows: ids are temporary (`$1`), case numbers are left to the laptop that imports them."""
    numbers = itertools.count(1)
    rows: list[dict[str, Json]] = []
    for turn in range(CASES):
        edits = invented_dossier(
            seed + turn, worker=worker, office=office, next_id=lambda: f"${next(numbers)}", today=today, places=places
        )
        rows += [row_of(edit) for edit in edits]
    return rows


def row_of(edit: Edit) -> dict[str, Json]:
    """An edit as a row by field name."""
    kind = KINDS[edit.kind]
    row: dict[str, Json] = {"kind": edit.kind, "id": edit.record}
    if edit.home != edit.record:
        row["home"] = edit.home
    for name, value in edit.registers.items():
        register = kind.register_of(name)
        if register is None:
            continue
        if register.policy is Policy.ELEMENT:
            _put_element(row, register.name, name.rpartition(".")[2], value)
        elif register.is_object:
            row.update(value)
        else:
            row[register.fields[0]] = value
    row.pop("case_number", None)
    return row


def names_in(rows: Sequence[dict[str, Json]], *, count: int) -> list[str]:
    """Different names of four letters or more, in both scripts, as they were typed."""
    found = dict.fromkeys(
        row[field] for row in rows for field in NAME_FIELDS if isinstance(row.get(field), str) and len(row[field]) > 3
    )
    khmer = [name for name in found if "\u1780" <= name[0] <= "\u17ff"]
    latin = [name for name in found if name[0].isascii()]
    half = count // 2
    return khmer[:half] + latin[: count - len(khmer[:half])]


def day_of_sophea(case: dict[str, Any], others: Sequence[dict[str, Any]], *, today: str) -> list[dict[str, Json]]:
    """Four visits, and five fields of one case: a new safety answer among them, and where she lives now."""
    visits = [a_visit(one["id"], today) for one in others[:4]]
    edit = {
        "kind": "case",
        "id": case["id"],
        "nickname": "Rara",
        "religion": "buddhist",
        "risk_level": "high",
        "risk_reason": "A threat by telephone.",
        "wishes_tracing": "yes",
        "current_place": {"country": "KH", "province": "02", "detail": "beside the old market"},
    }
    return [*visits, edit]


def day_of_dara(case: dict[str, Any], others: Sequence[dict[str, Any]], *, today: str) -> list[dict[str, Json]]:
    """Two visits, and the same case from the office: three other fields, a lower risk, another place."""
    visits = [a_visit(one["id"], today) for one in others[4:6]]
    edit = {
        "kind": "case",
        "id": case["id"],
        "reason": "Stable for a year, as the office saw it.",
        "marital_status": "single",
        "legal_hold": True,
        "ethnicity": "khmer",
        "risk_level": "low",
        "current_place": {"country": "KH", "province": "02", "detail": "behind the pagoda"},
    }
    return [*visits, edit]


def a_girl(*, worker: str, office: str, today: str) -> list[dict[str, Json]]:
    """A girl whose name is written in Khmer letters; she wants her family found."""
    case: dict[str, Json] = {
        "kind": "case",
        "id": "$1",
        "family_name_km": "សុខ",
        "given_name_km": "ចិន្តា",
        "sex": "female",
        "age_stated": 16,
        "age_stated_on": today,
        "is_estimated": True,
        "current_place": {"country": "KH", "province": "02"},
        "home_place": BANAN,
        "registered_on": today,
        "identified_by": {"none": "not_asked"},
        "office": office,
        "case_worker": worker,
        "status": "open",
        "stage": "pre_integration",
        "care_arrangement": {"none": "not_asked"},
        "wishes_tracing": "yes",
    }
    return [case, _mother(home="$1", record="$2"), _tracing_consent(home="$1", record="$3", today=today)]


def a_mother_asks(*, worker: str, office: str, today: str) -> list[dict[str, Json]]:
    """Her mother's inquiry in another office's words, in Latin letters."""
    inquiry: dict[str, Json] = {
        "kind": "tracing_inquiry",
        "id": "$1",
        "inquiry_number": "BTB-26-INQ-1",
        "inquiry_date": today,
        "inquirer_name_latin": "Mao Sopheap",
        "relation": "mother",
        "inquirer_place": BANAN,
        "sought_family_name_latin": "Sok",
        "sought_given_name_latin": "Chenda",
        "sought_sex": "female",
        "sought_age_stated": 17,
        "sought_age_stated_on": today,
        "sought_is_estimated": True,
        "sought_home_place": BANAN,
        "separated_on": {"none": "unknown"},
        "separated_at": {"none": "unknown"},
        "status": "open",
        "office": office,
        "case_worker": worker,
    }
    return [inquiry, _tracing_consent(home="$1", record="$2", today=today)]


def a_hasty_return(case: str, match: str, today: str) -> list[dict[str, Json]]:
    """A verification that has hardly begun, and a return to the family planned upon it."""
    verification: dict[str, Json] = {
        "kind": "verification",
        "home": case,
        "id": "$1",
        "match_id": match,
        "complicity_check": "not_checked",
        "home_safety": "not_checked",
    }
    plan: dict[str, Json] = {
        "kind": "reunification",
        "home": case,
        "id": "$2",
        "return_type": "to_family",
        "verification_id": "$1",
        "planned_on": today,
    }
    return [verification, plan]


def _mother(*, home: str, record: str) -> dict[str, Json]:
    return {
        "kind": "family_member",
        "home": home,
        "id": record,
        "name_km": "ម៉ៅ សុភាព",
        "relation": "mother",
        "contact_safety": "ask_first",
        "may_be_told": {"none": "not_asked"},
    }


def _tracing_consent(*, home: str, record: str, today: str) -> dict[str, Json]:
    return {
        "kind": "consent",
        "home": home,
        "id": record,
        "purpose": "tracing",
        "decision": "given",
        "decided_on": today,
        "scope": ["family", "identity"],
        "given_by": "authority",
        "child_assent": "yes",
        "evidence": "signature",
    }


def a_visit(case: str, today: str) -> dict[str, Json]:
    """A visit on which the person was not met."""
    return {
        "kind": "visit",
        "home": case,
        "visited_on": today,
        "contact_type": "in_person",
        "followup_type": "after_reunification",
        "seen": "no",
        "not_seen_reason": "at_work",
        "re_trafficking": "none",
    }


def _put_element(row: dict[str, Json], field: str, element: str, value: Json) -> None:
    if element == "_none":
        row[field] = value
    elif value is True:
        row[field] = sorted([*row.get(field, []), element])
