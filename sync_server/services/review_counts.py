"""How much waits for one person's decision, for the strip of every page of the console."""

from dataclasses import dataclass

from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.review import review_lines


@dataclass(frozen=True, slots=True)
class Waiting:
    """`count` lines of her review queue, the oldest since `oldest_at` (ms; 0 where there is none)."""

    count: int
    oldest_at: int


def what_waits(server: Server, actor: Actor) -> Waiting:
    """Counted as the queue is: lines that she may see and decide."""
    with server.database.snapshot() as connection:
        lines = review_lines(server, connection, actor)
    return Waiting(len(lines), min((line.opened_at for line in lines), default=0))
