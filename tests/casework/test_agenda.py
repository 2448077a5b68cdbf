"""The agenda of a day: danger first, then how late, then the day; with a few cases and with two thousand."""

from dataclasses import replace
from datetime import date, timedelta

from casework.agenda import agenda, tasks_of, village_of, villages_of
from casework.outline import AlertLine, DueLine, Outline, QuestionLine, TaskLine

TODAY = date(2026, 11, 21)
SENG = {"country": "KH", "province": "02", "district": "0201", "commune": "020101", "village": "020101-a1"}


def case(home: str, *, due: int | None = None, tolerance: int = 3, **more: object) -> Outline:
    """A case whose next visit was due so many days ago."""
    day = None if due is None else (TODAY - timedelta(days=due)).isoformat()
    plain = Outline(
        home=home, values={}, due=None if day is None else DueLine(day, tolerance, "standard"), risk="medium",
        last_seen="", attempts=0, is_lost_suggested=False, is_closing_suggested=False, alerts=(), tasks=(),
        questions=(), made_on="2026-11-01", stands_until="",
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def homes(found: object) -> list[str]:
    return [one.case.home for one in found]  # type: ignore[attr-defined]


def test_overdue_visits_stand_worst_first_and_the_week_after_them_by_day() -> None:
    cases = [
        case("a", due=4),
        case("b", due=20),
        case("c", due=-7),
        case("d", due=0),
        case("e", due=3),
        case("f", due=-8),
    ]
    found = agenda(cases, TODAY)
    assert homes(found.overdue) == ["b", "a"]
    assert homes(found.due) == ["e", "d", "c"]  # within its tolerance a visit is due, not overdue
    assert found.next_day == TODAY + timedelta(days=8)
    assert homes(found.visits) == ["b", "a", "e", "d", "c"]


def test_of_two_visits_equally_late_the_one_of_high_risk_comes_first() -> None:
    found = agenda([case("a", due=9), case("b", due=9, risk="high")], TODAY)
    assert homes(found.overdue) == ["b", "a"]


def test_alerts_are_there_oldest_first() -> None:
    old, new = (AlertLine(f"v{day}", "visit", "safety", "danger", f"2026-11-{day}", ()) for day in ("02", "20"))
    found = agenda([case("a", alerts=(new,)), case("b", alerts=(old,))], TODAY)
    assert [(one.case.home, one.days_open) for one in found.alerts] == [("b", 19), ("a", 1)]


def test_tasks_that_answer_an_alert_come_first_then_by_day_and_undated_last() -> None:
    def task(name: str, due_on: str, origin: str = "manual") -> TaskLine:
        return TaskLine(name, name, due_on, "w", "", origin)

    held = case("a", tasks=(task("undated", ""), task("far", "2027-01-01"), task("late", "2026-11-01"),
                            task("alert", "2026-11-22", "alert")))  # fmt: skip
    assert [one.task.record for one in agenda([held], TODAY).tasks] == ["alert", "late", "undated"]
    assert [one.task.record for one in tasks_of([held], TODAY)] == ["alert", "late", "far", "undated"]
    assert [one.days_late for one in tasks_of([held], TODAY)] == [-1, 20, -41, 0]


def test_questions_lost_and_closing_are_named() -> None:
    asked = QuestionLine("q", "Which village?", "s", "2026-11-20", "r", "current_place")
    cases = [case("a", questions=(asked,)), case("b", is_lost_suggested=True), case("c", is_closing_suggested=True)]
    found = agenda(cases, TODAY)
    assert [one.question for one in found.questions] == [asked]
    assert [one.home for one in found.lost] == ["b"] and [one.home for one in found.closing] == ["c"]


def test_a_village_leaves_the_others_out() -> None:
    cases = [
        case("a", due=1, values={"current_place": SENG}),
        case("b", due=1),
        case("c", values={"current_place": SENG}),
    ]
    assert villages_of(cases) == (("020101-a1", 2),)
    assert homes(agenda(cases, TODAY, village="020101-a1").due) == ["a"]
    assert village_of({"current_place": {"country": "TH", "detail": "Trat"}}) == "TH"
    assert village_of({"current_place": {"none": "unknown"}}) == ""


def test_a_visit_in_the_future_says_that_the_date_here_may_be_wrong() -> None:
    assert agenda([case("a", last_seen="2026-12-01")], TODAY).is_clock_behind
    assert not agenda([case("a", last_seen="2026-11-21")], TODAY).is_clock_behind
