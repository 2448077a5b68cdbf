"""A copied laptop is caught by three nets, one behind the other: the incarnation file, the machine, the server's count.

Whoever copies the data folder (a thief with a disk image, a technician who moves it) cannot write under the numbers of
the laptop it was copied from: the copy goes on under a new life, or is told so by the server; no number has two
contents, and nothing that either of them wrote is lost.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from sync_server.services.fleet import report_lost
from sync_server.store.devices import incarnations_of
from sync_server.store.tables_records import changes
from tests.builders.records import a_case
from tests.central import Central, a_central
from tests.field_client.sync.laptops import Field, change, closing, enrol_field, save
from tests.stores import StoreUrls

OLDER = "store.older_than_it_should_be"


@pytest.fixture
def centre(sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    made = a_central(sqlite_urls, tmp_path)
    made.person("sokha", office=made.office("PNH"))
    yield made
    made.close()


@pytest.fixture
def original(centre: Central, tmp_path: Path) -> Field:
    place = enrol_field(centre, tmp_path / "laptops", "sokha")
    with closing(place) as (laptop,):
        save(laptop, a_case(worker=laptop.book.person, given_name_latin="Both"))
        laptop.sync()
    return place


def a_copy(place: Field, folder: Path, *, with_incarnation: bool, machine: bytes | None = None) -> Field:
    """The data folder somewhere else, with or without the file that lies outside of it."""
    shutil.copytree(place.config.data, folder / "data")
    if with_incarnation:
        shutil.copytree(place.config.state, folder / "state")
    tools = replace(place.tools, machine=machine if machine is not None else place.tools.machine)
    return replace(place, config=replace(place.config, data=folder / "data", state=folder / "state"), tools=tools)


def lives_at(centre: Central, device: str) -> list[str]:
    with centre.server.database.snapshot() as connection:
        return [one.letter for one in incarnations_of(connection, device)]


def has_one_content_a_number(centre: Central) -> bool:
    with centre.server.database.snapshot() as connection:
        pairs = select(changes.c.incarnation, changes.c.n, func.count()).group_by(changes.c.incarnation, changes.c.n)
        return all(row[2] == 1 for row in connection.execute(pairs))


def test_first_net_a_copy_without_the_incarnation_file(centre: Central, original: Field, tmp_path: Path) -> None:
    copy = a_copy(original, tmp_path / "copy", with_incarnation=False)
    with closing(copy) as (laptop,):
        assert OLDER in laptop.alerts
        laptop.sync()
        assert lives_at(centre, laptop.identity.device) == ["", "B"]


def test_second_net_a_copy_with_every_file_on_another_machine(centre: Central, original: Field, tmp_path: Path) -> None:
    copy = a_copy(original, tmp_path / "copy", with_incarnation=True, machine=b"the machine of somebody else")
    with closing(copy) as (laptop,):
        assert OLDER in laptop.alerts
        laptop.sync()
        assert lives_at(centre, laptop.identity.device) == ["", "B"]


def test_third_net_a_copy_that_nothing_tells_apart_is_known_by_the_servers_count(
    centre: Central, original: Field, tmp_path: Path
) -> None:
    copy = a_copy(original, tmp_path / "copy", with_incarnation=True)
    with closing(original, copy) as (one, two):
        assert one.alerts == two.alerts == ()
        ours, theirs = a_case(worker=one.book.person), a_case(worker=one.book.person)
        save(one, ours)
        save(two, theirs)  # under the same number
        one.sync()
        assert two.sync().waiting == 0
        assert two.store.log.current().code.endswith("B")
        one.sync()
        for laptop in (one, two):
            assert {row.record_id for row in map(laptop.book.open, (ours.record, theirs.record))}
        assert lives_at(centre, one.identity.device)[:2] == ["", "B"]
        assert has_one_content_a_number(centre)


def test_both_go_on_for_days_and_no_number_has_two_contents(centre: Central, original: Field, tmp_path: Path) -> None:
    copy = a_copy(original, tmp_path / "copy", with_incarnation=True)
    with closing(original, copy) as (one, two):
        (case,) = one.book.search("Both")
        record = case.record_id
        for day in range(4):
            change(one, record, {"nickname": f"one {day}"})
            change(two, record, {"other_names": f"two {day}"})
            for laptop in (two, one, two):
                laptop.sync()
        for laptop in (one, two, one):
            laptop.sync()
        for laptop in (one, two):
            values = laptop.book.open(record).values
            assert (values["nickname"], values["other_names"]) == ("one 3", "two 3")
        assert has_one_content_a_number(centre)


def test_a_stolen_copy_of_a_laptop_reported_lost_gets_no_case_and_erases_itself(
    centre: Central, original: Field, tmp_path: Path
) -> None:
    copy = a_copy(original, tmp_path / "copy", with_incarnation=True)
    report_lost(centre.server, "K1")
    with closing(copy) as (laptop,):
        report = laptop.sync()
        assert report.arrived == {}
        assert "safety.erased_by_order" in report.alerts
    assert not list(copy.config.data.glob("keyslots*"))
