"""Work of the open laptop that nobody waits for: the daily backup, candidates of inquiries that were changed.

Promise: a piece begins only while no page is being asked for, and one piece at a time; what a lock cut short is begun
anew after the next unlock. Refused: work that may not be repeated.
"""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import TypeAlias

from field_client.sync.schedule import Timer
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock

Work: TypeAlias = Callable[[], bool]  # does one piece; whether there was one

FIRST_MS, NEXT_MS, AGAIN_MS = 1_000, 200, 30_000
QUIET_SECONDS = 1.5


class QuietWork:
    """Does the works in their order, each until it has nothing more to do, and looks again after half a minute."""

    def __init__(
        self, works: Sequence[Work], *, is_quiet: Callable[[], bool], is_locked: Callable[[], bool], timer: Timer,
        clock: Clock,
    ) -> None:  # fmt: skip
        self._works, self._is_quiet, self._is_locked = works, is_quiet, is_locked
        self._timer, self._clock = timer, clock
        self._is_stopped = False
        self._changing = Lock()

    def start(self) -> None:
        """The first piece comes when the first page has been shown."""
        self._set_next(FIRST_MS)

    def stop(self) -> None:
        """Begins nothing more; a piece that goes on is not waited for."""
        with self._changing:
            self._is_stopped = True
            self._timer.stop()

    def run_once(self) -> None:
        """One piece, and the time of the next."""
        if self._is_stopped or self._is_locked():
            return
        pause = NEXT_MS
        try:
            if self._is_quiet():
                pause = NEXT_MS if any(work() for work in self._works) else AGAIN_MS
        except HomewardError:
            pause = AGAIN_MS  # a full disk, a laptop that is being locked: there is another time
        finally:
            self._set_next(pause)

    def _set_next(self, pause_ms: int) -> None:
        with self._changing:
            if not self._is_stopped:
                self._timer.call_at(self._clock() + pause_ms, self.run_once)
