"""Laptops that are lost and found, and their lease."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared_schema.errors import HomewardError
from shared_schema.signed_lists import RevocationList, read_revocation_list
from sync_server.services import fleet
from sync_server.services.access import Actor, actor_from
from sync_server.store import devices, people
from sync_server.store.audit import find_rows
from sync_server.store.leases import read_lease
from tests.central import Central, Laptop, a_central
from tests.stores import StoreUrls


@pytest.fixture
def central(store_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    made = a_central(store_urls, tmp_path)
    office = made.office("BTB")
    made.person("sophea", office=office)
    made.person("chenda", office=office, role="supervisor")
    made.person("rith", office=made.office("PLN"), role="supervisor")
    yield made
    made.close()


@pytest.fixture
def laptop(central: Central) -> Laptop:
    return central.enrol("sophea")


def leader(central: Central, login: str = "chenda") -> Actor:
    """Somebody who leads an office."""
    with central.server.database.snapshot() as connection:
        account = people.find_account(connection, login)
    assert account is not None
    return actor_from(account)


def read_out(central: Central) -> bytes:
    """What Chenda reads to Sophea by telephone."""
    return fleet.read_out_lease(central.server, "K1", actor=leader(central), recognised="voice")


def listed(central: Central) -> RevocationList:
    with central.server.database.snapshot() as connection:
        held = devices.read_list(connection, devices.REVOCATIONS)
    assert held is not None
    told = read_revocation_list(held[1], server_key=central.server.keys.signing_key)
    assert told.number == held[0]
    return told


def test_a_lost_laptop_is_cut_off_where_its_log_stands(central: Central, laptop: Laptop) -> None:
    with central.server.database.transaction() as connection:
        devices.set_head(connection, laptop.incarnation, n=12, link=b"l" * 32)
    assert fleet.report_lost(central.server, "k1", reason="stolen") == 1
    [revoked] = listed(central).revoked
    assert (revoked.device, revoked.incarnations, revoked.reason) == (laptop.device, {laptop.incarnation: 12}, "stolen")
    with central.server.database.snapshot() as connection:
        held = devices.find_incarnation(connection, laptop.incarnation)
        assert held is not None and held.revoked_after == 12
        rows = [(one.row.action, one.row.reason_code) for one in find_rows(connection, object_id=laptop.device)]
    assert ("device.lost", "stolen") in rows


def test_reporting_twice_changes_nothing(central: Central, laptop: Laptop) -> None:
    assert [fleet.report_lost(central.server, "K1") for _ in range(2)] == [1, 1]


def test_the_lease_of_a_lost_laptop_is_forgotten_and_a_found_one_gets_a_new_one(
    central: Central, laptop: Laptop
) -> None:
    server = central.server
    fleet.report_lost(server, "K1")
    with pytest.raises(HomewardError) as caught:
        read_out(central)
    assert caught.value.code == "device.revoked"
    with server.database.snapshot() as connection:
        device = devices.find_device(connection, laptop.device)
        lease = read_lease(connection, server.sealing, laptop.device)
        assert device is not None and lease is not None
        assert lease.secret != laptop.enrolled.answer.lease
        assert fleet.lease_notice(server, connection, device, 1) is None
    assert fleet.report_found(server, "K1") == 2
    assert listed(central).revoked == ()
    with server.database.snapshot() as connection:
        device = devices.find_device(connection, laptop.device)
        assert device is not None and device.revoked_at is None
        assert fleet.lease_notice(server, connection, device, 1) is not None


def test_a_secret_that_was_read_out_is_replaced_when_the_laptop_has_taken_the_next(
    central: Central, laptop: Laptop
) -> None:
    server = central.server
    assert read_out(central) == laptop.enrolled.answer.lease
    with server.database.transaction() as connection:
        device = devices.find_device(connection, laptop.device)
        assert device is not None
        notice = fleet.lease_notice(server, connection, device, 1)
        assert notice is not None and notice["generation"] == 2
    assert not fleet.confirm_lease(server, device, {"lease": 1})
    assert fleet.confirm_lease(server, device, {"lease": 2})
    assert not fleet.confirm_lease(server, device, {"lease": 2})
    with server.database.snapshot() as connection:
        assert fleet.lease_notice(server, connection, device, 2) is None
        rows = [(one.row.action, one.row.reason_code) for one in find_rows(connection, object_id=laptop.device)]
    assert ("lease.read_out", "voice") in rows
    assert read_out(central) != laptop.enrolled.answer.lease


def test_a_lease_code_is_for_who_leads_the_office_of_the_laptop(central: Central, laptop: Laptop) -> None:
    central.person("visal", office=None, role="administrator")
    for login in ("rith", "sophea", "visal"):
        with pytest.raises(HomewardError) as caught:
            fleet.read_out_lease(central.server, "K1", actor=leader(central, login), recognised="voice")
        assert caught.value.code == "device.not_hers"
    with central.server.database.snapshot() as connection:
        assert not [one for one in find_rows(connection, object_id=laptop.device) if one.row.action.startswith("lease")]


def test_the_servers_own_device_cannot_be_reported_lost(central: Central) -> None:
    with pytest.raises(HomewardError) as caught:
        fleet.report_lost(central.server, "S")
    assert caught.value.code == "device.unknown_code"
