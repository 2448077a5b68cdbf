"""A slip is a key: one that an administrator makes for whoever opens cases is dead until a second person agrees."""

import pytest

from shared_schema.errors import HomewardError
from shared_schema.slip import Slip
from sync_server.services import slips
from sync_server.services.access import Actor, actor_of
from sync_server.services.enrol import enrol
from sync_server.services.invitations import invite, new_invitation_id, release_slip
from sync_server.store.audit import find_rows
from tests.builders.town import Town
from tests.central import enrol_request, new_keys


def actor(town: Town, login: str) -> Actor:
    with town.server.database.snapshot() as connection:
        return actor_of(connection, town.people[login].id)


@pytest.fixture
def house(town: Town) -> Town:
    """Sokha, Dara and their supervisor Chenda in Battambang, Mony and Rith in Pailin, the coordinators, no others."""
    town.people["theary"] = town.central.person("theary", office=None, role="administrator")
    granted = (town.battambang,)
    for login in ("sovann", "pisey"):
        town.people[login] = town.central.person(login, office=town.battambang, role="coordinator", granted=granted)
    return town


def made(town: Town, by: str, whose: str) -> Slip:
    number = new_invitation_id(town.server)
    return slips.make_slip(town.server, actor(town, by), town.people[whose].id, invitation=number)


def refused(work) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(HomewardError) as caught:
        work()
    return caught.value.code


def test_an_administrators_slip_opens_nothing_until_the_supervisor_has_released_it(house: Town) -> None:
    server, slip = house.server, made(house, "theary", "sokha")
    request = enrol_request(slip, new_keys())
    for _ in range(7):
        assert refused(lambda: enrol(server, request)) == "enrol.not_released", "and no try is used up"
    assert refused(lambda: release_slip(server, actor(house, "rith"), slip.invitation)) == "record.not_found"
    for login in ("theary", "sokha"):
        code = refused(lambda login=login: release_slip(server, actor(house, login), slip.invitation))
        assert code in ("invitation.needs_another", "record.not_found")
    found = slips.find_slip(server, actor(house, "chenda"), slip.invitation)
    assert found.invitation.is_waiting and slips.may_release(found, actor(house, "chenda"))
    release_slip(server, actor(house, "chenda"), slip.invitation)
    assert enrol(server, request).login == "sokha"
    assert refused(lambda: release_slip(server, actor(house, "chenda"), slip.invitation)) == "invitation.not_waiting"
    with server.database.snapshot() as connection:
        rows = {(one.row.action, one.row.actor) for one in find_rows(connection, object_id=house.people["sokha"].id)}
    assert ("invitation.released", house.people["chenda"].id) in rows


def test_a_slip_from_whoever_leads_the_office_or_from_the_servers_shell_counts_at_once(house: Town) -> None:
    for slip in (made(house, "chenda", "sokha"), made(house, "chenda", "chenda"), invite(house.server, "dara")):
        assert enrol(house.server, enrol_request(slip, new_keys())).login == slip.worker
    shell = invite(house.server, "dara")
    found = slips.find_slip(house.server, actor(house, "chenda"), shell.invitation)
    assert found.maker is None and found.invitation.made_by is None, "its page says that the operator made it"


def test_for_a_coordinator_it_is_another_coordinator(house: Town) -> None:
    server, slip = house.server, made(house, "chenda", "sovann")
    assert refused(lambda: enrol(server, enrol_request(slip, new_keys()))) == "enrol.not_released"
    for login in ("chenda", "sovann"):
        code = refused(lambda login=login: release_slip(server, actor(house, login), slip.invitation))
        assert code == "invitation.needs_another"
    release_slip(server, actor(house, "pisey"), slip.invitation)
    assert enrol(server, enrol_request(slip, new_keys())).role == "coordinator"


def test_a_slip_that_ended_is_not_released(house: Town) -> None:
    slip = made(house, "theary", "sokha")
    slips.take_slip_back(house.server, actor(house, "chenda"), slip.invitation)
    house.central.clock.advance(ms=1)
    code = refused(lambda: release_slip(house.server, actor(house, "chenda"), slip.invitation))
    assert code == "invitation.not_waiting"
