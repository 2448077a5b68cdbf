"""F1 to F5 over caseloads that a reader can count."""

from dataclasses import replace

from casework.reports.asked import Asked
from casework.reports.figure import Figure, Place
from casework.reports.report import Beside, report
from shared_schema.rules.dossier import Dossier
from tests.casework.reports.caseloads import (
    ASKED,
    SRP,
    a_dossier,
    a_relative,
    a_return_home,
    a_service,
    seen,
)
from tests.shared_schema.rules.dossiers import a_record


def figures(*dossiers: Dossier, asked: Asked = ASKED, **targets: int) -> dict[str, Figure]:
    return report(dossiers, Beside(targets=targets), asked)


def at(figure: Figure, measure: str, **where: str) -> int:
    return figure.counts.get(Place(measure, tuple(sorted(where.items()))), 0)


def test_reached_counts_each_person_once_in_the_period_and_once_since_the_start() -> None:
    f1 = figures(
        a_dossier("a", a_service("a1", "2026-04-01"), a_service("a2", "2026-06-30")),  # both ends of the period count
        a_dossier("b", a_service("b1", "2025-09-01"), a_service("b2", "2026-05-05"), sex="male"),  # earlier and again
        a_dossier("c", a_service("c1", "2025-12-31"), office=SRP),  # earlier alone
        a_dossier("d", a_service("d1", "2026-07-01")),  # after the period
        a_dossier("e", a_service("e1", "2024-12-31")),  # before the programme began
        a_dossier("f", a_service("f1", "2026-05-01", for_member="aunt")),  # for somebody of the family
        a_dossier("g"),
    )["F1"]
    assert at(f1, "F1.period") == 2
    assert at(f1, "F1.first") == 1
    assert at(f1, "F1.ever") == 3
    assert at(f1, "F1.earlier") == 2
    assert at(f1, "F1.period", sex="female") == 1
    assert at(f1, "F1.ever", office=SRP) == 1


def test_voided_duplicate_and_unverified_records_are_in_no_figure() -> None:
    asked = replace(ASKED, unverified=frozenset({"new-worker"}))
    unverified = a_dossier("u", a_service("u1", "2026-05-01"))
    head = replace(unverified.records["u"], author="new-worker")
    f1 = figures(
        a_dossier("v", a_service("v1", "2026-05-01"), retracted=True),
        a_dossier("w", a_service("w1", "2026-05-01"), status="duplicate"),
        replace(unverified, records={**unverified.records, "u": head}),
        a_dossier("x", a_service("x1", "2026-05-01", retracted=True)),
        asked=asked,
    )["F1"]
    assert at(f1, "F1.ever") == 0


def test_a_joined_case_counts_once_under_the_case_that_is_kept() -> None:
    asked = replace(ASKED, aliases={"dead": "kept"})
    f1 = figures(
        a_dossier("dead", a_service("s1", "2026-05-01"), status="duplicate"),
        a_dossier("kept", a_service("s2", "2025-05-01")),
        asked=asked,
    )["F1"]
    assert at(f1, "F1.ever") == 1
    assert at(f1, "F1.period") == 1
    assert at(f1, "F1.first") == 0


def test_reintegrated_on_the_first_successful_visit_ninety_days_after_a_return() -> None:
    home = a_return_home("r", "2026-01-01")
    in_care = a_return_home("r", "2026-01-01", care_arrangement="residential_care")
    early = a_return_home("r", "2026-01-01", state="broken_down", broke_down_on="2026-03-01")
    late = a_return_home("r", "2026-01-01", state="broken_down", broke_down_on="2026-06-01")
    service = a_service("s", "2025-10-01")
    f2 = figures(
        a_dossier("a", service, home, seen("v1", "2026-03-31"), seen("v2", "2026-04-01")),  # day 89 no, day 90 yes
        a_dossier("b", service, home, seen("v3", "2026-04-02", contact_type="phone")),  # not in person
        a_dossier("c", home, seen("v4", "2026-05-01")),  # no service
        a_dossier(
            "d",
            service,
            in_care,
            seen("v5", "2026-05-01"),
        ),
        a_dossier(
            "e",
            service,
            early,
            seen("v6", "2026-05-01"),
        ),
        a_dossier(
            "f",
            service,
            late,
            seen("v7", "2026-05-01"),
        ),
    )["F2"]
    assert at(f2, "F2.period") == 2  # a, and f: it held on the day, and what happens later does not take it back
    assert at(f2, "F2.ever") == 2


def test_a_day_with_an_open_alert_is_no_day_of_reintegration() -> None:
    danger = seen("v1", "2026-05-01", safety="danger")
    case = a_dossier(
        "a", a_service("s", "2025-10-01"), a_return_home("r", "2026-01-01"), danger, seen("v2", "2026-05-20")
    )
    assert at(figures(case)["F2"], "F2.ever") == 0


def test_an_approved_closure_as_reintegrated_counts_on_the_day_of_approval() -> None:
    approved = {"approval": "approved", "approved_on": "2026-02-10"}
    closure = a_record("closure", "z", {"outcome": "reintegrated_family", **approved})
    f2 = figures(a_dossier("a", a_service("s", "2025-10-01"), closure))["F2"]
    assert at(f2, "F2.ever") == 1
    assert at(f2, "F2.period") == 0


def test_families_take_the_larger_of_named_and_told_and_count_nobody_twice() -> None:
    service = [a_service(f"s{n}", "2026-05-01") for n in range(4)]
    f3 = figures(
        # mother and father named, four told: four, two of them not named; the aunt elsewhere and the dead do not count
        a_dossier("a", service[0], a_relative("m"), a_relative("f", "father", sex="male"), a_relative("t", "aunt"),
                  a_relative("g", "brother", vital_status="dead"), immediate_family_count=4),
        # two siblings, one family: their mother is one person, each is a counted case and is taken off
        a_dossier("b", service[1], a_relative("bm"), a_relative("bs", "sister", same_person_as="c"), family_group="fam",
                  immediate_family_count=3),
        a_dossier("c", service[2], a_relative("cm", same_person_as="bm"), family_group="fam"),
        a_dossier("d", immediate_family_count=9),  # nobody reached
    )["F3"]  # fmt: skip
    assert at(f3, "F3.ever", part="named") == 2 + 1
    assert at(f3, "F3.ever", part="declared") == 2 + 1
    assert at(f3, "F3.ever") == 6
    assert at(f3, "F3.ever", sex="male") == 1


def test_services_that_led_to_reintegration_and_the_share_of_those_who_began_a_year_ago() -> None:
    home, visit = a_return_home("r", "2026-01-01"), seen("v", "2026-05-01")
    left = a_service("s2", "2025-05-01", "health", result="left_early")
    f5 = figures(
        a_dossier("a", a_service("s1", "2025-03-01"), left, home, visit),
        a_dossier("b", a_service("s3", "2025-04-01")),
        a_dossier("c", a_service("s4", "2026-02-01")),
    )["F5"]
    assert at(f5, "F5.led") == 1
    assert at(f5, "F5.led", service="health") == 0
    assert at(f5, "F5.begun", service="counselling") == 2
    assert at(f5, "F5.begun_back", service="counselling") == 1


def test_rows_of_one_dimension_sum_to_the_total_and_services_need_not() -> None:
    many = figures(
        a_dossier("a", a_service("s1", "2026-05-01"), a_service("s2", "2026-05-02", "health")),
        a_dossier("b", a_service("s3", "2026-05-01"), sex="trans_woman", date_of_birth=None),
    )
    f4 = many["F4"]
    for one in (sum_ for figure in many.values() for sum_ in figure.sums):
        counts = next(figure.counts for figure in many.values() if one in figure.sums)
        assert counts[one.whole] == sum(counts[part] for part in one.parts), one
    assert at(f4, "F1.period", service="counselling") == 2
    assert at(f4, "F1.period", service="health") == 1
    assert at(f4, "F1.period") == 2
    assert at(f4, "F1.period", age="unknown") == 1


def test_a_report_of_one_office_or_grant_holds_nobody_else() -> None:
    caseload = (
        a_dossier("a", a_service("s1", "2026-05-01", grant_code="G1")),
        a_dossier("b", a_service("s2", "2026-05-01"), office=SRP),
    )
    assert at(figures(*caseload, asked=replace(ASKED, offices=frozenset({SRP})))["F1"], "F1.ever") == 1
    assert at(figures(*caseload, asked=replace(ASKED, grant="G1"))["F1"], "F1.ever", office="office-btb") == 1
    assert at(figures(*caseload, asked=replace(ASKED, grant="G1"))["F1"], "F1.ever") == 1
