"""A centre brought back from a backup, and a second time from the same one: laptops give back what it lost, decisions
made on either restored centre among it; what was erased stays erased; a laptop on a trip is met like the others."""

from pathlib import Path

import pytest

from field_client.app import Laptop
from field_client.safety import travel
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.store.forgetting import forget_homes
from sync_server.store.records import open_state, read_records
from tests.builders.records import a_case, a_visit
from tests.central import Central
from tests.field_client.sync.laptops import PASSPHRASE, Field, change, closing, same_everywhere, save
from tests.integration.backups import Safe, a_safe
from tests.integration.test_exchange_restored import decide, restored, server_states
from tests.stores import StoreUrls


@pytest.fixture
def safe(central: Central, store_urls: StoreUrls, tmp_path: Path, request: pytest.FixtureRequest) -> Safe:
    folder = tmp_path / "backups"
    folder.mkdir()
    return a_safe(central, folder, lambda: request.getfixturevalue("postgres_server"), store_urls)


def settle(*laptops: Laptop) -> None:
    """Everybody meets the centre until nothing moves any more."""
    for laptop in (*laptops, *laptops, *laptops):
        laptop.sync()


def seen_by(laptop: Laptop, record: Id) -> dict[str, object]:
    return dict(laptop.book.open(record).values)


def test_twice_from_the_same_backup_each_time_nothing_is_lost(safe: Safe, sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (first, other):
        case = a_case(worker=first.book.person)
        save(first, case)
        settle(first, other)
        backup = safe.make()
        save(first, a_visit(home=case.record))
        change(first, case.record, {"nickname": "after the backup"})
        settle(first, other)

        once = restored(safe, backup)
        once.lead(first, other)
        settle(first, other)
        decide(once.central, first, case.record, {"other_names": "decided on the first restored centre"})
        settle(first, other)
        held = server_states(once.central)

        twice = restored(safe, backup)
        assert twice.central.server.identity.epoch != once.central.server.identity.epoch
        twice.lead(first, other)
        settle(first, other)
        for laptop in (first, other):
            values = seen_by(laptop, case.record)
            assert values["nickname"] == "after the backup"
            assert values["other_names"] == "decided on the first restored centre"
            assert laptop.store.outbox.waiting(laptop.centre().server) == 0
            assert same_everywhere(laptop)
        assert server_states(twice.central) == held
        once.central.close()
        twice.central.close()


def test_what_was_erased_after_the_backup_stays_erased_though_laptops_still_hold_it(
    safe: Safe, sokha: Field, second: Field
) -> None:
    with closing(sokha, second) as (first, other):
        case, stays = a_case(worker=first.book.person), a_case(worker=first.book.person)
        save(first, case, a_visit(home=case.record, narrative="words that were erased"))
        save(first, stays)
        settle(first, other)
        backup = safe.make()
        server = safe.central.server
        server.sealing.destroy_keys([case.record], now_ms=safe.central.clock())
        server.database.run(lambda tx: forget_homes(tx, [case.record], now_ms=safe.central.clock()))
        first.sync()  # the other laptop does not hear of it before the restore
        change(other, case.record, {"nickname": "typed meanwhile"})

        again = restored(safe, backup)
        again.lead(first, other)
        settle(first, other)
        for laptop in (first, other):
            with pytest.raises(HomewardError, match=r"^record\.not_found$"):
                laptop.book.open(case.record)
            assert seen_by(laptop, stays.record)
        with again.central.server.database.snapshot() as connection:
            rows = read_records(connection, [case.record])
            assert all(row.sealed is None for row in rows.values())
            kept = read_records(connection, [stays.record])[stays.record]
            assert open_state(again.central.server.sealing, kept).compact
        again.central.close()


def test_a_laptop_on_a_trip_meets_a_restored_centre_and_comes_home_to_everything(
    safe: Safe, sokha: Field, second: Field
) -> None:
    with closing(sokha, second) as (first, other):
        taken, left = a_case(worker=first.book.person), a_case(worker=first.book.person)
        save(first, taken, left)
        settle(first, other)
        backup = safe.make()
        travel.leave(first, keep=[taken.record], passphrase=PASSPHRASE)
    with closing(sokha, second) as (first, other):
        change(first, taken.record, {"nickname": "on the trip"})
        settle(first, other)
        again = restored(safe, backup)
        again.lead(first, other)
        settle(first, other)
        assert first.store.outbox.waiting(first.centre().server) == 0
        travel.come_home(first.store)
        settle(first, other)
        assert seen_by(first, left.record)
        for laptop in (first, other):
            assert seen_by(laptop, taken.record)["nickname"] == "on the trip"
            assert same_everywhere(laptop)
        again.central.close()
