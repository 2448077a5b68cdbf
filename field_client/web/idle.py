"""When the laptop locks by itself: after minutes without a real request, or as soon as it wakes from sleep.

Promise: idleness is counted by the monotonic clock alone; sleep shows as more than 60 s between two ticks by either
clock. Polling is not activity: the guard tells `touch` of real requests only. Pure but for the clocks handed in.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from typing import Protocol

from shared_schema.identifiers import Clock

TICK_SECONDS = 5.0
SLEPT_SECONDS = 60.0
LEAST_MINUTES, MOST_MINUTES, DEFAULT_MINUTES = 1, 15, 5
Monotonic = Callable[[], float]


class IdleWatch:
    """Counts since the last activity; `minutes` is asked each time, so a changed setting holds at once."""

    def __init__(self, *, monotonic: Monotonic, clock: Clock, minutes: Callable[[], int]) -> None:
        self._monotonic, self._clock, self._minutes = monotonic, clock, minutes
        self.restart()

    @property
    def limit_seconds(self) -> int:
        """Seconds without activity until the lock."""
        return 60 * min(max(self._minutes(), LEAST_MINUTES), MOST_MINUTES)

    def restart(self) -> None:
        """Begins to count anew (unlock)."""
        self._active = self._ticked = self._monotonic()
        self._wall = self._clock()

    def touch(self) -> None:
        """Somebody did something."""
        self._active = self._monotonic()

    @property
    def quiet_seconds(self) -> float:
        """Seconds since somebody did something."""
        return self._monotonic() - self._active

    def is_over(self) -> bool:
        """Whether the time is up."""
        return self._monotonic() - self._active >= self.limit_seconds

    def tick(self) -> bool:
        """Looks at both clocks; true where the laptop must lock now."""
        now, wall = self._monotonic(), self._clock()
        slept = now - self._ticked > SLEPT_SECONDS or abs(wall - self._wall) / 1000 > SLEPT_SECONDS
        self._ticked, self._wall = now, wall
        return slept or self.is_over()


class Ticks(Protocol):
    """What calls the program now and then; a thread in the field, the test's own hand in tests."""

    def start(self) -> None:
        """Begins."""
        ...

    def stop(self) -> None:
        """Calls nothing more."""
        ...


class TickThread:
    """Calls a function each 5 s until it is stopped."""

    def __init__(self, function: Callable[[], None], *, seconds: float = TICK_SECONDS) -> None:
        self._function, self._seconds = function, seconds
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="ticks", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Calls nothing more."""
        self._stopped.set()

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            with suppress(Exception):  # a tick that fails (a full disk) must not be the last: the idle lock hangs on it
                self._function()
