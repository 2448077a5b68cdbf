"""A hub and its centre: what laptops gave goes up unchanged, what the centre has comes down."""

from sync_server.store.devices import find_device
from tests.builders.records import a_visit
from tests.builders.town import Town
from tests.sync_server.hub.hubs import Hub, are_equal


def test_a_case_that_the_centre_has_comes_to_the_hub(town: Town, hub: Hub) -> None:
    case = town.saved_case("sokha")
    done = hub.relay()
    assert done.is_complete
    assert hub.state(case) == town.state(case)
    assert are_equal(town.server, hub)


def test_what_a_laptop_gave_the_hub_reaches_the_centre_as_it_was_signed(town: Town, hub: Hub) -> None:
    laptop = hub.meet(town.laptop("sokha"))
    case = town.case_of("sokha", nickname="Srey Mom")
    laptop.save(case)
    laptop.save(a_visit(home=case.record))
    answer = laptop.exchange()
    assert not answer.verdicts.set_aside
    assert answer.end.highest == 0  # Phnom Penh has none of it
    assert not town.exists(case.record)
    done = hub.relay()
    assert done.is_complete and done.waits_up == 0
    assert town.shown(case.record).values["nickname"] == "Srey Mom"
    assert are_equal(town.server, hub)
    assert laptop.exchange().end.highest == laptop.device.n


def test_hub_receipt_shortens_nothing_for_the_centre(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    at_centre = town.laptop("sokha")
    at_hub = hub.meet(at_centre)
    at_hub.save(town.case_of("sokha"))
    at_hub.exchange()
    assert at_hub.confirmed and not at_centre.confirmed
    answer = at_centre.exchange()  # she reaches Phnom Penh before the hub does: everything is sent there too
    assert answer.verdicts.applied
    assert hub.relay().is_complete
    assert are_equal(town.server, hub)


def test_a_laptop_on_the_hub_gets_what_the_centre_has_by_the_hubs_own_numbers(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    case = town.saved_case("sokha")
    hub.relay()
    laptop = hub.meet(town.laptop("sokha"))
    answer = laptop.exchange()
    assert case in laptop.received
    assert laptop.is_as_the_server_says(answer)
    assert answer.hello.upstream_at == town.central.clock()


def test_two_people_who_wrote_apart_are_two_versions_on_both_sides(town: Town, hub: Hub) -> None:
    case = town.saved_case("sokha", nickname="Mom")
    hub.relay()
    at_hub, at_centre = hub.meet(town.laptop("sokha")), town.another_laptop("sokha")
    at_hub.exchange()
    at_centre.exchange()
    at_hub.change(case, {"nickname": "Srey Mom"})
    at_centre.change(case, {"nickname": "Mom Srey"})
    at_hub.exchange()
    at_centre.exchange()
    assert hub.relay().is_complete
    versions = {written.value for written in town.state(case).registers["nickname"].values()}
    assert versions == {"Srey Mom", "Mom Srey"}
    assert hub.state(case) == town.state(case)
    assert are_equal(town.server, hub)


def test_a_week_without_a_line_is_made_up_for(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    there = town.laptop("dara")
    cases = []
    for _day in range(7):
        town.central.clock.advance(days=1)
        mine, hers = town.case_of("sokha"), town.case_of("dara")
        laptop.save(mine)
        there.save(hers)
        laptop.exchange()
        there.exchange()
        cases += [mine.record, hers.record]
    assert hub.relay().is_complete
    assert all(town.exists(case) and hub.state(case) == town.state(case) for case in cases)
    assert are_equal(town.server, hub)


def test_a_laptop_enrolled_at_the_hub_becomes_known_at_the_centre(town: Town, hub: Hub) -> None:
    laptop = hub.laptop("sokha")
    assert laptop.laptop.enrolled.device.code == "KA1"
    assert laptop.laptop.enrolled.centre.server == town.server.identity.server
    case = town.case_of("sokha")
    laptop.save(case)
    assert not laptop.exchange().verdicts.set_aside
    assert hub.relay().is_complete
    assert town.exists(case.record)
    assert are_equal(town.server, hub)
    with town.server.database.snapshot() as connection:
        known = find_device(connection, laptop.laptop.device)
    assert known is not None and known.code == "KA1"
