"""What the check at unlock finds, and what a rebuild mends."""

from pathlib import Path

import pytest

from field_client.store.check import Findings, check_at_unlock, find_damage, find_differences
from field_client.store.rebuild import rebuild, wanted
from field_client.vault.anchor import Anchor
from field_client.vault.incarnation import Incarnation, Verdict
from shared_schema.errors import HomewardError
from tests.builders.records import a_case, a_family_member, a_visit, changed
from tests.field_client.store.centres import ACentre
from tests.field_client.store.laptops import CENTRE, ALaptop, a_laptop

VAULT, MACHINE = b"v" * 16, b"machine"


@pytest.fixture
def laptop(tmp_path: Path) -> ALaptop:
    laptop = a_laptop(tmp_path)
    centre = ACentre()
    case = a_case()
    laptop.save(case, a_family_member(home=case.record))
    centre.take(laptop)
    for nickname in ("Pov", "Touch"):
        centre.write(changed(case, centre.states[case.record].seen, {"nickname": nickname}))
        centre.send(laptop, case.record)
    laptop.save(changed(case, laptop.state(case.record).seen, {"wishes_tracing": "yes"}), a_visit(home=case.record))
    return laptop


def check(
    laptop: ALaptop, *, anchor: Anchor | None = None, incarnation: Incarnation | None = None, damaged: bool = False
) -> Findings:
    from hashlib import sha256

    def read_anchor() -> Anchor | None:
        if damaged:
            raise HomewardError("vault.anchor_damaged")
        return anchor or laptop.anchor.last

    own = Incarnation(laptop.store.log.current().id, VAULT, sha256(MACHINE).digest())
    return check_at_unlock(
        laptop.store,
        read_anchor=read_anchor,
        read_incarnation=lambda: incarnation or own,
        vault=VAULT,
        machine_id=MACHINE,
    )


def everything(laptop: ALaptop) -> dict[str, object]:
    rows = laptop.store.database.rows
    return {
        "shown": rows("SELECT record, kind, home, state, hash, has_conflict, is_retracted FROM shown ORDER BY record"),
        "search": [sorted(one.record_id for one in laptop.book.search(text)) for text in ("Chenda", "Sopheap", "សុខ")],
        "sums": rows("SELECT * FROM record_sums WHERE sums <> zeroblob(length(sums)) ORDER BY space, kind"),
    }


def test_sound_store_has_nothing_to_tell(laptop: ALaptop) -> None:
    assert check(laptop).is_well
    assert find_damage(laptop.store) == ()


def test_log_shorter_than_the_anchor_is_noticed(laptop: ALaptop) -> None:
    head = laptop.store.log.current()
    found = check(laptop, anchor=Anchor(head.id, head.n + 1, b"l" * 32, 1))
    assert found.is_older and found.new_incarnation == "restored"


def test_anchor_of_another_log_is_noticed(laptop: ALaptop) -> None:
    head = laptop.store.log.current()
    assert check(laptop, anchor=Anchor(head.id, head.n, b"l" * 32, 1)).is_older
    assert check(laptop, anchor=Anchor("AAAAAAAAAAAAAAAAAAAAAA", 1, head.link, 1)).is_older


def test_anchor_one_save_set_behind_is_well(laptop: ALaptop) -> None:
    head = laptop.store.log.current()
    link = laptop.store.log.link_at(head.id, head.n - 2)
    assert link is not None
    assert check(laptop, anchor=Anchor(head.id, head.n - 2, link, 1)).is_well


def test_damaged_anchor_is_noticed(laptop: ALaptop) -> None:
    assert check(laptop, damaged=True).is_older


@pytest.mark.parametrize("column", ["body", "hash", "link"])
def test_changed_log_row_is_noticed(laptop: ALaptop, column: str) -> None:
    laptop.store.database.execute(f"UPDATE log SET {column} = x'00' WHERE n = 2")
    found = check(laptop)
    assert found.broken == ((laptop.store.log.current().id, 2),)
    assert found.new_incarnation == "log_damaged"


def test_row_taken_out_of_the_log_is_noticed(laptop: ALaptop) -> None:
    laptop.store.database.execute("DELETE FROM log WHERE n = (SELECT max(n) FROM log)")
    assert check(laptop).broken


@pytest.mark.parametrize("table", ["shown", "received"])
def test_changed_state_is_noticed_by_the_sums(laptop: ALaptop, table: str) -> None:
    laptop.store.database.execute(
        f"UPDATE {table} SET state = CAST(replace(state, 'Chenda', 'Chanda') AS BLOB) WHERE kind = 'case'"
    )
    assert {one.space.split("/")[0] for one in find_differences(laptop.store)} >= {table}
    assert check(laptop).differences


def test_other_machine_missing_and_older_file_call_for_a_new_incarnation(laptop: ALaptop) -> None:
    own = laptop.store.log.current().id
    assert check(laptop, incarnation=Incarnation(own, VAULT, bytes(32))).verdict is Verdict.OTHER_MACHINE
    assert check(laptop, incarnation=Incarnation(own, bytes(16), bytes(32))).new_incarnation == "copied"


def test_rebuild_from_received_states_and_log(laptop: ALaptop) -> None:
    before = everything(laptop)
    assert rebuild(laptop.store).mended == ()
    assert everything(laptop) == before
    database = laptop.store.database
    database.execute("DELETE FROM search")
    database.execute("UPDATE shown SET state = x'7b7d', has_conflict = 1 WHERE kind = 'case'")
    database.execute("DELETE FROM shown WHERE kind = 'family_member'")
    database.execute("DELETE FROM record_sums")
    rebuilt = rebuild(laptop.store)
    assert (len(rebuilt.mended), rebuilt.shown) == (2, 3)
    assert {**everything(laptop), "shown": None} == {**before, "shown": None}
    assert find_differences(laptop.store) == ()


def test_damaged_received_row_is_let_go_and_wanted(laptop: ALaptop) -> None:
    case = laptop.store.database.value("SELECT record FROM received WHERE kind = 'case'")
    laptop.store.database.execute(
        "UPDATE received SET state = CAST(replace(state, 'Pov', 'Pow') AS BLOB) WHERE record = ?", (case,)
    )
    laptop.store.database.execute(
        "UPDATE received SET state = CAST(replace(state, 'Touch', 'Tuoch') AS BLOB) WHERE record = ?", (case,)
    )
    rebuilt = rebuild(laptop.store)
    assert rebuilt.wanted == ((CENTRE, case),)
    assert wanted(laptop.store, CENTRE) == (case,)
    assert laptop.book.open(case).values["given_name_latin"] == "Chenda", "own words come from the own log"
    assert find_differences(laptop.store) == ()


def test_records_are_looked_through_for_lacking_rows_only_after_a_row_has_gone(laptop: ALaptop) -> None:
    assert wanted(laptop.store, CENTRE) == ()
    asked: list[str] = []
    laptop.store.database.connection.set_trace_callback(asked.append)
    assert wanted(laptop.store, CENTRE) == ()
    assert asked and not any("memberships" in one for one in asked)
    laptop.store.database.connection.set_trace_callback(None)
    case = laptop.store.database.value("SELECT record FROM received WHERE kind = 'case'")
    laptop.store.database.execute("DELETE FROM received WHERE record = ?", (case,))
    assert wanted(laptop.store, CENTRE) == wanted(laptop.store, CENTRE) == (case,)


def test_rebuild_leaves_out_what_left(laptop: ALaptop) -> None:
    centre = ACentre()
    case = laptop.store.database.value("SELECT record FROM shown WHERE kind = 'case'")
    centre.send_gone(laptop, home=case)
    rebuild(laptop.store)
    assert laptop.store.database.value("SELECT count(*) FROM shown") == 0
    assert laptop.book.search("Chenda") == ()


def test_search_that_lost_a_row_is_noticed_and_made_again(laptop: ALaptop) -> None:
    laptop.store.database.execute("DELETE FROM search_content")
    assert "search" in find_damage(laptop.store)
    rebuild(laptop.store)
    assert find_damage(laptop.store) == ()
