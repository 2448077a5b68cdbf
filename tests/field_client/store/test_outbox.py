"""Own changes leave in order, in signed batches that never split a save set."""

from pathlib import Path

import pytest

from shared_schema.change import verify_batch
from tests.builders.records import a_case, a_visit, changed
from tests.field_client.store.laptops import CENTRE, ALaptop, a_laptop


@pytest.fixture
def laptop(tmp_path: Path) -> ALaptop:
    return a_laptop(tmp_path)


def test_batches_follow_the_chain(laptop: ALaptop) -> None:
    for _ in range(5):
        laptop.save(a_case())
    life = laptop.store.log.current()
    first = laptop.store.outbox.next_batches(CENTRE, max_bytes=3000, signer=laptop.sign)[0]
    assert 0 < first.head.n < 5
    entries = verify_batch(first, public_key=laptop.public_key)
    laptop.store.cursors.confirm(CENTRE, life.id, first.head.n, at=1)
    second = laptop.store.outbox.next_batches(CENTRE, max_bytes=10**6, signer=laptop.sign)[0]
    assert (second.n_before, second.link_before) == (first.head.n, entries[-1].link)
    assert verify_batch(second, public_key=laptop.public_key)[-1].link == life.link


def test_save_set_is_never_split(laptop: ALaptop) -> None:
    case = a_case()
    laptop.save(case)
    laptop.save(*(a_visit(home=case.record) for _ in range(10)))
    laptop.save(a_case())
    life = laptop.store.log.current().id
    heads = []
    while batches := laptop.store.outbox.next_batches(CENTRE, max_bytes=1, signer=laptop.sign):
        assert len(batches) == 1
        heads.append(batches[0].head.n)
        laptop.store.cursors.confirm(CENTRE, life, batches[0].head.n, at=1)
    assert heads == [1, 11, 12]


def test_second_set_of_a_request_waits_when_it_does_not_fit(laptop: ALaptop) -> None:
    case = a_case()
    laptop.save(case, a_visit(home=case.record))
    laptop.save(*(a_visit(home=case.record) for _ in range(3)))
    size = int(laptop.store.database.value("SELECT sum(size) FROM log"))
    batch = laptop.store.outbox.next_batches(CENTRE, max_bytes=size - 1, signer=laptop.sign)[0]
    assert batch.head.n == 2


def test_what_one_server_confirmed_still_goes_to_the_other(laptop: ALaptop) -> None:
    laptop.store.cursors.put_server("AAAAAAAAAAAAAAAAAAAAAA", kind="hub", url="", certificate=b"", tls_authority=b"")
    laptop.save(a_case())
    life = laptop.store.log.current().id
    laptop.store.cursors.confirm("AAAAAAAAAAAAAAAAAAAAAA", life, 1, at=1)
    assert laptop.store.outbox.waiting(CENTRE) == 1
    assert laptop.store.outbox.waiting_anywhere() == 0


def test_restored_server_gets_again_what_it_had_confirmed(laptop: ALaptop) -> None:
    case = a_case()
    laptop.save(case)
    laptop.save(changed(case, laptop.state(case.record).seen, {"nickname": "Pov"}))
    life = laptop.store.log.current().id
    laptop.store.cursors.confirm(CENTRE, life, 2, at=1)
    assert laptop.book.receipt_of(case.record).at_centre
    laptop.store.cursors.confirm(CENTRE, life, 1, at=2)
    assert not laptop.book.receipt_of(case.record).at_centre
    assert laptop.store.outbox.next_batches(CENTRE, max_bytes=10**6, signer=laptop.sign)[0].n_before == 1


def test_request_numbers_rise_and_are_reserved_before_use(laptop: ALaptop) -> None:
    first, second = laptop.store.cursors.reserve_number(CENTRE), laptop.store.cursors.reserve_number(CENTRE)
    assert second == first + 64
    laptop.store.cursors.jump_past(CENTRE, 1000)
    assert laptop.store.cursors.reserve_number(CENTRE) == 1001
    laptop.store.cursors.jump_past(CENTRE, 5)
    assert laptop.store.cursors.reserve_number(CENTRE) == 1065
