"""Records leave a scope, and come back."""

from pathlib import Path

import pytest

from shared_schema.errors import HomewardError
from tests.builders.records import OFFICE, WORKER, a_case, a_family_member, a_visit, an_edit, an_id, changed
from tests.field_client.store.applying import use_scopes
from tests.field_client.store.centres import ACentre
from tests.field_client.store.laptops import CENTRE, ALaptop, a_laptop

SCOPE, OFFICE_SCOPE = f"worker/{WORKER.worker}", f"office/{OFFICE}"
DAY = 86_400_000


@pytest.fixture
def laptop(tmp_path: Path) -> ALaptop:
    return a_laptop(tmp_path, scopes=(SCOPE, OFFICE_SCOPE, "directory"))


def is_shown(laptop: ALaptop, record: str) -> bool:
    try:
        laptop.book.open(record)
    except HomewardError as error:
        assert error.code == "record.not_found"
        return False
    return True


def bodies(laptop: ALaptop) -> int:
    return int(laptop.store.database.value("SELECT count(*) FROM log WHERE body IS NOT NULL"))


def test_record_stays_while_one_scope_holds_it(laptop: ALaptop) -> None:
    centre = ACentre()
    case = a_case()
    centre.write(case)
    centre.send(laptop, case.record, scopes=(SCOPE, OFFICE_SCOPE))
    centre.send_gone(laptop, case.record, scope=SCOPE)
    assert is_shown(laptop, case.record)
    centre.send_gone(laptop, case.record, scope=OFFICE_SCOPE)
    assert not is_shown(laptop, case.record)
    assert laptop.book.search("Chenda") == ()


def test_whole_dossier_goes_with_one_word(laptop: ALaptop) -> None:
    centre = ACentre()
    case, other = a_case(), a_case()
    mother = a_family_member(home=case.record)
    for edit in (case, other, mother):
        centre.write(edit)
    centre.send(laptop, scopes=(SCOPE,))
    centre.send_gone(laptop, home=case.record)
    assert [is_shown(laptop, one.record) for one in (case, mother, other)] == [False, False, True]


def test_a_case_that_left_is_listed_by_its_number_with_whom_its_transfer_named(laptop: ALaptop) -> None:
    centre = ACentre()
    case, other = a_case(), a_case(case_number="PNH-25-K1-9")
    transfer = an_edit(
        "case_transfer",
        {
            "from_office": OFFICE,
            "to_office": an_id("office btb"),
            "reason": "moved",
            "state": "sent",
            "sent_on": "2025-11-20",
        },
        home=case.record,
    )
    for edit in (case, transfer, other):
        centre.write(edit)
    centre.send(laptop, scopes=(SCOPE,))
    centre.send_gone(laptop, home=case.record)
    centre.send_gone(laptop, home=other.record, why="erased")
    left = {one.home: one for one in laptop.store.records.left_cases()}
    number = case.registers["case_number"]
    assert (left[case.record].code, left[case.record].towards) == (number, an_id("office btb"))
    assert (left[case.record].why, left[case.record].records) == ("reassigned", 2)
    assert (left[other.record].code, left[other.record].why) == (None, "erased")


def test_case_leaves_scope_with_unsent_edits(laptop: ALaptop) -> None:
    centre = ACentre()
    case = a_case()
    laptop.save(case)
    centre.take(laptop)
    visit = a_visit(home=case.record)
    laptop.save(visit, changed(case, laptop.state(case.record).seen, {"nickname": "Pov"}))
    for scope in (SCOPE, OFFICE_SCOPE):
        centre.send_gone(laptop, scope=scope, home=case.record)
    assert not is_shown(laptop, case.record) and not is_shown(laptop, visit.record)
    assert laptop.store.outbox.waiting(CENTRE) == 2
    centre.take(laptop)
    assert visit.record in centre.states
    assert laptop.store.records.received(CENTRE, [case.record, visit.record]) == {}
    assert not is_shown(laptop, visit.record)


def test_gone_keeps_own_bodies_until_received(laptop: ALaptop) -> None:
    centre = ACentre()
    case = a_case()
    laptop.save(case)
    centre.send_gone(laptop, home=case.record)
    laptop.store.leaving.forget_old_bodies(now=laptop.clock() + 1000 * DAY)
    assert bodies(laptop) == 1, "the centre has not confirmed it"
    centre.take(laptop)
    laptop.store.leaving.forget_old_bodies(now=laptop.clock() + 34 * DAY)
    assert bodies(laptop) == 1
    laptop.store.leaving.forget_old_bodies(now=laptop.clock() + 35 * DAY)
    assert bodies(laptop) == 0
    assert laptop.store.log.find_break(laptop.store.log.current().id) is None


def test_hidden_or_erased_body_keeps_the_chain(laptop: ALaptop) -> None:
    centre = ACentre()
    case, other = a_case(), a_case()
    laptop.save(case)
    laptop.save(other)
    centre.send_gone(laptop, case.record, why="erased", home=case.record)
    assert not is_shown(laptop, case.record)
    assert bodies(laptop) == 1
    assert laptop.store.log.find_break(laptop.store.log.current().id) is None
    batches = laptop.store.outbox.next_batches(CENTRE, max_bytes=10**6, signer=laptop.sign)
    from shared_schema.change import BodyHash, verify_batch

    entries = verify_batch(batches[0], public_key=laptop.public_key)
    assert [entry.body is None for entry in entries] == [True, False]
    assert isinstance(batches[0].items[0], BodyHash)


def test_scope_granted_again(laptop: ALaptop) -> None:
    centre = ACentre()
    case = a_case()
    laptop.save(case)
    centre.take(laptop)
    laptop.save(changed(case, laptop.state(case.record).seen, {"nickname": "Pov"}))
    use_scopes(laptop.store, CENTRE, ["directory"], now=laptop.clock())
    assert not is_shown(laptop, case.record)
    use_scopes(laptop.store, CENTRE, ["directory", SCOPE], now=laptop.clock())
    assert laptop.store.cursors.of(CENTRE)[SCOPE] == 0
    centre.send(laptop, case.record)
    assert laptop.book.open(case.record).values["nickname"] == "Pov", "the unsent edit counts again"


def test_scope_missing_from_hello_is_gone(laptop: ALaptop) -> None:
    centre = ACentre()
    case, other = a_case(), a_case()
    centre.write(case)
    centre.write(other)
    centre.send(laptop, case.record, scopes=(SCOPE,))
    centre.send(laptop, other.record, scopes=(OFFICE_SCOPE,))
    use_scopes(laptop.store, CENTRE, [SCOPE, "directory"], now=1)
    assert is_shown(laptop, case.record) and not is_shown(laptop, other.record)
    assert OFFICE_SCOPE not in laptop.store.cursors.of(CENTRE)


def test_drafts_of_a_dossier_that_left_leave_too(laptop: ALaptop) -> None:
    from casework.book import Draft
    from tests.builders.records import a_record_id, an_id

    centre = ACentre()
    case = a_case()
    centre.write(case)
    centre.send(laptop, case.record)
    laptop.book.keep_draft(Draft(an_id("d"), a_record_id(), "visit", case.record, {}, {"seen": "yes"}, 1))
    centre.send_gone(laptop, home=case.record)
    assert laptop.book.drafts() == ()
