"""Any order, any path: one state. Random worlds against the oracle of model.py."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_schema.errors import HomewardError
from shared_schema.merge.apply import apply
from shared_schema.merge.join import join
from tests.shared_schema.merge.model import (
    in_any_order,
    live_values,
    random_world,
    seen_by,
    values_of,
)
from tests.shared_schema.merge.sample import A, B, C, a_change, all_applied, nothing

HISTORIES_EACH = 60
seeds = st.integers(min_value=0, max_value=2**64)


@given(seeds)
@settings(max_examples=250, deadline=None)
def test_join_laws(seed: int) -> None:
    world = random_world(random.Random(seed), devices=4, steps=24)
    a, b, c = (replica.state for replica in world[:3])
    assert join(a, b) == join(b, a), f"seed {seed}"
    assert join(join(a, b), c) == join(a, join(b, c)), f"seed {seed}"
    assert join(a, a) == a
    assert join(join(a, b), b) == join(a, b), f"seed {seed}"
    assert join(a, nothing()) == a


@given(seeds)
@settings(max_examples=250, deadline=None)
def test_join_and_apply_mean_what_the_oracle_says(seed: int) -> None:
    chance = random.Random(seed)
    world = random_world(chance, devices=4, steps=24)
    for replica in world:
        assert values_of(replica.state) == live_values(replica.changes.values()), f"seed {seed}"
        assert replica.state.seen == seen_by(replica.changes.values()), f"seed {seed}"
    change = next(iter(world[0].missing_from(world)), None)
    if change is not None and all(own.n < change.n for own in world[1].changes.values() if own.device == change.device):
        late = join(apply(world[0].state, change, None)[0], world[1].state)
        early = apply(join(world[0].state, world[1].state), change, None)[0]
        assert change.dot in world[1].changes or late == early, f"seed {seed}"


@pytest.mark.parametrize("chunk", range(10))
def test_any_order_same_state(chunk: int) -> None:
    for seed in range(chunk * HISTORIES_EACH, (chunk + 1) * HISTORIES_EACH):
        chance = random.Random(seed)
        world = random_world(chance, devices=chance.randint(2, 5), steps=chance.randint(5, 40))
        everything = {dot: change for replica in world for dot, change in replica.changes.items()}
        joined = nothing()
        for replica in chance.sample(world, len(world)):
            joined = join(joined, replica.state)
        assert values_of(joined) == live_values(everything.values()), f"seed {seed}"
        assert not joined.ahead, f"seed {seed}"
        for _ in range(3):
            assert all_applied(*in_any_order(everything.values(), chance)) == joined, f"seed {seed}"
        for replica in world:
            later = in_any_order(everything.values(), chance)
            assert all_applied(*later, to=replica.state) == joined, f"seed {seed}"


def test_a_change_that_arrives_before_what_it_supersedes_keeps_that_out() -> None:
    first = a_change(A, 1, {"name": "Sok"})
    second = a_change(B, 1, {"name": "Sokha"}, {A: 1})
    early = all_applied(second)
    assert early.ahead == {"name": {A: 1}}
    both = all_applied(first, to=early)
    assert both == all_applied(first, second)
    assert both.ahead == {}
    assert values_of(both) == {"name": {(B, 1): "Sokha"}}


def test_the_same_change_twice_changes_nothing() -> None:
    change = a_change(A, 1, {"name": "Sok"})
    once = all_applied(change)
    assert apply(once, change, None) == (once, ())


def test_seen_never_counts_what_was_not_applied() -> None:
    state = all_applied(a_change(B, 4, {"name": "Sokha"}, {A: 7, C: 2}))
    assert state.seen == {B: 4}


def test_one_dot_with_two_values_is_never_joined() -> None:
    left = all_applied(a_change(A, 1, {"name": "Sok"}))
    for fork in ({"value": "Sao"}, {"by": B}, {"at": 5}):
        values = {"name": fork.get("value", "Sok")}
        others = {key: value for key, value in fork.items() if key != "value"}
        right = all_applied(a_change(A, 1, values, **others))
        for one, other in ((left, right), (right, left)):
            with pytest.raises(HomewardError) as caught:
                join(one, other)
            assert caught.value.code == "state.dot_forked"
            assert caught.value.facts["n"] == 1


def test_true_and_one_under_one_dot_are_two_values() -> None:
    left, right = (all_applied(a_change(A, 1, {"name": value})) for value in (True, 1))
    with pytest.raises(HomewardError, match=r"state\.dot_forked"):
        join(left, right)


def test_copies_of_different_records_are_never_joined() -> None:
    other = a_change(A, 1, {"name": "Sok"})
    state = all_applied(other)
    elsewhere = type(state)(state.record_id, state.kind, B, state.seen, state.registers, state.ahead)
    with pytest.raises(HomewardError, match=r"state\.other_record"):
        join(state, elsewhere)
