"""Alerts: what raises one, who settles it, and the working risk level meanwhile."""

from datetime import date

import pytest

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.rules.alerts import alerts, open_alerts, origin_id, read_origin_id, working_risk_level
from tests.shared_schema.rules.dossiers import DEVICE, a_dossier, a_member, a_record, a_visit, returned


def test_a_lower_level_written_beside_a_higher_one_never_held() -> None:
    met = {("case", "risk_level"): [("2025-06-01", "medium"), ("2026-01-05", "high"), ("2026-01-06", "low")]}
    dossier = a_dossier(*returned(risk="high").records.values(), dated=met)
    assert working_risk_level(dossier, date(2026, 1, 20)) == "high"
    assert working_risk_level(dossier, date(2026, 1, 4)) == "medium"


def a_task_for(alert_id: str, **values: Json) -> Shown:
    whole: dict[str, Json] = {"title": "x", "origin": "alert", "origin_id": alert_id, "state": "open"}
    return a_record("task", "task", {**whole, **values}, written_on=date(2026, 2, 3))


def test_an_alert_is_derived_and_stays_open_until_settled() -> None:
    visit = a_visit("v", "2026-02-01", re_trafficking="suspected", n=212)
    named = origin_id("v", "re_trafficking", (DEVICE, 212))
    assert read_origin_id(named) == ("v", "re_trafficking", (DEVICE, 212))
    assert len(named) <= 120
    today = date(2026, 2, 4)
    for outcome, is_open in ((None, True), ("acting", True), ("resolved", False), ("false_alarm", False)):
        dossier = returned(visit, a_task_for(named, alert_outcome=outcome))
        assert bool(open_alerts(dossier, today)) is is_open
        assert working_risk_level(dossier, today) == ("high" if is_open else "medium")
    assert open_alerts(returned(visit, a_task_for("other/re_trafficking/d/1", alert_outcome="resolved")), today)


@pytest.mark.parametrize(
    "record",
    [
        a_visit("v", "2026-02-01", safety="danger"),
        a_visit("v", "2026-02-01", seen="no", not_seen_reason="abducted_or_missing"),
        a_member("uncle", contact_safety="unsafe"),
        a_record("verification", "x", {"home_safety": "unsafe"}, written_on=date(2026, 2, 1)),
        a_record("verification", "x", {"complicity_check": "involved"}, written_on=date(2026, 2, 1)),
    ],
    ids=["danger", "missing", "unsafe relative", "unsafe home", "involved"],
)
def test_what_raises_an_alert(record: Shown) -> None:
    assert len(alerts(returned(record))) == 1
    assert not alerts(returned())


def test_a_visit_that_was_written_again_is_a_new_alert() -> None:
    first = a_visit("v", "2026-02-01", safety="danger", n=212)
    settled = a_task_for(origin_id("v", "safety", (DEVICE, 212)), alert_outcome="resolved")
    again = a_visit("v", "2026-02-01", safety="danger", n=220)
    assert not open_alerts(returned(first, settled), date(2026, 2, 4))
    assert open_alerts(returned(again, settled), date(2026, 2, 4))


def test_an_alert_counts_from_the_first_day_of_danger_and_until_the_first_settling() -> None:
    visit = a_visit("v", "2026-02-01", safety="danger", n=212)
    task = a_task_for(origin_id("v", "safety", (DEVICE, 212)), alert_outcome="false_alarm")
    dated: dict[tuple[str, str], list[tuple[str, Json]]] = {
        ("v", "safety"): [("2026-01-20", "danger"), ("2026-01-25", "danger")],
        ("task", "alert_outcome"): [
            ("2026-02-03", "acting"),
            ("2026-02-05", "resolved"),
            ("2026-02-09", "false_alarm"),
        ],
    }
    found = alerts(a_dossier(*returned(visit, task).records.values(), dated=dated))
    assert [(alert.raised_on, alert.settled_on) for alert in found] == [(date(2026, 1, 20), date(2026, 2, 5))]
    assert found[0].is_open(date(2026, 2, 4))
    assert not found[0].is_open(date(2026, 2, 5))
    assert not found[0].is_open(date(2026, 1, 19))
