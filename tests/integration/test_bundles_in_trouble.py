"""A stick in trouble: the wrong order, cut, a lost laptop, a new life of it, and any split of a log in any order."""

import random

import pytest

from casework.book import Query
from field_client.app import Laptop
from field_client.sync import packing
from shared_schema.wire import steps
from shared_schema.wire.bundle import MAX_PAYLOAD_BYTES
from sync_server.services.courier import open_carried, take_in
from sync_server.services.fleet import report_lost
from sync_server.services.issuers import GOOD
from sync_server.store.bundles import find_bundle
from tests.builders.records import a_case, a_note, a_visit
from tests.central import Central
from tests.field_client.sync.laptops import Field, change, closing, refused, same_everywhere, save
from tests.integration.test_bundles import answer_to, carry_back, courier, pack, read_at
from tests.soak import trials

SEED = 20261122
CASES = Query("case")


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkpoint after every save set, and a bundle that is full after a few."""
    monkeypatch.setattr(packing, "GROUP_BYTES", 1)


@pytest.fixture
def small_bundles(small_steps: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bundle that is full after its first step."""
    monkeypatch.setattr(steps, "ROOM_BYTES", MAX_PAYLOAD_BYTES)


def a_busy_month(laptop: Laptop, chance: random.Random, *, count: int = 3) -> list[str]:
    """Cases, visits, notes, changes of each other; the cases."""
    cases = []
    for number in range(count):
        case = a_case(worker=laptop.book.person)
        cases.append(case.record)
        save(laptop, case, *(a_visit(home=case.record) for _ in range(chance.randrange(2))))
        change(laptop, chance.choice(cases), {"nickname": f"name {number}"})
    save(laptop, a_note(home=cases[0]))
    return cases


@pytest.mark.usefixtures("small_bundles")
def test_bundles_read_in_the_wrong_order_wait_for_each_other(central: Central, sokha: Field) -> None:
    with closing(sokha) as (first,):
        first.sync()
        cases = a_busy_month(first, random.Random(SEED))
        made = courier(first).make()
        assert len(made) >= 4
        last = read_at(central, made[-1].data)
        assert last.told.waits_after and not last.told.applied and not last.bundle.is_whole
        told = carry_back(central, first)
        assert told.tally.sent == {} and first.store.outbox.waiting(first.centre().server) > 0
        for one in reversed(made[:-1]):
            read_at(central, one.data)
        again = read_at(central, made[-1].data)
        assert again.changes_nothing and again.bundle.is_whole
        carry_back(central, first)
        assert first.store.outbox.waiting(first.centre().server) == 0
        assert first.book.open(cases[0]).values["nickname"].startswith("name")
        assert same_everywhere(first)


@pytest.mark.usefixtures("small_bundles")
def test_any_split_in_any_order_ends_in_the_same_state_as_the_line(
    central: Central, sokha: Field, second: Field
) -> None:
    """Each bundle holds what was not confirmed when it was made; they overlap, come twice, late, or never."""
    for trial in range(trials(1, soak=20)):
        chance = random.Random(SEED + trial)
        with closing(sokha, second) as (first, other):
            first.sync(), other.sync()
            stack: list[bytes] = []
            for _round in range(2):
                a_busy_month(first, chance, count=2)
                stack += [one.data for one in courier(first).make()]
                if chance.random() < 0.4:
                    first.sync()
            heard = [one for one in stack if chance.random() < 0.8] * 2
            chance.shuffle(heard)
            answers = []
            for data in heard:
                take_in(central.server, open_carried(central.server, data))
                if chance.random() < 0.3:
                    answers.append(answer_to(central, first).data)
            chance.shuffle(answers)
            for data in answers:
                try:
                    courier(first).read(data)
                except Exception as error:
                    assert getattr(error, "code", "") == "bundle.out_of_date", SEED + trial
            for data in stack:
                take_in(central.server, open_carried(central.server, data))
            first.sync(), other.sync()
            assert first.store.outbox.waiting(first.centre().server) == 0, SEED + trial
            assert same_everywhere(first, other), SEED + trial
            mine = {one.record_id: dict(one.values) for one in first.book.list(CASES, limit=100).records}
            theirs = {one.record_id: dict(one.values) for one in other.book.list(CASES, limit=100).records}
            assert mine == theirs and mine, SEED + trial


@pytest.mark.usefixtures("small_steps")
def test_a_cut_bundle_is_read_up_to_its_last_checkpoint_where_the_person_says_so(
    central: Central, sokha: Field
) -> None:
    chance = random.Random(SEED)
    with closing(sokha) as (first,):
        first.sync()
        case = a_case(worker=first.book.person)
        save(first, case)
        for _ in range(80):
            save(first, a_note(home=case.record, text=chance.randbytes(1500).hex()))
        whole = pack(first)
        assert len(whole) > 2 * 65_536
        cut = whole[: 65_536 + 5_000]
        error = refused(lambda: read_at(central, cut), "bundle.damaged")
        assert 0 < int(error.facts["sections"]) < int(error.facts["of"])  # type: ignore[call-overload]
        part = read_at(central, cut, in_part=True)
        assert 0 < part.told.applied < 81 and not part.bundle.is_whole
        carry_back(central, first)
        assert first.store.outbox.waiting(first.centre().server) == 81 - part.told.applied
        rest = read_at(central, whole)
        assert rest.told.applied == 81 - part.told.applied and rest.bundle.is_whole
        assert read_at(central, cut, in_part=True).already_at is not None
        carry_back(central, first)
        assert same_everywhere(first)


def test_a_cut_answer_is_read_up_to_its_last_page_and_takes_no_cursor_back(
    central: Central, sokha: Field, second: Field
) -> None:
    chance = random.Random(SEED)

    def write(laptop: Laptop, count: int) -> None:
        for _ in range(count):
            case = a_case(worker=laptop.book.person)
            save(laptop, case, *(a_note(home=case.record, text=chance.randbytes(1500).hex()) for _ in range(25)))
        laptop.sync()

    with closing(sokha, second) as (first, other):
        first.sync(), other.sync()
        read_at(central, pack(first))
        write(other, 4)
        early = answer_to(central, first).data
        write(other, 5)
        answer = answer_to(central, first).data
        assert len(answer) > 4 * 65_536
        courier(first).read(early)
        before = first.store.cursors.of(first.centre().server)
        cut = answer[: len(answer) // 2]
        refused(lambda: courier(first).read(cut), "bundle.damaged")
        assert not courier(first).read(cut, in_part=True).checked.is_whole
        now = first.store.cursors.of(first.centre().server)
        assert all(now[scope] >= at for scope, at in before.items()) and now.keys() == before.keys()
        whole = courier(first).read(answer)
        assert whole.already_at is None and sum(whole.tally.arrived.values()) > 0
        assert courier(first).read(answer).already_at is not None
        assert same_everywhere(first, other)


def test_an_old_receipt_takes_nothing_back_that_was_confirmed_since(central: Central, sokha: Field) -> None:
    with closing(sokha) as (first,):
        first.sync()
        case = a_case(worker=first.book.person)
        save(first, case)
        read_at(central, pack(first))
        receipt = answer_to(central, first, receipt_only=True).data
        save(first, a_note(home=case.record))
        first.sync()
        confirmed = first.store.cursors.confirmed(first.centre().server)
        courier(first).read(receipt)
        assert first.store.cursors.confirmed(first.centre().server) == confirmed
        assert first.store.outbox.waiting(first.centre().server) == 0


def test_a_lost_laptop_sends_into_quarantine_and_gets_a_receipt_alone(central: Central, sokha: Field) -> None:
    with closing(sokha) as (first,):
        first.sync()
        save(first, a_case(worker=first.book.person))
        report_lost(central.server, first.identity.code)
        carried = open_carried(central.server, pack(first))
        assert carried.standing != GOOD
        read = take_in(central.server, carried)
        assert (read.told.applied, read.told.set_aside) == (0, 1)
        answer = answer_to(central, first)
        assert (answer.bundle.kind, answer.records) == ("receipt", 0)
        delivered = courier(first).read(answer.data)
        assert "device.revoked" in delivered.tally.alerts
        assert first.store.marks.entries()


def test_a_laptop_under_a_new_life_says_so_in_its_bundle(central: Central, sokha: Field) -> None:
    with closing(sokha) as (first,):
        first.sync()
        case = a_case(worker=first.book.person)
        save(first, case)
        first.take_new_life("restored")
        change(first, case.record, {"nickname": "after"})
        assert read_at(central, pack(first)).told.applied == 2
        carry_back(central, first)
        assert first.store.outbox.waiting(first.centre().server) == 0 and not first.store.marks.entries()
        assert same_everywhere(first)


def test_an_answer_reaches_a_laptop_that_had_no_line_at_all_since(central: Central, sokha: Field) -> None:
    with closing(sokha) as (first,):
        first.sync()
        clock = first.store.identity.fact("clock_offset")
        central.clock.advance(days=9)
        read = read_at(central, pack(first))
        with central.server.database.snapshot() as connection:
            assert find_bundle(connection, read.bundle.id) == read.bundle
        carry_back(central, first)
        assert first.store.identity.fact("clock_offset") == clock  # a stick tells nothing of how late it is now
        assert first.centre().contact_at == central.clock()
