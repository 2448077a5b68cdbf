"""What messages mean for a laptop, decided without a store."""

import pytest

from field_client.sync import plan
from field_client.sync.plan import Heads, Sizes
from shared_schema.change import Batch, Head
from shared_schema.wire.compact import bucket_of
from shared_schema.wire.messages import (
    Compare,
    Gone,
    Notice,
    ReplyHello,
    ReplyMessage,
    SetAside,
    StateFrame,
    Verdicts,
)
from tests.builders.records import an_id

OWN, OTHER = an_id("own"), an_id("other")
LINKS = {0: b"zero", 1: b"one", 2: b"two", 3: b"three"}


def a_batch(before: int, n: int) -> Batch:
    return Batch(OWN, before, b"", tuple(b"x" for _ in range(n - before)), Head(n, b""))


def judged(confirmed: int, n: int, link: bytes) -> Heads:
    return plan.judge_head(confirmed=confirmed, known=(n, link), link_at=LINKS.get)


def test_a_server_that_holds_what_it_confirmed_is_the_same() -> None:
    assert judged(2, 2, b"two") is Heads.SAME


def test_a_server_that_holds_more_than_it_confirmed_here_lost_its_reply() -> None:
    assert judged(1, 3, b"three") is Heads.AHEAD


def test_a_server_that_holds_less_than_it_confirmed_was_restored() -> None:
    assert judged(3, 1, b"one") is Heads.LOST


def test_a_server_that_no_longer_knows_the_incarnation_was_restored() -> None:
    assert judged(3, 0, b"") is Heads.LOST


def test_a_link_that_is_not_in_the_log_means_a_copied_laptop() -> None:
    assert judged(2, 2, b"another") is Heads.FORKED
    assert judged(2, 4, b"four") is Heads.FORKED


def test_every_batch_that_arrived_is_confirmed_up_to_its_head() -> None:
    assert plan.confirmations([a_batch(0, 5), a_batch(5, 9)], [Verdicts()]) == {OWN: 9}


def test_nothing_behind_a_gap_is_confirmed() -> None:
    assert plan.confirmations([a_batch(7, 9)], [Verdicts(waits_for=((OWN, 4),))]) == {OWN: 3}


def test_only_own_changes_are_taken_into_received_states() -> None:
    verdicts = Verdicts(applied=((OWN, 1, 2), (OTHER, 1, 1)), duplicate=((OWN, 3, 3),))
    assert plan.taken_ranges([verdicts], [OWN]) == ((OWN, 1, 2), (OWN, 3, 3))


def test_repair_fetches_what_differs_and_lets_go_what_the_server_does_not_have() -> None:
    first, second, third = an_id("record a"), an_id("record b"), an_id("record c")
    theirs = {bucket_of(first): {first: 1}, bucket_of(second): {}}
    theirs[bucket_of(first)][first] = 1
    mine = {first: 2, second: 5, third: 7}
    fetch, absent = plan.differing(theirs, mine, bucket_of=bucket_of)
    assert fetch == (first,)
    assert second in absent
    assert third not in absent or bucket_of(third) in theirs


def test_sizes_double_after_a_full_exchange_up_to_their_bounds() -> None:
    sizes = Sizes()
    for batch, reply in ((64, 64), (128, 128), (256, 256), (256, 512), (256, 1024), (256, 1024)):
        sizes = plan.after_success(sizes, bodies=10**6, packed=sizes.batch_bytes, received=sizes.reply_bytes)
        assert (sizes.batch_bytes, sizes.reply_bytes) == (batch * 1024, reply * 1024)


def test_what_is_hoped_of_a_full_request_under_way_is_what_its_success_will_make_of_the_sizes() -> None:
    sizes = Sizes(64 * 1024, 32 * 1024, ratio=10.0)
    for bodies in (640 * 1024, 100):
        then = plan.after_success(sizes, bodies=bodies, packed=bodies // 10, received=500)
        assert plan.hoped(sizes, bodies=bodies).batch_bytes == then.batch_bytes


def test_of_many_last_changes_the_smaller_part_goes_last() -> None:
    assert plan.before_last(plan.FEW_BYTES) == plan.FEW_BYTES
    assert plan.before_last(5 * plan.FEW_BYTES) == 3 * plan.FEW_BYTES


@pytest.mark.parametrize(
    "message",
    [
        ReplyHello("e1", 1, 1),
        Verdicts(applied=((OWN, 1, 5),), set_aside=(SetAside((OWN, 3), "change.not_allowed"),)),
        StateFrame(("directory",), {}),
        a_batch(0, 5),
    ],
)
def test_a_plain_message_leaves_nothing_open_for_the_next_request(message: ReplyMessage) -> None:
    assert not plan.leaves_open(message, epoch="e1")


@pytest.mark.parametrize(
    "message",
    [
        ReplyHello("e2", 1, 1),
        ReplyHello("e1", 1, 1, scopes=("directory",)),
        ReplyHello("e1", 1, 1, known={OWN: (3, b"three")}),
        Verdicts(waits_for=((OWN, 4),)),
        Verdicts(set_aside=(SetAside((OWN, 3), "device.log_damaged"),)),
        Gone("directory", "erased", (an_id("record"),)),
        Notice({}),
        Compare("directory"),
    ],
)
def test_whatever_the_next_request_depends_on_leaves_it_open(message: ReplyMessage) -> None:
    assert plan.leaves_open(message, epoch="e1")


def test_sizes_halve_after_a_failure_and_never_vanish() -> None:
    sizes = Sizes(65536, 65536)
    for _ in range(20):
        sizes = plan.after_failure(sizes)
    assert sizes.batch_bytes == sizes.reply_bytes == plan.START_BYTES // 4
