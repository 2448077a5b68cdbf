"""Travel mode: only chosen cases stay; the others leave when they were received, not before, and come back at home."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from casework.book import Draft
from field_client.app import Laptop
from field_client.safety import travel
from field_client.safety.travel import finish_travel, is_travelling, leave, what_is_missing
from field_client.vault.ways import by_recovery_code
from field_client.web.program import SHEET_DUE
from shared_schema.errors import HomewardError
from tests.builders.records import a_case, a_record_id, a_visit, an_id
from tests.central import Central, a_central
from tests.field_client.sync.laptops import PASSPHRASE, Field, change, closing, enrol_field, same_everywhere, save
from tests.stores import StoreUrls

STAYS, LEAVES = "Canarystayer", "Canaryleaver"


@pytest.fixture
def centre(sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    made = a_central(sqlite_urls, tmp_path)
    made.person("sokha", office=made.office("PNH"))
    yield made
    made.close()


@pytest.fixture
def place(centre: Central, tmp_path: Path) -> Field:
    return enrol_field(centre, tmp_path / "laptops", "sokha")


def two_cases(laptop: Laptop) -> tuple[str, str]:
    """A case that stays, with a visit, and one that leaves, with a visit."""
    stays = a_case(worker=laptop.book.person, given_name_latin=STAYS)
    leaves = a_case(worker=laptop.book.person, given_name_latin=LEAVES)
    save(laptop, stays, a_visit(home=stays.record))
    save(laptop, leaves, a_visit(home=leaves.record, narrative="words of a case that leaves"))
    return stays.record, leaves.record


def names(laptop: Laptop) -> list[str]:
    return [name for name in (STAYS, LEAVES) if laptop.book.search(name)]


def test_only_chosen_cases_stay_and_an_ordinary_exchange_brings_the_others_back(place: Field) -> None:
    with closing(place) as (laptop,):
        stays, leaves = two_cases(laptop)
        laptop.sync()
        shown = laptop.book.open(stays).values
        directory = laptop.store.memberships.records_in(laptop.centre().server, "directory")
        old_slots = (place.config.data / "keyslots.json").read_bytes()
        leave(laptop, keep=[stays], passphrase=PASSPHRASE)
    with closing(place) as (laptop,):
        assert laptop.alerts == ()
        assert is_travelling(laptop.store)
        assert names(laptop) == [STAYS]
        assert laptop.book.open(stays).values == shown
        assert old_slots != (place.config.data / "keyslots.json").read_bytes()
        assert laptop.store.identity.fact(SHEET_DUE) == "1"
        assert laptop.store.memberships.records_in(laptop.centre().server, "directory") == directory
        change(laptop, stays, {"nickname": "on the trip"})
        report = laptop.sync()
        assert (report.waiting, report.arrived) == (0, {})
        assert names(laptop) == [STAYS]
        travel.come_home(laptop.store)
        laptop.sync()
        assert names(laptop) == [STAYS, LEAVES]
        assert laptop.book.open(stays).values["nickname"] == "on the trip"
        assert laptop.book.open(leaves).record_id == leaves
        assert same_everywhere(laptop)


def test_what_is_written_on_the_trip_and_changed_at_the_centre_meanwhile_meets_at_home(
    centre: Central, place: Field, tmp_path: Path
) -> None:
    other = enrol_field(centre, tmp_path / "laptops", "sokha", name="other")
    with closing(place) as (laptop,):
        stays, leaves = two_cases(laptop)
        laptop.sync()
        leave(laptop, keep=[stays], passphrase=PASSPHRASE)
    with closing(place, other) as (laptop, second):
        new = a_case(worker=laptop.book.person, given_name_latin="Newontrip")
        save(laptop, new)
        second.sync()
        change(second, leaves, {"nickname": "from the office"})
        change(second, stays, {"other_names": "from the office"})
        second.sync()
        laptop.sync()
        assert "other_names" not in laptop.book.open(stays).values  # nothing is received on a trip
        travel.come_home(laptop.store)
        laptop.sync()
        second.sync()
        assert laptop.book.open(leaves).values["nickname"] == "from the office"
        assert second.book.search("Newontrip")
        assert same_everywhere(laptop, second)


def test_it_is_refused_with_what_is_missing_and_nothing_has_changed(place: Field) -> None:
    with closing(place) as (laptop,):
        stays, leaves = two_cases(laptop)
        assert what_is_missing(laptop.store, [stays]).never_met
        with pytest.raises(HomewardError, match=r"^travel\.not_yet$"):
            leave(laptop, keep=[stays], passphrase=PASSPHRASE)
        laptop.sync()
        assert what_is_missing(laptop.store, [stays]).is_nothing
        change(laptop, leaves, {"nickname": "not sent"})
        assert what_is_missing(laptop.store, [stays]).changes == 1
        laptop.sync()
        laptop.book.keep_draft(Draft(an_id("d"), a_record_id(), "visit", leaves, {}, {"seen": "yes"}, 1))
        laptop.book.keep_draft(Draft(an_id("e"), a_record_id(), "visit", stays, {}, {"seen": "no"}, 2))
        missing = what_is_missing(laptop.store, [stays])
        assert missing.drafts == (an_id("d"),)
        with pytest.raises(HomewardError) as told:
            leave(laptop, keep=[stays], passphrase=PASSPHRASE)
        assert told.value.facts["drafts"] == 1
        centre_id = laptop.centre().server
        laptop.store.identity.put_fact("differs/" + centre_id, "directory")
        assert what_is_missing(laptop.store, [stays, leaves]).differing == 1
        assert names(laptop) == [STAYS, LEAVES]
    assert not (place.config.data / "travel").exists()


def test_a_receipt_of_a_hub_alone_lets_nothing_leave(place: Field) -> None:
    with closing(place) as (laptop,):
        stays, _leaves = two_cases(laptop)
        laptop.sync()
        change(laptop, stays, {"nickname": "told to a hub"})
        row, life = laptop.centre(), laptop.store.log.current()
        hub = an_id("hub")
        laptop.store.cursors.put_server(
            hub, kind="hub", url=row.urls[0], certificate=row.certificate, tls_authority=row.tls_authority
        )
        laptop.store.cursors.confirm(hub, life.id, life.n, at=1)
        assert laptop.store.outbox.waiting(hub) == 0
        assert what_is_missing(laptop.store, []).changes == 1


def test_drafts_of_cases_that_stay_and_of_new_ones_go_along(place: Field) -> None:
    with closing(place) as (laptop,):
        stays, _leaves = two_cases(laptop)
        laptop.sync()
        new = a_record_id()
        laptop.book.keep_draft(Draft(an_id("e"), a_record_id(), "visit", stays, {}, {"seen": "no"}, 2))
        laptop.book.keep_draft(Draft(an_id("n"), new, "case", new, {}, {"given_name_latin": "Half"}, 3))
        leave(laptop, keep=[stays], passphrase=PASSPHRASE)
    with closing(place) as (laptop,):
        assert {draft.draft for draft in laptop.book.drafts()} == {an_id("e"), an_id("n")}


def test_old_slots_backups_and_stores_put_aside_open_nothing_afterwards(place: Field, tmp_path: Path) -> None:
    from tests.field_client.commanding import command

    sheet = command(place, "--json", "recovery", "print").json["result"]["recovery_code"]
    with closing(place) as (laptop,):
        stays, _leaves = two_cases(laptop)
        laptop.sync()
    aside = place.config.data / "replaced-2026-11-20-1"
    shutil.copytree(place.config.data, tmp_path / "before")
    aside.mkdir()
    shutil.copy2(place.config.data / "keyslots.json", aside)
    shutil.copy2(place.config.folder.store, aside)
    with closing(place) as (laptop,):
        code = leave(laptop, keep=[stays], passphrase=PASSPHRASE)
    assert list(place.config.folder.backups.iterdir())
    finish_travel(place.tools.files, place.config.folder)
    assert not list(place.config.folder.backups.iterdir())
    assert not aside.exists()
    tools = place.tools.vault_tools(place.config.data)
    held = tools.slot_files.read()
    assert by_recovery_code(sheet, derive=tools.derive).open(held) is None
    assert by_recovery_code(code, derive=tools.derive).open(held) is not None
    old_pages = (tmp_path / "before" / "store.db").read_bytes()
    for path in place.config.data.rglob("*"):
        if path.is_file() and path.stat().st_size >= 4096:
            data = path.read_bytes()
            assert not any(old_pages[at : at + 64] in data for at in range(4096, len(old_pages), 4096))


def test_files_of_cases_that_leave_go_and_those_of_cases_that_stay_are_kept(place: Field) -> None:
    with closing(place) as (laptop,):
        stays, _leaves = two_cases(laptop)
        laptop.sync()
        laptop.store.chunks.receive(*a_chunk(b"of a case that leaves"))
        (name, _sealed) = a_chunk(b"of a case that leaves")
        assert laptop.store.chunks.here() == {name}
        leave(laptop, keep=[stays], passphrase=PASSPHRASE)
    with closing(place) as (laptop,):
        assert laptop.store.chunks.here() == frozenset()


def a_chunk(text: bytes) -> tuple[str, bytes]:
    from hashlib import sha256

    from shared_schema.canonical import encode_bytes

    return encode_bytes(sha256(text).digest()), text


def test_the_code_of_the_laptop_gains_a_letter_and_no_counter_is_used_twice(centre: Central, place: Field) -> None:
    for _trip in range(2):
        with closing(place) as (laptop,):
            case = a_case(worker=laptop.book.person)
            save(laptop, case)
            laptop.sync()
            leave(laptop, keep=[case.record], passphrase=PASSPHRASE)
        with closing(place) as (laptop,):
            change(laptop, case.record, {"nickname": "Pov"})
            travel.come_home(laptop.store)
            assert laptop.sync().waiting == 0
    with closing(place) as (laptop,):
        assert [life.code for life in laptop.store.log.incarnations()] == ["K1", "K1B", "K1C"]
        assert same_everywhere(laptop)


def test_the_second_secret_of_a_changing_lease_goes_along(place: Field) -> None:
    from field_client.vault.lease import read_lease, with_new_secret, write_lease

    with closing(place) as (laptop,):
        stays, _leaves = two_cases(laptop)
        laptop.sync()
        held = read_lease(place.tools.files, place.config.data)
        write_lease(place.tools.files, place.config.data, with_new_secret(held, bytes(16)))
        leave(laptop, keep=[stays], passphrase=PASSPHRASE)
    with closing(place):
        pass
    assert read_lease(place.tools.files, place.config.data).secrets == (bytes(16),)


def test_a_trip_that_was_never_decided_leaves_nothing_behind(place: Field) -> None:
    with closing(place) as (laptop,):
        two_cases(laptop)
        laptop.sync()
    beside = place.config.data / "travel"
    beside.mkdir()
    for name in ("keyslots.json", "lease", "store.db"):
        shutil.copy2(place.config.data / name, beside / name)
    with closing(replace(place)) as (laptop,):
        assert names(laptop) == [STAYS, LEAVES]
    assert not beside.exists()
