"""What a hub relays and is given, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from shared_schema.canonical import dumps
from shared_schema.certificates import IncarnationStatement as Statement
from shared_schema.certificates import make_incarnation_statement
from shared_schema.identifiers import random_id
from shared_schema.scopes import DIRECTORY, book_scope, office_scope, restricted_scope, worker_scope
from shared_schema.signed_lists import read_server_list
from shared_schema.wire.messages import HubFacts, IncarnationStatement
from shared_schema.wire.roster import read_credentials
from sync_server.keys.passwords import seal_totp
from sync_server.keys.root_key import read_root_key
from sync_server.services.hub_list import HubState, hub_line
from sync_server.services.hub_reach import scopes_of
from sync_server.services.hub_withdrawal import withdraw
from sync_server.services.hubs import admit
from sync_server.store import people
from sync_server.store.devices import find_device
from tests.builders.device import TestDevice
from tests.builders.raw_hub import RawHub, a_raw_hub
from tests.builders.town import Town, a_town, an_account
from tests.stores import StoreUrls


@pytest.fixture
def town(store_urls: StoreUrls, tmp_path: Path) -> Iterator[Town]:
    stage = a_town(store_urls, tmp_path)
    yield stage
    stage.close()


@pytest.fixture
def hub(town: Town) -> RawHub:
    return a_raw_hub(town)


def new_life(device: TestDevice, serial: int) -> tuple[TestDevice, IncarnationStatement]:
    """The same laptop under another incarnation, and its statement."""
    new = random_id(b"n" * 16)
    said = Statement(serial, new, device.incarnation, device.n, "restored")
    payload = make_incarnation_statement(said, sign=device.key.sign)
    return TestDevice(device.key, device.worker, new, device.clock), IncarnationStatement(payload)


def _lists(town: Town, login: str) -> dict[str, object]:
    notice = town.laptop(login).exchange().notice
    return dict(notice.lists) if notice is not None else {}


def _give_credentials(town: Town, login: str) -> None:
    person, sealing = town.people[login].id, town.server.sealing
    sealing.prepare([DIRECTORY])
    sealed = seal_totp(sealing, person, "BASE32SECRET")
    town.server.database.run(
        lambda tx: people.set_credentials(
            tx, person, password_hash="$hash", totp_sealed=sealed, recovery_hashes=(), now_ms=town.central.clock()
        )
    )


def test_a_hub_gets_everything_of_its_offices_and_nothing_else(town: Town, hub: RawHub) -> None:
    case, elsewhere = town.saved_case("sokha"), town.saved_case("mony")
    account = an_account(case)
    town.laptop("sokha").save(account)
    town.laptop("sokha").exchange()
    told = hub.relay()
    people_here = [town.people[login].id for login in ("sokha", "dara", "chenda", "vanna")]
    office = town.battambang
    assert set(hub.cursors) == {
        DIRECTORY, office_scope(office), restricted_scope(office), book_scope(office), *map(worker_scope, people_here),
    }  # fmt: skip
    assert {case, account.record} <= told.states
    assert elsewhere not in told.states
    assert not told.end.has_more
    assert hub.relay().states == set()


def test_what_laptops_signed_is_taken_in_as_theirs_and_comes_back_as_states(town: Town, hub: RawHub) -> None:
    sokha, dara = town.laptop("sokha"), town.laptop("dara")
    hers, his = town.case_of("sokha"), town.case_of("dara")
    sokha.save(hers)
    dara.save(his)
    hub.relay()
    told = hub.relay(sokha.device.batch(), dara.device.batch())
    assert (told.applied(sokha.device.incarnation), told.applied(dara.device.incarnation)) == (1, 1)
    assert {hers.record, his.record} <= told.states  # no own echo: a hub holds what came from here alone
    assert told.refused == {}
    repeated = hub.relay(sokha.device.batch())
    assert repeated.applied(sokha.device.incarnation) == 0
    assert repeated.states == set()
    assert not town.laptop("sokha").exchange().verdicts.set_aside  # she sends the same to the centre: harmless
    known = hub.relay(confirmed={sokha.device.incarnation: 0, dara.device.incarnation: 0}).hello.known
    assert {key: n for key, (n, _link) in known.items()} == {sokha.device.incarnation: 1, dara.device.incarnation: 1}


def test_a_new_life_of_a_laptop_comes_through_its_hub(town: Town, hub: RawHub) -> None:
    sokha = town.laptop("sokha")
    device, statement = new_life(sokha.device, sokha.laptop.enrolled.device.serial)
    edit = town.case_of("sokha")
    device.save(edit.kind, edit.registers, record=edit.record)
    told = hub.relay(statement, device.batch())
    assert told.refused == {}
    assert told.applied(device.incarnation) == 1
    assert town.exists(edit.record)


def test_one_forked_laptop_does_not_hold_up_the_others(town: Town, hub: RawHub) -> None:
    sokha, dara = town.laptop("sokha"), town.laptop("dara")
    town.saved_case("sokha")
    forked = TestDevice(sokha.device.key, sokha.device.worker, sokha.device.incarnation, sokha.device.clock)
    edit = town.case_of("sokha")
    forked.save(edit.kind, edit.registers, record=edit.record)
    case = town.case_of("dara")
    dara.save(case)
    told = hub.relay(forked.batch(), dara.device.batch())
    assert told.refused == {forked.incarnation: "device.forked"}
    assert town.exists(case.record)
    assert not town.exists(edit.record)


def test_a_laptop_enrolled_at_the_hub_writes_and_comes_to_the_centre(town: Town, hub: RawHub) -> None:
    device, sent = hub.enrol(user=town.people["sokha"].id, office=town.battambang)
    edit = town.case_of("sokha")
    device.save(edit.kind, edit.registers, record=edit.record)
    told = hub.relay(sent, device.batch())
    assert told.refused == {}
    assert town.exists(edit.record)
    assert hub.relay(sent).refused == {}  # said again, harmless
    line = hub_line(town.server, "H1")
    assert line is not None and line.enrolled == ("KA1",)
    roster = hub.roster(hub.relay())
    assert roster is not None
    assert device.incarnation in {life.id for one in roster.devices for life in one.incarnations}


def test_changes_of_the_hubs_console_stand_as_those_of_who_made_them(town: Town, hub: RawHub) -> None:
    case = town.saved_case("sokha")
    hub.relay()
    seen = town.state(case).seen
    hub.own.save("case", {"nickname": "Mom"}, record=case, seen=seen, by=town.people["chenda"].id)
    told = hub.relay(hub.own.batch())
    assert told.aside == {}
    assert town.shown(case).values["nickname"] == "Mom"
    assert told.end.highest == 1


def test_the_roster_names_people_and_laptops_of_the_offices_and_is_sent_when_it_says_something_else(
    town: Town, hub: RawHub
) -> None:
    town.laptop("sokha"), town.laptop("mony")
    _give_credentials(town, "chenda")
    _give_credentials(town, "rith")
    roster = hub.roster(hub.relay())
    assert roster is not None
    assert {one.login for one in roster.people} == {"sokha", "dara", "chenda", "vanna"}
    vanna = next(one for one in roster.people if one.login == "vanna")
    assert vanna.granted == (town.battambang,)  # what else she is granted is not the hub's business
    lives = {life.id for one in roster.devices for life in one.incarnations}
    assert town.laptop("sokha").device.incarnation in lives
    assert town.laptop("mony").device.incarnation not in lives
    assert [one.kind for one in roster.devices].count("server") == 1
    held = {one.login: one.credentials for one in roster.people if one.credentials is not None}
    assert set(held) == {"chenda"}
    opened = read_credentials(pyrage.decrypt(held["chenda"], [hub.age]), person=town.people["chenda"].id)
    assert (opened.password_hash, opened.totp_secret) == ("$hash", "BASE32SECRET")
    assert hub.roster(hub.relay(have={"roster": roster.number})) is None
    town.server.database.run(
        lambda tx: people.change_account(
            tx, replace(town.people["dara"], status=people.LEFT), now_ms=town.central.clock()
        )
    )
    again = hub.roster(hub.relay(have={"roster": roster.number}))
    assert again is not None and again.number > roster.number


def test_a_roster_that_is_too_long_is_said_and_holds_nothing_else_up(
    town: Town, hub: RawHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync_server.services.hub_roster.MAX_ROSTER_BYTES", 100)
    case = town.saved_case("sokha")
    told = hub.relay()
    assert hub.roster(told) is None
    assert case in told.states
    line = hub_line(town.server, "H1")
    assert line is not None and [one.code for one in line.refused] == ["hub.roster_too_large"]


def test_the_servers_of_an_office_are_told_to_its_laptops_once(town: Town) -> None:
    assert "servers" not in _lists(town, "sokha")
    hub = a_raw_hub(town)
    keys = {"server_key": town.server.keys.signing_key, "root_key": town.server.identity.root_key}
    told = read_server_list(dumps(_lists(town, "sokha")["servers"]), **keys)
    assert [one.says.server for one in told.servers] == [town.server.identity.server, hub.request.hub]
    assert told.servers[1].urls == ("https://10.0.0.2",)
    other = read_server_list(dumps(_lists(town, "mony")["servers"]), **keys)
    assert [one.says.kind for one in other.servers] == ["centre"]
    per_office = hub.relay().lists["servers"]
    assert isinstance(per_office, dict) and list(per_office) == [town.battambang]
    withdraw(town.server, "H1")
    gone = read_server_list(dumps(_lists(town, "sokha")["servers"]), **keys)
    assert gone.number > told.number
    assert list(gone.withdrawn) == [hub.request.hub]


def test_a_withdrawn_hub_gets_nothing_and_its_own_word_waits_for_a_person(town: Town, hub: RawHub) -> None:
    case = town.saved_case("sokha")
    hub.relay()
    withdraw(town.server, "H1")
    withdraw(town.server, "H1")
    later = town.saved_case("dara")
    hub.own.save("case", {"nickname": "X"}, record=case, seen=town.state(case).seen, by=town.people["chenda"].id)
    laptop = town.laptop("sokha")
    edit = town.case_of("sokha")
    laptop.save(edit)
    device, sent = hub.enrol(user=town.people["sokha"].id, office=town.battambang)
    told = hub.relay(sent, hub.own.batch(), laptop.device.batch(after=1))
    assert told.states == set() and hub.roster(told) is None
    assert "servers" not in told.lists and "revocations" in told.lists
    assert told.aside == {(hub.own.incarnation, 1): "device.revoked"}
    assert told.refused[device.incarnation] == "device.revoked"
    assert town.exists(edit.record)  # what she signed is hers, whoever carries it
    assert later not in told.states
    line = hub_line(town.server, "H1")
    assert line is not None and line.state is HubState.WITHDRAWN
    with town.server.database.snapshot() as connection:
        device = find_device(connection, hub.request.device)
        assert device is not None and scopes_of(connection, device) == ()


def test_the_centre_knows_how_its_hub_is(town: Town, hub: RawHub) -> None:
    line = hub_line(town.server, "h1")
    assert line is not None and line.state is HubState.NEVER
    town.saved_case("sokha")
    hub.relay(HubFacts("0.1.0", 3, town.central.clock() - 5000, 50, 100, 4))
    line = hub_line(town.server, "H1")
    assert line is not None and line.told is not None
    assert (line.state, line.told.facts.waits_up, line.told.complete_at) == (HubState.GOOD, 3, None)
    assert line.waits_down > 0
    hub.relay(HubFacts("0.1.0", 0, None, 5, 100, 4))
    line = hub_line(town.server, "H1")
    assert line is not None and line.told is not None
    assert (line.state, line.waits_down, line.told.complete_at) == (HubState.FULL, 0, town.central.clock())
    town.central.clock.advance(hours=25)
    line = hub_line(town.server, "H1")
    assert line is not None and line.state is HubState.SILENT


def test_laptops_and_hubs_have_doors_of_their_own(town: Town, hub: RawHub) -> None:
    refused = hub.post(path="/api/v1/exchange")
    assert (refused.status_code, refused.get_json()["code"]) == (403, "hub.wrong_door")
    laptop = town.laptop("sokha").laptop
    body = b"anything"
    answer = town.client.post("/api/v1/relay", data=body, headers=laptop.headers(body, path="/api/v1/relay"))
    assert (answer.status_code, answer.get_json()["code"]) == (403, "hub.wrong_door")


def test_a_hub_admitted_for_other_offices_is_given_those(town: Town, hub: RawHub) -> None:
    elsewhere = town.saved_case("mony")
    assert elsewhere not in hub.relay().states
    admit(town.server, hub.request, offices=("BTB", "PLN"), root=read_root_key(town.central.folder / "root.key"))
    assert elsewhere in hub.relay().states
    with town.server.database.snapshot() as connection:
        device = find_device(connection, hub.request.device)
    assert device is not None and device.code == "H1"
