"""The workload of the measurements is what the tables say it is."""

from collections import Counter
from itertools import islice

import pytest

from casework.book import Edit
from casework.invented.workload import FIELDS, invented_records
from casework.places import Gazetteer, load_gazetteer
from shared_schema.canonical import dumps
from shared_schema.records.kinds import KINDS
from tests.casework.invented.test_people import OFFICE, TODAY, WORKER, errors, ids, shown

COUNT = 2000


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture(scope="module")
def records(places: Gazetteer) -> list[Edit]:
    return made(1, COUNT, places)


def made(seed: int, count: int, places: Gazetteer) -> list[Edit]:
    wanted = {"worker": WORKER, "office": OFFICE, "next_id": ids(), "today": TODAY, "places": places}
    return list(invented_records(seed, count, **wanted))


def test_every_record_has_26_fields_and_872_bytes_on_average(records: list[Edit]) -> None:
    values = [found.values for found in shown(records).values()]
    assert {len(one) for one in values} == {FIELDS}
    assert sum(len(dumps(one)) for one in values) / COUNT == pytest.approx(872, abs=5)


def test_the_words_are_khmer_and_latin(records: list[Edit]) -> None:
    text = "".join(dumps(edit.registers).decode() for edit in records)
    khmer = sum("\u1780" <= letter <= "\u17ff" for letter in text) * 3
    assert 0.15 < khmer / len(text.encode()) < 0.6


def test_every_record_passes_its_declaration(records: list[Edit]) -> None:
    for edit in records:
        assert KINDS[edit.kind].check_set(edit.registers) == (), edit


def test_dossiers_come_whole_with_their_case_first(records: list[Edit]) -> None:
    assert Counter(edit.kind for edit in records) == {"case": COUNT // 25, "visit": COUNT - COUNT // 25}
    known = set()
    for edit in records:
        known |= {edit.record} if edit.kind == "case" else set()
        assert edit.home in known
    assert errors(list(islice(records, 25))) == []


def test_any_count_is_given_exactly_and_the_same_seed_gives_the_same(places: Gazetteer) -> None:
    for count in (0, 1, 2, 25, 26, 51):
        assert len(made(3, count, places)) == count
    assert made(3, 60, places) == made(3, 60, places)
    assert made(3, 60, places)[0].registers != made(4, 60, places)[0].registers
