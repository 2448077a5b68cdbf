"""A laptop's certificate is renewed by the ordinary exchange before it ends; a late one needs a person."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from field_client.app import Laptop
from field_client.store.lives import begin_life
from shared_schema.certificates import VALID_DAYS, read_device_certificate
from shared_schema.identifiers import random_id
from sync_server.services import renewal
from sync_server.services.access import actor_from
from sync_server.store import devices, people
from sync_server.store.tables_people import server_identity
from tests.builders.records import a_case
from tests.central import Central
from tests.field_client.sync.laptops import Field, closing, save

SOON = VALID_DAYS - renewal.RENEW_DAYS + 1


def issued(central: Central, laptop: Laptop) -> tuple[int, int]:
    """Serial and day of issue of the certificate that the laptop holds, which is the one that the centre holds."""
    with central.server.database.snapshot() as connection:
        device = devices.find_device(connection, laptop.identity.device)
    held = laptop.store.identity.read()
    assert device is not None and device.certificate == held.certificate and device.serial == held.serial
    own = read_device_certificate(held.certificate, server_key=central.server.keys.signing_key)
    assert (own.code, own.device) == (device.code, device.id)
    return own.serial, own.issued


def test_a_certificate_that_ends_within_sixty_days_is_renewed_by_an_exchange(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        laptop.sync()
        first, at = issued(central, laptop)
        central.clock.advance(days=SOON - 2)
        laptop.sync()
        assert issued(central, laptop) == (first, at)
        central.clock.advance(days=2)
        laptop.sync()
        second, then = issued(central, laptop)
        assert second > first and then == central.clock()
        laptop.sync()
        assert issued(central, laptop)[0] == second
        central.clock.advance(days=VALID_DAYS - 100)
        save(laptop, a_case(worker=laptop.book.person))
        assert laptop.sync().set_aside == 0


def test_a_late_laptop_sends_into_quarantine_until_a_person_renews_it(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        laptop.sync()
        first, _at = issued(central, laptop)
        central.clock.advance(days=VALID_DAYS + 8)
        save(laptop, a_case(worker=laptop.book.person))
        assert laptop.sync().set_aside == 1
        assert issued(central, laptop)[0] == first, "being late is not mended by knocking"
        with central.server.database.snapshot() as connection:
            device = devices.find_device(connection, laptop.identity.device)
        assert device is not None
        central.person("rath", office=device.office, role="supervisor")
        with central.server.database.snapshot() as connection:
            account = people.find_account(connection, "rath")
        assert account is not None
        renewal.renew(central.server, device.code, actor=actor_from(account))
        laptop.sync()
        assert issued(central, laptop)[0] > first
        save(laptop, a_case(worker=laptop.book.person))
        assert laptop.sync().set_aside == 1, "what was sent while it was late still waits for a person, and no more"


@pytest.mark.parametrize("days", [0, SOON])
def test_a_laptop_takes_a_new_incarnation_on_a_certificate_renewed_since(
    central: Central, sokha: Field, days: int
) -> None:
    with closing(sokha) as (laptop,):
        laptop.sync()
        central.clock.advance(days=days)
        begin_life(
            laptop.store, new=random_id(b"another life".ljust(16)), reason="restored", sign=laptop.keys.signer(), now=1
        )
        save(laptop, a_case(worker=laptop.book.person))
        assert laptop.sync().set_aside == 0
        assert issued(central, laptop)[0] == (2 if days == 0 else 3)


def test_a_centre_that_lost_a_renewal_gives_a_higher_one(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        laptop.sync()
        with central.server.database.snapshot() as connection:
            before = devices.find_device(connection, laptop.identity.device)
        assert before is not None
        central.clock.advance(days=SOON)
        laptop.sync()
        lost, _at = issued(central, laptop)
        with central.server.database.transaction() as connection:  # as after a restore: serials are given again
            devices.put_certificate(connection, replace(before, issued_at=central.clock()))
            connection.execute(update(server_identity).values(next_serial=before.serial + 1))
        laptop.sync()
        assert issued(central, laptop)[0] > lost
