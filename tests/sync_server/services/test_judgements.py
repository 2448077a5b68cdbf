"""What a judgement may settle, who may write what she hears, and what the centre lost: mended late, held here."""

from pathlib import Path

import pytest

from casework.book import Edit
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.apply import apply
from shared_schema.merge.state import Change, empty_state
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import ASSIGNMENT
from shared_schema.wire.compact import write_state
from shared_schema.wire.messages import Witness
from sync_server.services.book import make_books
from sync_server.services.review import Line, decide_line, review_lines
from sync_server.store.review_items import ReviewItem, items_of_home, items_of_records
from tests.builders.records import a_record_id, a_visit
from tests.builders.town import Town, an_account


def lines(town: Town, login: str) -> list[Line]:
    """The review list as she sees it."""
    book = make_books(town.server).of(town.people[login].id)
    with town.server.database.snapshot() as connection:
        return review_lines(town.server, connection, book.actor)


def item_of(town: Town, record: Id, item_kind: str) -> ReviewItem:
    """The item of this kind that a record has."""
    with town.server.database.snapshot() as connection:
        found = items_of_records(connection, [record]).values()
    return next(one for one in found if one.item_kind == item_kind)


def judgement(about: ReviewItem, *, home: Id, **other: Json) -> Edit:
    """A judgement of a person over everything that the item is about."""
    registers: dict[str, Json] = {
        "item_kind": about.item_kind,
        "record_id": about.record,
        "item": about.item,
        "dots": [list(dot) for dot in sorted(about.dots)],
        "decision": "keep",
        "reason": "seen at home",
        **other,
    }
    return Edit(a_record_id(), "review_decision", home, registers)


def lowered(town: Town) -> Id:
    """A case of Sokha whose risk she lowered, with a reason."""
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha", risk_level="high", risk_reason="x")
    sokha.exchange()
    sokha.change(case, {"risk_level": "medium"}, reason="calmer")
    assert not sokha.exchange().verdicts.set_aside
    return case


def test_a_judgement_settles_nothing_of_another_dossier(town: Town) -> None:
    item = item_of(town, lowered(town), "lowering")
    elsewhere = town.saved_case("mony")
    rith = town.laptop("rith")
    rith.settle()
    written = judgement(item, home=elsewhere, decision="confirm")
    rith.save(written)
    assert not rith.exchange().verdicts.set_aside and town.exists(written.record)
    assert item_of(town, item.record, "lowering").is_open


def test_a_conflict_is_settled_by_a_value_and_by_no_judgement(town: Town) -> None:
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha")
    chenda.settle()
    sokha.change(case, {"nickname": "ស្រីពៅ"})
    chenda.change(case, {"nickname": "ពៅ"})
    sokha.exchange()
    chenda.exchange()
    chenda.save(judgement(item_of(town, case, "two_versions"), home=case))
    assert not chenda.exchange().verdicts.set_aside
    assert item_of(town, case, "two_versions").is_open and town.shown(case).conflicts


def test_who_lowered_a_safety_answer_does_not_settle_it_herself(town: Town) -> None:
    case = lowered(town)
    item = item_of(town, case, "lowering")
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    for decision in ("keep", "confirm"):
        sokha.save(judgement(item, home=case, decision=decision))
    assert set(sokha.exchange().codes().values()) == {"change.not_allowed"}
    assert item_of(town, case, "lowering").is_open
    chenda.settle()
    chenda.save(judgement(item, home=case, decision="confirm"))
    assert not chenda.exchange().verdicts.set_aside
    assert not item_of(town, case, "lowering").is_open


def test_a_judgement_of_an_item_with_an_endless_name_stands_and_settles_nothing(town: Town) -> None:
    case = lowered(town)
    chenda = town.laptop("chenda")
    chenda.settle()
    written = judgement(item_of(town, case, "lowering"), home=case, item="r" * 81)
    chenda.save(written)
    assert not chenda.exchange().verdicts.set_aside and town.exists(written.record)
    with town.server.database.snapshot() as connection:
        assert {one.item for one in items_of_home(connection, case)} == {"risk_level"}


def handed_over(town: Town, worker: str, office: Id) -> Id:
    """A case that was Sokha's, given to another worker."""
    sokha, vanna = town.laptop("sokha"), make_books(town.server).of(town.people["vanna"].id)
    case = town.saved_case("sokha")
    before = dict(vanna.open(case).seen)
    given = {ASSIGNMENT: {"case_worker": town.people[worker].id, "office": office}}
    vanna.save([Edit(case, "case", case, given, before, "she moved")])
    sokha.settle()
    return case


def test_who_held_a_case_of_her_office_may_still_write_down_what_she_hears(town: Town) -> None:
    case = handed_over(town, "dara", town.battambang)
    sokha = town.laptop("sokha")
    heard = an_account(case)
    sokha.save(heard)
    assert not sokha.exchange().verdicts.set_aside and town.exists(heard.record)
    note = sokha.save(a_visit(home=case))
    again = sokha.save(Edit(heard.record, "trafficking_account", case, {"trafficking_status": "confirmed_victim"}))
    codes = sokha.exchange().codes()
    assert codes[note[1]] == "change.after_handover", "nothing else of the case is hers any more"
    assert codes[again[1]] in ("change.after_handover", "change.invalid", "change.not_allowed")


def test_what_she_hears_of_a_case_that_left_her_office_waits_for_a_person(town: Town) -> None:
    case = handed_over(town, "mony", town.pailin)
    sokha = town.laptop("sokha")
    heard = an_account(case)
    sokha.save(heard)
    assert list(sokha.exchange().codes().values()) == ["change.after_handover"]
    assert not town.exists(heard.record)


def test_who_never_held_the_case_of_another_office_writes_no_account_of_it(town: Town) -> None:
    case = town.saved_case("sokha")
    mony = town.laptop("mony")
    mony.save(an_account(case))
    assert list(mony.exchange().codes().values()) == ["change.not_allowed"]


def test_a_record_that_the_centre_lost_wholly_stands_in_the_review_list_and_can_be_judged(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    visit = a_visit(home=case)
    change = Change(
        device=sokha.device.incarnation, n=9, version=1, record=visit.record, kind="visit", home=case, at=1, offset=0,
        by=sokha.worker, seen={}, set=visit.registers,
    )  # fmt: skip
    state, _events = apply(empty_state(visit.record, "visit", case), change, KINDS["visit"])
    sokha.exchange(Witness(write_state(state)))
    assert not town.exists(visit.record)
    [line] = [line for line in lines(town, "chenda") if line.item_kind == "witness"]
    assert (line.record, line.home) == (visit.record, case)
    assert not [line for line in lines(town, "rith") if line.item_kind == "witness"]
    book = make_books(town.server).of(town.people["chenda"].id)
    decide_line(book, town.server, line.code, decision="keep", reason="asked the office")
    assert not [line for line in lines(town, "chenda") if line.item_kind == "witness"]


@pytest.mark.parametrize("decision", ["write", "release"])
def test_a_judgement_takes_no_other_decision(town: Town, decision: str, tmp_path: Path) -> None:
    lowered(town)
    [line] = [line for line in lines(town, "chenda") if line.item_kind == "lowering"]
    book = make_books(town.server).of(town.people["chenda"].id)
    with pytest.raises(Exception, match=r"review\.decision_does_not_fit"):
        decide_line(book, town.server, line.code, decision=decision, reason="x")
