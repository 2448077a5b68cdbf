"""When the laptop sends and receives by itself: every few minutes, later and later after failures, never while locked.

Promise: the pause after the k-th failure is drawn evenly between 0 and min(cap, base * 2^k) ("full jitter", Brooker,
AWS Architecture Blog 2015), so that many laptops behind one mended line do not come all at once. A run of a person
takes the place of the schedule's own; after `stop` nothing is begun. Refused: two runs at once (the engine says busy).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock, Random

EVERY_SECONDS = 15 * 60
BASE_SECONDS = 30
CAP_SECONDS = 60 * 60
JOB = "sync"
_QUIET_CODES = frozenset({"sync.no_contact", "sync.cut", "sync.refused", "tls.no_contact", "server.too_busy"})
_GIVEN_WAY = frozenset({"sync.busy", "sync.paused"})  # somebody runs one by hand, or asked this one to stop


class Timer(Protocol):
    """What calls a function once at a time; APScheduler in the program, a list in tests."""

    def call_at(self, at_ms: int, function: Callable[[], None]) -> None:
        """Calls `function` at a wall-clock time, instead of what was set before."""
        ...

    def stop(self) -> None:
        """Calls nothing more."""
        ...


@dataclass(frozen=True, slots=True)
class State:
    """What a status strip shows: whether a run of the schedule goes on, when the last one ended (ms) and how (`done`
    or the code of the error), when the next begins (None while none is set)."""

    is_running: bool = False
    last_at: int | None = None
    last: str | None = None
    next_at: int | None = None


@dataclass(slots=True)
class Schedule:
    """Runs `sync` again and again. `is_locked` is asked before each run; `failed` is told the error of a bad one.

    `state` may be read from any thread.
    """

    sync: Callable[[], object]
    is_locked: Callable[[], bool]
    failed: Callable[[HomewardError], None]
    timer: Timer
    clock: Clock
    random: Random
    failures: int = 0
    state: State = State()
    _is_stopped: bool = False
    _changing: Lock = field(default_factory=Lock)

    def start(self) -> None:
        """Begins with a run after a short random pause."""
        self._set_next(self._jitter_ms(BASE_SECONDS))

    def run_once(self) -> None:
        """One run, and the time of the next. Errors that a worker need not see wait for the next run."""
        if self._is_stopped or self.is_locked():
            self.state = replace(self.state, next_at=None)
            return  # a locked laptop holds no key; unlocking starts the schedule anew
        self.state = replace(self.state, is_running=True, next_at=None)
        outcome = "stopped"
        try:
            outcome = self._run()
        finally:  # also where the program has a fault: the next run is its chance
            self.state = State(last_at=self.clock(), last=outcome)
            self._set_next(self.pause_ms())

    def _run(self) -> str:
        try:
            self.sync()
        except HomewardError as error:
            if error.code not in _GIVEN_WAY:
                self.failures += 1
            if error.code not in _QUIET_CODES | _GIVEN_WAY:
                self.failed(error)
            return error.code
        self.failures = 0
        return "done"

    def pause_ms(self) -> int:
        """Milliseconds until the next run."""
        if self.failures == 0:
            return EVERY_SECONDS * 1000
        return self._jitter_ms(min(CAP_SECONDS, BASE_SECONDS * 2 ** min(self.failures, 16)))

    def stop(self) -> None:
        """Ends the schedule (lock, end of the program): nothing begins after this; a run that goes on sets no next."""
        with self._changing:
            self._is_stopped = True
            self.state = replace(self.state, next_at=None)
            self.timer.stop()

    def _set_next(self, pause_ms: int) -> None:
        with self._changing:
            if self._is_stopped:
                return
            at = self.clock() + pause_ms
            self.state = replace(self.state, next_at=at)
            self.timer.call_at(at, self.run_once)

    def _jitter_ms(self, most_seconds: int) -> int:
        return most_seconds * 1000 * int.from_bytes(self.random(4), "big") // 2**32


class BackgroundTimer:
    """APScheduler's background thread with one job."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._scheduler.start()

    def call_at(self, at_ms: int, function: Callable[[], None]) -> None:
        """See `Timer.call_at`."""
        when = DateTrigger(run_date=datetime.fromtimestamp(at_ms / 1000, UTC))
        self._scheduler.add_job(function, when, id=JOB, replace_existing=True, max_instances=1, misfire_grace_time=None)

    def stop(self) -> None:
        """See `Timer.stop`."""
        self._scheduler.shutdown(wait=False)
