"""Bytes in a valid chain that nobody can parse: what stands before them is applied, they are kept, the rest goes on."""

from field_client.store.log import NewEntry
from tests.builders.records import a_case, a_visit
from tests.field_client.sync.laptops import Field, closing, same_everywhere, save


def test_damaged_log_keeps_what_stands_before_and_what_follows(sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (laptop, other):
        before, after = a_case(worker=laptop.book.person), a_case(worker=laptop.book.person)
        save(laptop, before)
        with laptop.store.transaction():
            laptop.store.log.append([NewEntry(before.record, before.home, b"torn in the middle")])
        laptop.store.write_anchor(now=laptop.tools.clock())
        save(laptop, after, a_visit(home=after.record))
        laptop.sync()
        other.sync()
        assert {one.record_id for one in other.book.search("Chenda")} == {before.record, after.record}
        lives = laptop.store.log.incarnations()
        assert [(life.ends_at, life.n) for life in lives] == [(1, 4), (None, 2)]
        assert laptop.sync().waiting == 0
        assert len(laptop.store.log.incarnations()) == 2
        assert same_everywhere(laptop, other)
        body = laptop.store.database.value("SELECT body FROM log WHERE n = 2 AND incarnation = ?", (lives[0].id,))
        assert body == b"torn in the middle"
    with closing(sokha) as (laptop,):
        assert len(laptop.store.log.incarnations()) == 2, "opened again, nothing new is found"
