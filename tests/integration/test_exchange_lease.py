"""The lease secret is renewed over the ordinary exchange; a passphrase alone never opens, and never stops opening."""

from casework.book import Person
from field_client.vault import lease as leases
from sync_server.services.access import Actor
from sync_server.services.fleet import read_out_lease
from sync_server.store.devices import find_device_by_code
from sync_server.store.leases import read_lease
from tests.central import Central
from tests.field_client.commanding import command
from tests.field_client.sync.laptops import Field, closing


def secrets_of(field: Field) -> tuple[bytes, ...]:
    return leases.read_lease(field.tools.files, field.config.data).secrets


def read_out(central: Central, code: str) -> bytes:
    """What the supervisor of the laptop's office reads by telephone."""
    with central.server.database.snapshot() as connection:
        device = find_device_by_code(connection, code)
    assert device is not None and device.office is not None
    person = Person("AAAAAAAAAAAAAAAAAAAAAA", "supervisor", device.office)
    actor = Actor(person, frozenset({device.office}))
    return read_out_lease(central.server, code, actor=actor, recognised="voice")


def test_a_secret_that_was_read_out_is_replaced_and_the_old_one_forgotten(central: Central, sokha: Field) -> None:
    (old,) = secrets_of(sokha)
    with closing(sokha) as (laptop,):
        assert read_out(central, laptop.identity.code) == old
        laptop.sync()
        assert len(secrets_of(sokha)) == 2  # the slot is rewritten when the passphrase is at hand
    with closing(sokha) as (laptop,):
        (new,) = secrets_of(sokha)
        assert new != old
        laptop.sync()
        assert read_out(central, laptop.identity.code) == new
    with closing(sokha) as (laptop,):
        assert laptop.sync().alerts == ()


def test_every_exchange_renews_the_lease_by_the_servers_clock(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        laptop.sync()
        before = leases.read_lease(sokha.tools.files, sokha.config.data).last_contact
        central.clock.advance(days=3)
        laptop.sync()
        held = leases.read_lease(sokha.tools.files, sokha.config.data)
    assert held.last_contact - before == 3 * 86_400_000
    assert held.elapsed_ms == 0


def test_a_lost_lease_file_is_mended_by_recovery_and_the_next_contacts(central: Central, sokha: Field) -> None:
    code = command(sokha, "--json", "recovery", "print").json["result"]["recovery_code"]
    (sokha.config.data / "lease").unlink()
    told = command(sokha, "status")
    assert told.code == 3
    phrase = "a phrase after the lease was lost"
    assert command(sokha, "recovery", "use", secrets=(code, phrase)).code == 0
    for _ in range(3):
        assert command(sokha, "sync", secrets=(phrase,)).code == 0
    held = leases.read_lease(sokha.tools.files, sokha.config.data)
    assert held.server_knows
    assert len(held.secrets) == 1
    with central.server.database.snapshot() as connection:
        device = find_device_by_code(connection, "K1")
        assert device is not None
        known = read_lease(connection, central.server.sealing, device.id)
    assert known is not None
    assert known.secret == held.secrets[0]
