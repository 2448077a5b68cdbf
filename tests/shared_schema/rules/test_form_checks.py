"""Checks of section 2 that have no number: each holding and broken."""

from datetime import date

import pytest

from shared_schema.canonical import Json
from shared_schema.rules.form_checks import codes_twice
from tests.shared_schema.rules.dossiers import OFFICE, OTHER_OFFICE, PROVIDER, WORKER, a_case, a_dossier, a_record
from tests.shared_schema.rules.test_rules_of_people import alone, found


@pytest.mark.parametrize(
    ("check", "severity", "kind", "holds", "broken", "field"),
    [
        ("check_one_of", "E", "conference_attendee", {"agency_text": "x"}, {}, "agency"),
        ("check_one_of", "E", "tracing_inquiry", {"inquirer_phone": "+85512345678"}, {}, "inquirer_phone"),
        ("check_one_of", "E", "provider", {"short_name": "EX"}, {}, "name_km"),
        ("check_owner", "E", "task", {"owner_worker": WORKER}, {}, "owner_worker"),
        ("check_owner", "E", "task", {"owner_agency": "a"}, {"owner_agency": "a", "owner_worker": "b"}, "owner_worker"),
        (
            "check_period",
            "E",
            "contact_point",
            {"used_from": "2026-01-02", "used_until": "2026-01-02"},
            {"used_from": "2026-01-02", "used_until": "2026-01-01"},
            "used_until",
        ),
        (
            "check_period",
            "E",
            "trafficking_account",
            {"started_on": "2020-05", "ended_on": "2020"},
            {"started_on": "2020-05", "ended_on": "2019"},
            "ended_on",
        ),
        ("check_khmer_letters", "W", "family_member", {"name_km": "សុខ ដារ៉ា"}, {"name_km": "Sok ដារ៉ា"}, "name_km"),
        (
            "check_national_id",
            "W",
            "case",
            {"national_id_no": "010 123 456"},
            {"national_id_no": "12"},
            "national_id_no",
        ),
        (
            "check_other_office",
            "E",
            "case_transfer",
            {"from_office": "a", "to_office": "b"},
            {"from_office": "a", "to_office": "a"},
            "to_office",
        ),
        (
            "check_pair_order",
            "E",
            "case_link",
            {"case_a": "a", "case_b": "b"},
            {"case_a": "b", "case_b": "a"},
            "case_b",
        ),
        (
            "check_domain_reason",
            "E",
            "closure",
            {"closure_reason": "refused"},
            {"closure_reason": "reintegrated", "d_legal": "2"},
            "domain_reason",
        ),
    ],
)
def test_a_check_holds_and_is_broken(
    check: str, severity: str, kind: str, holds: dict[str, Json], broken: dict[str, Json], field: str
) -> None:
    assert alone(a_record(kind, "r", holds), check, severity) == set()
    assert alone(a_record(kind, "r", broken), check, severity) == {field}


@pytest.mark.parametrize(
    ("animal", "born", "contradicts"),
    [
        ("rat", "2008-06-01", False),
        ("pig", "2008-03-01", False),
        ("ox", "2008", False),
        ("tiger", "2008", True),
        ("dragon", "2000-11-11", False),
        ("horse", "2000-11-11", True),
    ],
)
def test_the_animal_year_may_differ_by_one(animal: str, born: str, contradicts: bool) -> None:
    case = a_case(birth_animal_year=animal, date_of_birth=born)
    assert bool(alone(case, "check_animal_year", "W")) is contradicts


def test_a_date_after_today_is_a_warning_unless_it_may_lie_ahead() -> None:
    visit = a_record(
        "visit", "v", {"visited_on": "2026-11-21", "planned_for": "2027-01-01", "next_visit_on": "2027-01-01"}
    )
    assert found(a_dossier(visit), "check_future", "W", today=date(2026, 11, 20)) == {("v", "visited_on")}
    assert found(a_dossier(visit), "check_future", "W", today=date(2026, 11, 21)) == set()


def test_a_case_whose_worker_is_elsewhere_is_marked() -> None:
    assert found(a_dossier(a_case()), "check_worker", "W") == set()
    assert found(a_dossier(a_case(office=OTHER_OFFICE)), "check_worker", "W") == {("case", "case_worker")}
    left = a_record("worker", WORKER, {"office": OFFICE, "status": "left"}, home="directory")
    assert found(a_dossier(a_case(), related=[left]), "check_worker", "W") == {("case", "case_worker")}
    assert found(a_dossier(a_case(status="closed", office=OTHER_OFFICE)), "check_worker", "W") == set()


def test_codes_of_the_directory_stand_once() -> None:
    offices = [
        a_record("office", f"o{n}", {"code": code}, home="directory") for n, code in enumerate(("TST", "tst", "OTH"))
    ]
    grants = [
        a_record("setting", f"s{n}", {"setting_type": kind, "code": "X1"}, home="directory")
        for n, kind in enumerate(("grant", "network"))
    ]
    nameless = [a_record("provider", p, {"name_latin": "x"}, home="directory") for p in (PROVIDER, "other")]
    assert codes_twice([*offices, *grants, *nameless]) == (("o0", "o1"),)
