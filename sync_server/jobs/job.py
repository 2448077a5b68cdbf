"""What a background job is: a name, how often it looks for work, and one call that may be repeated at any time.

A job with `daily_at_ms` has one turn a day, over all processes together: the turn that was missed while nothing ran is
made up for at the start, once.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sync_server.server import Server

DAY_MS = 86_400_000
HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Job:
    """`run(server)` does what is due and nothing else; running it twice, or never finishing it, harms nothing.

    `daily_at_ms` = milliseconds after midnight UTC at which its one turn of the day is due; None: every turn counts.
    `is_heavy(server)`: whether the turn that is due would take the processor for long from who is being answered.
    """

    name: str
    every_seconds: float
    run: Callable[[Server], object]
    daily_at_ms: int | None = None
    is_heavy: Callable[[Server], bool] | None = None

    def slot_at(self, now_ms: int) -> int:
        """When the turn that counts now was due: the day's hour, or the beginning of this hour."""
        if self.daily_at_ms is None:
            return now_ms - now_ms % HOUR_MS
        return (now_ms - self.daily_at_ms) // DAY_MS * DAY_MS + self.daily_at_ms


Run = Callable[[Job, Server], object]


def run_here(job: Job, server: Server) -> object:
    """One turn in this thread."""
    return job.run(server)
