"""Follow-up: the tables of patterns, what is due on a day, and that it is a function of dated values and that day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.follow_up import due_between, follow_up, is_clock_behind, next_pattern_date
from shared_schema.rules.patterns import DueState, Segment, due_dates, due_state, first_date_after, tolerance_days
from tests.shared_schema.rules.dossiers import (
    EVERYTHING,
    a_case,
    a_dossier,
    a_record,
    a_return,
    a_visit,
    returned,
)

ANCHOR = date(2026, 1, 1)


def days_due(pattern: str) -> list[int]:
    """The days after the anchor on which a pattern asks for a visit, over three years."""
    segment = Segment(ANCHOR, pattern, ANCHOR)
    dates = due_dates([segment], first=ANCHOR, last=ANCHOR + timedelta(days=1100))
    return [(due - ANCHOR).days for due in dates]


def test_the_patterns_are_those_of_the_design() -> None:
    assert days_due("standard") == [14, 30, 60, 90, 120, 180, 270, 360, 540, 720]
    assert days_due("light") == [30, 90, 180, 360, 720]
    intensive = [3, 7, 14, 28, 60, 90, 120, 150, 180, 240, 300, 360, 450, 540, 720]
    assert days_due("intensive") == intensive
    assert days_due("before_return")[:3] == [30, 60, 90]
    assert days_due("before_return_high")[:3] == [14, 28, 42]


def test_tolerance_is_three_days_up_to_day_thirty_and_seven_after() -> None:
    assert [tolerance_days(ANCHOR + timedelta(days=d), ANCHOR) for d in (14, 30, 31, 60)] == [3, 3, 7, 7]


@pytest.mark.parametrize(
    ("late", "high", "state"),
    [
        (-8, False, DueState.LATER),
        (-7, False, DueState.SOON),
        (-1, False, DueState.SOON),
        (0, False, DueState.DUE),
        (3, False, DueState.DUE),
        (4, False, DueState.OVERDUE),
        (13, False, DueState.OVERDUE),
        (14, False, DueState.ESCALATED),
        (4, True, DueState.OVERDUE),
        (5, True, DueState.ESCALATED),
    ],
)
def test_how_a_due_date_stands(late: int, high: bool, state: DueState) -> None:
    assert due_state(ANCHOR, ANCHOR + timedelta(days=late), tolerance=3, is_high_risk=high) is state


def due_day(dossier: Dossier, today: date) -> int | None:
    """Days after the return of what is due."""
    due = follow_up(dossier, today).due
    return None if due is None else (due.day - ANCHOR).days


def test_without_a_visit_the_first_date_stays_due() -> None:
    assert due_day(returned(), date(2026, 1, 10)) == 14
    assert due_day(returned(), date(2026, 3, 20)) == 14
    found = follow_up(returned(), date(2026, 3, 20))
    assert found.due is not None
    assert found.due.state is DueState.ESCALATED


def test_at_high_risk_an_overdue_visit_escalates_sooner() -> None:
    def state(risk: str, today: date) -> DueState | None:
        due = follow_up(returned(a_plan("standard"), risk=risk), today).due
        return None if due is None else due.state

    day_five_late = date(2026, 1, 20)
    assert state("high", day_five_late) is DueState.ESCALATED
    assert state("medium", day_five_late) is DueState.OVERDUE


def test_after_a_contact_the_next_date_of_the_pattern_is_due() -> None:
    seen = a_visit("v", "2026-01-15")
    assert due_day(returned(seen), date(2026, 1, 20)) == 30
    by_phone = a_visit("v", "2026-01-15", contact_type="phone")
    assert due_day(returned(by_phone), date(2026, 1, 20)) == 30


def test_a_visit_made_early_for_a_date_settles_it() -> None:
    early = a_visit("v", "2026-01-28", planned_for="2026-01-31")
    assert due_day(returned(early), date(2026, 1, 29)) == 60
    unplanned = a_visit("v", "2026-01-28")
    assert due_day(returned(unplanned), date(2026, 1, 29)) == 30


def test_meeting_only_the_family_is_an_attempt_and_resets_nothing() -> None:
    attempt = a_visit("v", "2026-01-15", seen="other_only", not_seen_reason="at_work")
    found = follow_up(returned(attempt), date(2026, 1, 20))
    assert (found.attempts, due_day(returned(attempt), date(2026, 1, 20))) == (1, 14)


def test_the_next_visit_agreed_on_is_what_is_due() -> None:
    sooner = a_visit("v", "2026-01-15", next_visit_on="2026-01-20")
    assert due_day(returned(sooner), date(2026, 1, 16)) == 19
    later = a_visit("v", "2026-01-15", next_visit_on="2026-03-15")
    assert due_day(returned(later), date(2026, 1, 16)) == 33, "day 30 and three days of tolerance"
    with_reason = a_visit("v", "2026-01-15", next_visit_on="2026-03-15", next_visit_reason="works abroad until then")
    assert due_day(returned(with_reason), date(2026, 1, 16)) == 73


def test_after_the_last_date_nothing_is_due_and_closing_is_suggested() -> None:
    last = a_visit("v", "2027-12-25")
    found = follow_up(returned(last), date(2027, 12, 26))
    assert (found.due, found.is_closing_suggested) == (None, True)
    assert next_pattern_date(returned(), date(2027, 12, 25)) is None


@pytest.mark.parametrize(("risk", "days"), [("high", 3), ("medium", 14), ("low", 30)])
def test_the_default_pattern_follows_the_risk(risk: str, days: int) -> None:
    assert due_day(returned(risk=risk), date(2026, 1, 2)) == days


def a_plan(pattern: str, approved_on: str = "2025-12-01") -> Shown:
    values: dict[str, Json] = {
        "made_on": approved_on,
        "follow_up_pattern": pattern,
        "approval": "approved",
        "approved_by": "worker-s",
        "approved_on": approved_on,
        "agreed_by_person": "yes",
    }
    return a_record("reintegration_plan", "plan", values, written_on=date.fromisoformat(approved_on))


def test_an_approved_plan_chooses_the_pattern_until_the_risk_rises() -> None:
    assert due_day(returned(a_plan("intensive")), date(2026, 1, 2)) == 3
    lighter = returned(a_plan("light"))
    assert due_day(lighter, date(2026, 1, 2)) == 30
    risen = a_dossier(
        *returned(a_plan("light"), risk="high").records.values(),
        dated={("case", "risk_level"): [("2025-06-01", "medium"), ("2026-01-20", "high")]},
    )
    assert due_day(risen, date(2026, 1, 19)) == 30
    assert due_day(risen, date(2026, 1, 21)) == 28


def test_a_risk_rise_switches_the_pattern_from_that_day_on_and_not_before() -> None:
    visit = a_visit("v", "2026-01-15", next_visit_on="2026-03-02", next_visit_reason="harvest")
    plain = returned(visit)
    dated = {("case", "risk_level"): [("2025-06-01", "medium"), ("2026-01-20", "high")]}
    risen = a_dossier(*returned(visit, risk="high").records.values(), dated=dated)
    assert due_day(plain, date(2026, 1, 25)) == 60
    assert due_day(risen, date(2026, 1, 19)) == 60
    assert due_day(risen, date(2026, 1, 25)) == 28
    fallen = {("case", "risk_level"): [("2025-06-01", "high"), ("2026-01-20", "low")]}
    assert (
        due_day(a_dossier(*returned(a_visit("v", "2026-01-16")).records.values(), dated=fallen), date(2026, 1, 25))
        == 30
    )


def test_before_return_a_visit_every_thirty_days_and_every_fourteen_at_high_risk() -> None:
    def first_due(**values: Json) -> date | None:
        due = follow_up(a_dossier(a_case(**values)), date(2026, 1, 6)).due
        return None if due is None else due.day

    assert first_due() == date(2026, 2, 4)
    assert first_due(risk_level="high", risk_reason="threats") == date(2026, 1, 19)
    again = a_dossier(a_visit("v", "2026-02-10"))
    due = follow_up(again, date(2026, 2, 11)).due
    assert due is not None and due.day == date(2026, 3, 6)


def test_after_a_broken_return_the_dates_before_return_count_again() -> None:
    broken = returned(state="broken_down", broke_down_on="2026-03-01", breakdown_reason="poverty")
    due = follow_up(broken, date(2026, 3, 2)).due
    assert due is not None
    assert due.pattern == "before_return"
    assert due.day == date(2026, 3, 28), "300 days after registration"


@pytest.mark.parametrize("status", ["closed", "duplicate"])
def test_a_closed_or_duplicate_case_is_not_followed(status: str) -> None:
    assert follow_up(a_dossier(a_case(status=status)), date(2026, 6, 1)).due is None


def test_a_case_being_transferred_is_still_followed() -> None:
    assert follow_up(a_dossier(a_case(status="transfer_pending")), date(2026, 6, 1)).due is not None


def attempts(*days: str, **last: Json) -> list[Shown]:
    made = [a_visit(f"a{n}", d, seen="no", not_seen_reason="address_not_found") for n, d in enumerate(days[:-1])]
    return [*made, a_visit("z", days[-1], seen="no", not_seen_reason="address_not_found", **last)]


def test_lost_is_suggested_after_three_attempts_over_sixty_days_with_news() -> None:
    def is_suggested(visits: list[Shown]) -> bool:
        return follow_up(returned(*visits), date(2026, 6, 1)).is_lost_suggested

    days = ("2026-02-01", "2026-03-01", "2026-04-02")
    assert is_suggested(attempts(*days, informant_type="commune"))
    assert is_suggested(attempts(*days, informant_type="relative", informant_member="aunt"))
    assert not is_suggested(attempts(*days, informant_type="neighbour"))
    assert not is_suggested(attempts(*days[:2], informant_type="commune"))
    assert not is_suggested(attempts("2026-02-01", "2026-03-01", "2026-04-01", informant_type="commune"))
    seen_since = [*attempts(*days, informant_type="commune"), a_visit("y", "2026-03-02")]
    assert not is_suggested(seen_since)


def test_all_attempts_by_telephone_suggest_nothing() -> None:
    days = ("2026-02-01", "2026-03-01", "2026-04-02")
    calls = [
        a_visit(f"a{n}", d, seen="no", not_seen_reason="refused", contact_type="phone", informant_type="commune")
        for n, d in enumerate(days)
    ]
    assert not follow_up(returned(*calls), date(2026, 6, 1)).is_lost_suggested


def test_a_clock_behind_the_last_visit_or_receipt_is_noticed() -> None:
    dossier = returned(a_visit("v", "2026-01-15"))
    assert is_clock_behind(dossier, date(2026, 1, 14), None)
    assert is_clock_behind(dossier, date(2026, 1, 15), date(2026, 1, 16))
    assert not is_clock_behind(dossier, date(2026, 1, 15), date(2026, 1, 15))


def test_due_dates_of_a_period_end_with_the_closing_day() -> None:
    assert [(d - ANCHOR).days for d in due_between(returned(), ANCHOR, date(2026, 4, 1))] == [14, 30, 60, 90]
    closed = a_case(status="closed", closed_on="2026-02-01", closure_reason="refused", registered_on="2025-12-31")
    dossier = a_dossier(closed, a_return(date_reunification="2026-01-01"))
    assert len(due_between(dossier, ANCHOR, date(2026, 4, 1))) == 1


_OFFSETS = st.integers(1, 500)


@given(
    st.lists(st.tuples(_OFFSETS, st.sampled_from(["yes", "no", "other_only"])), max_size=6),
    st.lists(st.tuples(_OFFSETS, st.sampled_from(["low", "medium", "high"])), max_size=3),
    st.integers(0, 600),
)
def test_the_agenda_is_a_function_of_dated_values_and_the_day(
    visits: list[tuple[int, str]], risks: list[tuple[int, str]], at: int
) -> None:
    today = ANCHOR + timedelta(days=at)

    def on(offset: int) -> str:
        return (ANCHOR + timedelta(days=offset)).isoformat()

    made = [
        a_visit(f"v{n}", on(d), seen=s, not_seen_reason=None if s == "yes" else "at_work")
        for n, (d, s) in enumerate(visits)
    ]
    levels: list[tuple[str, Json]] = [("2025-06-01", "low"), *sorted((on(d), level) for d, level in risks)]
    dated = {("case", "risk_level"): levels}
    dossier = a_dossier(*returned(*made, risk=str(levels[-1][1])).records.values(), dated=dated)
    now = follow_up(dossier, today)
    assert follow_up(dossier, today) == now
    past = [v for v in made if str(v.values["visited_on"]) <= today.isoformat()]
    past_dated = {("case", "risk_level"): [level for level in levels if level[0] <= today.isoformat()]}
    held_then = returned(*past, risk=str(past_dated["case", "risk_level"][-1][1]))
    shuffled = a_dossier(*reversed(list(held_then.records.values())), dated=past_dated, held=EVERYTHING)
    assert follow_up(shuffled, today) == now, "what comes later changes nothing of today"
    if now.due is not None:
        seen = [str(v.values["visited_on"]) for v in past if v.values["seen"] == "yes"]
        assert now.due.day.isoformat() > max(seen, default="2026-01-01")


@given(st.integers(0, 800), st.sampled_from(["intensive", "standard", "light", "before_return", "before_return_high"]))
def test_the_first_date_after_a_day_is_the_first(offset: int, pattern: str) -> None:
    after = ANCHOR + timedelta(days=offset)
    found = first_date_after(Segment(ANCHOR, pattern, ANCHOR), after)
    every = [d for d in days_due(pattern) if d > offset]
    assert found == (ANCHOR + timedelta(days=every[0]) if every else None)
