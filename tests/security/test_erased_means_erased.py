"""Once a case's keys are destroyed, no backup brings its words back: not the records', and not a kept key set's."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from casework.invented.names import canary_names
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.services.restore import restore_key_set
from sync_server.store.forgetting import forget_homes
from sync_server.store.log import Entry, drop_early_of, early_batches_of, entries_of_records, open_body
from sync_server.store.records import open_state, read_records
from tests.builders.field import FieldLaptop
from tests.builders.records import a_visit
from tests.builders.town import Town, a_town
from tests.central import Central
from tests.integration.backups import Safe
from tests.security.canaries import hits
from tests.stores import StoreUrls

(NAME,) = canary_names(8, 1)
WORDS = [NAME.given_km.encode(), NAME.given_latin.encode()]


@pytest.fixture
def town(store_urls: StoreUrls, tmp_path: Path):
    stage = a_town(store_urls, tmp_path)
    yield stage
    stage.close()


@pytest.fixture
def safe(town: Town, request: pytest.FixtureRequest) -> Safe:
    postgres = None if town.server.database.is_sqlite else request.getfixturevalue("postgres_server")
    keys = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    return Safe(town.central, town.central.folder / "backups", *keys, postgres)


def a_told_case(town: Town) -> tuple[FieldLaptop, Id, Id]:
    """A case with a visit, both with words."""
    case = town.saved_case("sokha", given_name_km=NAME.given_km, given_name_latin=NAME.given_latin)
    laptop = town.laptop("sokha")
    visit = a_visit(home=case, narrative=NAME.km)
    laptop.save(visit)
    assert not laptop.exchange().codes()
    return laptop, case, visit.record


def erase(town: Town, case: Id) -> None:
    """The core of an erasure: keys destroyed first, then what they sealed is emptied."""
    town.server.sealing.destroy_keys([case], now_ms=town.central.clock())
    town.server.database.run(lambda tx: forget_homes(tx, [case], now_ms=town.central.clock()))


def opened(central, records) -> bytes:
    """Everything of these records that can still be opened."""
    found = b""
    with central.server.database.snapshot() as connection:
        for row in read_records(connection, records).values():
            found += open_state(central.server.sealing, row).compact
        for entry in entries_of_records(connection, records):
            found += open_body(central.server.sealing, entry) or b""
    return found


def test_the_words_are_there_before_and_nowhere_after(town: Town) -> None:
    _laptop, *records = a_told_case(town)
    assert hits(opened(town.central, records), WORDS) == WORDS
    erase(town, records[0])
    assert opened(town.central, records) == b""


def test_a_backup_made_before_does_not_bring_them_back(town: Town, safe: Safe) -> None:
    _laptop, *records = a_told_case(town)
    backup = safe.make()
    erase(town, records[0])
    config = safe.empty()
    assert safe.restore(backup, config).forgotten == 2
    central = safe.open(config)
    assert opened(central, records) == b""
    central.close()


def test_the_sealed_bytes_of_such_a_backup_open_with_no_key_that_is_left(town: Town) -> None:
    _laptop, *records = a_told_case(town)
    with town.server.database.snapshot() as connection:
        rows = list(read_records(connection, records).values())
        entries = entries_of_records(connection, records)
    town.server.sealing.destroy_keys([records[0]], now_ms=1)
    for row in rows:
        with pytest.raises(HomewardError, match=r"^sealing\.key_missing$"):
            open_state(town.server.sealing, row)
    for entry in entries:
        with pytest.raises(HomewardError, match=r"^sealing\.key_missing$"):
            open_body(town.server.sealing, entry)


def test_an_older_key_set_beside_newer_records_is_made_to_forget_again(town: Town, safe: Safe) -> None:
    _laptop, *records = a_told_case(town)
    keys = safe.keep_keys()
    erase(town, records[0])
    fresh = safe.empty(with_keys=False)
    config = replace(fresh, database=town.server.config.database, keyset=fresh.keyset_url)
    restore_key_set(safe.tools(config), keys, identity=str(safe.first))
    central = safe.open(config)
    assert central.server.sealing.is_destroyed(records[0])
    central.close()


def test_other_laptops_are_told_and_a_late_edit_does_not_bring_the_case_back(town: Town) -> None:
    laptop, case, visit = a_told_case(town)
    chenda = town.laptop("chenda")
    chenda.settle()
    late = a_visit(home=case, narrative=NAME.latin)
    laptop.save(late)
    erase(town, case)
    chenda.settle()
    assert {case, visit}.isdisjoint(chenda.received)
    assert list(laptop.exchange().codes().values()) == ["change.home_erased"]
    assert opened(town.central, [case, visit]) == b""


def test_nothing_of_it_is_left_in_the_file(sqlite_urls: StoreUrls, tmp_path: Path) -> None:
    town = a_town(sqlite_urls, tmp_path)
    _laptop, case, visit = a_told_case(town)
    erase(town, case)
    town.close()
    with sqlite3.connect(tmp_path / "records.db") as file:
        left = file.execute("SELECT sealed, coded FROM records WHERE id IN (?, ?)", (case, visit)).fetchall()
    file.close()
    assert left == [(None, None), (None, None)]


def sealed_bodies(town: Town, record: Id) -> list[Entry]:
    with town.server.database.snapshot() as connection:
        return entries_of_records(connection, [record])


def test_what_waited_for_a_person_opens_with_no_key_that_is_left(town: Town) -> None:
    """A change that was set aside is in reach of the erasure too, in a backup from before it."""
    laptop, case, _visit = a_told_case(town)
    late = a_visit(home=case, narrative=NAME.latin, seen="no-such-code")
    laptop.save(late)
    assert laptop.exchange().codes()
    entries = sealed_bodies(town, late.record)
    assert [one.status for one in entries] == ["waiting"]
    assert {one.sealed_for for one in entries} == {case}
    town.server.sealing.destroy_keys([case], now_ms=1)
    with pytest.raises(HomewardError, match=r"^sealing\.key_missing$"):
        open_body(town.server.sealing, entries[0])


def test_what_came_before_its_case_was_known_is_in_reach_of_its_erasure(town: Town) -> None:
    laptop = town.laptop("sokha")
    unknown = a_case_of_somebody(town)
    early = a_visit(home=unknown, narrative=NAME.latin)
    laptop.save(early)
    assert list(laptop.exchange().codes().values()) == ["change.home_unknown"]
    assert {one.sealed_for for one in sealed_bodies(town, early.record)} == {unknown}


def test_batches_beyond_a_gap_stand_in_no_backup_and_go_with_an_erasure(town: Town, safe: Safe) -> None:
    laptop, case, _visit = a_told_case(town)
    other = town.saved_case("sokha")
    life = laptop.device.incarnation
    held = len(laptop.device.bodies)
    for home in (case, other):
        laptop.save(a_visit(home=home, narrative=NAME.latin))
        laptop.save(a_visit(home=home, narrative=NAME.latin))
    answer = laptop.exchange(batches=(laptop.device.batch(after=held + 1, up_to=held + 2),))
    assert answer.verdicts.waits_for == ((life, held + 1),)
    laptop.exchange(batches=(laptop.device.batch(after=held + 3),))
    backup = safe.make()
    config = safe.empty()
    safe.restore(backup, config)
    central = safe.open(config)
    assert early_of(central, life) == []
    central.close()
    assert early_of(town.central, life) == [held + 1, held + 3]
    dropped = town.server.database.run(lambda tx: drop_early_of(tx, town.server.sealing, case))
    assert (dropped, early_of(town.central, life)) == (1, [held + 3])
    laptop.settle()
    assert not early_of(town.central, life)


def early_of(central: Central, incarnation: Id) -> list[int]:
    with central.server.database.snapshot() as connection:
        return [one.n_before for one in early_batches_of(connection, central.server.sealing, incarnation)]


def a_case_of_somebody(town: Town) -> Id:
    """The id of a case that nobody has sent yet."""
    return town.case_of("sokha").record
