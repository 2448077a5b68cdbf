"""The compact form: one state, one sequence of bytes, nothing lost; what is damaged is refused by name."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_schema.canonical import Json, dumps, loads
from shared_schema.errors import HomewardError
from shared_schema.merge.join import join
from shared_schema.merge.state import RecordState, empty_state
from shared_schema.wire.compact import bucket_of, read_state, state_digest, withheld_of, write_state
from tests.shared_schema.merge.model import in_any_order, random_world
from tests.shared_schema.merge.sample import HOME, RECORD, A, B, a_change, all_applied, an_id

seeds = st.integers(min_value=0, max_value=2**64)


@given(seeds)
@settings(max_examples=200, deadline=None)
def test_a_state_comes_back_from_its_compact_form(seed: int) -> None:
    for replica in random_world(random.Random(seed), devices=4, steps=24):
        compact = write_state(replica.state)
        assert read_state(compact) == replica.state, f"seed {seed}"
        assert read_state(loads(compact, max_depth=12)) == replica.state, f"seed {seed}"
        assert write_state(read_state(compact)) == compact, f"seed {seed}"


@given(seeds)
@settings(max_examples=100, deadline=None)
def test_one_state_has_one_form_whatever_way_it_was_reached(seed: int) -> None:
    chance = random.Random(seed)
    world = random_world(chance, devices=4, steps=24)
    changes = {dot: change for replica in world for dot, change in replica.changes.items()}.values()
    joined = join(join(world[0].state, world[1].state), join(world[3].state, world[2].state))
    forms = {write_state(all_applied(*in_any_order(changes, chance))) for _ in range(4)}
    assert forms == {write_state(joined)}, f"seed {seed}"


@given(seeds, seeds)
@settings(max_examples=100, deadline=None)
def test_different_states_have_different_forms(seed: int, other: int) -> None:
    states = [
        replica.state for one in (seed, other) for replica in random_world(random.Random(one), devices=3, steps=8)
    ]
    for a in states:
        for b in states:
            assert (write_state(a) == write_state(b)) == (a == b), f"seeds {seed} {other}"


def test_values_of_one_change_stand_together_and_seen_is_left_out_where_the_dots_say_it() -> None:
    state = all_applied(a_change(A, 1, {"name": "Sok", "count": 3, "safety": "safe"}))
    body = loads(write_state(state), max_depth=12)
    assert sorted(body) == ["h", "i", "k", "r"]
    assert [group[5] for group in body["r"]] == [{"count": 3, "name": "Sok", "safety": "safe"}]
    replaced = all_applied(a_change(B, 1, {"name": "a", "count": 1, "safety": "safe"}, {A: 1}), to=state)
    assert "s" in loads(write_state(replaced), max_depth=12)


def test_the_head_of_a_dossier_names_itself_once() -> None:
    state = empty_state(RECORD, "case", RECORD)
    assert b'"h"' not in write_state(state)
    assert read_state(write_state(state)) == state


def test_withheld_registers_are_named_and_nothing_of_them_travels() -> None:
    state = all_applied(a_change(A, 1, {"name": "Sok", "count": 3}), a_change(B, 4, {"name": "the words"}, {A: 1}))
    compact = write_state(state, withheld=("name", "never written"))
    assert "words" not in compact.decode()
    assert withheld_of(loads(compact, max_depth=12)) == ("name",)
    there = read_state(compact)
    assert there.registers.keys() == {"count"}
    assert there.seen == state.seen


def test_digests_differ_by_record_and_by_state() -> None:
    one = write_state(all_applied(a_change(A, 1, {"name": "Sok"})))
    two = write_state(all_applied(a_change(A, 1, {"name": "Sao"})))
    digests = {state_digest(record, data) for record in (RECORD, HOME) for data in (one, two)}
    assert len(digests) == 4
    assert all(0 <= digest < 2**64 for digest in digests)


def test_records_spread_over_all_buckets() -> None:
    buckets = [bucket_of(an_id(f"r{number}")) for number in range(5000)]
    assert set(buckets) == set(range(256))


def _body(**others: Json) -> bytes:
    body = loads(write_state(all_applied(a_change(A, 1, {"name": "Sok"}))), max_depth=12) | others
    return dumps({key: value for key, value in body.items() if value != "absent"})


_GROUP = [A, 1, 5, 0, B, {"name": "Sok"}]
DAMAGED: dict[str, bytes] = {
    "a list": b"[]",
    "nothing": b"null",
    "a text": b'"x"',
    "no record": _body(i="absent"),
    "record is no id": _body(i="one"),
    "record is a list": _body(i=[]),
    "no registers": _body(r="absent"),
    "registers are an object": _body(r={"a": 1}),
    "group too short": _body(r=[_GROUP[:5]]),
    "group too long": _body(r=[[*_GROUP, 1]]),
    "values are a list": _body(r=[[*_GROUP[:5], [1]]]),
    "counter is a text": _body(r=[[A, "1", *_GROUP[2:]]]),
    "counter is true": _body(r=[[A, True, *_GROUP[2:]]]),
    "counter is nothing": _body(r=[[A, 0, *_GROUP[2:]]]),
    "device is a list": _body(r=[[[A], 1, *_GROUP[2:]]]),
    "time is a text": _body(r=[[A, 1, "5", *_GROUP[3:]]]),
    "offset is missing": _body(r=[[A, 1, 5, None, *_GROUP[4:]]]),
    "seen is a list": _body(s=[1]),
    "seen holds texts": _body(s={A: "1"}),
    "ahead is a list": _body(a=[1]),
    "ahead holds numbers": _body(a={"name": 3}),
    "ahead holds true": _body(a={"name": {A: True}}),
    "kind is a number": _body(k=3),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_state_is_malformed_by_name(name: str) -> None:
    with pytest.raises(HomewardError) as caught:
        read_state(DAMAGED[name])
    assert caught.value.code == "wire.malformed"


def test_an_empty_state_is_a_state() -> None:
    state = RecordState(RECORD, "sample", HOME)
    assert read_state(write_state(state)) == state
