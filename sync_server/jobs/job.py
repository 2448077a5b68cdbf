"""What a background job is: a name, how often it runs, and one call that may be repeated at any time."""

from collections.abc import Callable
from dataclasses import dataclass

from sync_server.server import Server


@dataclass(frozen=True, slots=True)
class Job:
    """`run(server)` does what is due and nothing else; running it twice, or never finishing it, harms nothing."""

    name: str
    every_seconds: float
    run: Callable[[Server], object]
