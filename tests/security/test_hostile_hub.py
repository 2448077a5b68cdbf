"""A dishonest hub has true keys and says what it likes: what it can do ends at its own offices."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_schema.certificates import IncarnationStatement as Statement
from shared_schema.certificates import (
    make_incarnation_statement,
    make_server_certificate,
    read_server_certificate,
)
from shared_schema.change import Batch, Head
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, random_id
from shared_schema.scopes import ASSIGNMENT, office_scope
from shared_schema.wire.compact import write_state
from shared_schema.wire.messages import Compare, HubFacts, IncarnationStatement, RosterFrame, Want, Witness
from shared_schema.wire.roster import read_roster
from sync_server.services.hub_list import hub_line
from sync_server.services.hub_reach import scopes_of
from sync_server.services.hub_withdrawal import withdraw
from sync_server.store.devices import find_device, find_incarnation
from sync_server.store.people import account_by_id
from tests.builders.raw_hub import RawHub, a_raw_hub
from tests.builders.records import an_edit
from tests.builders.town import Town, a_town
from tests.stores import StoreUrls


@pytest.fixture
def town(sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Town]:
    """Two offices around one centre."""
    stage = a_town(sqlite_urls, tmp_path)
    yield stage
    stage.close()


@pytest.fixture
def hub(town: Town) -> RawHub:
    """It has Battambang, and nothing in Pailin."""
    return a_raw_hub(town)


def a_log(town: Town, login: str, count: int) -> list[Batch]:
    """A laptop with so many new cases, each in a batch of its own."""
    laptop = town.laptop(login)
    for _ in range(count):
        laptop.save(town.case_of(login))
    return [laptop.device.batch(after=n, up_to=n + 1) for n in range(count)]


def _life(town: Town, login: str) -> Id:
    return town.laptop(login).device.incarnation


def test_batches_in_another_order_end_the_same(town: Town, hub: RawHub) -> None:
    first, second, third = a_log(town, "sokha", 3)
    early = hub.relay(third)
    assert early.applied(_life(town, "sokha")) == 0
    assert hub.relay(second).applied(_life(town, "sokha")) == 0
    assert hub.relay(first).applied(_life(town, "sokha")) == 3


def test_a_batch_that_is_kept_back_is_seen_to_be_missing(town: Town, hub: RawHub) -> None:
    first, _dropped, third = a_log(town, "sokha", 3)
    told = hub.relay(first, third)
    assert told.applied(_life(town, "sokha")) == 1
    assert town.laptop("sokha").exchange().verdicts.applied  # she gives it herself: no receipt of a hub shortens that
    assert town.laptop("sokha").exchange().end.highest == 3


def test_a_batch_told_twice_counts_once(town: Town, hub: RawHub) -> None:
    [only] = a_log(town, "sokha", 1)
    assert hub.relay(only, only).applied(_life(town, "sokha")) == 1
    assert hub.relay(only).applied(_life(town, "sokha")) == 0


def test_what_was_altered_or_signed_anew_is_taken_from_nobody(town: Town, hub: RawHub) -> None:
    [batch] = a_log(town, "sokha", 1)
    body = bytes(batch.items[0])  # type: ignore[arg-type]
    altered = replace(batch, items=(body.replace(b'"at":', b'"at": '),))
    mine = Ed25519PrivateKey.generate()
    signed_anew = replace(batch, head=Head(1, mine.sign(b"x")))
    cut = replace(batch, items=())
    honest = a_log(town, "dara", 3)
    for forged, other in zip((altered, signed_anew, cut), honest, strict=True):
        told = hub.relay(forged, other)
        assert told.applied(_life(town, "dara")) == 1
        assert set(told.refused) == {_life(town, "sokha")}
        assert told.refused[_life(town, "sokha")] in ("device.signature_wrong", "device.batch_malformed")
    assert hub.relay(batch).applied(_life(town, "sokha")) == 1


def test_laptops_of_another_office_are_not_its_to_speak_for(town: Town, hub: RawHub) -> None:
    [theirs] = a_log(town, "mony", 1)
    mony = town.laptop("mony")
    told = hub.relay(theirs)
    assert told.refused == {_life(town, "mony"): "hub.not_its_office"}
    assert mony.exchange().verdicts.applied
    said = Statement(mony.laptop.enrolled.device.serial, random_id(b"z" * 16), mony.device.incarnation, 1, "restored")
    payload = make_incarnation_statement(said, sign=mony.device.key.sign)
    assert hub.relay(IncarnationStatement(payload)).refused == {said.new: "hub.not_its_office"}
    assert hub.relay(confirmed={_life(town, "mony"): 0}).hello.known == {}


FORGED = {
    "somebody of another office": ("rith", {"nickname": "A"}, "change.signer_is_not_author"),
    "a colleague whose case it is not": ("dara", {"nickname": "B"}, "change.not_allowed"),
    "a supervisor who may not move cases": ("chenda", {ASSIGNMENT: "pailin"}, "change.not_allowed"),
    "nobody at all": ("", {"nickname": "C"}, "change.signer_is_not_author"),
}


@pytest.mark.parametrize("who", FORGED)
def test_a_forged_author_is_believed_no_further_than_her_rights(town: Town, hub: RawHub, who: str) -> None:
    login, values, code = FORGED[who]
    case = town.saved_case("sokha")
    before = town.state(case)
    if ASSIGNMENT in values:
        values = {ASSIGNMENT: {"case_worker": town.people["mony"].id, "office": town.pailin}}
    by = town.people[login].id if login else hub.request.device
    dot = hub.own.save("case", values, record=case, seen=before.seen, by=by)
    assert hub.relay(hub.own.batch()).aside == {dot: code}
    assert town.state(case) == before


def test_a_coordinator_named_by_the_hub_reaches_no_further_than_the_hub(town: Town, hub: RawHub) -> None:
    elsewhere = town.saved_case("mony")  # vanna coordinates Pailin too
    seen = town.state(elsewhere).seen
    dot = hub.own.save("case", {"nickname": "A"}, record=elsewhere, seen=seen, by=town.people["vanna"].id)
    assert hub.relay(hub.own.batch()).aside == {dot: "change.not_allowed"}


def test_accounts_offices_and_settings_are_not_a_hubs_to_write(town: Town, hub: RawHub) -> None:
    administrator = town.central.person("bopha", office=town.battambang, role="administrator")
    wanted = {}
    for kind, values, by in (
        ("worker", {"role": "coordinator"}, town.people["chenda"].id),
        ("worker", {"phone": "+85512000000"}, town.people["chenda"].id),
        ("setting", {"value": "1"}, administrator.id),
        ("office", {"name_latin": "Mine"}, administrator.id),
        ("provider", {"name_latin": "Mine", "provider_type": "ngo"}, administrator.id),
    ):
        edit = an_edit(kind, values, home="directory")
        wanted[hub.own.save(kind, edit.registers, record=edit.record, home="directory", by=by)] = kind
    told = hub.relay(hub.own.batch())
    assert set(told.aside) == set(wanted)
    with town.server.database.snapshot() as connection:
        account = account_by_id(connection, town.people["chenda"].id)
    assert account is not None and account.role == "supervisor"


def test_certificates_for_others_people_offices_and_numbers_are_refused(town: Town, hub: RawHub) -> None:
    sokha, mony = town.people["sokha"].id, town.people["mony"].id
    foreign = Ed25519PrivateKey.generate()
    tried = {
        "another office": hub.enrol(user=sokha, office=town.pailin),
        "its office, a person of another": hub.enrol(user=mony, office=town.battambang),
        "a person of another office": hub.enrol(user=mony, office=town.pailin),
        "nobody": hub.enrol(user=hub.request.device, office=town.battambang),
        "a code of the centre": hub.enrol(user=sokha, office=town.battambang, code="K9"),
        "a code of another hub": hub.enrol(user=sokha, office=town.battambang, code="KB1"),
        "a serial of the centre": hub.enrol(user=sokha, office=town.battambang, serial=9),
        "a serial for renewals": hub.enrol(user=sokha, office=town.battambang, serial=hub.joined.answer.last_serial),
        "in the centre's name": hub.enrol(user=sokha, office=town.battambang, issuer=town.server.identity.server),
        "by another key": hub.enrol(user=sokha, office=town.battambang, sign=foreign.sign),
    }
    told = hub.relay(*(sent for _device, sent in tried.values()))
    assert {what for what, (device, _sent) in tried.items() if device.incarnation not in told.refused} == set()
    device, sent = hub.enrol(user=sokha, office=town.battambang)
    known = town.laptop("sokha").laptop.device
    _other, again = hub.enrol(user=sokha, office=town.battambang, number=2, device=known)
    told = hub.relay(sent, again)
    assert device.incarnation not in told.refused
    assert set(told.refused.values()) == {"device.taken"}


def test_a_laptop_made_for_a_coordinator_reaches_no_further_than_the_hub(town: Town, hub: RawHub) -> None:
    """Vanna belongs to the hub's office and coordinates Pailin too; that the laptop is hers only the hub says."""
    elsewhere, of_vanna = town.saved_case("mony"), town.laptop("vanna").laptop.device
    device, sent = hub.enrol(user=town.people["vanna"].id, office=town.battambang)
    assert device.incarnation not in hub.relay(sent).refused
    with town.server.database.snapshot() as connection:
        life = find_incarnation(connection, device.incarnation)
        made = find_device(connection, life.device) if life is not None else None
        assert made is not None
        scopes = set(scopes_of(connection, made))
        real = find_device(connection, of_vanna)
        assert real is not None
        of_her_own = set(scopes_of(connection, real))
    assert office_scope(town.battambang) in scopes
    assert {scope for scope in scopes if town.pailin in scope} == set()
    assert office_scope(town.pailin) in of_her_own
    seen = town.state(elsewhere).seen
    dot = device.save("case", {"nickname": "A"}, record=elsewhere, seen=seen, by=town.people["vanna"].id)
    assert hub.relay(device.batch()).aside == {dot: "change.not_allowed"}


def test_offices_of_its_own_making_are_not_believed(town: Town, hub: RawHub) -> None:
    """The hub signs a certificate for itself that names Pailin: nobody asks for it, and the root's word is another."""
    says = read_server_certificate(hub.joined.answer.hub_certificate, root_key=town.server.identity.root_key)
    own = make_server_certificate(replace(says, offices=(town.battambang, town.pailin)), sign=hub.signing.sign)
    with pytest.raises(HomewardError, match=r"certificate\.not_valid"):
        read_server_certificate(own, root_key=town.server.identity.root_key)
    told = hub.relay()
    assert office_scope(town.pailin) not in hub.cursors
    assert told.end.cursors.keys() <= hub.cursors.keys()


def test_leaves_and_records_of_other_offices_are_asked_for_in_vain(town: Town, hub: RawHub) -> None:
    elsewhere = town.saved_case("mony")
    hub.relay()
    hub.cursors |= {office_scope(town.pailin): 0, "worker/" + town.people["mony"].id: 0}
    told = hub.relay(Want((elsewhere,)), Compare(office_scope(town.pailin), (0,) * 256))
    assert elsewhere not in told.states
    assert told.of(Compare) == []
    assert set(told.end.digests) <= set(told.hello.scopes or ())
    assert office_scope(town.pailin) not in (told.hello.scopes or ())


def test_another_devices_counters_are_not_raised(town: Town, hub: RawHub) -> None:
    """A change that claims to have seen what nobody wrote yet would hide it for good: it waits."""
    case = town.saved_case("sokha")
    life = _life(town, "sokha")
    seen = {**town.state(case).seen, life: 99}
    dot = hub.own.save("case", {"nickname": "A"}, record=case, seen=seen, by=town.people["chenda"].id)
    assert hub.relay(hub.own.batch()).aside == {dot: "change.seen_not_here"}
    sokha = town.laptop("sokha")
    sokha.exchange()
    sokha.change(case, {"nickname": "B"})
    sokha.exchange()
    assert town.shown(case).values["nickname"] == "B"


def test_a_state_of_its_making_is_never_merged(town: Town, hub: RawHub) -> None:
    case, elsewhere = town.saved_case("sokha"), town.saved_case("mony")
    before, there = town.state(case), town.state(elsewhere)
    forged = [replace(one, seen={**one.seen, hub.own.incarnation: 7}) for one in (before, there)]
    told = hub.relay(*(Witness(write_state(one)) for one in forged))
    assert told.end.witnessed == (0,)  # of its own office: kept for a person to look at; of another: not its to say
    assert (town.state(case), town.state(elsewhere)) == (before, there)


def test_a_roster_of_another_hub_or_of_last_week_is_not_this_hubs(town: Town, hub: RawHub) -> None:
    other = a_raw_hub(town, offices=("PLN",))
    frames = other.relay().of(RosterFrame)
    with pytest.raises(HomewardError, match=r"certificate\.not_valid"):
        read_roster(frames[0].payload, server_key=town.server.keys.signing_key, hub=hub.request.hub)
    first = hub.roster(hub.relay())
    town.laptop("dara")
    second = hub.roster(hub.relay(have={"roster": first.number if first else 0}))
    assert first is not None and second is not None
    assert second.number > first.number  # numbers rise: who holds the second refuses the first
    ahead = hub.roster(hub.relay(have={"roster": 40}))
    assert ahead is not None and ahead.number == 41  # a centre brought back goes on above what hubs hold


def test_a_hub_that_was_withdrawn_does_not_come_back_under_its_name(town: Town, hub: RawHub) -> None:
    withdraw(town.server, "H1")
    with pytest.raises(HomewardError, match=r"hub\.withdrawn"):
        a_raw_hub(town, request=hub.request)


def test_a_hub_says_of_itself_what_it_likes_and_moves_nothing_by_it(town: Town, hub: RawHub) -> None:
    town.saved_case("sokha")
    case = town.saved_case("dara")
    facts = HubFacts("x" * 40, *(2**62,) * 5)
    told = hub.relay(facts, have={"servers": 2**62, "revocations": 2**62, "roster": 2**63 - 1})
    assert case in told.states
    roster = hub.roster(told)
    assert roster is not None and roster.number == 2**53 + 1
    assert "servers" not in told.lists  # it harms itself alone
    assert hub_line(town.server, "H1") is not None
