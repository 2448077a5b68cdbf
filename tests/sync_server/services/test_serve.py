"""What a reply holds: changes after the cursors, once, within its limit, provable by digest, repairable by bucket."""

import random

import pytest

from casework.book import Edit
from shared_schema.wire.compact import bucket_of
from shared_schema.wire.messages import MAX_WANTED, Compare, Want
from sync_server.services.book import make_books
from sync_server.store import people
from tests.builders.field import MODULUS, FieldLaptop
from tests.builders.records import a_record_id, a_visit, an_edit
from tests.builders.town import Town


def test_own_echo_is_not_sent_back(town: Town) -> None:
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha")
    sokha.save(a_visit(home=case))
    answer = sokha.exchange()
    assert not answer.states and not sokha.exchange().states
    chenda.settle()
    chenda.change(case, {"nickname": "ពៅ"})
    chenda.exchange()
    sokha.change(case, {"religion": "buddhist"})
    answer = sokha.exchange()
    assert [frame.body["i"] for frame in answer.states] == [case]
    assert sokha.received[case] == town.state(case)


def test_new_records_of_a_push_hide_nothing_that_came_before_or_with_them(town: Town) -> None:
    first, second = town.laptop("sokha"), town.another_laptop("sokha")
    second.settle()
    before = town.saved_case("sokha")
    case = town.case_of("sokha")
    second.save(case)
    answer = second.exchange()
    assert before in second.received and second.is_as_the_server_says(answer)
    visits = [a_visit(home=case.record) for _ in range(3)]
    for visit in visits:
        second.save(visit)
    second.change(before, {"nickname": "ពៅ"})
    answer = second.exchange()
    assert not answer.states and second.is_as_the_server_says(answer)
    first.settle()
    assert {case.record, *(visit.record for visit in visits)} <= set(first.received)


def test_nothing_to_do_is_a_small_reply(town: Town) -> None:
    sokha = town.laptop("sokha")
    town.saved_case("sokha")
    sokha.settle()
    answer = sokha.exchange()
    assert not answer.states and not answer.end.has_more
    assert answer.body_bytes < 250


def test_a_record_in_two_scopes_is_sent_once_and_names_both(town: Town) -> None:
    chenda, other = town.laptop("chenda"), town.another_laptop("chenda")
    case = town.case_of("chenda")
    chenda.save(case)
    chenda.exchange()
    answer = other.exchange()
    frames = [frame for frame in answer.states if frame.body["i"] == case.record]
    assert len(frames) == 1 and len(frames[0].scopes) == 2
    assert other.is_as_the_server_says(answer)


@pytest.mark.parametrize("limit", [1, 3000, 9000, 200_000])
def test_any_reply_limit_ends_in_the_same_state(town: Town, limit: int) -> None:
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    cases = [town.case_of("sokha") for _ in range(12)]
    for case in cases:
        sokha.save(case)
        for _ in range(4):
            sokha.save(a_visit(home=case.record, narrative=random.Random(limit).randbytes(60).hex()))
    sokha.exchange()
    requests = chenda.settle(max_reply_bytes=limit)
    assert set(chenda.received) >= {case.record for case in cases}
    assert len([one for one in chenda.received.values() if one.kind == "visit"]) == 48
    assert all(chenda.received[case.record] == town.state(case.record) for case in cases)
    assert chenda.digests() == chenda_says(chenda, town)
    assert requests > 1 or limit > 3000


def chenda_says(laptop: FieldLaptop, town: Town) -> dict[str, int]:
    """What the centre says of the scopes that this laptop holds something of."""
    from sync_server.store.feed import read_heads

    with town.server.database.snapshot() as connection:
        heads = read_heads(connection, laptop.members)
    return {scope: head.digest for scope, head in heads.items()}


def test_a_record_that_moves_between_pages_is_neither_lost_nor_repeated(town: Town) -> None:
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    cases = [town.case_of("sokha") for _ in range(10)]
    for case in cases:
        sokha.save(case)
    sokha.exchange()
    first = chenda.exchange(max_reply_bytes=1)
    assert first.end.has_more
    already = first.states[0].body["i"]
    sokha.change(already, {"nickname": "ពៅ"})
    waiting = next(case.record for case in cases if case.record not in chenda.received)
    sokha.change(waiting, {"nickname": "ស្រី"})
    sokha.exchange()
    seen = [frame.body["i"] for frame in first.states]
    while True:
        answer = chenda.exchange(max_reply_bytes=1)
        seen += [frame.body["i"] for frame in answer.states]
        if not answer.end.has_more:
            break
    assert sorted(seen) == sorted([case.record for case in cases] + [already])
    assert chenda.is_as_the_server_says(answer)


def test_delta_on_received_state_equals_full_state(town: Town) -> None:
    """Many random edits by three people, received as deltas at random moments."""
    dice = random.Random(7)
    laptops = [town.laptop("sokha"), town.laptop("chenda"), town.another_laptop("chenda")]
    case = town.saved_case("sokha")
    visit = a_visit(home=case)
    laptops[0].save(visit)
    for laptop in laptops:
        laptop.settle()
    deltas = 0
    for step in range(60):
        laptop = dice.choice(laptops)
        edits: list[tuple[str, dict[str, object]]] = [
            (case, {"nickname": f"n{step}"}),
            (case, {"wishes": f"w{step}", "religion": dice.choice(["buddhist", "islam"])}),
            (case, {f"languages.{dice.choice(['khmer', 'thai', 'vietnamese'])}": dice.random() < 0.5}),
            (visit.record, {"narrative": f"x{step}"}),
            (visit.record, {"unknown_to_us": step}),
        ]
        record, registers = dice.choice(edits)
        laptop.change(record, registers)
        if dice.random() < 0.6:
            answer = laptop.exchange()
            deltas += sum(frame.is_delta for frame in answer.states)
            assert laptop.is_as_the_server_says(answer)
    for laptop in laptops * 2:
        answer = laptop.exchange()
        assert laptop.is_as_the_server_says(answer)
    assert deltas > 10
    for record in (case, visit.record):
        assert all(laptop.received[record] == town.state(record) for laptop in laptops)


def test_digest_ignores_what_was_not_sent_yet(town: Town) -> None:
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    for _ in range(8):
        sokha.save(town.case_of("sokha"))
    sokha.exchange()
    answers = [chenda.exchange(max_reply_bytes=1)]
    while answers[-1].end.has_more:
        answers.append(chenda.exchange(max_reply_bytes=1))
    answer = answers.pop()
    assert answers and not any(one.end.digests for one in answers)
    assert answer.end.digests and chenda.is_as_the_server_says(answer)


def test_digest_mismatch_repairs_one_bucket(town: Town) -> None:
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    cases = [town.case_of("sokha") for _ in range(30)]
    for case in cases:
        sokha.save(case)
    sokha.exchange()
    chenda.settle()
    damaged = cases[4].record
    scope = next(iter(scope for scope, members in chenda.members.items() if damaged in members))
    whole = chenda.received[damaged]
    registers = {**whole.registers}
    registers.pop("case_number")
    chenda.received[damaged] = type(whole)(whole.record_id, whole.kind, whole.home, whole.seen, registers, whole.ahead)
    sums = [0] * 256
    for record in chenda.members[scope]:
        sums[bucket_of(record)] += chenda._digest(record, scope)
    answer = chenda.exchange(Compare(scope, tuple(one % MODULUS for one in sums)))
    (compared,) = answer.compares
    assert list(compared.ids) == [bucket_of(damaged)]
    differing = [
        one for one, digest in compared.ids[bucket_of(damaged)].items() if chenda._digest(one, scope) != digest
    ]
    assert differing == [damaged]
    answer = chenda.exchange(Want(tuple(differing)))
    assert [frame.is_delta for frame in answer.states] == [False]
    assert chenda.received[damaged] == town.state(damaged)


def test_nobody_gets_by_asking_what_is_not_in_her_scopes(town: Town) -> None:
    case = town.saved_case("sokha")
    dara = town.laptop("dara")
    dara.settle()
    answer = dara.exchange(Want((case,)), Compare("office/" + town.battambang, (0,) * 256))
    assert not answer.states and not answer.compares


def test_a_new_epoch_is_compared_and_not_downloaded_again(town: Town) -> None:
    chenda = town.laptop("chenda")
    town.saved_case("sokha")
    chenda.settle()
    chenda.epoch = "00000000deadbeef"
    answer = chenda.exchange()
    assert not answer.states
    assert answer.hello.epoch == town.server.identity.epoch
    assert set(answer.end.digests) >= set(chenda.members)
    assert chenda.is_as_the_server_says(answer)


def test_decisions_of_the_centre_travel_down_as_signed_batches_and_can_come_back(town: Town) -> None:
    """What the server's own device wrote reaches the laptops that hold the record, and nobody else."""
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    sokha.settle()
    book = make_books(town.server).of(town.people["chenda"].id)
    shown = book.open(case)
    book.save([Edit(case, "case", case, {"nickname": "ពៅ"}, dict(shown.seen))])
    book.save([town.case_of("chenda")])
    answer = sokha.exchange()
    assert sum(isinstance(item, bytes) for batch in answer.batches for item in batch.items) == 1
    repeated = sokha.exchange(batches=tuple(answer.batches))
    assert not repeated.verdicts.set_aside
    assert repeated.verdicts.duplicate


def test_directory_reaches_everybody(town: Town) -> None:
    vanna, mony = town.laptop("vanna"), town.laptop("mony")
    provider = an_edit("provider", {"name_latin": "Invented House", "provider_type": "ngo"}, home="directory")
    vanna.save(provider)
    answer = vanna.exchange()
    assert not answer.verdicts.set_aside, answer.verdicts
    mony.settle()
    assert provider.record in mony.received


def test_who_left_gets_nothing(town: Town) -> None:
    from dataclasses import replace

    sokha = town.laptop("sokha")
    town.saved_case("sokha")
    left = replace(town.people["sokha"], status="left")
    town.server.database.run(lambda tx: people.change_account(tx, left, now_ms=town.central.clock()))
    sokha.save(town.case_of("sokha"))
    answer = sokha.exchange()
    assert list(answer.codes().values()) == ["change.not_allowed"]
    assert sokha.received == {}


def test_what_one_request_may_ask_for_is_bounded(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    sokha.settle()
    wanted = tuple(a_record_id() for _ in range(MAX_WANTED))
    answer = sokha.exchange(Want((*wanted[:-1], case)))
    assert [frame.body["i"] for frame in answer.states] == [case]
    with pytest.raises(AssertionError, match=r"request\.too_large"):
        sokha.exchange(Want((*wanted, case)))
    with pytest.raises(AssertionError, match=r"request\.too_large"):
        sokha.exchange(Want(wanted), Want((case,)))
    scope = sokha.scopes[0]
    with pytest.raises(AssertionError, match=r"request\.too_large"):
        sokha.exchange(Compare(scope, (0,) * 256), Compare(scope, (0,) * 256))


def test_a_record_wanted_many_times_is_sent_once(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    sokha.settle()
    answer = sokha.exchange(Want((case,) * (MAX_WANTED + 1)))
    assert [frame.body["i"] for frame in answer.states] == [case]
