"""Batches: gaps, repetitions, forks, damaged lines, hidden bodies, revoked laptops."""

import os
from dataclasses import replace

import pytest

from shared_schema.certificates import IncarnationStatement, make_incarnation_statement
from shared_schema.change import BodyHash, hash_body
from shared_schema.errors import HomewardError
from shared_schema.identifiers import random_id
from shared_schema.wire import exchange as wire
from sync_server.services.receive import MOST_EARLY, receive
from sync_server.store import devices, log
from tests.builders.device import TestDevice
from tests.builders.field import FieldLaptop
from tests.builders.records import a_visit
from tests.builders.town import Town


def test_batch_beyond_a_gap_is_kept_and_waits(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    visits = [a_visit(home=case) for _ in range(4)]
    for visit in visits:
        sokha.save(visit)
    answer = sokha.exchange(batches=(sokha.device.batch(after=3),))
    assert answer.verdicts.waits_for == ((sokha.device.incarnation, 2),)
    assert not answer.verdicts.applied
    assert not any(town.exists(visit.record) for visit in visits)
    answer = sokha.exchange(batches=(sokha.device.batch(after=1, up_to=3),))
    assert all(town.exists(visit.record) for visit in visits)
    assert answer.verdicts.applied == ((sokha.device.incarnation, 2, 5),)
    assert not answer.verdicts.waits_for
    assert head_of(town, sokha) == 5


def test_batches_beyond_a_gap_are_bounded_in_number_and_what_was_not_kept_is_sent_again(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    visits = [a_visit(home=case) for _ in range(MOST_EARLY + 3)]
    for visit in visits:
        sokha.save(visit)
    last = sokha.device.n
    singly = tuple(sokha.device.batch(after=n, up_to=n + 1) for n in range(2, last))
    for _again in range(2):
        answer = sokha.exchange(batches=singly)
        assert set(answer.verdicts.waits_for) == {(sokha.device.incarnation, 2)} and not answer.verdicts.applied
        with town.server.database.snapshot() as connection:
            kept = log.early_batches_of(connection, town.server.sealing, sokha.device.incarnation)
        assert len(kept) == MOST_EARLY
    sokha.exchange(batches=(sokha.device.batch(after=1, up_to=2),))
    assert head_of(town, sokha) == 2 + MOST_EARLY
    sokha.exchange()
    assert head_of(town, sokha) == last and all(town.exists(visit.record) for visit in visits)


def test_reply_lost_push_is_harmless_when_repeated(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    visit = a_visit(home=case)
    sokha.save(visit)
    sokha.exchange(lose_reply=True)
    before = town.state(visit.record)
    answer = sokha.exchange()
    assert answer.verdicts.duplicate == ((sokha.device.incarnation, 2, 2),)
    assert not answer.verdicts.applied and not answer.states
    assert town.state(visit.record) == before
    assert sokha.is_as_the_server_says(answer)


def test_reply_lost_tells_again_what_was_set_aside(town: Town) -> None:
    sokha = town.laptop("sokha")
    sokha.save(town.case_of("dara"))
    first = sokha.exchange(lose_reply=True)
    assert sokha.exchange().verdicts.set_aside == first.verdicts.set_aside


def test_forked_laptop_is_refused_as_a_whole_with_the_way_out_named(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    copy = TestDevice(sokha.device.key, sokha.worker, sokha.device.incarnation, town.central.clock)
    copy.append(sokha.device.bodies[0])
    sokha.save(a_visit(home=case))
    sokha.exchange()
    other = a_visit(home=case)
    copy.save("visit", other.registers, record=other.record, home=case)
    copy.save("visit", other.registers, record=other.record, home=case)
    with pytest.raises(HomewardError) as caught:
        receive(town.server, device_of(town, sokha), [copy.batch(after=1)])
    assert caught.value.code == "device.forked"
    assert caught.value.facts["n"] == 2
    assert not town.exists(other.record)
    assert head_of(town, sokha) == 2
    with pytest.raises(HomewardError) as caught:
        receive(town.server, device_of(town, sokha), [copy.batch(after=2)])
    assert caught.value.code == "device.forked"


def test_restored_laptop_gets_new_incarnation(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    old = sokha.device
    statement = IncarnationStatement(
        device_of(town, sokha).serial, random_id(os.urandom(16)), old.incarnation, old.n, "restored"
    )
    signed = make_incarnation_statement(statement, sign=old.key.sign)
    sokha.device = TestDevice(old.key, sokha.worker, statement.new, town.central.clock)
    visit = a_visit(home=case)
    sokha.save(visit)
    answer = sokha.exchange(wire.IncarnationStatement(signed))
    assert answer.verdicts.applied == ((statement.new, 1, 1),)
    assert answer.end.highest == 1
    assert town.exists(visit.record)


def test_damaged_log_keeps_what_stands_before(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    before, after = a_visit(home=case), a_visit(home=case)
    sokha.save(before)
    damaged = sokha.device.append(b'{"v":1,"salt":"tor')
    later = sokha.save(after)
    answer = sokha.exchange()
    assert answer.codes() == {damaged[1]: "device.log_damaged", later[1]: "device.log_damaged"}
    assert town.exists(before.record) and not town.exists(after.record)
    more = sokha.save(a_visit(home=case))
    assert sokha.exchange().codes() == {more[1]: "device.log_damaged"}
    with town.server.database.snapshot() as connection:
        entries = log.entries_between(connection, sokha.device.incarnation, first=3, last=5)
        assert [log.open_body(town.server.sealing, entry) for entry in entries] == sokha.device.bodies[2:]


def test_an_unreadable_body_is_kept_alone(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    odd = sokha.device.append(b'{"v":1,"words":"from nowhere"}')
    large = sokha.save(a_visit(home=case, narrative="ក" * 90_000))
    visit = a_visit(home=case)
    sokha.save(visit)
    answer = sokha.exchange()
    assert answer.codes() == {odd[1]: "change.unreadable", large[1]: "change.too_large"}
    assert town.exists(visit.record)


def test_hidden_or_erased_body_keeps_the_chain(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    hidden, seen = a_visit(home=case), a_visit(home=case)
    sokha.save(hidden)
    sokha.save(seen)
    whole = sokha.device.batch(after=1)
    first, second = whole.items
    assert isinstance(first, bytes)
    without = replace(whole, items=(BodyHash(hash_body(first)), second))
    receive(town.server, device_of(town, sokha), [without])
    assert town.exists(seen.record) and not town.exists(hidden.record)
    assert head_of(town, sokha) == 3
    received = receive(town.server, device_of(town, sokha), [whole])
    assert not received.verdicts.set_aside
    assert town.exists(hidden.record)


def test_changes_of_a_revoked_laptop_after_the_cut_are_set_aside(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")

    def revoke(connection: object) -> None:
        devices.revoke(connection, sokha.laptop.device, reason="lost", number=1, now_ms=town.central.clock())  # type: ignore[arg-type]

    town.server.database.run(revoke)
    late = sokha.save(a_visit(home=case))
    answer = sokha.exchange()
    assert answer.codes() == {late[1]: "device.revoked"}
    assert not answer.states


def test_a_late_laptop_only_hands_in_and_keeps_what_it_holds(town: Town) -> None:
    """Its certificate ran out: what it sends waits, nothing is given, and it is not told to forget its scopes."""
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    sokha.settle()
    town.central.clock.advance(days=408)
    late = sokha.save(a_visit(home=case))
    answer = sokha.exchange()
    assert answer.codes() == {late[1]: "device.late"}
    assert answer.hello.scopes is None and not answer.states
    assert case in sokha.received


def test_whoever_carries_a_batch_its_author_is_the_one_who_is_late(town: Town) -> None:
    """A laptop in good standing makes nobody's late work good, and a late one makes nobody's good work late."""
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    town.central.clock.advance(days=408)
    dara = town.laptop("dara")  # enrolled today
    late = sokha.save(a_visit(home=case))
    assert dara.exchange(batches=(sokha.device.batch(after=1),)).codes() == {late[1]: "device.late"}
    case = town.case_of("dara")
    dara.save(case)
    assert not sokha.exchange(batches=(dara.device.batch(),)).codes()
    assert town.exists(case.record)


def test_a_batch_that_is_not_signed_by_its_laptop_is_refused(town: Town) -> None:
    sokha = town.laptop("sokha")
    sokha.save(town.case_of("sokha"))
    stranger = TestDevice(town.laptop("dara").device.key, sokha.worker, sokha.device.incarnation)
    stranger.bodies, stranger.links = sokha.device.bodies, sokha.device.links
    with pytest.raises(HomewardError, match=r"device\.signature_wrong"):
        receive(town.server, device_of(town, sokha), [replace(stranger.batch(), link_before=sokha.device.link(0))])


def device_of(town: Town, laptop: FieldLaptop) -> devices.Device:
    """The row of a laptop."""
    with town.server.database.snapshot() as connection:
        found = devices.find_device(connection, laptop.laptop.device)
    assert found is not None
    return found


def head_of(town: Town, laptop: FieldLaptop) -> int:
    """The highest counter that the centre holds without a gap."""
    with town.server.database.snapshot() as connection:
        found = devices.find_incarnation(connection, laptop.device.incarnation)
    assert found is not None
    return found.head_n
