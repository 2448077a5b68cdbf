"""A delta put onto what was received is the full state, to the byte."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_schema.canonical import Json, dumps, loads
from shared_schema.errors import HomewardError
from shared_schema.merge.state import RecordState
from shared_schema.wire.compact import read_state, write_state
from shared_schema.wire.delta import put_delta, write_delta
from tests.shared_schema.merge.model import random_world
from tests.shared_schema.merge.sample import HOME, RECORD, A, B, C, a_change, all_applied


def changed_between(before: RecordState, after: RecordState) -> set[str]:
    """What the server keeps by counters: registers whose live values are others now."""
    names = before.registers.keys() | after.registers.keys()
    return {name for name in names if before.registers.get(name) != after.registers.get(name)}


@given(st.integers(min_value=0, max_value=2**64), st.sets(st.sampled_from(["name", "count", "never written"])))
@settings(max_examples=250, deadline=None)
def test_delta_on_received_state_equals_full_state(seed: int, withheld: set[str]) -> None:
    chance = random.Random(seed)
    world = random_world(chance, devices=4, steps=chance.randint(3, 12))
    centre = world[0]
    received = read_state(write_state(centre.state, withheld=withheld))
    before = centre.state
    for _ in range(chance.randint(0, 6)):
        reachable = centre.missing_from(world)
        if reachable and chance.random() < 0.6:
            centre.receive(chance.choice(reachable))
        else:
            centre.meet(chance.choice(world))
    more = {name for name in centre.state.registers if chance.random() < 0.2}
    changed = changed_between(before, centre.state) | more
    delta = loads(write_delta(centre.state, changed=changed, withheld=withheld), max_depth=16)
    full = read_state(write_state(centre.state, withheld=withheld))
    assert put_delta(received, delta) == full, f"seed {seed}"
    assert write_state(put_delta(received, delta)) == write_state(full), f"seed {seed}"


def test_a_register_whose_last_value_fell_away_is_emptied() -> None:
    received = all_applied(a_change(A, 1, {"name": "Sok", "count": 1}))
    early = RecordState(RECORD, "sample", HOME, {A: 1}, {"count": received.registers["count"]}, {"name": {B: 3}})
    delta = loads(write_delta(early, changed={"name"}), max_depth=16)
    assert delta["x"] == ["name"]
    assert put_delta(received, delta) == early


def test_a_delta_is_small_and_names_what_is_withheld_without_its_words() -> None:
    state = all_applied(
        a_change(A, 1, {"name": "words", "count": 1, "safety": "safe"}), a_change(B, 1, {"count": 2}, {A: 1})
    )
    data = write_delta(state, changed={"count", "name"}, withheld={"name"})
    assert loads(data, max_depth=16)["w"] == ["name"]
    assert b"words" not in data
    assert b"safety" not in data


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"i": RECORD},
        {"i": C, "r": [], "s": {}},
        {"i": RECORD, "r": [[A, 1]], "s": {}},
        {"i": RECORD, "r": [[A, 1, 1, 0, B, [1]]], "s": {}},
        {"i": RECORD, "r": [], "s": {}, "x": 3},
    ],
)
def test_a_damaged_delta_is_malformed_by_name(body: Json) -> None:
    received = all_applied(a_change(A, 1, {"name": "Sok"}))
    with pytest.raises(HomewardError, match=r"wire\.malformed"):
        put_delta(received, loads(dumps(body)))
