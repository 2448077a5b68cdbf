"""Ten thousand random histories on the pure core: everybody ends in the same state, and no word is lost.

HOMEWARD_HISTORIES = how many (10,000 unless told; in `make soak` SOAK_HISTORIES, 1,000,000 unless told);
HOMEWARD_FIRST_SEED = where to begin.
A failing history names its seed: `HOMEWARD_HISTORIES=1 HOMEWARD_FIRST_SEED=<seed>` plays it again alone.
"""

import os
from collections import Counter

import pytest

from shared_schema.wire.compact import state_digest, write_state
from tests.shared_schema.merge.model import live_values, values_of
from tests.simulation.histories import History
from tests.simulation.laptops import Device
from tests.simulation.pure import SCOPES
from tests.simulation.servers import Server
from tests.soak import SOAK, trials

IN_SOAK = os.environ.get("SOAK_HISTORIES") if SOAK else None
HISTORIES = int(os.environ.get("HOMEWARD_HISTORIES") or IN_SOAK or trials(10_000, soak=1_000_000))
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
            nobody_holds_an_erased_case(history)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error}") from error


def everybody_holds_the_same(history: History) -> None:
    for device in history.devices:
        for server in (history.centre, *history.hubs):
            the_link_holds_what_its_server_has(device, server)
        for record in device.records():
            assert device.shown(record) == history.centre.states[record], f"laptop {device.number} shows another"
    for hub in history.hubs:
        for scope in hub.scopes:
            assert hub.feed[scope].keys() == history.centre.feed[scope].keys(), f"{hub.name} and the centre in {scope}"
            for record in hub.feed[scope]:
                assert hub.compact[record] == history.centre.compact[record], f"{hub.name} shows another {record}"
        assert not hub.waiting, f"something waits at {hub.name} for ever"


def the_link_holds_what_its_server_has(device: Device, server: Server) -> None:
    link = device.links.get(server.name)
    if link is None:
        return
    for scope in set(device.scopes) & set(server.scopes):
        theirs = sum(state_digest(record, server.compact[record]) for record in server.feed[scope])
        held = [record for record, where in link.scope_of.items() if where == scope]
        mine = sum(state_digest(record, write_state(link.received[record])) for record in held)
        assert mine % 2**64 == theirs % 2**64, f"laptop {device.number} and {server.name} differ in {scope}"
    assert {link.scope_of[record] for record in link.received} <= set(device.scopes)


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
    kept = {dot for dot, change in centre.log.items() if change.home not in centre.erased}
    assert kept <= applied <= centre.log.keys()


def every_word_is_somewhere(history: History) -> None:
    erased = {word for word, home in history.home_of.items() if home in history.centre.erased}
    assert history.typed - history.findable() <= history.burnt | erased
    for device in history.devices:
        own = {change.dot for change in device.log.values()}
        assert own <= history.centre.log.keys(), f"laptop {device.number} keeps what the centre lacks"


def nobody_holds_an_erased_case(history: History) -> None:
    erased = history.centre.erased
    for server in (history.centre, *history.hubs):
        assert erased <= server.erased
        assert not any(state.home in erased for state in server.states.values()), server.name
    for hub in history.hubs:
        assert not any(state.home in erased for state in hub.received.values()), hub.name
    for device in history.devices:
        assert not any(home in erased for home in device.records().values()), f"laptop {device.number}"


def test_the_histories_contain_what_they_promise() -> None:
    happened: Counter[str] = Counter()
    for seed in range(250):
        history = History(seed)
        history.run(EVENTS)
        happened["conflict"] += any(
            len(live) > 1 for state in history.centre.states.values() for live in state.registers.values()
        )
        happened["waited"] += bool(history.centre.waiting)
        happened["waited at a hub"] += any(hub.waiting for hub in history.hubs)
        happened["restored laptop"] += any(device.generation > 1 for device in history.devices)
        happened["save set"] += any(change.set_of for change in history.centre.log.values())
        happened["words"] += len(history.typed) > 10
        happened["two servers"] += any(len(device.links) > 1 for device in history.devices)
        assert set(history.centre.feed) == set(SCOPES)
        history.settle()
        happened.update(history.happened)
        happened["corrected"] += history.centre.corrected
    wanted = {"stick", "relay", "erased", "restored centre", "restored hub", "corrected", "conflict", "waited"}
    assert wanted <= happened.keys()
    assert min(happened.values()) >= 10, str(happened)
