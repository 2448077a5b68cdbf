"""Restored, copied and forked laptops go on under a new incarnation; nothing is lost and no counter used twice."""

from pathlib import Path

import pytest

from casework.book import Draft
from field_client.store.lives import begin_life, common_with_servers, letter_of, mint_again
from shared_schema.certificates import read_incarnation_statement
from shared_schema.change import read_body
from shared_schema.identifiers import Id
from tests.builders.records import a_case, a_visit, an_id, changed
from tests.field_client.store.centres import ACentre
from tests.field_client.store.laptops import CENTRE, ALaptop, a_laptop, reopen

NEW = an_id("new life")


@pytest.fixture
def laptop(tmp_path: Path) -> ALaptop:
    return a_laptop(tmp_path / "first")


def copy_of(laptop: ALaptop, folder: Path) -> ALaptop:
    """The same laptop from a disk image."""
    folder.mkdir()
    laptop.store.database.export_to(folder / "store.db", db_key=bytes(range(32)))
    return reopen(folder, key=laptop.key)


def take_fork(laptop: ALaptop, *, n: int) -> Id:
    old = laptop.store.log.current().id
    mint_again(
        laptop.store,
        incarnation=old,
        common=common_with_servers(laptop.store, old, n=n),
        new=NEW,
        reason="forked",
        sign=laptop.sign,
        random=laptop.random,
        now=laptop.clock(),
    )
    return old


def test_letters_follow_the_device_code() -> None:
    assert [letter_of(n) for n in (1, 2, 3, 26, 27, 28)] == ["", "B", "C", "Z", "AA", "AB"]


def test_restored_laptop_gets_new_incarnation(laptop: ALaptop) -> None:
    case = a_case()
    laptop.save(case)
    old = laptop.store.log.current()
    begin_life(laptop.store, new=NEW, reason="restored", sign=laptop.sign, now=laptop.clock())
    life = laptop.store.log.current()
    assert (life.id, life.n, life.code) == (NEW, 0, "K7B")
    incarnation, statement = laptop.store.log.pending_statements()[0]
    said = read_incarnation_statement(statement, device_key=laptop.public_key)
    assert (incarnation, said.new, said.old, said.old_n, said.reason) == (NEW, NEW, old.id, 1, "restored")
    saved = laptop.save(changed(case, laptop.state(case.record).seen, {"nickname": "Pov"}))
    assert saved.dots == ((NEW, 1),)
    assert laptop.anchor.last is not None and laptop.anchor.last.incarnation == NEW
    assert laptop.book.next_case_number() == "PNH-25-K7B-1"
    batches = laptop.store.outbox.next_batches(CENTRE, max_bytes=10**6, signer=laptop.sign)
    assert [(batch.incarnation, batch.head.n) for batch in batches] == [(old.id, 1), (NEW, 1)]


def test_forked_laptop_mints_again_only_what_the_server_lacks(laptop: ALaptop, tmp_path: Path) -> None:
    centre = ACentre()
    case = a_case()
    laptop.save(case)
    centre.take(laptop)
    twin = copy_of(laptop, tmp_path / "twin")
    laptop.save(changed(case, laptop.state(case.record).seen, {"nickname": "of the first"}))
    centre.take(laptop)
    twin.save(changed(case, twin.state(case.record).seen, {"wishes_tracing": "yes"}))
    twin.save(changed(case, twin.state(case.record).seen, {"wishes_tracing": "no"}), a_visit(home=case.record))
    old = twin.store.log.current().id
    head = laptop.store.log.current()
    assert twin.store.log.link_at(old, head.n) != head.link

    take_fork(twin, n=head.n)

    batches = twin.store.outbox.next_batches(CENTRE, max_bytes=10**6, signer=twin.sign)
    assert [(batch.incarnation, batch.n_before, batch.head.n) for batch in batches] == [(NEW, 0, 3)]
    bodies = [read_body(item, device=NEW, n=n) for n, item in enumerate(batches[0].items, 1) if isinstance(item, bytes)]
    assert [body.set.get("wishes_tracing") for body in bodies] == ["yes", "no", None]
    assert bodies[0].seen == {old: 1}, "what the server holds keeps its name"
    assert bodies[1].seen == {old: 1, NEW: 1}, "what it lacks has its new one"
    assert bodies[1].set_of == (2, 2) == bodies[2].set_of
    centre.take(twin)
    centre.send(twin, case.record)
    values = twin.book.open(case.record).values
    assert (values["nickname"], values["wishes_tracing"]) == ("of the first", "no")
    assert twin.book.conflicts() == ()
    assert centre.holds_what_laptop_received(twin, case.record)


def test_old_bodies_of_a_fork_are_kept_as_evidence(laptop: ALaptop) -> None:
    case = a_case()
    laptop.save(case)
    old = take_fork(laptop, n=5)
    rows = laptop.store.database.rows(
        "SELECT body IS NOT NULL, minted_as, minted_n FROM log WHERE incarnation = ?", (old,)
    )
    assert rows == [(1, NEW, 1)]
    assert laptop.state(case.record).seen == {NEW: 1}
    assert laptop.store.log.find_break(old) is None
    dots = {entry.dot for entry in laptop.book.history(case.record).entries}
    assert dots == {(old, 1), (NEW, 1)}


def test_draft_over_a_fork_has_seen_the_new_dots(laptop: ALaptop) -> None:
    case = a_case()
    laptop.save(case)
    draft = Draft(an_id("d"), case.record, "case", case.record, laptop.state(case.record).seen, {}, 1)
    laptop.book.keep_draft(draft)
    take_fork(laptop, n=5)
    assert laptop.book.drafts()[0].base_seen == {NEW: 1}


def test_second_fork_mints_from_the_second_life(laptop: ALaptop) -> None:
    case = a_case()
    laptop.save(case)
    take_fork(laptop, n=1)
    laptop.save(changed(case, laptop.state(case.record).seen, {"nickname": "Pov"}))
    third = an_id("third life")
    minted = mint_again(
        laptop.store, incarnation=NEW, common=0, new=third, reason="forked", sign=laptop.sign,
        random=laptop.random, now=laptop.clock(),
    )  # fmt: skip
    assert [new for _old, new in minted.dots] == [(third, 1), (third, 2)]
    assert laptop.state(case.record).seen == {third: 2}
    assert laptop.store.log.current().code == "K7C"


def test_damaged_log_keeps_what_stands_before(laptop: ALaptop) -> None:
    centre = ACentre()
    first, second, third = a_case(), a_case(), a_case()
    for case in (first, second, third):
        laptop.save(case)
    old = laptop.store.log.current().id
    laptop.store.database.execute("UPDATE log SET body = x'7b' WHERE n = 2")
    assert laptop.store.log.find_break(old) == 2
    mint_again(
        laptop.store, incarnation=old, common=1, new=NEW, reason="log_damaged", sign=laptop.sign,
        random=laptop.random, now=laptop.clock(),
    )  # fmt: skip
    assert laptop.store.log.find_break(old) is None, "what stands before still stands"
    assert laptop.store.database.value("SELECT body FROM log WHERE incarnation = ? AND n = 2", (old,)) == b"{"
    centre.take(laptop)
    assert set(centre.states) == {first.record, third.record}
    assert laptop.store.outbox.waiting(CENTRE) == 0
