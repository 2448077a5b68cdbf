"""The workload of the benchmarks is what it says: records that pass, of the stated size, the same each time."""

from statistics import mean

from benchmarks.workload import edit_of, samples
from shared_schema import canonical
from shared_schema.records.kinds import KINDS
from tests.builders.records import WORKER

COUNT = 2000


def test_records_pass_their_declarations() -> None:
    for sample in samples(COUNT, person=WORKER):
        kind = KINDS[sample.kind]
        assert kind.check_set(sample.edit().registers) == ()
        assert kind.check_values(sample.values) == ()
        assert kind.missing(sample.values) == ()


def test_records_have_26_answers_and_872_bytes_on_average() -> None:
    found = list(samples(COUNT, person=WORKER))
    assert {len(sample.values) for sample in found} == {26}
    assert abs(mean(len(canonical.dumps(sample.values)) for sample in found) - 872) < 15
    assert {sample.kind for sample in found} == {"case", "visit"}


def test_both_scripts_are_in_the_records() -> None:
    text = b"".join(canonical.dumps(sample.values) for sample in samples(100, person=WORKER)).decode()
    assert any("\u1780" <= letter <= "\u17ff" for letter in text)
    assert "Sreymom" in text


def test_the_same_seed_gives_the_same_records_and_each_dossier_once() -> None:
    first = list(samples(200, person=WORKER))
    assert first == list(samples(200, person=WORKER))
    assert len({sample.record for sample in first}) == 200
    elsewhere = list(samples(200, person=WORKER, start=1000))
    assert {sample.record for sample in first}.isdisjoint(sample.record for sample in elsewhere)


def test_an_edit_changes_three_answers_and_passes() -> None:
    for sample in samples(200, person=WORKER):
        edit = edit_of(sample, seen={"A" * 22: 1}, turn=1)
        assert len(edit.registers) == 3
        assert KINDS[sample.kind].check_set(edit.registers) == ()
        assert edit.registers != edit_of(sample, seen={"A" * 22: 1}, turn=2).registers
