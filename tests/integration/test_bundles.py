"""A stick instead of a line: bundles up, answers down, twice, late, in the wrong order, and with a line between."""

from field_client.app import Laptop
from field_client.carrying import courier_for
from field_client.sync.courier import Courier, Delivered
from shared_schema.wire.messages import ActNote
from sync_server.services.courier import BundleRead, open_carried, take_in
from sync_server.services.courier_answer import MadeAnswer, make_answer
from sync_server.store.audit import find_rows
from sync_server.store.devices import find_device
from tests.builders.records import a_case, a_note, a_visit, an_id
from tests.central import Central
from tests.field_client.sync.laptops import Field, change, closing, refused, same_everywhere, save


def courier(laptop: Laptop) -> Courier:
    """The courier to the centre."""
    return courier_for(laptop, laptop.centre())


def pack(laptop: Laptop) -> bytes:
    """The one bundle that everything fits into."""
    (made,) = courier(laptop).make()
    return made.data


def read_at(central: Central, data: bytes, *, in_part: bool = False) -> BundleRead:
    """Reads a bundle at the centre."""
    return take_in(central.server, open_carried(central.server, data), in_part=in_part)


def answer_to(central: Central, laptop: Laptop, *, receipt_only: bool = False) -> MadeAnswer:
    """The answer of the centre for a laptop."""
    with central.server.database.snapshot() as connection:
        device = find_device(connection, laptop.identity.device)
    assert device is not None
    return make_answer(central.server, device, receipt_only=receipt_only)


def carry_back(central: Central, laptop: Laptop) -> Delivered:
    """Answer made, carried, read."""
    return courier(laptop).read(answer_to(central, laptop).data)


def test_a_bundle_and_its_answer_do_what_an_exchange_does(central: Central, sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (first, other):
        first.sync(), other.sync()
        case = a_case(worker=first.book.person)
        save(first, case, a_visit(home=case.record), a_note(home=case.record))
        theirs = a_case(worker=other.book.person)
        save(other, theirs)
        other.sync()
        central.clock.advance(hours=1)
        read = read_at(central, pack(first))
        assert (read.told.applied, read.told.set_aside, read.changes_nothing) == (3, 0, False)
        delivered = carry_back(central, first)
        assert delivered.tally.sent == {"case": 1, "visit": 1, "case_note": 1} and delivered.tally.arrived == {
            "case": 1
        }
        assert first.store.outbox.waiting(first.centre().server) == 0
        assert dict(first.book.open(theirs.record).values) == dict(other.book.open(theirs.record).values)
        report = first.sync()
        assert (report.requests, report.sent, report.arrived) == (1, {}, {})
        assert same_everywhere(first)


def test_a_bundle_read_twice_changes_nothing(central: Central, sokha: Field) -> None:
    with closing(sokha) as (first,):
        first.sync()
        save(first, a_case(worker=first.book.person))
        bundle = pack(first)
        at = read_at(central, bundle).bundle.at
        central.clock.advance(days=2)
        again = read_at(central, bundle)
        assert again.already_at == at and again.changes_nothing
        answer = answer_to(central, first)
        courier(first).read(answer.data)
        twice = courier(first).read(answer.data)
        assert twice.already_at is not None and twice.tally.sent == {}
        assert same_everywhere(first)


def test_what_was_opened_and_printed_is_told_by_stick_and_kept_until_the_answer(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        notes, now = laptop.store.act_notes, laptop.tools.clock()
        with laptop.store.transaction():  # more than one request over the line may hold
            for number in range(201):
                notes.add(
                    ActNote(laptop.tools.new_id(), "open", "trafficking_account", now + number, an_id(str(number)))
                )
        save(laptop, a_case(worker=laptop.book.person))
        lost, brought = pack(laptop), pack(laptop)
        assert lost != brought and len(notes.next(most=500)) == 201
        late = ActNote(laptop.tools.new_id(), "print", "route_list", now + 999, None, 4)
        notes.add(late)
        for _twice in range(2):
            read_at(central, brought)
        carry_back(central, laptop)
        assert notes.next() == (late,)  # it was made after the bundle
        read_at(central, lost)  # found again: each is one row
        with central.server.database.snapshot() as connection:
            told = [one.row for one in find_rows(connection, action="laptop.open")]
        writer = (laptop.book.person.worker, laptop.identity.device)
    assert len(told) == 201 and {(one.actor, one.device) for one in told} == {writer}


def test_everything_not_yet_confirmed_rides_in_each_bundle(central: Central, sokha: Field) -> None:
    with closing(sokha) as (first,):
        first.sync()
        case = a_case(worker=first.book.person)
        save(first, case)
        lost = pack(first)
        change(first, case.record, {"nickname": "later"})
        newer = pack(first)
        assert read_at(central, newer).told.applied == 2
        assert read_at(central, lost).changes_nothing
        carried = courier(first).carried()
        assert [received for _bundle, received in carried] == [None, None]
        courier(first).read(answer_to(central, first, receipt_only=True).data)
        assert all(received is not None for _bundle, received in courier(first).carried())


def test_an_old_answer_takes_no_laptop_back(central: Central, sokha: Field, second: Field) -> None:
    with closing(sokha, second) as (first, other):
        case = a_case(worker=first.book.person)
        save(first, case)
        first.sync(), other.sync()
        change(first, case.record, {"nickname": "one"})
        read_at(central, pack(first))
        old = answer_to(central, first)
        other.sync()
        change(other, case.record, {"nickname": "two"})
        other.sync()
        newer = answer_to(central, first)
        courier(first).read(newer.data)
        assert first.book.open(case.record).values["nickname"] == "two"
        refused(lambda: courier(first).read(old.data), "bundle.out_of_date")
        assert first.book.open(case.record).values["nickname"] == "two"
        assert same_everywhere(first, other)


def test_answers_of_two_bundles_read_one_after_the_other_both_count(
    central: Central, sokha: Field, second: Field
) -> None:
    with closing(sokha, second) as (first, other):
        first.sync(), other.sync()
        read_at(central, pack(first))
        mine = a_case(worker=other.book.person)
        save(other, mine)
        other.sync()
        one = answer_to(central, first)
        change(other, mine.record, {"nickname": "newer"})
        other.sync()
        two = answer_to(central, first)
        courier(first).read(one.data)
        courier(first).read(two.data)
        assert first.book.open(mine.record).values["nickname"] == "newer"
        assert same_everywhere(first, other)


def test_a_line_between_bundle_and_answer_is_no_harm(central: Central, sokha: Field) -> None:
    with closing(sokha) as (first,):
        first.sync()
        case = a_case(worker=first.book.person)
        save(first, case)
        read_at(central, pack(first))
        answer = answer_to(central, first)
        save(first, a_note(home=case.record))
        first.sync()
        refused(lambda: courier(first).read(answer.data), "bundle.out_of_date")
        assert first.store.outbox.waiting(first.centre().server) == 0
        assert same_everywhere(first)
