"""Laptops as the console keeps them: who sees which, what was on a lost one, and slips whose code is shown once."""

import pytest
from sqlalchemy import update

from shared_schema.errors import HomewardError
from sync_server.services import laptops, slips
from sync_server.services.access import Actor, actor_of
from sync_server.services.invitations import new_invitation_id
from sync_server.services.lost_reports import LostAnswers
from sync_server.store import people
from sync_server.store.audit import find_rows
from sync_server.store.tables_records import feed
from tests.builders.records import a_case
from tests.builders.town import Town, an_account

STOLEN = LostAnswers("2026-11-20", "on", "stranger", "stolen")


def actor(town: Town, login: str) -> Actor:
    with town.server.database.snapshot() as connection:
        return actor_of(connection, town.people[login].id)


@pytest.fixture
def house(town: Town) -> Town:
    """The town, with an administrator and an auditor who see no case, and two laptops."""
    for login, role in (("theary", "administrator"), ("nimol", "auditor")):
        town.people[login] = town.central.person(login, office=None, role=role)
    case = town.case_of("sokha")
    for edit in (case, an_account(case.record)):
        town.laptop("sokha").save(edit)
    town.laptop("sokha").save(a_case(worker=town.person("sokha")))
    town.laptop("sokha").exchange()
    town.laptop("mony").exchange()
    return town


def refused(work) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(HomewardError) as caught:
        work()
    return caught.value.code


def actions(town: Town, object_id: str) -> list[tuple[str, str | None]]:
    with town.server.database.snapshot() as connection:
        return [(one.row.action, one.row.actor) for one in find_rows(connection, object_id=object_id)]


def test_everybody_sees_the_laptops_of_her_offices_and_nobody_those_of_others(house: Town) -> None:
    seen = {
        login: {one.account.login for one in laptops.list_laptops(house.server, actor(house, login)) if one.account}
        for login in house.people
    }
    assert seen == {
        "sokha": set(), "dara": set(), "mony": set(), "chenda": {"sokha"}, "rith": {"mony"},
        "vanna": {"sokha", "mony"}, "theary": {"sokha", "mony"}, "nimol": {"sokha", "mony"},
    }  # fmt: skip
    device = house.laptop("sokha").laptop.device
    code = refused(lambda: laptops.find_laptop(house.server, actor(house, "rith"), device))
    assert (
        code
        == refused(lambda: laptops.find_laptop(house.server, actor(house, "rith"), "nobody"))
        == ("record.not_found")
    )


def test_a_laptop_says_at_each_contact_what_it_writes_and_how_its_clock_stands(house: Town) -> None:
    page = laptops.find_laptop(house.server, actor(house, "theary"), house.laptop("sokha").laptop.device)
    contact = page.laptop.contact
    assert contact is not None and (contact.way, contact.schema_version, contact.unsent) == ("direct", 1, 0)


def test_counts_are_for_those_who_run_the_house_and_cases_for_those_who_may_see_them(house: Town) -> None:
    device = house.laptop("sokha").laptop.device
    for login, restricted in (("theary", None), ("nimol", None), ("chenda", 1)):
        page = laptops.find_laptop(house.server, actor(house, login), device)
        assert (page.cases, page.restricted) == (2, restricted)
    none = laptops.contents_of(house.server, actor(house, "theary"), device)
    assert (none.dossiers, none.others) == ((), 2)
    told = laptops.contents_of(house.server, actor(house, "chenda"), device)
    assert len(told.dossiers) == 2 and all(one.number for one in told.dossiers)
    assert ("device.contents", house.people["chenda"].id) in actions(house, device)
    assert ("device.contents", house.people["theary"].id) not in actions(house, device)


def test_a_lost_laptop_is_cut_off_with_a_report_of_what_was_on_it(house: Town) -> None:
    device = house.laptop("sokha").laptop.device
    report = laptops.report_lost(house.server, actor(house, "theary"), device, STOLEN)
    assert (report.cases, report.restricted, report.reason) == (2, 1, "stolen")
    page = laptops.find_laptop(house.server, actor(house, "chenda"), device)
    assert page.laptop.is_lost and page.report == report and page.lives[0].revoked_after is not None
    laptops.report_found(house.server, actor(house, "chenda"), device)
    page = laptops.find_laptop(house.server, actor(house, "chenda"), device)
    assert not page.laptop.is_lost and page.report is not None and page.report.found_at is not None


def test_the_list_of_what_was_on_it_stays_as_it_was_when_cases_move_away(house: Town) -> None:
    device = house.laptop("sokha").laptop.device
    laptops.report_lost(house.server, actor(house, "chenda"), device, STOLEN)
    before = laptops.contents_of(house.server, actor(house, "chenda"), device, at_loss=True)
    assert sorted(one.restricted for one in before.dossiers) == [0, 1]
    hers = feed.c.scope == f"worker/{house.people['sokha'].id}"
    house.server.database.run(lambda tx: tx.execute(update(feed).where(hers).values(is_gone=True)))
    assert laptops.contents_of(house.server, actor(house, "chenda"), device).dossiers == ()
    assert laptops.contents_of(house.server, actor(house, "chenda"), device, at_loss=True) == before


def test_a_laptop_of_another_office_is_not_reported_lost_and_without_answers_nothing_stops(house: Town) -> None:
    device, server = house.laptop("sokha").laptop.device, house.server
    for login in ("rith", "nimol", "sokha"):
        code = refused(lambda login=login: laptops.report_lost(server, actor(house, login), device, STOLEN))
        assert code == "record.not_found"
    blank = LostAnswers("2026-11-20", "", "stranger", "stolen")
    assert refused(lambda: laptops.report_lost(server, actor(house, "theary"), device, blank)) == (
        "device.answers_missing"
    )
    assert not laptops.find_laptop(server, actor(house, "theary"), device).laptop.is_lost


def test_a_lease_code_is_for_who_leads_the_office_and_not_for_a_lost_laptop(house: Town) -> None:
    device, server = house.laptop("sokha").laptop.device, house.server
    for login in ("theary", "nimol", "rith", "sokha"):
        code = refused(lambda login=login: laptops.read_lease_code(server, actor(house, login), device, recognised="x"))
        assert code == "record.not_found"
    assert len(laptops.read_lease_code(server, actor(house, "chenda"), device, recognised="voice")) == 16
    laptops.report_lost(server, actor(house, "chenda"), device, STOLEN)
    assert refused(lambda: laptops.read_lease_code(server, actor(house, "chenda"), device, recognised="voice")) == (
        "device.revoked"
    )


def test_a_slip_shows_its_code_once_and_can_be_taken_back(house: Town) -> None:
    server, chenda, dara = house.server, actor(house, "chenda"), house.people["dara"].id
    number = new_invitation_id(server)
    slip = slips.make_slip(server, chenda, dara, invitation=number)
    assert slip.worker == "dara" and slip.invitation == number
    assert refused(lambda: slips.make_slip(server, chenda, dara, invitation=number)) == "invitation.shown"
    assert [one.invitation.id for one in slips.list_slips(server, chenda)] == [number]
    assert slips.list_slips(server, actor(house, "rith")) == ()
    assert refused(lambda: slips.take_slip_back(server, actor(house, "rith"), number)) == "record.not_found"
    slips.take_slip_back(server, chenda, number)
    assert slips.list_slips(server, chenda) == ()
    assert slips.find_slip(server, chenda, number).invitation.tries_left == 0
    made = ("invitation.made", house.people["chenda"].id)
    assert made in actions(house, dara)


def test_nobody_makes_a_slip_for_another_office(house: Town) -> None:
    server, mony = house.server, house.people["mony"].id
    for login in ("chenda", "nimol", "sokha"):
        number = new_invitation_id(server)
        code = refused(lambda login=login, n=number: slips.make_slip(server, actor(house, login), mony, invitation=n))
        assert code == "record.not_found"
    with server.database.snapshot() as connection:
        assert people.account_by_id(connection, mony) is not None
