"""A laptop that a hub enrolled is believed in that hub's offices alone: where its worker goes to another office, it is
given nothing and what it sends waits, until whoever leads her office there has certified it anew."""

from dataclasses import replace
from pathlib import Path

import pytest

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.scopes import worker_scope
from sync_server.server import Server
from sync_server.services import laptops, renewal
from sync_server.services.access import Actor, actor_of
from sync_server.services.issuers import GOOD, MOVED, standing_of
from sync_server.store.devices import find_device
from sync_server.store.people import change_account
from tests.builders.field import FieldLaptop
from tests.builders.town import Town
from tests.sync_server.hub.hubs import Hub, a_hub
from tests.sync_server.hub.test_withdrawn import code_of


def move(town: Town, login: str, office: Id | None) -> None:
    """An administrator gives her another office."""
    town.people[login] = replace(town.people[login], office=office)
    town.server.database.run(lambda tx: change_account(tx, town.people[login], now_ms=town.central.clock()))


def at_centre(town: Town, laptop: FieldLaptop) -> FieldLaptop:
    """The same laptop as it speaks with Phnom Penh."""
    there = replace(laptop.laptop, server=town.server.identity.server, nonce=0)
    return FieldLaptop(laptop.device, there, town.client)


def actor(town: Town, login: str) -> Actor:
    """As the console asks for her."""
    with town.server.database.snapshot() as connection:
        return actor_of(connection, town.people[login].id)


def standing(server: Server, laptop: FieldLaptop) -> str:
    """How the laptop stands at this server."""
    with server.database.snapshot() as connection:
        found = find_device(connection, laptop.laptop.device)
        assert found is not None
        return standing_of(server, connection, found)


def test_a_laptop_of_a_hub_follows_no_worker_out_of_its_offices_until_it_is_certified_there(
    light_town: Town, light_hub: Hub
) -> None:
    town, hub = light_town, light_hub
    here = hub.laptop("sokha")
    here.save(town.case_of("sokha"))
    here.exchange()
    hub.relay()
    laptop = at_centre(town, here)

    move(town, "sokha", town.pailin)
    theirs = town.saved_case("mony")
    here.save(town.case_of("sokha"))
    answer = laptop.exchange()
    assert set(answer.codes().values()) == {"device.moved"} and not answer.states
    assert theirs not in laptop.received and standing(town.server, here) == MOVED

    move(town, "sokha", None)
    assert standing(town.server, here) == MOVED  # of no office is of none of the hub's
    move(town, "sokha", town.pailin)
    code = code_of(town, here)
    with pytest.raises(HomewardError, match=r"device\.not_hers"):
        renewal.renew(town.server, code, actor=actor(town, "chenda"))  # she leads the office that was
    seen = {one.device.code: one.is_moved for one in laptops.list_laptops(town.server, actor(town, "rith"))}
    assert seen[code] and not any(moved for other, moved in seen.items() if other != code)
    assert code not in {one.device.code for one in laptops.list_laptops(town.server, actor(town, "chenda"))}
    renewal.renew(town.server, code, actor=actor(town, "rith"))
    assert standing(town.server, here) == GOOD
    new = town.case_of("sokha")
    here.save(new)
    assert not [one for one in laptop.exchange().verdicts.set_aside if one.dot[1] == here.device.n]
    assert town.exists(new.record) and worker_scope(laptop.worker) in laptop.scopes


def test_another_hub_believes_it_no_more_than_the_centre_does(
    light_town: Town, light_hub: Hub, tmp_path: Path, sqlite_template: Path
) -> None:
    town, hub = light_town, light_hub
    laptop = hub.laptop("sokha")
    hub.relay()
    town.central.clock.advance(days=390)
    at_centre(town, laptop).exchange()  # certified by the centre since, in time and unasked
    move(town, "sokha", town.pailin)
    other = a_hub(town.central, tmp_path / "other", offices=("PLN",), template=sqlite_template)
    assert standing(other.server, laptop) == MOVED
    there = other.meet(laptop)
    there.save(town.case_of("sokha"))
    assert set(there.exchange().codes().values()) == {"device.moved"}
    renewal.renew(town.server, code_of(town, laptop), actor=actor(town, "rith"))
    other.relay()
    assert standing(other.server, laptop) == GOOD
    other.close()
