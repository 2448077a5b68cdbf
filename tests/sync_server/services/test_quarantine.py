"""What may not stand waits in order, and holds back nothing that has no part in it."""

import pytest

from casework.book import Edit
from shared_schema.merge.state import covers
from shared_schema.records.kinds import KINDS
from sync_server.jobs import dossier_rules
from sync_server.services import at_hand, judge, merging
from tests.builders.records import a_record_id, a_visit, an_edit
from tests.builders.town import Town


def test_one_bad_change_does_not_hold_back_the_rest(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    visits = [a_visit(home=case) for _ in range(6)]
    for number, visit in enumerate(visits):
        bad = Edit(visit.record, "visit", case, {**visit.registers, "seen": "perhaps"})
        sokha.save(bad if number == 3 else visit)
    answer = sokha.exchange()
    assert list(answer.codes().values()) == ["change.invalid"]
    assert [town.exists(visit.record) for visit in visits] == [True, True, True, False, True, True]
    assert sokha.is_as_the_server_says(answer)


def test_lowering_without_reason_is_set_aside(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha", risk_level="high", risk_reason="ឪពុកចុង")
    sokha.exchange()
    without = sokha.change(case, {"risk_level": "low"})
    answer = sokha.exchange()
    assert answer.codes() == {without[1]: "change.lowering_needs_reason"}
    assert town.shown(case).values["risk_level"] == "high"


def test_lowering_with_reason_stands_and_is_a_line_for_the_supervisor(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha", risk_level="high", risk_reason="ឪពុកចុង")
    sokha.exchange()
    sokha.change(case, {"risk_level": "low"}, reason="ឪពុកចុងបានចេញពីផ្ទះ")
    assert not sokha.exchange().verdicts.set_aside
    assert town.shown(case).values["risk_level"] == "low"
    assert open_kinds(town, case) == {"lowering"}


def test_a_value_that_has_not_left_the_laptop_may_be_lowered(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.case_of("sokha", risk_level="high", risk_reason="x")
    sokha.save(case)
    sokha.change(case.record, {"risk_level": "low"})
    assert not sokha.exchange().verdicts.set_aside


def test_quarantine_keeps_order_and_converges(town: Town) -> None:
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha", risk_level="high", risk_reason="x")
    sokha.exchange()
    bad = sokha.change(case, {"risk_level": "low"})
    later = sokha.change(case, {"nickname": "ស្រីពៅ"})
    other = a_visit(home=case)
    sokha.save(other)
    answer = sokha.exchange()
    assert answer.codes() == {bad[1]: "change.lowering_needs_reason", later[1]: "change.held"}
    assert answer.verdicts.set_aside[1].behind == bad
    assert town.exists(other.record)
    assert not covers(town.state(case).seen, bad) and not covers(town.state(case).seen, later)
    correction = sokha.change(case, {"risk_level": "low"}, reason="ផ្លាស់ផ្ទះ", corrects=bad)
    assert not sokha.exchange().verdicts.set_aside
    state = town.state(case)
    assert all(covers(state.seen, dot) for dot in (bad, later, correction))
    assert town.shown(case).values["nickname"] == "ស្រីពៅ"
    chenda.settle()
    sokha.settle()
    assert sokha.received[case] == chenda.received[case] == state
    assert town.waiting() == []


def test_author_corrects_what_was_set_aside(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    visit = a_visit(home=case)
    bad = sokha.save(Edit(visit.record, "visit", case, {**visit.registers, "seen": "perhaps"}))
    assert sokha.exchange().codes() == {bad[1]: "change.invalid"}
    right = sokha.save(visit, corrects=bad, seen={bad[0]: bad[1]})
    answer = sokha.exchange()
    assert answer.verdicts.applied == ((right[0], right[1], right[1]),)
    assert town.shown(visit.record).values["seen"] == "yes"
    assert town.waiting() == []


def test_save_set_stands_or_waits_together(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    first = sokha.device.n + 1
    visit, task = a_visit(home=case), an_edit("task", {"title": "ហៅទៅម្តាយ"}, home=case)
    bad = Edit(task.record, "task", case, {**task.registers, "due_on": "tomorrow"})
    sokha.save(visit, set_of=(first, 2))
    sokha.save(bad, set_of=(first, 2))
    answer = sokha.exchange()
    assert answer.codes() == {first: "change.with_others", first + 1: "change.invalid"}
    assert not town.exists(visit.record) and not town.exists(task.record)
    after = a_visit(home=case)
    sokha.save(after)
    assert not sokha.exchange().verdicts.set_aside
    assert town.exists(after.record)


def test_pushed_clearance_is_only_a_request(town: Town) -> None:
    sokha = town.laptop("sokha")
    worker = an_edit(
        "worker", {"clearance": "restricted", "name_latin": "Sokha"}, record=sokha.worker, home="directory"
    )
    sokha.save(worker)
    assert list(sokha.exchange().codes().values()) == ["change.account_request"]
    assert not town.exists(sokha.worker)


def test_signer_is_the_author(town: Town) -> None:
    chenda = town.laptop("chenda")
    case = town.saved_case("sokha")
    chenda.settle()
    plan = an_edit("reintegration_plan", {"made_on": "2026-11-20"}, home=case)
    approved = {"approval": "approved", "approved_on": "2026-11-21"}
    chenda.save(plan)
    forged = chenda.change(plan.record, {"group:approval": {**approved, "approved_by": town.people["rith"].id}})
    assert chenda.exchange().codes() == {forged[1]: "change.signer_is_not_author"}
    chenda.change(plan.record, {"group:approval": {**approved, "approved_by": chenda.worker}}, corrects=forged)
    assert not chenda.exchange().verdicts.set_aside
    assert town.shown(plan.record).values["approved_by"] == chenda.worker


def test_somebody_else_on_the_laptop_is_not_its_author(town: Town) -> None:
    sokha = town.laptop("sokha")
    sokha.save(town.case_of("sokha"), by=town.people["chenda"].id)
    assert list(sokha.exchange().codes().values()) == ["change.signer_is_not_author"]


def test_a_worker_cannot_approve_her_own_plan(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    values = {"made_on": "2026-11-20", "approval": "approved", "approved_by": sokha.worker, "approved_on": "2026-11-21"}
    sokha.save(an_edit("reintegration_plan", values, home=case))
    assert list(sokha.exchange().codes().values()) == ["change.not_allowed"]


def test_home_unknown_is_tried_again(town: Town) -> None:
    """A colleague's laptop hands in a visit before the laptop that made the case has ever been seen."""
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.case_of("sokha")
    visit = a_visit(home=case.record)
    chenda.save(visit)
    assert list(chenda.exchange().codes().values()) == ["change.home_unknown"]
    assert not town.exists(visit.record)
    sokha.save(case)
    sokha.exchange()
    assert town.exists(visit.record)
    assert town.waiting() == []
    sokha.settle()
    assert visit.record in sokha.received


def test_a_record_cannot_move_to_another_case(town: Town) -> None:
    sokha = town.laptop("sokha")
    one, two = town.saved_case("sokha"), town.saved_case("sokha")
    visit = a_visit(home=one)
    sokha.save(visit)
    sokha.exchange()
    sokha.save(Edit(visit.record, "visit", two, {"narrative": "x"}))
    assert list(sokha.exchange().codes().values()) == ["change.home_changed"]


def test_a_case_of_somebody_else_is_not_made_by_a_worker(town: Town) -> None:
    sokha = town.laptop("sokha")
    sokha.save(town.case_of("dara"))
    assert list(sokha.exchange().codes().values()) == ["change.not_allowed"]


def test_unknown_registers_survive_old_clients(town: Town) -> None:
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha")
    sokha.change(case, {"field_of_next_year": "ថ្មី"})
    assert not sokha.exchange().verdicts.set_aside
    chenda.settle()
    live = chenda.received[case].registers["field_of_next_year"]
    assert [written.value for written in live.values()] == ["ថ្មី"]


def test_a_kind_of_next_year_is_kept_and_tells_why(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    assert "court_hearing" not in KINDS
    sokha.device.save("court_hearing", {"on": "2027-01-02"}, record=a_record_id(), home=case)
    assert list(sokha.exchange().codes().values()) == ["change.kind_unknown"]
    assert [row.own_code for row in town.waiting()] == ["change.kind_unknown"]


def test_a_kind_is_judged_again_by_the_program_that_knows_it(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    task = an_edit("task", {"title": "ហៅទៅម្តាយ"}, home=case)
    sokha.save(task)
    older = {name: kind for name, kind in KINDS.items() if name != "task"}
    for module in (judge, merging, at_hand):
        monkeypatch.setattr(module, "KINDS", older)
    assert list(sokha.exchange().codes().values()) == ["change.kind_unknown"]
    monkeypatch.undo()
    dossier_rules.run(town.server)
    assert town.exists(task.record) and town.waiting() == []


def test_a_raised_safety_answer_stands_first_among_what_waits(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    town.central.clock.advance(ms=1000)
    plain = sokha.save(Edit(a_record_id(), "visit", case, {"visited_on": "no day"}))
    town.central.clock.advance(ms=1000)
    raising = sokha.save(Edit(a_record_id(), "visit", case, {"visited_on": "no day", "safety": "danger"}))
    sokha.exchange()
    assert [row.dot for row in town.waiting()] == [raising, plain]


def open_kinds(town: Town, record: str) -> set[str]:
    """Kinds of the open review items of a record."""
    from sync_server.store.review_items import items_of_records

    with town.server.database.snapshot() as connection:
        return {one.item_kind for one in items_of_records(connection, [record]).values() if one.is_open}
