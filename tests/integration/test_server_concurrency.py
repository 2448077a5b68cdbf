"""Pushes at the same moment, on a real PostgreSQL with transactions held open. Each test fails with the naive code."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared_schema.change import Batch
from sync_server.services.receive import receive
from sync_server.store.devices import Device, find_device
from sync_server.store.engine import Database
from sync_server.store.feed import read_heads
from tests.builders.field import FieldLaptop
from tests.builders.records import a_record_id, an_edit
from tests.builders.town import Town, a_town
from tests.stores import StoreUrls

pytestmark = pytest.mark.postgres
PATIENCE_SECONDS = 20.0
ROUNDS = 15


@pytest.fixture
def town(postgres_urls: StoreUrls, tmp_path: Path) -> Iterator[Town]:
    """Two offices around one centre on PostgreSQL."""
    stage = a_town(postgres_urls, tmp_path)
    yield stage
    stage.close()


def device_of(town: Town, laptop: FieldLaptop) -> Device:
    """The row of a laptop."""
    with town.server.database.snapshot() as connection:
        found = find_device(connection, laptop.laptop.device)
    assert found is not None
    return found


def test_no_row_is_missed_when_commits_overtake(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sokha's push has written everything and not committed; Dara's comes, and the supervisor pulls in between."""
    sokha, dara, chenda = town.laptop("sokha"), town.laptop("dara"), town.laptop("chenda")
    town.saved_case("sokha")
    town.saved_case("dara")
    chenda.settle()
    first, second = town.case_of("sokha"), town.case_of("dara")
    sokha.save(first)
    dara.save(second)
    written, may_commit = threading.Event(), threading.Event()
    slow = threading.Thread(
        target=pushing(town, sokha, after=1, before_commit=(written, may_commit), patch=monkeypatch)
    )
    slow.start()
    assert written.wait(PATIENCE_SECONDS)
    quick = threading.Thread(target=pushing(town, dara, after=1))
    quick.start()
    quick.join(1.0)  # with a sequence outside the lock it would be through by now
    chenda.exchange()
    may_commit.set()
    slow.join(PATIENCE_SECONDS)
    quick.join(PATIENCE_SECONDS)
    chenda.settle()
    assert {first.record, second.record} <= chenda.received.keys()
    with town.server.database.snapshot() as connection:
        heads = read_heads(connection, chenda.members)
    assert chenda.digests() == {scope: head.digest for scope, head in heads.items()}


def test_concurrent_creation_loses_no_merge(town: Town) -> None:
    """Two laptops bring the same new record at the same moment: a row that does not exist yet cannot be locked."""
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha")
    chenda.settle()
    for round_ in range(ROUNDS):
        record = a_record_id()
        sokha.save(an_edit("task", {"title": f"ហៅទៅ {round_}"}, record=record, home=case))
        chenda.save(an_edit("task", {"due_on": "2026-12-01"}, record=record, home=case))
        gate = threading.Barrier(2)
        threads = [
            threading.Thread(target=pushing(town, laptop, gate=gate, after=laptop.device.n - 1))
            for laptop in (sokha, chenda)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
        state = town.state(record)
        assert set(state.registers) == {"title", "due_on"}, round_
        assert set(state.seen) == {sokha.device.incarnation, chenda.device.incarnation}
    for laptop in (sokha, chenda):
        laptop.confirmed[laptop.device.incarnation] = laptop.device.n
        laptop.settle()


def test_a_dossier_handed_over_takes_a_record_along_that_arrives_at_the_same_moment(town: Town) -> None:
    sokha, chenda, dara = town.laptop("sokha"), town.laptop("chenda"), town.laptop("dara")
    for _ in range(ROUNDS):
        case = town.saved_case("sokha")
        chenda.settle()
        task = an_edit("task", {"title": "ហៅទៅម្តាយ"}, home=case)
        sokha.save(task)
        chenda.change(case, {"group:assignment": {"case_worker": dara.worker, "office": town.battambang}})
        gate = threading.Barrier(2)
        threads = [
            threading.Thread(target=pushing(town, laptop, gate=gate, after=laptop.device.n - 1))
            for laptop in (sokha, chenda)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
        for laptop in (sokha, chenda):
            laptop.confirmed[laptop.device.incarnation] = laptop.device.n
        dara.settle()
        assert case in dara.received
        if town.exists(task.record):  # it came before the hand-over, else it waits as after_handover
            assert task.record in dara.received
        sokha.settle()
        assert task.record not in sokha.members.get(f"worker/{sokha.worker}", set())


def pushing(
    town: Town,
    laptop: FieldLaptop,
    *,
    gate: threading.Barrier | None = None,
    before_commit: tuple[threading.Event, threading.Event] | None = None,
    patch: pytest.MonkeyPatch | None = None,
    after: int = 0,
) -> Callable[[], None]:
    """A push of everything after a counter, as a thread does it; held before its commit where asked."""
    batch: Batch = laptop.device.batch(after=after)
    device = device_of(town, laptop)
    slow = threading.local()
    if before_commit is not None and patch is not None:
        written, may_commit = before_commit
        run = Database.run

        def held(self: Database, work, *, is_durable: bool = True):  # type: ignore[no-untyped-def]
            def and_wait(connection):  # type: ignore[no-untyped-def]
                result = work(connection)
                if is_durable and getattr(slow, "is_here", False) and self is town.server.database:
                    written.set()
                    assert may_commit.wait(PATIENCE_SECONDS)
                return result

            return run(self, and_wait, is_durable=is_durable)

        patch.setattr(Database, "run", held)

    def push() -> None:
        slow.is_here = before_commit is not None
        if gate is not None:
            gate.wait(PATIENCE_SECONDS)
        receive(town.server, device, [batch])

    return push
