"""The line is cut after frames and at bytes of the reply: the next sending resumes, nothing is lost or doubled."""

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from field_client.app import Laptop
from field_client.store.check import find_damage
from field_client.sync.report import SyncReport
from shared_schema.errors import HomewardError
from tests.builders.records import a_case, a_visit
from tests.central import Central
from tests.field_client.sync.laptops import Field, change, closing, same_everywhere, save
from tests.field_client.sync.lines import CutCarrier, CutLine
from tests.soak import SOAK, trials

SEED = 20261121
LONGEST = 8_000
BYTES = trials(20, soak=LONGEST - 1)  # cuts at random bytes of the reply


@pytest.fixture
def waiting(sokha: Field, second: Field) -> Field:
    """The second laptop, closed, with changes to send and a whole caseload to receive."""
    with closing(sokha, second) as (first, other):
        cases = [a_case(worker=first.book.person) for _ in range(5)]
        save(first, *cases)
        first.sync()
        other.sync()
        for case in cases:
            save(first, *(a_visit(home=case.record, narrative="words " * 40) for _ in range(45)))
            change(first, case.record, {"nickname": "Nita"})
            change(other, case.record, {"distinguishing_marks": "scar"})
        first.sync()
    return second


def test_cut_at_every_frame_then_resume(central: Central, waiting: Field, tmp_path: Path) -> None:
    total = frames_of(copy_of(waiting, tmp_path, "whole"))
    assert total > 200
    checkpoints = set()
    step = 1 if SOAK else 17
    for cut in [*range(12), *range(12, total, step), total - 1]:
        central.clock.advance(hours=1)  # so many requests in one hour would be refused
        copy = copy_of(waiting, tmp_path, f"cut{cut}")
        with closing(copy) as (laptop,):
            report = cut_after(laptop, cut)
            checkpoints.add(laptop.store.database.value("SELECT count(*) FROM received"))
            resumed = laptop.sync()
            assert resumed.waiting == 0, (cut, report)
            assert_the_five(laptop)
            assert same_everywhere(laptop), cut
        shutil.rmtree(copy.config.data.parent)
    assert len(checkpoints) >= 2  # pages before the cut were kept


def test_cut_at_a_byte_then_resume(central: Central, waiting: Field, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    for cut in sorted(chance.sample(range(1, LONGEST), BYTES)):
        central.clock.advance(hours=1)
        copy = copy_of(waiting, tmp_path, f"byte{cut}")
        with closing(copy) as (laptop,):
            server = laptop.centre().server
            laptop.engine(server)
            line = laptop._lines[server]
            laptop._lines[server] = CutLine(line, reply_bytes=cut)
            try:
                laptop.sync()
            except HomewardError as error:
                assert error.code == "sync.cut", (SEED, cut)
            laptop._lines[server] = line
            laptop.sync()
            assert_the_five(laptop)
            assert same_everywhere(laptop), (SEED, cut)
        shutil.rmtree(copy.config.data.parent)


def copy_of(field: Field, folder: Path, name: str) -> Field:
    """The same laptop before its sending, in folders of its own."""
    home = folder / "copies" / name
    shutil.copytree(field.config.data, home / "data")
    shutil.copytree(field.config.state, home / "state")
    return replace(field, config=replace(field.config, data=home / "data", state=home / "state"))


def frames_of(field: Field) -> int:
    """How many frames the reply of an uncut sending has."""
    with closing(field) as (laptop,):
        engine = laptop.engine(laptop.centre().server)
        counted = CutCarrier(engine.carrier, frames=10**9)
        engine.carrier = counted
        engine.sync()
        return counted.seen


def cut_after(laptop: Laptop, frames: int) -> SyncReport | None:
    engine = laptop.engine(laptop.centre().server)
    engine.carrier = CutCarrier(engine.carrier, frames=frames)
    try:
        return engine.sync()
    except HomewardError as error:
        assert error.code == "sync.cut", frames
        return None


def assert_the_five(laptop: Laptop) -> None:
    """Chain and sums verify, nothing is half done, nothing waits that was acknowledged."""
    assert find_damage(laptop.store) == ()
    assert laptop.store.outbox.waiting(laptop.centre().server) == 0
