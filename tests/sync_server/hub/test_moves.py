"""Cases that leave a hub's offices, come back, or are erased."""

from pathlib import Path

from sync_server.services.rekeying_run import run_rekeyings
from sync_server.store.feed import rows_of_records
from sync_server.store.forgetting import forget_homes
from sync_server.store.log import entries_of_records
from sync_server.store.resealing import numbers_in_use
from tests.builders.moving import assign
from tests.builders.records import a_visit
from tests.builders.town import Town, an_account
from tests.sync_server.hub.hubs import Hub, WsgiLine, are_equal
from tests.sync_server.hub.test_restored import bring_back, keep


def test_a_case_that_moved_to_another_office_leaves_the_hub_and_its_laptops(town: Town, hub: Hub) -> None:
    laptop = hub.meet(town.laptop("sokha"))
    case = town.case_of("sokha")
    laptop.save(case)
    laptop.save(a_visit(home=case.record))
    laptop.exchange()
    hub.relay()
    assign(town, case.record, "mony", town.pailin)
    assert hub.relay().is_complete
    assert hub.state(case.record) is None
    answer = laptop.exchange()
    assert {gone.why for gone in answer.gone} == {"reassigned"}
    assert case.record not in laptop.received
    assert are_equal(town.server, hub)
    assert run_rekeyings(hub.server).homes == 1
    with hub.server.database.snapshot() as connection:
        assert numbers_in_use(connection)[case.record] == {2}, "its words here lie under another key"


def test_what_is_written_meanwhile_for_a_case_that_left_is_set_aside_and_comes_to_the_centre(
    light_town: Town, light_hub: Hub
) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    case = town.case_of("sokha")
    laptop.save(case)
    laptop.exchange()
    hub.relay()
    assign(town, case.record, "mony", town.pailin)
    hub.relay()
    laptop.change(case.record, {"nickname": "Mom"})
    answer = laptop.exchange()
    assert [one.code for one in answer.verdicts.set_aside] == ["change.after_handover"]
    hub.relay()
    assert {row.code for row in town.waiting()} == {"change.after_handover"}
    assert hub.state(case.record) is None and hub.waiting() == []  # the centre has the words, and decides


def test_what_a_restored_centre_lost_and_nobody_can_give_back_leaves_the_hub_too(
    light_town: Town, light_hub: Hub, tmp_path: Path
) -> None:
    town, hub = light_town, light_hub
    keep(town.central, tmp_path)
    case = town.saved_case("dara")  # by a laptop that never spoke with the hub
    hub.relay()
    assert hub.state(case) is not None
    town.central = bring_back(town.central, tmp_path)
    hub.line = WsgiLine(town.central.client())
    assert hub.relay().is_complete
    assert hub.state(case) is None
    assert are_equal(town.server, hub)


def test_a_case_comes_back_with_what_was_written_elsewhere_and_here(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    case = town.case_of("sokha")
    laptop.save(case)
    laptop.save(a_visit(home=case.record))
    laptop.exchange()
    hub.relay()
    assign(town, case.record, "mony", town.pailin)
    hub.relay()
    laptop.exchange()
    mony = town.laptop("mony")
    mony.exchange()
    mony.change(case.record, {"nickname": "Mom"})
    mony.exchange()
    assign(town, case.record, "sokha", town.battambang)
    assert hub.relay().is_complete
    assert hub.state(case.record) == town.state(case.record)
    answer = laptop.exchange()
    assert case.record in laptop.received and laptop.is_as_the_server_says(answer)
    assert are_equal(town.server, hub)


def test_restricted_accounts_lie_at_the_hub_where_they_lie_at_the_centre(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    case = town.saved_case("sokha")
    account = an_account(case)
    town.laptop("sokha").save(account)
    town.laptop("sokha").exchange()
    hub.relay()
    with town.server.database.snapshot() as there, hub.server.database.snapshot() as here:
        theirs = set(rows_of_records(there, [account.record])[account.record])
        ours = set(rows_of_records(here, [account.record])[account.record])
    assert theirs == ours and any(scope.endswith("/restricted") for scope in ours)
    assert are_equal(town.server, hub)


def test_an_erased_case_leaves_the_hub_with_its_words(town: Town, hub: Hub) -> None:
    laptop = hub.meet(town.laptop("sokha"))
    case = town.case_of("sokha", nickname="Srey Mom")
    laptop.save(case)
    laptop.save(a_visit(home=case.record))
    laptop.exchange()
    hub.relay()
    now = town.central.clock()
    town.server.sealing.destroy_keys([case.record], now_ms=now)
    town.server.database.run(lambda tx: forget_homes(tx, [case.record], now_ms=now))
    assert hub.relay().is_complete
    assert hub.state(case.record) is None
    assert hub.server.sealing.is_destroyed(case.record)
    with hub.server.database.snapshot() as connection:
        assert all(entry.sealed is None for entry in entries_of_records(connection, [case.record]))
    assert {gone.why for gone in laptop.exchange().gone} == {"erased"}
    assert are_equal(town.server, hub)
    laptop.change(case.record, {"nickname": "Mom"})
    assert [one.code for one in laptop.exchange().verdicts.set_aside] == ["change.home_erased"]
    assert hub.relay().waits_up == 0


def test_what_lies_in_a_case_moves_along_to_another_worker_of_the_office(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    case = town.case_of("sokha")
    visit = a_visit(home=case.record)
    laptop.save(case)
    laptop.save(visit)
    laptop.exchange()
    hub.relay()
    assign(town, case.record, "dara", town.battambang)
    assert hub.relay().is_complete
    answer = laptop.exchange()
    assert {record for gone in answer.gone for record in gone.ids} == {case.record, visit.record}
    assert are_equal(town.server, hub)


def test_a_case_that_moved_before_the_hub_had_its_words_leaves_the_hub(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    there = town.laptop("sokha")
    laptop = hub.meet(there)
    case = town.case_of("sokha")
    laptop.save(case)
    laptop.exchange()  # at the hub
    there.exchange()  # and in Phnom Penh, where it is moved at once
    assign(town, case.record, "mony", town.pailin)
    assert hub.relay().is_complete
    assert hub.state(case.record) is None
    assert are_equal(town.server, hub)
