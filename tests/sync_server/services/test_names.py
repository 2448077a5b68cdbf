"""Names at the centre: every process follows them, nobody finds what is not hers, nothing lies in clear."""

from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select, update

from casework.book import Sought
from casework.matching.candidates import find_candidates, wanted_names
from shared_schema.errors import HomewardError
from sync_server.jobs.search_rows import JOB
from sync_server.services import names
from sync_server.services.book import CentralCaseBook, make_books
from sync_server.services.names import reading_ahead
from sync_server.services.search_rows import make_all_again, make_missing, profiles_of
from sync_server.store.forgetting import forget_homes
from sync_server.store.match_profiles import put_profiles
from sync_server.store.tables_match import match_profile
from sync_server.under_way import PAUSE_MS
from tests.builders.town import Town

KHMER_CHENDA = Sought(("សុខ ចិន្តា",))


def book_of(town: Town, login: str) -> CentralCaseBook:
    """A book of a process of its own."""
    return make_books(town.server).of(town.people[login].id)


def homes(book: CentralCaseBook, sought: Sought = KHMER_CHENDA) -> list[str]:
    return [one.home for one in book.similar(sought)]


def test_a_candidate_of_another_office_is_neither_shown_nor_counted(town: Town) -> None:
    town.saved_case("sokha")
    theirs = town.saved_case("mony")
    assert homes(book_of(town, "rith")) == [theirs]
    assert len(homes(book_of(town, "vanna"))) == 2
    assert [one.home for one in book_of(town, "rith").search("Chinda")] == [theirs]


def test_every_process_follows_what_another_one_wrote(town: Town) -> None:
    first, second = book_of(town, "vanna"), book_of(town, "vanna")
    assert homes(first) == homes(second) == []
    case = town.saved_case("sokha")
    assert homes(first) == homes(second) == [case]
    new = {"family_name_latin": "Keo", "given_name_latin": "Malis"}
    town.laptop("sokha").change(case, {"group:name_latin": new})
    town.laptop("sokha").exchange()
    assert homes(first, Sought(("Keo Malis",))) == homes(second, Sought(("Keo Malis",))) == [case]


def test_an_erased_case_is_found_no_more_by_any_process(town: Town) -> None:
    case = town.saved_case("sokha")
    before = book_of(town, "vanna")
    assert homes(before) == [case]
    town.server.database.run(lambda tx: forget_homes(tx, [case], now_ms=town.central.clock()))
    assert homes(before) == homes(book_of(town, "vanna")) == []
    with town.server.database.snapshot() as connection:
        assert list(connection.scalars(select(match_profile.c.sealed))) == [None]


@pytest.mark.parametrize("damage", ["missing", "older_format", "damaged"])
def test_rows_that_are_missing_or_old_are_read_from_the_states_and_made_again(town: Town, damage: str) -> None:
    case = town.saved_case("sokha")
    assert make_missing(town.server) == 1 and make_missing(town.server) == 0
    spoil = {
        "missing": match_profile.delete(),
        "older_format": update(match_profile).values(format=-1, sealed=b"\x00\x00" + b"x" * 40),
        "damaged": update(match_profile).values(version=0, sealed=b"x" * 40),
    }[damage]
    town.server.database.run(lambda tx: tx.execute(spoil))
    assert homes(book_of(town, "vanna")) == [case]
    assert make_missing(town.server) == 1 and make_missing(town.server) == 0
    assert homes(book_of(town, "vanna")) == [case]
    assert make_all_again(town.server) == 1


def test_dead_rows_are_let_go_and_the_living_stay_found(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "_LEAST_ROWS", 4)
    case, other = town.saved_case("sokha"), town.saved_case("sokha", given_name_latin="Bopha", given_name_km="បុប្ផា")
    book = book_of(town, "vanna")
    for place in range(6):
        new = {"family_name_latin": "Keo", "given_name_latin": f"Malis{'a' * place}"}
        town.laptop("sokha").change(case, {"group:name_latin": new})
        town.laptop("sokha").exchange()
        assert case in homes(book, Sought(("Keo Malis",)))
    assert homes(book, Sought(("Bupha",)))[0] == other
    assert book._names._names.total() == 2
    assert len(book._names._records) <= 4


def test_missing_rows_are_made_by_the_job_in_small_steps(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync_server.jobs.search_rows.STEP", 1)
    for _ in range(3):
        town.saved_case("sokha")
    assert JOB.run(town.server) == 1  # a laptop was answered a moment ago: one step, and room for the next
    town.central.clock.advance(ms=PAUSE_MS)
    assert JOB.run(town.server) == 2
    assert JOB.run(town.server) == 0


def test_a_name_is_found_before_its_search_row_was_made(town: Town) -> None:
    """The push only marks; a process that follows the marks reads the states, and so does one that starts now."""
    before = book_of(town, "vanna")
    assert homes(before) == []
    case = town.saved_case("sokha")
    with town.server.database.snapshot() as connection:
        assert list(connection.scalars(select(match_profile.c.sealed))) == [None]
    assert [one.home for one in before.search("Chinda")] == homes(before) == [case]
    assert homes(book_of(town, "vanna")) == [case]  # as after a kill between the commit and the job
    assert make_missing(town.server) == 1 and make_missing(town.server) == 0
    assert homes(before) == homes(book_of(town, "vanna")) == [case]


def test_an_erased_case_waits_for_no_search_row(town: Town) -> None:
    erased, other = town.saved_case("sokha"), town.saved_case("sokha", given_name_km="បុប្ផា", given_name_latin="Bopha")
    town.server.database.run(lambda tx: forget_homes(tx, [erased], now_ms=town.central.clock()))
    assert make_missing(town.server) == 1 and make_missing(town.server) == 0
    assert homes(book_of(town, "vanna"), Sought(("Bupha",))) == [other]
    town.server.database.run(lambda tx: tx.execute(match_profile.delete().where(match_profile.c.record == other)))
    assert make_missing(town.server) == 1  # nothing that can never be made stands before it


def test_a_row_made_of_an_earlier_version_does_not_hide_a_later_one(town: Town) -> None:
    """The job of one process read a case that another process's push changed before the job wrote."""
    case, database = town.saved_case("sokha"), town.server.database
    book = book_of(town, "vanna")
    assert homes(book) == [case]  # from here on it follows what is stamped
    with database.snapshot() as connection:
        late = list(profiles_of(town.server, connection, [case]))
    new = {"family_name_latin": "Keo", "given_name_latin": "Malis"}
    town.laptop("sokha").change(case, {"group:name_latin": new})
    town.laptop("sokha").exchange()
    database.run(lambda tx: put_profiles(tx, town.server.sealing, late, now_ms=town.central.clock()))
    assert homes(book, Sought(("Keo Malis",))) == [case]
    assert make_missing(town.server) == 1


def test_names_are_read_when_a_process_starts_to_serve(town: Town) -> None:
    case = town.saved_case("sokha")
    books = make_books(town.server)
    with reading_ahead(books.names, then=lambda: None):
        pass  # it ends with the block, having read what there is or been stopped before
    stopped, told = Event(), list[int]()
    books.names.read_ahead(stopped, lambda: told.append(len(books.names._row_of)))
    assert told == [1], "told when they are read"
    stopped.set()
    books.names.read_ahead(stopped, lambda: told.append(-1))
    assert len(told) == 1
    assert case in books.names._row_of
    assert homes(books.of(town.people["vanna"].id)) == [case]


def test_a_search_while_names_are_read_says_so_and_is_not_counted(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "_PATIENCE_SECONDS", 0.01)
    case = town.saved_case("sokha")
    book = book_of(town, "vanna")
    with book._names._lock, pytest.raises(HomewardError, match=r"search\.reading_names"):
        book.search("Chinda")
    assert [one.home for one in book.search("Chinda")] == [case]


def test_cases_take_no_place_among_inquiries_that_are_sought(town: Town) -> None:
    town.saved_case("sokha")
    book = book_of(town, "vanna")
    assert len(homes(book)) == 1
    assert homes(book, replace(KHMER_CHENDA, kinds=frozenset({"tracing_inquiry"}))) == []
    with town.server.database.snapshot() as connection:
        wanted = wanted_names(KHMER_CHENDA)
        assert len(book._names.with_names(connection, wanted, limit=9, kinds={"case"})) == 1
        assert book._names.with_names(connection, wanted, limit=9, kinds={"tracing_inquiry"}) == []


def test_who_asks_for_more_of_the_same_names_is_answered_from_what_was_found(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, looked = town.saved_case("sokha"), list[object]()

    def counted(*asked: Any, **how: Any) -> Any:
        looked.append(asked)
        return find_candidates(*asked, **how)

    monkeypatch.setattr(names, "find_candidates", counted)
    book, malis = book_of(town, "vanna"), Sought(("Keo Malis",))
    assert [homes(book, malis), homes(book, malis)] == [[], []] and len(looked) == 1
    town.laptop("sokha").change(case, {"group:name_latin": {"family_name_latin": "Keo", "given_name_latin": "Malis"}})
    town.laptop("sokha").exchange()
    assert homes(book, malis) == [case] and len(looked) == 2, "looked for anew when a name changed"
