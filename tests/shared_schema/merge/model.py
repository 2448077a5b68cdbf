"""The oracle: what a state must be, said with the set of changes and nothing else, and random worlds of replicas.

"Given a set of changes, a register's live values are those written by a change of the set that no other change of
the set, writing the same register, had seen" (sync.md).
"""

import random
from collections.abc import Iterable, Mapping

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.apply import apply
from shared_schema.merge.join import join
from shared_schema.merge.state import Change, Dot, RecordState, covers
from tests.shared_schema.merge.sample import a_change, an_id, nothing

REGISTERS = ("name", "count", "safety", "languages.khmer", "group:address")


def live_values(changes: Iterable[Change]) -> dict[str, dict[Dot, Json]]:
    """The oracle's registers of a set of changes."""
    known = {change.dot: change for change in changes}
    found: dict[str, dict[Dot, Json]] = {}
    for change in known.values():
        for name, value in change.set.items():
            others = (other for other in known.values() if other is not change and name in other.set)
            if not any(covers(other.seen, change.dot) for other in others):
                found.setdefault(name, {})[change.dot] = value
    return found


def values_of(state: RecordState) -> dict[str, dict[Dot, Json]]:
    """The same of a state."""
    return {name: {dot: one.value for dot, one in live.items()} for name, live in state.registers.items()}


def seen_by(changes: Iterable[Change]) -> dict[Id, int]:
    """The `seen` of a set of changes."""
    found: dict[Id, int] = {}
    for change in changes:
        found[change.device] = max(found.get(change.device, 0), change.n)
    return found


class Replica:
    """One device: its state, the changes in it, and what it was shown when it last looked."""

    def __init__(self, device: Id) -> None:
        self.device = device
        self.counter = 0
        self.state = nothing()
        self.changes: dict[Dot, Change] = {}
        self.shown: Mapping[Id, int] = {}

    def look(self) -> None:
        """A person opens the form."""
        self.shown = dict(self.state.seen)

    def save(self, chance: random.Random) -> None:
        """She saves what she was shown, changed in one or two registers; counters have gaps."""
        self.counter += chance.randint(1, 3)
        names = chance.sample(REGISTERS, chance.randint(1, 2))
        values = {name: chance.randint(0, 3) for name in names}
        self.receive(a_change(self.device, self.counter, values, self.shown))

    def receive(self, change: Change) -> None:
        """One change arrives; each device's in their order."""
        self.state, _events = apply(self.state, change, None)
        self.changes[change.dot] = change

    def meet(self, other: "Replica") -> None:
        """Takes over the other's state (and, for the oracle, the set of changes in it)."""
        self.state = join(self.state, other.state)
        self.changes |= other.changes

    def missing_from(self, others: Iterable["Replica"]) -> list[Change]:
        """The next change of each device that this one lacks: relayed bodies, often before what they supersede."""
        first: dict[Id, Change] = {}
        for other in others:
            for change in other.changes.values():
                mine = self.state.seen.get(change.device, 0)
                best = first.get(change.device)
                if change.n > mine and (best is None or change.n < best.n):
                    first[change.device] = change
        return [first[device] for device in sorted(first)]


def random_world(chance: random.Random, *, devices: int, steps: int) -> list[Replica]:
    """Replicas after `steps` random looks, saves, relays of single bodies, and joins of states."""
    world = [Replica(an_id(f"device{number}")) for number in range(devices)]
    for _ in range(steps):
        one = chance.choice(world)
        match chance.randint(0, 6):
            case 0 | 1:
                one.look()
                one.save(chance)
            case 2:
                one.save(chance)
            case 3 | 4:
                reachable = one.missing_from(world)
                if reachable:
                    one.receive(chance.choice(reachable))
            case 5:
                one.look()
            case _:
                one.meet(chance.choice(world))
    return world


def in_any_order(changes: Iterable[Change], chance: random.Random) -> list[Change]:
    """The changes shuffled, each device's in counter order."""
    queues: dict[Id, list[Change]] = {}
    for change in sorted(changes, key=lambda one: one.dot):
        queues.setdefault(change.device, []).append(change)
    order = []
    while queues:
        device = chance.choice(sorted(queues))
        order.append(queues[device].pop(0))
        if not queues[device]:
            del queues[device]
    return order
