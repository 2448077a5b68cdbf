"""A hub that is trusted no more: what it holds meanwhile, and the laptops that it enrolled."""

from shared_schema.identifiers import Id
from shared_schema.signed_lists import Revoked, read_revocation_list
from sync_server.services.fleet import report_found
from sync_server.services.hub_list import hub_line
from sync_server.services.hub_withdrawal import withdraw
from sync_server.store.audit import find_rows
from sync_server.store.contacts import newest_lost_report
from sync_server.store.devices import REVOCATIONS, find_device, read_list
from sync_server.store.leases import read_lease
from sync_server.store.people import set_credentials
from sync_server.store.upstream import require_upstream
from tests.builders.field import FieldLaptop
from tests.builders.town import Town
from tests.sync_server.hub.hubs import Hub


def code_of(town: Town, laptop: FieldLaptop) -> str:
    """As people call it."""
    with town.server.database.snapshot() as connection:
        found = find_device(connection, laptop.laptop.device)
    assert found is not None
    return found.code


def revoked(town: Town) -> tuple[int, dict[Id, Revoked]]:
    """The newest list of what was cut off: its number, and its lines by device."""
    with town.server.database.snapshot() as connection:
        number, signed = read_list(connection, REVOCATIONS) or (0, b"")
    listed = read_revocation_list(signed, server_key=town.server.keys.signing_key).revoked
    return number, {one.device: one for one in listed}


def test_a_withdrawn_hub_concludes_nothing_from_what_it_is_not_told(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    hub.line.is_up = False
    case = town.case_of("sokha")
    laptop.save(case)
    laptop.exchange()
    withdraw(town.server, "H1")
    with hub.server.database.snapshot() as connection:
        knew_at = require_upstream(connection).caught_up_at
    hub.line.is_up = True
    town.central.clock.advance(hours=1)
    hub.relay()
    assert town.exists(case.record)  # what the laptop signed counts
    assert hub.state(case.record) == town.state(case.record)
    answer = laptop.exchange()  # nobody moved the case: it is not taken from her
    assert not answer.gone and answer.hello.upstream_at == knew_at


def test_withdrawn_with_its_laptops_each_counts_as_lost_and_no_other(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    sokha, dara = hub.laptop("sokha"), town.laptop("dara")
    case = town.case_of("sokha")
    sokha.save(case)
    sokha.exchange()
    hub.relay()
    chenda = town.people["chenda"].id
    secrets = {"password_hash": "hash", "totp_sealed": b"sealed", "recovery_hashes": ()}
    town.server.database.run(lambda tx: set_credentials(tx, chenda, **secrets, now_ms=0))  # type: ignore[arg-type]
    before = withdraw(town.server, "H1")
    assert before.cut_off == ()  # nobody asked for that
    line = hub_line(town.server, "H1")
    assert line is not None and line.in_use == (code_of(town, sokha),)
    assert line.signs_in == ("chenda",)  # whose passphrase is to be a new one

    by = town.people["vanna"].id
    done = withdraw(town.server, "H1", with_laptops=True, by=by)
    assert done.cut_off == (code_of(town, sokha),)
    number, lines = revoked(town)
    with town.server.database.snapshot() as connection:
        report = newest_lost_report(connection, sokha.laptop.device)
        lease = read_lease(connection, town.server.sealing, sokha.laptop.device)
        rows = [one.row for one in find_rows(connection, action="device.lost")]
    line_of_hers = lines[sokha.laptop.device]
    assert line_of_hers.incarnations == {sokha.device.incarnation: 1} and line_of_hers.erase
    assert dara.laptop.device not in lines
    assert report is not None and (report.reported_by, report.cases) == (by, 1)
    assert lease is not None and lease.generation == 2  # the hub knows the one before
    assert [(row.actor, row.object_id) for row in rows] == [(by, sokha.laptop.device)]
    assert withdraw(town.server, "H1", with_laptops=True).cut_off == ()
    assert revoked(town)[0] == number


def test_what_a_laptop_sends_that_was_cut_off_with_its_hub_waits_and_it_may_be_found_again(
    light_town: Town, light_hub: Hub
) -> None:
    town, hub = light_town, light_hub
    sokha = hub.laptop("sokha")
    hub.relay()
    assert withdraw(town.server, "H1", with_laptops=True).cut_off == (code_of(town, sokha),)
    sokha.save(town.case_of("sokha"))
    sokha.exchange()
    hub.relay()
    assert [row.own_code for row in town.waiting()] == ["device.revoked"]
    report_found(town.server, code_of(town, sokha))
    line = hub_line(town.server, "H1")
    assert line is not None and line.in_use == (code_of(town, sokha),)
