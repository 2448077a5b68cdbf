"""A centre brought back from an old backup gets from the laptops what it lost, its own decisions among it."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.book import Edit
from field_client.app import Laptop
from sync_server.app import create_app
from sync_server.services.own_device import write_own_changes
from sync_server.store.tables_records import records, witnesses
from tests.builders.records import a_case, a_visit
from tests.central import Central
from tests.field_client.sync.laptops import Field, change, closing, same_everywhere, save
from tests.field_client.sync.lines import WsgiLine
from tests.integration.backups import Safe, a_safe
from tests.integration.test_cut_at_every_frame import cut_after
from tests.stores import StoreUrls


@pytest.fixture
def safe(central: Central, store_urls: StoreUrls, tmp_path: Path, request: pytest.FixtureRequest) -> Safe:
    folder = tmp_path / "backups"
    folder.mkdir()
    return a_safe(central, folder, lambda: request.getfixturevalue("postgres_server"), store_urls)


@dataclass
class Swapped:
    """The centre after its restore, and laptops whose lines lead to it."""

    central: Central

    def lead(self, *laptops: Laptop) -> None:
        app = create_app(self.central.server, with_console=False)
        for laptop in laptops:
            laptop._lines[laptop.centre().server] = WsgiLine(app)


def restored(safe: Safe, backup: Path) -> Swapped:
    config = safe.empty()
    safe.restore(backup, config)
    return Swapped(safe.open(config))


def test_restored_server_gets_back_what_it_lost(safe: Safe, sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (first, other):
        before = a_case(worker=first.book.person)
        save(first, before)
        first.sync()
        other.sync()
        backup = safe.make()
        after = a_case(worker=first.book.person)
        save(first, after, a_visit(home=after.record))
        change(first, before.record, {"nickname": "Nita"})
        first.sync()
        other.sync()
        change(other, after.record, {"nickname": "Chan"})
        other.sync()
        swapped = restored(safe, backup)
        swapped.lead(first, other)
        for laptop in (first, other, first, other):
            laptop.sync()
        for laptop in (first, other):
            assert laptop.book.open(before.record).values["nickname"] == "Nita"
            assert laptop.book.open(after.record).values["nickname"] == "Chan"
            assert laptop.store.outbox.waiting(laptop.centre().server) == 0
            assert same_everywhere(laptop)
        assert server_states(swapped.central) == server_states(safe.central)
        swapped.central.close()


def test_decisions_of_the_centre_itself_come_back_from_laptops(safe: Safe, sokha: Field) -> None:
    with closing(sokha) as (first,):
        case = a_case(worker=first.book.person)
        save(first, case)
        first.sync()
        backup = safe.make()
        decide(safe.central, first, case.record, {"nickname": "decided"})
        first.sync()
        assert first.book.open(case.record).values["nickname"] == "decided"
        swapped = restored(safe, backup)
        swapped.lead(first)
        first.sync()
        first.sync()
        assert first.book.open(case.record).values["nickname"] == "decided"
        assert same_everywhere(first)
        assert server_states(swapped.central) == server_states(safe.central)
        swapped.central.close()


def test_a_restored_server_is_told_again_of_a_later_life_with_everything_in_it(safe: Safe, sokha: Field) -> None:
    with closing(sokha) as (first,):
        first.sync()
        backup = safe.make()
        first.take_new_life("restored")
        before, after = a_case(worker=first.book.person), a_case(worker=first.book.person)
        save(first, before)
        first.sync()
        swapped = restored(safe, backup)
        swapped.lead(first)
        save(first, after)  # the push names a life that the restored server has never heard of
        report = first.sync()
        assert report.waiting == 0
        assert report.sent == {"case": 2}
        with swapped.central.server.database.snapshot() as connection:
            held = connection.execute(select(records.c.id).where(records.c.version > 0)).scalars()
            assert {before.record, after.record} <= set(held)
        assert same_everywhere(first)
        swapped.central.close()


def test_words_that_nobody_can_supply_are_shown_to_a_person(safe: Safe, sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (first, other):
        case = a_case(worker=first.book.person)
        save(first, case)
        first.sync()
        other.sync()
        backup = safe.make()
        change(other, case.record, {"nickname": "only the lost centre and this laptop heard it"})
        other.sync()
        first.sync()
        swapped = restored(safe, backup)
        swapped.lead(first, other)
        first.sync()  # the other laptop does not come back for a while
        assert first.book.open(case.record).values.get("nickname") is None
        assert "only the lost centre" in str(first.book.history(case.record).entries)
        assert witnessed(swapped.central) == [case.record]
        other.sync()
        first.sync()
        assert "only the lost" in first.book.open(case.record).values["nickname"]
        assert same_everywhere(first, other)
        swapped.central.close()


def test_a_cut_while_a_restored_server_is_met_loses_nothing(safe: Safe, sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (first, other):
        backup = safe.make()
        mine, theirs = a_case(worker=first.book.person), a_case(worker=first.book.person)
        save(first, mine)
        save(other, theirs)
        for laptop in (first, other, first):
            laptop.sync()
        swapped = restored(safe, backup)
        swapped.lead(first)
        for frames in range(1, 8):
            cut_after(first, frames)
        first.sync()
        assert first.store.outbox.waiting(first.centre().server) == 0
        # The comparison that a new epoch asks for was not forgotten at a cut: what only this laptop knows is told.
        assert witnessed(swapped.central) == [theirs.record]
        assert same_everywhere(first)
        swapped.central.close()


def decide(central: Central, laptop: Laptop, record: str, registers: dict[str, object]) -> None:
    """A change by the server's own device, as a decision in the console makes one."""
    server = central.server
    shown = laptop.book.open(record)
    edit = Edit(record, shown.kind, shown.home, registers, dict(shown.seen), reason="decided")
    server.database.run(
        lambda tx: write_own_changes(server, tx, [edit], by=laptop.book.person.worker, reason="decided")
    )


def witnessed(central: Central) -> list[str]:
    """Records of which the centre was shown a state that it cannot explain."""
    with central.server.database.snapshot() as connection:
        return sorted(set(connection.execute(select(witnesses.c.record)).scalars()))


def server_states(central: Central) -> list[str]:
    """Every record that the centre holds."""
    with central.server.database.snapshot() as connection:
        return sorted(connection.execute(select(records.c.id)).scalars())
