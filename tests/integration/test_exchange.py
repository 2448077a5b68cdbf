"""Two laptops and a centre: the whole exchange over real stores, in one process."""

from pathlib import Path

import pytest

from field_client.app import Laptop
from tests.builders.records import a_case, a_visit
from tests.central import Central, a_central
from tests.field_client.sync.laptops import Field, change, enrol_field, save
from tests.stores import StoreUrls


@pytest.fixture
def central(store_urls: StoreUrls, tmp_path: Path):
    made = a_central(store_urls, tmp_path)
    made.person("sokha", office=made.office("PNH"))
    yield made
    made.close()


@pytest.fixture
def sokha(central: Central, tmp_path: Path) -> Field:
    return enrol_field(central, tmp_path / "laptops", "sokha")


def test_first_sync_of_a_new_laptop_brings_the_directory(sokha: Field) -> None:
    laptop = sokha.open()
    report = laptop.sync()
    assert report.requests == 1
    assert report.waiting == 0
    laptop.close()


def test_a_case_reaches_the_other_laptop_of_its_worker(central: Central, sokha: Field, tmp_path: Path) -> None:
    first, second = sokha.open(), enrol_field(central, tmp_path / "laptops", "sokha", name="second").open()
    case = a_case(worker=first.book.person)
    save(first, case, a_visit(home=case.record))
    report = first.sync()
    assert report.sent == {"case": 1, "visit": 1}
    assert report.waiting == 0
    assert second.sync().arrived.get("case") == 1
    assert second.book.open(case.record).values == first.book.open(case.record).values
    close(first, second)


def test_two_answers_to_one_question_stay_side_by_side_on_both_laptops(
    central: Central, sokha: Field, tmp_path: Path
) -> None:
    first, second = sokha.open(), enrol_field(central, tmp_path / "laptops", "sokha", name="second").open()
    case = a_case(worker=first.book.person)
    save(first, case)
    first.sync()
    second.sync()
    change(first, case.record, {"nickname": "Nita"})
    change(second, case.record, {"nickname": "Chan"})
    first.sync()
    second.sync()
    first.sync()
    for laptop in (first, second):
        assert [one.register for one in laptop.book.conflicts()] == ["nickname"]
    close(first, second)


def close(*laptops: Laptop) -> None:
    for laptop in laptops:
        laptop.close()
