"""The line of demo/line.py in a process of its own, so that carrying bytes costs the measured laptop nothing."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from demo.line import Line

FAST = (0.0, 0)
FIELD = (0.6, 64_000)  # seconds of round trip, bits a second


@dataclass(frozen=True, slots=True)
class Passed:
    """What passed since the last question: connections, bytes up and down (HTTP heads included)."""

    connections: int
    up: int
    down: int


class Telephone:
    """Speaks with the process; `address` is where the laptop calls."""

    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        self._pipe = pipe
        self.address: str = pipe.recv()

    def use(self, round_trip_seconds: float, bits_per_second: int) -> None:
        """The quality of the line from now on."""
        self._ask(("use", round_trip_seconds, bits_per_second))

    def passed(self) -> Passed:
        """Counts since the last call."""
        return Passed(*self._ask(("passed",)))

    def _ask(self, question: tuple[object, ...]) -> Any:
        self._pipe.send(question)
        return self._pipe.recv()


@contextmanager
def telephone(target: str) -> Iterator[Telephone]:
    """A line to `target` (host:port) until the block ends."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_carry, args=(target, there), daemon=True)
    process.start()
    try:
        yield Telephone(here)
        here.send(("end",))
    finally:
        process.join(5)
        process.terminate()


def _carry(target: str, pipe: "Connection[Any, Any]") -> None:
    host, _, port = target.rpartition(":")
    with Line((host, int(port))) as line:
        pipe.send(line.address)
        while True:
            name, *values = pipe.recv()
            if name == "end":
                return
            if name == "use":
                line.round_trip_seconds, line.bits_per_second = values
                pipe.send(None)
            else:
                counters = line.counters
                pipe.send((counters.connections, counters.up, counters.down))
                counters.reset()
