"""The candidate index follows every save, survives a cut rebuild, and forgets whoever leaves."""

from pathlib import Path

import pytest

from casework.book import Saved, Sought
from field_client.store import match_index
from field_client.store.match_index import MatchIndex
from field_client.store.rebuild import rebuild
from tests.builders.records import a_case, a_family_member, a_visit, changed
from tests.contracts.case_book import in_one_script
from tests.field_client.store.laptops import ALaptop, a_laptop


@pytest.fixture
def laptop(tmp_path: Path) -> ALaptop:
    return a_laptop(tmp_path)


def contents(laptop: ALaptop) -> tuple[list[tuple[object, ...]], ...]:
    """Everything that stands in the index."""
    tables = ("match_feature", "match_count", "match_profile")
    return tuple(laptop.store.database.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables)


def saved_cases(laptop: ALaptop, *given: str) -> list[str]:
    cases = [in_one_script(a_case(given_name_latin=name), "latin") for name in given]
    laptop.save(*cases)
    return [case.record for case in cases]


def test_counts_agree_with_rows_after_every_kind_of_write(laptop: ALaptop) -> None:
    case = a_case()
    assert isinstance(laptop.book.save([case, a_family_member(home=case.record), a_visit(home=case.record)]), Saved)
    assert laptop.store.names.total() == 2 and laptop.store.names.check()
    name = {"group:name_latin": {"family_name_latin": "Keo", "given_name_latin": "Rattana"}}
    laptop.book.save([changed(case, laptop.book.open(case.record).seen, name)])
    assert laptop.store.names.check()
    with laptop.store.transaction():
        laptop.store.records.remove_shown([case.record])
    assert laptop.store.names.total() == 1 and laptop.store.names.check()


def test_a_wrong_count_is_noticed(laptop: ALaptop) -> None:
    saved_cases(laptop, "Chenda")
    laptop.store.database.execute(
        "UPDATE match_count SET n = n + 1 WHERE feature = (SELECT min(feature) FROM match_count)"
    )
    assert not laptop.store.names.check()
    rebuild(laptop.store)
    assert laptop.store.names.check()


def test_made_again_it_is_the_same(laptop: ALaptop) -> None:
    saved_cases(laptop, "Chenda", "Bopha", "Sreymom")
    before = contents(laptop)
    assert laptop.store.names.build(is_forced=True) == 3
    assert contents(laptop) == before and laptop.store.names.is_current()


def test_a_cut_rebuild_leaves_the_old_index_in_use_and_goes_on_where_it_was(
    laptop: ALaptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = saved_cases(laptop, *["Chenda", "Bopha", "Sreymom", "Kalyan"])
    names = laptop.store.names
    monkeypatch.setattr(match_index, "CHUNK", 2)
    real, chunks = MatchIndex._build_chunk, []

    def cut(self: MatchIndex) -> tuple[int, bool]:
        if chunks:
            raise KeyboardInterrupt
        chunks.append(1)
        return real(self)

    with monkeypatch.context() as patched:
        patched.setattr(MatchIndex, "_build_chunk", cut)
        with pytest.raises(KeyboardInterrupt):
            names.build(is_forced=True)
    assert laptop.book.similar(Sought(("Sok Kalyan",)))[0].home == first[3]
    case = laptop.book.open(first[0])
    changed_name = {"group:name_latin": {"family_name_latin": "Keo", "given_name_latin": "Malis"}}
    edit = changed(a_case(record=first[0]), case.seen, changed_name)
    assert isinstance(laptop.book.save([edit]), Saved)
    saved_cases(laptop, "Phalla")
    laptop.store.database.execute("DELETE FROM meta WHERE name = 'match_version'")
    assert names.build() == 3  # the two that were not reached, and the new one
    assert names.check() and names.total() == 5
    assert laptop.book.similar(Sought(("Keo Malis",)))[0].home == first[0]


def test_an_old_index_is_made_again_at_the_next_opening(laptop: ALaptop) -> None:
    saved_cases(laptop, "Chenda")
    laptop.store.database.execute("UPDATE meta SET value = '0' WHERE name = 'match_version'")
    assert not laptop.store.names.is_current()
    assert laptop.store.names.build() == 1
    assert laptop.store.names.build() == 0
