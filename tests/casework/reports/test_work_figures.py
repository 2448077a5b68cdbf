"""F6 to F16 over caseloads that a reader can count."""

from collections.abc import Mapping
from dataclasses import replace

from casework.reports.asked import Asked
from casework.reports.data_quality import Quality
from casework.reports.figure import Figure, Middle, Place, Told, median, percentile
from casework.reports.learning import Training
from casework.reports.report import Beside, report
from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import DatedValue, Dossier
from tests.casework.reports.caseloads import ASKED, BTB, SRP, a_dossier, a_return_home, a_service, an_inquiry, seen
from tests.shared_schema.rules.dossiers import a_record


def figure(number: str, *dossiers: Dossier, asked: Asked = ASKED, beside: Beside | None = None) -> Figure:
    return report(dossiers, beside or Beside(), asked)[number]


def at(found: Figure, measure: str, **where: str) -> int:
    return found.counts.get(Place(measure, tuple(sorted(where.items()))), 0)


def of(kind: str, key: str, **values: Json) -> Shown:
    return a_record(kind, key, values, home="")


def middles(found: Figure) -> list[Middle]:
    return [cell for table in found.tables for row in table.rows for cell in row.cells if isinstance(cell, Middle)]


def test_visits_due_are_in_time_late_attempted_or_missed() -> None:
    # light pattern, returned on 11 January: due on days 90 (11 April) and 180 (10 July, after the period)
    home = a_return_home("r", "2026-01-11")
    found = figure(
        "F6",
        a_dossier("a", home, seen("v1", "2026-04-18")),  # the last day of the tolerance
        a_dossier("b", home, seen("v2", "2026-04-19")),
        a_dossier("c", home, seen("v3", "2026-04-15", seen="no", not_seen_reason="at_work")),
        a_dossier("d", home),
        a_dossier("e", home, seen("v4", "2026-04-11", contact_type="phone"), office=SRP),
        a_dossier("f", home, status="closed", stage="case_closure", closed_on="2026-04-10"),
    )
    assert [at(found, "F6.due", way=way) for way in ("on_time", "late", "attempted", "missed", "open")] == [
        2,
        1,
        1,
        1,
        0,
    ]
    assert at(found, "F6.due") == 5
    assert at(found, "F6.due", office=SRP, way="on_time") == 1


def test_overdue_now_counts_open_cases_by_how_late_they_are() -> None:
    home = a_return_home("r", "2026-01-11")
    last = seen("v", "2026-06-01")
    found = figure(
        "F7",
        a_dossier("a", home, last),  # next due on day 180, the day asked on
        a_dossier("b", home, seen("v", "2026-04-01")),  # 11 April, 90 days ago
        a_dossier("c", home, last, seen("w", "2026-06-20", next_visit_on="2026-07-02")),  # 8 days ago
        a_dossier("d", home, status="closed", stage="case_closure", closed_on="2026-05-01"),
    )
    assert (at(found, "F7.open"), at(found, "F7.overdue")) == (3, 2)
    assert (at(found, "F7.overdue", state="overdue"), at(found, "F7.overdue", state="escalated")) == (1, 1)
    assert middles(found)[0].value == 90


def test_lost_is_counted_of_all_that_were_followed_in_the_period() -> None:
    was = [
        DatedValue("2026-01-01", {"stage": "monitoring_support"}),
        DatedValue("2026-04-10", {"stage": "case_closure"}),
    ]
    early = [
        DatedValue("2026-01-01", {"stage": "monitoring_support"}),
        DatedValue("2026-03-10", {"stage": "case_closure"}),
    ]
    closed: dict[str, Json] = {"status": "closed", "stage": "case_closure"}
    lost: dict[str, Json] = {**closed, "closure_reason": "lost_to_follow_up", "closed_on": "2026-04-10"}
    found = figure(
        "F8",
        replace(a_dossier("a", **lost), dated={("a", "group:status"): tuple(was)}),
        replace(a_dossier("b", **closed, closed_on="2026-03-10"), dated={("b", "group:status"): tuple(early)}),
        a_dossier("c", stage="monitoring_support"),
        a_dossier("d"),
    )
    assert (at(found, "F8.followed"), at(found, "F8.lost")) == (2, 1)


def test_signs_of_new_trafficking_by_the_time_since_the_return() -> None:
    def sign(key: str, day: str) -> Shown:
        return seen(key, day, re_trafficking="confirmed")

    found = figure(
        "F9",
        a_dossier("a", a_return_home("r", "2026-03-01"), sign("v", "2026-05-30"), sign("w", "2026-06-20")),  # day 90
        a_dossier("b", a_return_home("r", "2026-03-01"), sign("v", "2026-05-31")),  # day 91
        a_dossier("c", a_return_home("r", "2025-01-01"), sign("v", "2026-05-31")),
        a_dossier("d", sign("v", "2026-05-31")),
        a_dossier("e", sign("v", "2026-03-31")),  # before the period
        a_dossier("f", seen("v", "2026-05-31", re_trafficking="suspected")),
    )
    assert at(found, "F9.signs") == 4
    assert [at(found, "F9.signs", span=one) for one in ("d90", "d180", "d360", "later", "no_return")] == [1, 1, 0, 1, 1]


def test_sustained_reintegration_never_counts_who_was_not_seen_as_success() -> None:
    home = a_return_home("r", "2025-07-01")  # 364 days before the end
    seen_lately = seen("v", "2026-05-01")
    found = figure(
        "F10",
        a_dossier("a", home, seen_lately),
        a_dossier("b", home),
        a_dossier("c", home, seen_lately, care_arrangement="street"),
        a_dossier("d", home, seen("v", "2026-05-01", re_trafficking="confirmed")),
        a_dossier("e", a_return_home("r", "2025-07-06"), seen_lately),  # 359 days
        a_dossier("f", a_return_home("r", "2025-06-05"), seen_lately),  # 390 days
    )
    assert at(found, "F10.returns") == 4
    parts = ("sustained", "not_seen", "moved", "trafficked")
    assert [at(found, "F10.returns", part=part) for part in parts] == [1, 1, 1, 1]


def test_inquiries_by_what_became_of_them_and_the_days_it_took() -> None:
    action = of("tracing_action", "t", date_tracing="2026-05-11", outcome="family_located")
    match = of("match", "m", case_id="a", inquiry_id="i1", state="reunited", decided_on="2026-05-21")
    verification, back = of("verification", "w", match_id="m"), a_return_home("r", "2026-06-10", verification_id="w")
    found = figure(
        "F11",
        an_inquiry("i1", action),
        an_inquiry("i2", status="closed", outcome="not_found"),
        an_inquiry("i3"),
        an_inquiry("i4", inquiry_date="2026-03-31"),
        a_dossier("a", match, verification, back),
        a_dossier("b", of("tracing_action", "t2", date_tracing="2026-05-02", outcome="unsuccessful")),
    )
    assert at(found, "F11.inquiries") == 3
    assert [at(found, "F11.inquiries", outcome=one) for one in ("reunited", "not_found", "open")] == [1, 1, 1]
    assert [one.value for one in middles(found) if one.over.measure == "F11.inquiries"] == [10, 10, 20, 20, 40, 40]
    assert at(found, "F11.sought", outcome="open") == 1


def test_referrals_by_answer_and_the_days_until_a_service_began() -> None:
    sent: Mapping[str, Json] = {"service_type": "health", "sent_on": "2026-05-01"}
    found = figure(
        "F12",
        a_dossier(
            "a",
            of("referral", "r1", **sent, state="done", answered_on="2026-05-08", done_on="2026-06-01"),
            a_service("s", "2026-05-21", referral_id="r1"),
            of("referral", "r2", **sent, state="accepted", answered_on="2026-05-09"),
            of("referral", "r3", **sent, state="declined", answered_on="2026-05-02"),
            of("referral", "r4", **sent, state="sent"),
            of("referral", "r5", service_type="health", state="draft"),
        ),
    )
    assert at(found, "F12.sent") == 4
    assert at(found, "F12.in_week") == 1
    assert [at(found, "F12.sent", state=one) for one in ("done", "accepted", "declined", "revoked", "sent")] == [
        1,
        1,
        1,
        0,
        1,
    ]
    assert middles(found)[0].value == 20
    assert at(found, "F12.sent", state="declined", service="health") == 1


def test_decisions_of_signed_minutes_by_how_they_ended() -> None:
    def decision(key: str, due: str, **task: Json) -> tuple[Shown, Shown]:
        made = of(
            "conference_decision", key, conference_id="c", due_on=due, task_id=f"{key}-task", decision_type="refer"
        )
        return made, of("task", f"{key}-task", origin="conference", **task)

    signed = of("case_conference", "c", held_on="2026-04-02", state="signed")
    rows = [
        *decision("d1", "2026-05-01", state="done", done_on="2026-05-01"),
        *decision("d2", "2026-05-01", state="done", done_on="2026-05-02"),
        *decision("d3", "2026-05-01", state="open"),
        *decision("d4", "2026-05-01", state="dropped"),
        *decision("d5", "2026-07-01", state="open"),
    ]
    found = figure("F13", a_dossier("a", signed, *rows))
    assert at(found, "F13.held") == 1
    assert at(found, "F13.due") == 4
    assert [at(found, "F13.due", end=one) for one in ("in_time", "late", "overdue", "dropped")] == [1, 1, 1, 1]
    unsigned = of("case_conference", "c", held_on="2026-04-02", state="held")
    assert at(figure("F13", a_dossier("a", unsigned, *rows)), "F13.due") == 0


def test_study_pairs_compare_each_domain_with_the_answer_before() -> None:
    def asked(wave: str, day: str, safety: str, income: int) -> Shown:
        return of("study_response", f"{wave}-{day}", wave=wave, asked_on=day, d_safety=safety, income_month_khr=income)

    found = figure(
        "F14",
        a_dossier("a", asked("before", "2025-06-01", "1", 100_000), asked("m6", "2026-05-01", "3", 400_000)),
        a_dossier("b", asked("before", "2025-06-01", "3", 200_000), asked("m6", "2026-05-01", "2", 300_000)),
        a_dossier("c", asked("m6", "2026-05-01", "2", 0)),
        a_dossier("d", asked("before", "2025-06-01", "3", 0), asked("m12", "2026-01-01", "2", 0)),
    )
    assert at(found, "F14.pairs", wave="m6") == 2
    ways = [at(found, "F14.pairs", wave="m6", domain="safety", way=way) for way in ("better", "same", "worse")]
    assert ways == [1, 0, 1]
    assert middles(found)[0].value == 200_000


def test_trainings_count_a_person_once_per_event_and_once_over_all() -> None:
    def held(key: str, day: str, *names: str | None) -> Training:
        event = a_record("training", key, {"held_on": day, "days": 2, "office": BTB, "topic": "law"}, home=BTB)
        people = [
            of("training_attendee", f"{key}{n}", training_id=key, name=name, organisation="Example", sex="female",
               completed=True, pre_score=40, post_score=60)
            for n, name in enumerate(names)
        ]  # fmt: skip
        return Training(event, tuple(people))

    trainings = (
        held("t1", "2026-04-01", "Dara  Example", None),
        held("t2", "2026-05-01", "dara example"),
        held("t3", "2026-07-01", "x"),
    )
    found = figure("F15", beside=Beside(trainings=trainings))
    assert [at(found, f"F15.{one}") for one in ("events", "days", "took_part", "people", "completed")] == [
        2,
        4,
        3,
        2,
        3,
    ]
    assert middles(found)[0].value == 20


def test_quality_counts_cases_without_age_or_province() -> None:
    found = figure(
        "F16",
        a_dossier("a", date_of_birth=None),
        a_dossier("b", current_place={"country": "KH"}),
        beside=Beside(quality=Quality(conflicts=3, silent_days={BTB: 4, SRP: None})),
    )
    assert (at(found, "F16.cases"), at(found, "F16.no_age"), at(found, "F16.no_province")) == (2, 1, 1)


def test_cases_stand_in_the_stage_that_held_on_the_last_day_of_the_period() -> None:
    later = [
        DatedValue("2026-01-01", {"stage": "integration"}),
        DatedValue("2026-07-02", {"stage": "monitoring_support"}),
    ]
    case = replace(a_dossier("a", stage="monitoring_support"), dated={("a", "group:status"): tuple(later)})
    found = figure("stage", case, a_dossier("b", registered_on="2026-07-01"))
    assert at(found, "stage.cases", stage="integration", province="02") == 1
    assert at(found, "stage.cases") == 1


def test_every_sum_of_every_figure_holds() -> None:
    many = [
        a_dossier(
            f"c{n}",
            *(a_service(f"s{n}", "2026-05-01"), a_return_home(f"r{n}", "2026-01-01"), seen(f"v{n}", "2026-05-02")),
            office=(BTB, SRP)[n % 2],
            sex=("female", "male")[n % 3 == 0],
        )
        for n in range(12)
    ]
    for found in report(many, Beside(), ASKED).values():
        for one in found.sums:
            assert found.counts[one.whole] == sum(found.counts[part] for part in one.parts), one
        assert all(place in found.counts for place in found.told)


def test_median_and_percentile() -> None:
    assert (median([]), median([3, 1]), median([5, 1, 2])) == (None, 2, 2)
    assert (percentile([], 90), percentile(range(1, 11), 90), percentile([7], 90)) == (None, 9, 7)


def test_organisations_stand_by_their_standards_with_their_free_places() -> None:
    good = a_record("provider", "p", {"standards_status": "meets"}, home="directory")
    unknown = a_record("provider", "q", {}, home="directory")
    offers = a_record("provider_service", "s", {"provider": "p", "free_places": 7}, home="directory")
    found = figure("providers", beside=Beside(providers=(good, unknown), provider_services=(offers,)))
    told = [cell.value for row in found.tables[0].rows for cell in row.cells if isinstance(cell, Told)]
    assert told[:4] == [2, 7, 1, 7] and sum(told[2:]) == 9
