"""The office orders a lost laptop to erase itself: when it next connects, and after it has sent what it has."""

from pathlib import Path

import pytest

from field_client.safety import travel
from field_client.web.program import NOT_ENROLLED
from shared_schema.errors import HomewardError
from sync_server.services.fleet import report_found, report_lost
from sync_server.store.devices import REVOCATIONS, read_list
from sync_server.store.waiting import waiting_of
from tests.builders.records import a_case
from tests.central import Central
from tests.field_client.commanding import command
from tests.field_client.sync.laptops import PASSPHRASE, Field, change, closing, refused, save
from tests.field_client.sync.test_engine import HUB, meet, taking_all, with_hub
from tests.field_client.web.programs import an_open_program
from tests.integration.test_bundles import answer_to, carry_back, courier, pack, read_at
from tests.integration.test_cut_at_every_frame import cut_after

ORDERED, OBEYED = "safety.erase_ordered", "safety.erased_by_order"


def keys_of(field: Field) -> list[Path]:
    return sorted(field.config.data.glob("keyslots*"))


def is_empty(field: Field) -> bool:
    """Whether nothing of a laptop is left in its folder."""
    return not [path for path in field.config.data.rglob("*") if path.is_file() and path.stat().st_size]


def set_aside_at(central: Central, incarnation: str) -> int:
    with central.server.database.snapshot() as connection:
        return len(waiting_of(connection, [incarnation]))


def test_a_lost_laptop_sends_what_it_has_then_destroys_its_keys(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        laptop.sync()
        report_lost(central.server, laptop.identity.code)
        save(laptop, a_case(worker=laptop.book.person))
        life = laptop.store.log.current().id
        report = laptop.sync()
        assert (report.waiting, report.set_aside) == (0, 1)
        assert {"device.revoked", OBEYED} <= set(report.alerts)
        assert set_aside_at(central, life) == 1  # there before the keys went
        assert keys_of(sokha) == []
    refused(sokha.open, "sync.not_enrolled")
    assert is_empty(sokha)


def test_nothing_is_erased_before_everything_was_received(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        laptop.sync()
        report_lost(central.server, laptop.identity.code)
        for _ in range(30):
            save(laptop, a_case(worker=laptop.book.person))
        report = laptop.sync(up_to_bytes=1)
        assert report.waiting > 0 and ORDERED in report.alerts
        assert keys_of(sokha)
        cut_after(laptop, 2)
        assert keys_of(sokha)
        assert OBEYED in laptop.sync().alerts
        assert keys_of(sokha) == []


def test_a_hub_that_says_it_holds_everything_has_nothing_erased(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        laptop.sync()
        with_hub(laptop)
        save(laptop, a_case(worker=laptop.book.person))
        report_lost(central.server, laptop.identity.code)
        with central.server.database.snapshot() as connection:
            number, signed = read_list(connection, REVOCATIONS) or (0, b"")
        laptop.store.identity.put_list(REVOCATIONS, number, signed)  # as the hub hands it on
        hub, _carrier = meet(laptop, taking_all(), server=HUB)
        assert hub.sync().waiting == 0
        assert laptop.obey_orders() == (ORDERED,)
        assert keys_of(sokha)
        assert OBEYED in laptop.sync(server=laptop.centre().server).alerts


def test_a_laptop_found_again_in_time_is_not_erased(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        laptop.sync()
        report_lost(central.server, laptop.identity.code)
        report_found(central.server, laptop.identity.code)
        case = a_case(worker=laptop.book.person)
        save(laptop, case)
        assert laptop.sync().alerts == ()
        change(laptop, case.record, {"nickname": "Pov"})
        assert laptop.sync().waiting == 0
    assert keys_of(sokha)


def test_an_order_taken_back_before_all_was_sent_erases_nothing(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        laptop.sync()
        report_lost(central.server, laptop.identity.code)
        for _ in range(30):
            save(laptop, a_case(worker=laptop.book.person))
        assert ORDERED in laptop.sync(up_to_bytes=1).alerts
        report_found(central.server, laptop.identity.code)
        assert not {ORDERED, OBEYED} & set(laptop.sync().alerts)
    assert keys_of(sokha)


def test_other_laptops_read_the_order_and_keep_everything(central: Central, sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (lost, other):
        lost.sync()
        report_lost(central.server, lost.identity.code)
        assert other.sync().alerts == ()
        assert keys_of(second)


def test_a_list_that_the_centre_did_not_sign_orders_nothing(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        laptop.sync()
        report_lost(central.server, laptop.identity.code)
        with central.server.database.snapshot() as connection:
            number, signed = read_list(connection, REVOCATIONS) or (0, b"")
        forged = signed.replace(b'"reason":"lost"', b'"reason":"gone"')
        assert forged != signed
        laptop.store.identity.put_list(REVOCATIONS, number, forged)
        with pytest.raises(HomewardError, match=r"^certificate\.not_valid$"):
            laptop.obey_orders()
    assert keys_of(sokha)


def test_the_command_ends_with_an_empty_folder(central: Central, sokha: Field) -> None:
    command(sokha, "sync")
    report_lost(central.server, "K1")
    told = command(sokha, "sync")
    assert told.code == 6
    assert "keys are destroyed" in told.err
    assert is_empty(sokha)
    assert command(sokha, "status").code == 1


def test_an_open_program_lets_go_at_its_next_tick(central: Central, sokha: Field) -> None:
    with an_open_program(sokha) as made:
        assert made.program.sending is not None
        report_lost(central.server, "K1")
        made.program.sending.run()
        made.program.tick()
        assert made.program.is_leaving
        made.program.close()
    refused(sokha.open, "sync.not_enrolled")
    assert made.program.state == NOT_ENROLLED


def test_a_stick_carries_the_order_as_well_as_a_line(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        laptop.sync()
        report_lost(central.server, laptop.identity.code)
        save(laptop, a_case(worker=laptop.book.person))
        central.clock.advance(hours=1)
        read_at(central, pack(laptop))
        carry_back(central, laptop)
        assert laptop.obey_orders() == (OBEYED,)
        assert set_aside_at(central, laptop.store.log.current().id) == 1
    assert keys_of(sokha) == []


def test_a_stick_brings_no_case_to_a_laptop_on_a_trip_but_its_receipt(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        stays, leaves = a_case(worker=laptop.book.person), a_case(worker=laptop.book.person)
        save(laptop, stays, leaves)
        laptop.sync()
        travel.leave(laptop, keep=[stays.record], passphrase=PASSPHRASE)
    with closing(sokha) as (laptop,):
        change(laptop, stays.record, {"nickname": "on the trip"})
        central.clock.advance(hours=1)
        read_at(central, pack(laptop))
        refused(lambda: carry_back(central, laptop), "travel.receives_nothing")
        courier(laptop).read(answer_to(central, laptop, receipt_only=True).data)
        assert laptop.store.outbox.waiting(laptop.centre().server) == 0
        refused(lambda: laptop.book.open(leaves.record), "record.not_found")
