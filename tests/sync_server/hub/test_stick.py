"""A stick between a hub and its centre: twice, late, out of order, and with a line between."""

from pathlib import Path

import pytest

from sync_server.hub.stick import read_answer
from sync_server.hub.stick_packing import make_bundle, make_bundles
from sync_server.services.hub_withdrawal import withdraw
from sync_server.store.forgetting import forget_homes
from sync_server.store.upstream_states import records_without_state
from tests.builders.records import a_visit
from tests.builders.town import Town
from tests.sync_server.hub.hubs import Hub, a_hub, are_equal
from tests.sync_server.hub.sticks import answer_for, go_round, read_at_centre, read_heads_of, refused


def test_work_of_a_laptop_goes_up_by_stick_and_the_answer_comes_back(town: Town, hub: Hub) -> None:
    laptop, there = hub.meet(town.laptop("sokha")), town.another_laptop("sokha")
    hub.line.is_up = False
    case, hers = town.case_of("sokha", nickname="Srey Mom"), town.case_of("sokha")
    laptop.save(case)
    laptop.save(a_visit(home=case.record))
    there.save(hers)
    laptop.exchange(), there.exchange()
    (made,) = make_bundles(hub.server)
    read = read_at_centre(town, made.data)
    assert (read.told.applied, read.told.set_aside, read.told.refused) == (2, 0, 0)
    assert town.shown(case.record).values["nickname"] == "Srey Mom"
    done = read_answer(hub.server, answer_for(town, hub).data)
    assert done.states >= 2 and not done.has_more
    assert are_equal(town.server, hub)
    assert hub.state(hers.record) == town.state(hers.record)
    answer = laptop.exchange()
    assert answer.end.highest == laptop.device.n and hers.record in laptop.received
    assert laptop.is_as_the_server_says(answer)
    hub.line.is_up = True
    assert hub.relay().states == 0


def test_a_hub_that_never_had_a_line_learns_everything_by_stick(
    light_town: Town, tmp_path: Path, sqlite_template: Path
) -> None:
    town = light_town
    hub = a_hub(town.central, tmp_path / "hub", offices=("BTB",), template=sqlite_template, is_relayed=False)
    hub.line.is_up = False
    case = town.saved_case("sokha")
    go_round(town, hub)
    assert are_equal(town.server, hub) and hub.state(case) == town.state(case)
    laptop = hub.laptop("sokha")  # known by the roster: enrolled at the hub, which Phnom Penh has not heard of
    hers = town.case_of("sokha")
    laptop.save(hers)
    laptop.exchange()
    (made,) = make_bundles(hub.server)
    assert read_at_centre(town, made.data).told.applied == 1
    assert town.exists(hers.record)
    read_answer(hub.server, answer_for(town, hub).data)
    assert are_equal(town.server, hub)
    assert read_heads_of(hub)[laptop.device.incarnation] == 1
    hub.close()


def test_twice_and_in_the_wrong_order_changes_nothing(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    case = town.case_of("sokha")
    laptop.save(case)
    laptop.exchange()
    (first,) = make_bundles(hub.server)
    laptop.change(case.record, {"nickname": "later"})
    laptop.exchange()
    (second,) = make_bundles(hub.server)
    assert read_at_centre(town, second.data).told.applied == 2  # the first one may be lost
    late = read_at_centre(town, first.data)
    assert late.changes_nothing and late.told.repeated == 1
    again = read_at_centre(town, second.data)
    assert again.already_at is not None and again.changes_nothing
    answer = answer_for(town, hub).data
    newer = answer_for(town, hub).data
    assert read_answer(hub.server, answer).already_at is None
    assert read_answer(hub.server, answer).already_at is not None
    read_answer(hub.server, newer)
    assert are_equal(town.server, hub)
    assert hub.state(case.record) == town.state(case.record)


def test_an_answer_older_than_what_the_line_brought_takes_no_hub_back(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    case = town.saved_case("sokha", nickname="one")
    hub.relay()
    laptop = hub.meet(town.laptop("sokha"))
    laptop.exchange()
    laptop.change(case, {"nickname": "two"})
    laptop.exchange()
    (made,) = make_bundles(hub.server)
    read_at_centre(town, made.data)
    old = answer_for(town, hub).data
    laptop.change(case, {"nickname": "three"})
    laptop.exchange()
    town.central.clock.advance(hours=1)
    hub.relay()
    before, heads = hub.received(), read_heads_of(hub)
    refused("bundle.out_of_date", lambda: read_answer(hub.server, old))
    assert hub.received() == before and read_heads_of(hub) == heads
    assert town.shown(case).values["nickname"] == "three"
    assert hub.state(case) == town.state(case) and are_equal(town.server, hub)
    go_round(town, hub)
    assert are_equal(town.server, hub)


def test_a_late_receipt_lowers_no_counter_and_lets_nothing_go(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    case, later = town.case_of("sokha"), town.case_of("sokha")
    laptop.save(case)
    laptop.exchange()
    read_at_centre(town, make_bundle(hub.server).data)
    receipt = answer_for(town, hub, receipt_only=True).data
    laptop.save(later)
    laptop.exchange()
    hub.relay()
    before = hub.received()
    read_answer(hub.server, receipt)
    assert read_heads_of(hub)[laptop.device.incarnation] == 2
    assert hub.received() == before and are_equal(town.server, hub)
    assert hub.state(case.record) == town.state(case.record)


def test_a_late_answer_lets_nothing_go_that_the_line_had_only_begun_to_bring(
    light_town: Town, light_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub has heard that Phnom Penh has the words of a case, and not yet what Phnom Penh says of it."""
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    for _case in range(3):
        town.saved_case("dara")
    read_at_centre(town, make_bundle(hub.server).data)
    answer = answer_for(town, hub).data
    case = town.case_of("sokha")
    laptop.save(case)
    laptop.exchange()
    monkeypatch.setattr("sync_server.services.reply.CHECKPOINT_STATES", 1)
    hub.line.lose_reply_after = 0
    while not read_heads_of(hub).get(laptop.device.incarnation):
        hub.line.lose_reply_after += 50
        refused("sync.cut", hub.relay)
    assert case.record in without_state(hub)
    read_answer(hub.server, answer)
    assert case.record in without_state(hub) and hub.state(case.record) is not None
    hub.line.lose_reply_after = None
    town.central.clock.advance(hours=1)
    hub.relay()
    assert are_equal(town.server, hub) and hub.state(case.record) == town.state(case.record)


def without_state(hub: Hub) -> list[str]:
    """What the hub shows by the words of laptops alone."""
    with hub.server.database.snapshot() as connection:
        return list(records_without_state(connection))


def test_a_withdrawn_hub_brings_what_laptops_signed_and_gets_a_receipt(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop, new = hub.meet(town.laptop("sokha")), hub.laptop("sokha")
    mine, theirs = town.case_of("sokha"), town.case_of("sokha")
    laptop.save(mine), new.save(theirs)
    laptop.exchange(), new.exchange()
    withdraw(town.server, "H1")
    hers = town.saved_case("dara")
    (made,) = make_bundles(hub.server)
    read = read_at_centre(town, made.data)
    assert read.told.refused == 1  # the laptop that it enrolled is not known, and stays so
    assert town.exists(mine.record) and not town.exists(theirs.record)
    answer = answer_for(town, hub)
    assert answer.bundle.kind == "receipt" and answer.records == 0
    read_answer(hub.server, answer.data)
    assert hub.state(hers) is None and hub.state(mine.record) is not None
    assert read_heads_of(hub)[laptop.device.incarnation] == 1


def test_an_erased_case_leaves_the_hub_by_the_answer(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    case = town.saved_case("sokha")
    hub.relay()
    assert hub.state(case) is not None
    hub.line.is_up = False
    now = town.central.clock()
    town.server.sealing.destroy_keys([case], now_ms=now)
    town.server.database.run(lambda tx: forget_homes(tx, [case], now_ms=now))
    go_round(town, hub)
    assert hub.state(case) is None
    assert hub.server.sealing.is_destroyed(case)
    assert are_equal(town.server, hub)
