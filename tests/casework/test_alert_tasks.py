"""The task of an alert names the change that raised it, though both are saved together."""

from datetime import date

from casework.alert_tasks import Raised, alert_tasks, supervisor_of, with_dots
from shared_schema.merge.policy import Shown
from shared_schema.rules.alerts import origin_id
from tests.builders.records import OFFICE, a_record_id, a_visit, an_id

DEVICE = an_id("device")
TODAY = date(2026, 11, 21)


def a_worker(record, **values):
    whole = {"office": OFFICE, "role": "supervisor", "status": "active", **values}
    return Shown(record, "worker", "directory", {}, whole, {}, {}, (), None, None, ())


def tasks_for(visit, *, owner="w"):
    raised = [Raised(visit.record, visit.home, "safety", "x" * 200)]
    return alert_tasks(raised, owner=owner, today=TODAY, new_id=a_record_id)


def test_task_of_an_alert_gets_the_dot_of_its_visit_wherever_it_stands_in_the_set():
    visit = a_visit(home=a_record_id(), record=a_record_id(), safety="danger")
    (task,) = tasks_for(visit, owner="s")
    for edits, n in (((visit, task), 7), ((task, visit), 8)):
        named = [one for one in with_dots(edits, device=DEVICE, first=7) if one.kind == "task"]
        assert named[0].registers["origin_id"] == origin_id(visit.record, "safety", (DEVICE, n))
        assert named[0].registers["group:owner"]["owner_worker"] == "s"
    assert len(task.registers["title"]) == 120
    assert task.registers["due_on"] == "2026-11-22"


def test_task_that_names_its_change_already_or_names_another_set_stays_as_it_is():
    visit = a_visit(home=a_record_id(), record=a_record_id(), safety="danger")
    (task,) = tasks_for(visit)
    assert with_dots((task,), device=DEVICE, first=1) == (task,)
    done = with_dots((visit, task), device=DEVICE, first=1)
    assert with_dots(done, device=DEVICE, first=9) == done


def test_supervisor_is_of_this_office_and_active():
    elsewhere, gone, first, second = (
        a_worker("1", office="other"),
        a_worker("2", status="suspended"),
        a_worker("3"),
        a_worker("4"),
    )
    assert supervisor_of([second, elsewhere, first, gone], OFFICE) is first
    assert supervisor_of([a_worker("5", role="social_worker")], OFFICE) is None
