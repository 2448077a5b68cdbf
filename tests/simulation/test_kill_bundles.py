"""SIGKILL while a stick is read, on the server and on the laptop: what was read stays, reading again does the rest."""

import os
import shutil
import signal
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from field_client.carrying import courier_for
from field_client.store.bundles import Bundles
from sync_server.services.courier import open_carried, take_in
from sync_server.services.courier_answer import make_answer
from sync_server.store.devices import find_device
from tests.builders.records import a_case, a_note, a_visit
from tests.central import Central, a_central
from tests.field_client.sync.laptops import Field, closing, enrol_field, same_everywhere, save
from tests.simulation.killing import assert_whole, counts, kill_at_every_statement
from tests.simulation.laptop_faults import in_child
from tests.soak import SOAK
from tests.stores import StoreUrls

pytestmark = pytest.mark.simulation


@pytest.fixture
def central(sqlite_urls: StoreUrls, tmp_path: Path) -> Central:
    """A centre with two laptops of one worker to come."""
    made = a_central(sqlite_urls, tmp_path)
    made.person("sokha", office=made.office("PNH"))
    return made


def test_killed_in_reading_a_bundle_at_the_centre(central: Central, tmp_path: Path) -> None:
    field = enrol_field(central, tmp_path / "laptops", "sokha")
    with closing(field) as (laptop,):
        laptop.sync()
        case = a_case(worker=laptop.book.person)
        save(laptop, case, a_visit(home=case.record))
        save(laptop, a_note(home=case.record))
        bundle = courier_for(laptop, laptop.centre()).make()[0].data
    before = counts(central.server)["changes"]

    def read() -> None:
        take_in(central.server, open_carried(central.server, bundle))

    def whole_or_void() -> None:
        assert_whole(central.server)
        assert counts(central.server)["changes"] - before in (0, 3)

    assert kill_at_every_statement(central.server, read, then=whole_or_void, step=9) > 15
    assert counts(central.server)["changes"] - before == 3 and counts(central.server)["bundles"] == 1
    again = take_in(central.server, open_carried(central.server, bundle))
    assert again.already_at is not None
    with central.server.database.snapshot() as connection:
        device = find_device(connection, laptop.identity.device)
    assert device is not None
    answering = partial(make_answer, central.server, device)
    assert kill_at_every_statement(central.server, answering, then=partial(assert_whole, central.server), step=11) > 5
    with closing(field) as (laptop,):
        courier_for(laptop, laptop.centre()).read(answering().data)
        assert same_everywhere(laptop)


def test_killed_in_reading_an_answer_on_the_laptop(central: Central, tmp_path: Path) -> None:
    field, second = (enrol_field(central, tmp_path / "laptops", "sokha", name=name) for name in ("first", "second"))
    with closing(field, second) as (laptop, other):
        laptop.sync(), other.sync()
        mine, theirs = (a_case(worker=one.book.person) for one in (laptop, other))
        save(laptop, mine)
        save(other, theirs, a_visit(home=theirs.record))
        other.sync()
        carried = open_carried(central.server, courier_for(laptop, laptop.centre()).make()[0].data)
        take_in(central.server, carried)
    answer = make_answer(central.server, carried.device).data
    last = _statements(_copy(field, tmp_path / "count"), answer)
    assert last > 30
    for k in range(1, last + 1, 1 if SOAK else max(1, last // 6)):
        trial = _copy(field, tmp_path / "trial")
        was_killed, _confirmed = in_child(lambda _tell, trial=trial, k=k: _read_and_die(trial, answer, k))  # type: ignore[misc]
        assert was_killed
        with closing(trial) as (laptop,):
            courier_for(laptop, laptop.centre()).read(answer)
            assert laptop.store.outbox.waiting(laptop.centre().server) == 0
            assert laptop.book.open(theirs.record).kind == "case"
            assert Bundles(laptop.store.database).newest(kinds=("answer",))[0].is_whole
    with closing(trial) as (laptop,):
        assert same_everywhere(laptop)


def _copy(field: Field, folder: Path) -> Field:
    """The same laptop in other folders."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("data", "state"):
        shutil.copytree(getattr(field.config, name), folder / name)
    return replace(field, config=replace(field.config, data=folder / "data", state=folder / "state"))


def _statements(field: Field, answer: bytes) -> int:
    seen: list[str] = []
    with closing(field) as (laptop,):
        laptop.store.database.connection.set_trace_callback(seen.append)
        courier_for(laptop, laptop.centre()).read(answer)
        laptop.store.database.connection.set_trace_callback(None)
    return len(seen)


def _read_and_die(field: Field, answer: bytes, k: int) -> None:
    left = [k]

    def count(_statement: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    laptop = field.open()
    laptop.store.database.connection.set_trace_callback(count)
    courier_for(laptop, laptop.centre()).read(answer)
