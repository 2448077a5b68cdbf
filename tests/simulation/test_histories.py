"""Ten thousand random histories on the pure core: everybody ends in the same state, and no word is lost.

HOMEWARD_HISTORIES = how many (10,000 unless told; in `make soak` SOAK_HISTORIES, 1,000,000 unless told);
HOMEWARD_FIRST_SEED = where to begin.
A failing history names its seed: `HOMEWARD_HISTORIES=1 HOMEWARD_FIRST_SEED=<seed>` plays it again alone.
"""

import os

import pytest

from shared_schema.wire.compact import state_digest, write_state
from tests.shared_schema.merge.model import live_values, values_of
from tests.simulation.histories import History
from tests.simulation.replicas import SCOPES

IN_CI = "10000"
IN_SOAK = os.environ.get("SOAK_HISTORIES", "1000000")
HISTORIES = int(os.environ.get("HOMEWARD_HISTORIES", IN_SOAK if "HOMEWARD_SOAK" in os.environ else IN_CI))
FIRST_SEED = int(os.environ.get("HOMEWARD_FIRST_SEED", "0"))
CHUNKS = min(max(40, HISTORIES // 5000), HISTORIES)
EVENTS = 30


def seeds(chunk: int) -> range:
    return range(FIRST_SEED + chunk, FIRST_SEED + HISTORIES, CHUNKS)


def settled(seed: int) -> History:
    history = History(seed)
    history.run(EVENTS)
    history.settle()
    return history


@pytest.mark.simulation
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_histories_end_in_one_state_and_lose_no_word(chunk: int) -> None:
    print(f"seeds {seeds(chunk)}")
    for seed in seeds(chunk):
        try:
            history = settled(seed)
            everybody_holds_the_same(history)
            the_centre_holds_what_the_set_of_changes_means(history)
            every_word_is_somewhere(history)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error}") from error


def everybody_holds_the_same(history: History) -> None:
    centre = history.centre
    for device in history.devices:
        for scope in device.scopes:
            theirs = sum(state_digest(record, centre.compact[record]) for record in centre.feed[scope])
            held = [record for record, where in device.scope_of.items() if where == scope]
            mine = sum(state_digest(record, write_state(device.received[record])) for record in held)
            assert mine % 2**64 == theirs % 2**64, f"laptop {device.number} and the centre differ in {scope}"
            for record in held:
                assert device.shown(record) == centre.states[record], f"laptop {device.number} shows another {record}"
        assert {device.scope_of[record] for record in device.received} <= set(device.scopes)


def the_centre_holds_what_the_set_of_changes_means(history: History) -> None:
    centre = history.centre
    assert not centre.waiting
    for record, state in centre.states.items():
        assert values_of(state) == live_values(centre.applied[record]), record
        orders = [(change.device, change.n) for change in centre.applied[record]]
        for device in {device for device, _n in orders}:
            mine = [n for one, n in orders if one == device]
            assert mine == sorted(set(mine)), f"{record}: changes of {device} out of order"
    applied = {change.dot for changes in centre.applied.values() for change in changes}
    assert applied == centre.log.keys()


def every_word_is_somewhere(history: History) -> None:
    assert history.typed - history.findable() <= history.burnt
    for device in history.devices:
        own = {change.dot for change in device.log.values()}
        assert own <= history.centre.log.keys(), f"laptop {device.number} keeps what the centre lacks"


def test_the_histories_contain_what_they_promise() -> None:
    happened = {
        "conflict": 0,
        "waited": 0,
        "restored laptop": 0,
        "restored centre": 0,
        "save set": 0,
        "words": 0,
        "corrected": 0,
    }
    for seed in range(250):
        history = History(seed)
        history.run(EVENTS)
        happened["conflict"] += any(
            len(live) > 1 for state in history.centre.states.values() for live in state.registers.values()
        )
        happened["waited"] += bool(history.centre.waiting)
        happened["restored laptop"] += any(device.generation > 1 for device in history.devices)
        happened["restored centre"] += history.centre.epoch > 1
        happened["save set"] += any(change.set_of for change in history.centre.log.values())
        happened["words"] += len(history.typed) > 10
        assert set(history.centre.feed) == set(SCOPES)
        history.settle()
        happened["corrected"] += history.centre.corrected
    assert min(happened.values()) >= 10, str(happened)
