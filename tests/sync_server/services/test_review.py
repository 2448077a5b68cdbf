"""The review queue: what merges, rules and quarantine leave for people, and what their decisions do."""

import pytest

from casework.book import Edit
from shared_schema.errors import HomewardError
from shared_schema.merge.state import covers
from shared_schema.wire.compact import write_state
from shared_schema.wire.messages import Witness
from sync_server.services.book import CentralCaseBook, make_books
from sync_server.services.dossier_rules import check_queue
from sync_server.services.release import Decided
from sync_server.services.review import Line, decide_line, review_lines
from sync_server.store.queue import queued_dossiers
from tests.builders.records import a_visit, an_edit, changed
from tests.builders.town import Town, an_account


def book_of(town: Town, login: str) -> CentralCaseBook:
    """Somebody at the console."""
    return make_books(town.server).of(town.people[login].id)


def lines(town: Town, login: str) -> list[Line]:
    """The queue as she sees it."""
    with town.server.database.snapshot() as connection:
        return review_lines(town.server, connection, book_of(town, login).actor)


def kinds(town: Town, login: str) -> list[str]:
    """Kinds of the lines, in their order."""
    return [line.item_kind for line in lines(town, login)]


def two_versions(town: Town) -> str:
    """A case whose nickname two people wrote apart."""
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha")
    chenda.settle()
    sokha.change(case, {"nickname": "ស្រីពៅ"})
    chenda.change(case, {"nickname": "ពៅ"})
    sokha.exchange()
    chenda.exchange()
    return case


def test_merge_events_become_review_items(town: Town) -> None:
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = two_versions(town)
    visit = a_visit(home=case)
    sokha.save(visit)
    sokha.settle()
    chenda.settle()
    before = town.state(visit.record).seen
    sokha.save(Edit(visit.record, "visit", case, {"working": "not_working"}))
    sokha.change(visit.record, {"visited_on": "2026-11-20"}, reason="wrong day")
    sokha.exchange()
    retraction = {"group:retraction": {"retracted": True, "retracted_reason": "twice"}}
    chenda.save(changed(visit, before, retraction))
    chenda.exchange()
    assert set(kinds(town, "chenda")) == {"two_versions", "soft_merge", "correction", "edited_while_voided"}
    assert kinds(town, "rith") == []


def test_a_decision_between_two_versions_is_an_ordinary_change(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = two_versions(town)
    line = next(one for one in lines(town, "chenda") if one.item_kind == "two_versions")
    decide_line(book_of(town, "chenda"), town.server, line.code, decision="write", reason="asked", value="ស្រីពៅ")
    assert town.shown(case).values["nickname"] == "ស្រីពៅ"
    assert "two_versions" not in kinds(town, "chenda")
    answer = sokha.exchange()
    assert len(answer.batches) == 1
    assert sokha.received[case] == town.state(case)
    assert sokha.is_as_the_server_says(answer)
    assert [item for item in answer.batches[0].items if isinstance(item, bytes)]


def test_a_judgement_settles_until_something_new_happens(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha", risk_level="high", risk_reason="x")
    sokha.exchange()
    sokha.change(case, {"risk_level": "medium"}, reason="calmer")
    sokha.exchange()
    line = next(one for one in lines(town, "chenda") if one.item_kind == "lowering")
    decide_line(book_of(town, "chenda"), town.server, line.code, decision="keep", reason="seen at home")
    assert "lowering" not in kinds(town, "chenda")
    sokha.settle()
    sokha.change(case, {"risk_level": "low"}, reason="moved")
    sokha.exchange()
    assert [one.code for one in lines(town, "chenda") if one.item_kind == "lowering"] == [line.code]


def test_rejecting_puts_former_values_back_and_keeps_the_words(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha", risk_level="high", risk_reason="x")
    sokha.exchange()
    bad = sokha.change(case, {"risk_level": "low", "wishes": "ចង់ទៅផ្ទះ"})
    later = sokha.change(case, {"nickname": "ស្រីពៅ"})
    sokha.exchange()
    line = next(one for one in lines(town, "chenda") if one.item_kind == "set_aside")
    done = decide_line(book_of(town, "chenda"), town.server, line.code, decision="keep", reason="still in danger")
    assert isinstance(done, Decided)
    assert done.standing == (bad, later) and len(done.put_back) == 1
    shown = town.shown(case)
    assert shown.values["risk_level"] == "high"
    assert shown.values.get("wishes") is None
    assert shown.values["nickname"] == "ស្រីពៅ"
    assert shown.conflicts == () and "two_versions" not in kinds(town, "chenda")
    words = [entry.value for entry in book_of(town, "chenda").history(case).entries]
    assert "ចង់ទៅផ្ទះ" in words and "low" in words
    assert town.waiting() == []
    answer = sokha.exchange()
    assert covers(sokha.received[case].seen, bad)
    assert sokha.received[case] == town.state(case)
    assert sokha.is_as_the_server_says(answer)


def test_rejecting_a_new_record_voids_it(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    visit = a_visit(home=case)
    sokha.save(Edit(visit.record, "visit", case, {**visit.registers, "seen": "perhaps"}))
    sokha.exchange()
    line = next(one for one in lines(town, "chenda") if one.item_kind == "set_aside")
    decide_line(book_of(town, "chenda"), town.server, line.code, decision="keep", reason="no such visit")
    assert town.shown(visit.record).is_retracted


def test_releasing_lets_it_stand_then_what_was_held(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha", risk_level="high", risk_reason="x")
    sokha.exchange()
    bad = sokha.change(case, {"risk_level": "low"})
    later = sokha.change(case, {"nickname": "ស្រីពៅ"})
    sokha.exchange()
    line = next(one for one in lines(town, "chenda") if one.item_kind == "set_aside")
    done = decide_line(book_of(town, "chenda"), town.server, line.code, decision="release", reason="I know the house")
    assert isinstance(done, Decided) and done.standing == (bad, later) and done.put_back == ()
    assert town.shown(case).values["risk_level"] == "low"
    answer = sokha.exchange()
    assert sokha.is_as_the_server_says(answer)


def test_a_request_for_clearance_can_be_rejected_and_never_released(town: Town) -> None:
    sokha = town.laptop("sokha")
    values = {"clearance": "restricted", "name_latin": "Sokha"}
    sokha.save(an_edit("worker", values, record=sokha.worker, home="directory"))
    sokha.exchange()
    line = next(one for one in lines(town, "chenda") if one.item_kind == "set_aside")
    with pytest.raises(HomewardError) as caught:
        decide_line(book_of(town, "chenda"), town.server, line.code, decision="release", reason="please")
    assert caught.value.code == "review.cannot_release"
    assert not town.exists(sokha.worker)


def test_a_worker_does_not_decide_what_was_set_aside(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha", risk_level="high", risk_reason="x")
    sokha.exchange()
    sokha.change(case, {"risk_level": "low"})
    sokha.exchange()
    line = next(one for one in lines(town, "sokha") if one.item_kind == "set_aside")
    with pytest.raises(HomewardError) as caught:
        decide_line(book_of(town, "sokha"), town.server, line.code, decision="release", reason="mine")
    assert caught.value.code == "review.for_who_leads"


def test_every_decision_needs_its_reason(town: Town) -> None:
    two_versions(town)
    line = lines(town, "chenda")[0]
    with pytest.raises(HomewardError) as caught:
        decide_line(book_of(town, "chenda"), town.server, line.code, decision="keep", reason="  ")
    assert caught.value.code == "review.reason_needed"


def test_witness_becomes_a_review_item(town: Town) -> None:
    """A laptop remembers a decision of the centre whose signed batch nobody has any more."""
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    before = town.state(case)
    lost = Edit(case, "case", case, {"nickname": "ស្រីពៅ"}, dict(before.seen))
    known = changed_state(town, lost)
    sokha.exchange(Witness(write_state(known)))
    assert town.state(case) == before
    assert "witness" in kinds(town, "chenda")
    line = next(one for one in lines(town, "chenda") if one.item_kind == "witness")
    decide_line(book_of(town, "chenda"), town.server, line.code, decision="keep", reason="asked the office")
    assert "witness" not in kinds(town, "chenda")


def changed_state(town: Town, edit: Edit):  # type: ignore[no-untyped-def]
    """The state with a change of an incarnation that the centre has lost."""
    from shared_schema.merge.apply import apply
    from shared_schema.merge.state import Change
    from shared_schema.records.kinds import KINDS
    from tests.builders.records import an_id

    change = Change(
        device=an_id("a lost device"), n=7, version=1, record=edit.record, kind=edit.kind, home=edit.home,
        at=1, offset=0, by=town.people["chenda"].id, seen=edit.base_seen, set=edit.registers,
    )  # fmt: skip
    return apply(town.state(edit.record), change, KINDS["case"])[0]


def test_one_number_on_two_cases_is_looked_at_and_never_refused(town: Town) -> None:
    one = town.saved_case("sokha", case_number="BTB-26-K1-1")
    two = town.saved_case("dara", case_number="BTB-26-K1-1")
    found = {line.record for line in lines(town, "chenda") if line.item_kind == "number_twice"}
    assert found == {one, two}


def test_dossier_rules_run_once_per_batch(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.case_of("sokha")
    sokha.save(case)
    for _ in range(5):
        sokha.save(a_visit(home=case.record))
    sokha.exchange()
    with town.server.database.snapshot() as connection:
        assert queued_dossiers(connection, limit=10) == [(case.record, 1)]
    assert check_queue(town.server) == 1
    assert check_queue(town.server) == 0


def test_a_broken_rule_opens_an_item_and_closes_it_when_put_right(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    visit = a_visit(home=case, same_caregiver="no", care_change_reason=None)
    sokha.save(visit)
    sokha.exchange()
    check_queue(town.server)
    broken = {line.why for line in lines(town, "chenda") if line.item_kind == "rule_broken" and not line.is_warning}
    assert "rule_26" in broken
    sokha.change(visit.record, {"same_caregiver": "yes"})
    sokha.exchange()
    check_queue(town.server)
    assert "rule_26" not in {line.why for line in lines(town, "chenda") if line.item_kind == "rule_broken"}


def test_an_item_from_a_restricted_record_is_as_restricted(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    for _ in range(2):
        sokha.save(an_account(case))
    sokha.exchange()
    check_queue(town.server)
    assert any(line.is_restricted for line in lines(town, "chenda"))
    assert not any(line.is_restricted for line in lines(town, "vanna"))
    with town.server.database.snapshot() as connection:
        assert not any(line.is_restricted for line in review_lines(town.server, connection, None))
