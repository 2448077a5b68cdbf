"""What a save promises and what stops it, on the laptop."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from casework.book import Edit, Problem, Problems, Saved
from field_client.store.save import Rules
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from tests.builders.records import OFFICE, SUPERVISOR, WORKER, a_case, a_record_id, a_visit, an_edit, changed
from tests.field_client.store.applying import apply_page
from tests.field_client.store.centres import ACentre
from tests.field_client.store.laptops import ALaptop, a_laptop


@pytest.fixture
def laptop(tmp_path: Path) -> ALaptop:
    return a_laptop(tmp_path)


def problems(laptop: ALaptop, *edits: Edit) -> set[tuple[str, str]]:
    before = laptop.store.log.count()
    answer = laptop.book.save(edits)
    assert isinstance(answer, Problems)
    assert laptop.store.log.count() == before
    return {(problem.field, problem.code) for problem in answer.problems}


def test_new_case_begins_with_its_worker_herself(laptop: ALaptop) -> None:
    assert problems(laptop, a_case(case_worker=SUPERVISOR.worker)) == {("case_worker", "save.only_yourself")}
    assert problems(laptop, a_case(office=a_record_id())) == {("case_worker", "save.only_yourself")}


def test_supervisor_may_name_another_worker(tmp_path: Path) -> None:
    supervisor = a_laptop(tmp_path, person=SUPERVISOR)
    supervisor.save(a_case(worker=WORKER))


def test_record_belongs_where_its_kind_belongs(laptop: ALaptop) -> None:
    case = a_case()
    wrong = Edit(case.record, "case", a_record_id(), case.registers)
    assert ("", "save.home_wrong") in problems(laptop, wrong)
    assert problems(laptop, a_visit(home=a_record_id())) == {("", "save.home_unknown")}
    training = an_edit(
        "training", {"title": "Law", "held_on": "2025-11-20", "days": 1, "office": OFFICE}, home=a_record_id()
    )
    assert ("", "save.home_wrong") in problems(laptop, training)


def test_record_cannot_be_moved_to_another_case(laptop: ALaptop) -> None:
    case, other = a_case(), a_case()
    visit = a_visit(home=case.record)
    laptop.save(case, other, visit)
    moved = Edit(visit.record, "visit", other.record, {"narrative": "x"}, laptop.state(visit.record).seen)
    assert problems(laptop, moved) == {("", "change.home_changed")}


def test_edit_of_a_record_that_left_is_not_found(laptop: ALaptop) -> None:
    with pytest.raises(HomewardError) as caught:
        laptop.book.save([changed(a_case(), {"AAAAAAAAAAAAAAAAAAAAAA": 3}, {"nickname": "Pov"})])
    assert caught.value.code == "record.not_found"


def test_fixed_answer_is_corrected_with_a_reason_once_it_has_left(laptop: ALaptop) -> None:
    centre = ACentre()
    case = a_case()
    laptop.save(case)
    early = changed(case, laptop.state(case.record).seen, {"registered_on": "2025-11-19"})
    laptop.save(early)
    centre.take(laptop)
    late = changed(case, laptop.state(case.record).seen, {"registered_on": "2025-11-18"})
    assert problems(laptop, late) == {("registered_on", "save.correction_needs_reason")}
    laptop.save(changed(case, laptop.state(case.record).seen, {"registered_on": "2025-11-18"}, reason="Misread"))


def test_author_lowers_freely_what_has_not_left_the_laptop(laptop: ALaptop) -> None:
    centre = ACentre()
    case = a_case(risk_level="high", risk_reason="Threats")
    laptop.save(case)
    laptop.save(changed(case, laptop.state(case.record).seen, {"risk_level": "low"}))
    laptop.save(changed(case, laptop.state(case.record).seen, {"risk_level": "high"}))
    centre.take(laptop)
    lower = changed(case, laptop.state(case.record).seen, {"risk_level": "low"})
    assert problems(laptop, lower) == {("risk_level", "change.lowering_needs_reason")}


def test_decision_between_two_answers_needs_a_reason(laptop: ALaptop) -> None:
    case = a_case()
    laptop.save(case)
    decision = Edit(
        case.record, "case", case.record, {"nickname": "Pov"}, laptop.state(case.record).seen, None, ("nickname",)
    )
    assert problems(laptop, decision) == {("nickname", "save.decision_needs_reason")}


def test_save_set_is_bounded_by_name(laptop: ALaptop) -> None:
    assert problems(laptop, *(a_case() for _ in range(51))) == {("", "save.too_many")}
    long = "ស" * 4000
    many = [a_case(wishes=long, distinguishing_marks="x") for _ in range(50)]
    assert problems(laptop, *many) == {("", "save.too_many")}


def test_deep_value_is_refused_by_name(laptop: ALaptop) -> None:
    deep: object = "x"
    for _ in range(9):
        deep = {"a": deep}
    case = a_case()
    laptop.save(case)
    edit = changed(case, laptop.state(case.record).seen, {"invented_later": deep})
    assert problems(laptop, edit) == {("", "change.too_large")}


def test_clock_and_offset_are_those_of_the_moment(laptop: ALaptop) -> None:
    laptop.store.identity.put_fact("clock_offset", "-7200")
    case = a_case()
    laptop.save(case)
    change = laptop.store.log.changes_of(case.record)[0]
    assert (change.at, change.offset, change.by) == (laptop.clock(), -7200, WORKER.worker)


@dataclass(frozen=True)
class Found:
    rule: str
    severity: str
    record: Id
    field: str


def test_rule_newly_broken_stops_and_one_broken_before_does_not(tmp_path: Path) -> None:
    def nickname_is_asked(record: Shown) -> list[Found]:
        return [Found("rule_01", "E", record.record_id, "nickname")] if "nickname" not in record.values else []

    laptop = a_laptop(tmp_path, rules=Rules(of_record=nickname_is_asked))
    case = a_case()
    assert problems(laptop, case) == {("nickname", "rule_01")}
    centre = ACentre()
    centre.write(case)
    centre.send(laptop, case.record)
    laptop.save(changed(case, laptop.state(case.record).seen, {"wishes_tracing": "yes"}))


def test_warning_alone_stops_nothing(tmp_path: Path) -> None:
    laptop = a_laptop(tmp_path, rules=Rules(of_record=lambda r: [Found("rule_07", "W", r.record_id, "caregiver")]))
    laptop.save(a_case())


def test_dossier_rules_see_the_whole_save_set(tmp_path: Path) -> None:
    asked: list[set[str]] = []

    def look(dossier: Dossier) -> list[Found]:
        asked.append({record.kind for record in dossier.records.values()})
        return []

    laptop = a_laptop(tmp_path, rules=Rules(of_dossier=look))
    case = a_case()
    laptop.save(case, a_visit(home=case.record))
    assert asked == [set(), {"case", "visit"}]


def test_problem_names_no_value(laptop: ALaptop) -> None:
    answer = laptop.book.save([Edit(a_record_id(), "visit", a_record_id(), {"seen": "secret words"})])
    assert isinstance(answer, Problems) and "secret" not in repr(answer)
    assert all(isinstance(problem, Problem) for problem in answer.problems)


def test_anchor_follows_every_save(laptop: ALaptop) -> None:
    for _ in range(3):
        assert isinstance(laptop.book.save([a_case()]), Saved)
        head = laptop.store.log.current()
        assert laptop.anchor.last is not None
        assert (laptop.anchor.last.incarnation, laptop.anchor.last.n, laptop.anchor.last.link) == (
            head.id,
            head.n,
            head.link,
        )


def test_order_within_a_save_set_does_not_matter(laptop: ALaptop) -> None:
    case = a_case()
    laptop.save(a_visit(home=case.record), case)


def test_register_that_was_withheld_is_not_written(laptop: ALaptop) -> None:
    from shared_schema.merge.state import RecordState, Written
    from shared_schema.wire.compact import state_body
    from shared_schema.wire.messages import StateFrame
    from tests.field_client.store.laptops import CENTRE

    match, home = a_record_id(), a_record_id()
    state = {"group:state": {("AAAAAAAAAAAAAAAAAAAAAA", 1): Written({"state": "proposed"}, 1, 0, WORKER.worker)}}
    body = {
        **state_body(RecordState(match, "match", home, {"AAAAAAAAAAAAAAAAAAAAAA": 1}, state)),
        "w": ["state_reason"],
    }
    scope = f"worker/{WORKER.worker}"
    apply_page(laptop.store, CENTRE, [StateFrame((scope,), body)], cursors={}, now=1)
    edit = Edit(match, "match", home, {"state_reason": "guessed"}, laptop.state(match).seen)
    assert ("state_reason", "change.withheld") in problems(laptop, edit)
