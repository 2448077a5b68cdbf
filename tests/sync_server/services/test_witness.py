"""What only a laptop remembers: as restricted as what it is about, and answered so that the laptop may forget it."""

from dataclasses import replace

import pytest
from sqlalchemy import delete

from shared_schema.identifiers import Id
from shared_schema.merge.state import RecordState, Written
from shared_schema.wire.compact import write_state
from shared_schema.wire.messages import MAX_WITNESSES, Witness
from sync_server.store.review_items import items_of_records
from sync_server.store.tables_records import review_items
from tests.builders.records import an_id
from tests.builders.town import Town, an_account

QUESTION = an_id("a question that nobody else has")


def a_question(about: Id | None, home: Id) -> bytes:
    """A state of a review question whose author and server are lost."""
    dot = (an_id("a lost device"), 4)
    words = {"text": {dot: Written("Is this so?", 1, 0, an_id("w"))}}
    if about is not None:
        words["record_id"] = {dot: Written(about, 1, 0, an_id("w"))}
    return write_state(RecordState(QUESTION, "review_question", home, {dot[0]: dot[1]}, words))


def is_restricted(town: Town) -> bool:
    with town.server.database.snapshot() as connection:
        [item] = items_of_records(connection, [QUESTION]).values()
    return item.is_restricted


def test_a_witness_is_as_restricted_as_the_record_it_is_about(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    account = an_account(home=case)
    sokha.save(account)
    sokha.exchange()
    for about, expected in ((case, False), (account.record, True), (None, True), (an_id("not here"), True)):
        answer = sokha.exchange(Witness(a_question(about, case)))
        assert answer.end.witnessed == (0,)
        assert is_restricted(town) is expected, about
        _forget(town)


def test_the_answer_names_the_witnesses_that_are_kept_or_not_needed(town: Town) -> None:
    sokha = town.laptop("sokha")
    mine, theirs = town.saved_case("sokha"), town.saved_case("dara")
    known, foreign = write_state(town.state(mine)), write_state(town.state(theirs))
    unknown_kind = a_question(mine, mine).replace(b"review_question", b"unheard_of_kind")
    answer = sokha.exchange(Witness(foreign), Witness(known), Witness(unknown_kind))
    assert answer.end.witnessed == (1,)


def test_nobody_puts_words_before_another_office_or_on_a_record_under_another_name(town: Town) -> None:
    sokha = town.laptop("sokha")
    mine, theirs = town.saved_case("sokha"), town.saved_case("dara")
    moved = write_state(replace(town.state(mine), home=theirs, seen={an_id("a lost device"): 4}))
    renamed = write_state(replace(town.state(mine), kind="visit", seen={an_id("a lost device"): 4}))
    answer = sokha.exchange(Witness(a_question(theirs, theirs)), Witness(moved), Witness(renamed))
    assert answer.end.witnessed == ()
    with town.server.database.snapshot() as connection:
        assert not items_of_records(connection, [QUESTION, mine])


def test_a_request_with_more_witnesses_than_one_sync_sends_is_refused_whole(town: Town) -> None:
    sokha = town.laptop("sokha")
    mine = town.saved_case("sokha")
    many = [Witness(a_question(mine, mine))] * (MAX_WITNESSES + 1)
    with pytest.raises(AssertionError, match=r"request\.too_large"):
        sokha.exchange(*many)


def _forget(town: Town) -> None:
    town.server.database.run(lambda tx: tx.execute(delete(review_items).where(review_items.c.record == QUESTION)))
