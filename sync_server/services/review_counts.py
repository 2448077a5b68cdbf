"""How much waits for one person's decision, for the strip of every page of the console: counted in the store."""

from dataclasses import dataclass

from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.review_queue import reach_of
from sync_server.store.review_totals import count_lines, oldest_line

COUNTED = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """`count` lines of her review queue, the oldest since `oldest_at` (ms; 0 where there is none).

    `is_more` = there may be more: counting ended there.
    """

    count: int
    oldest_at: int
    is_more: bool = False


def what_waits(server: Server, actor: Actor) -> Waiting:
    """Counted as the queue is: lines that she may see and decide."""
    reach = reach_of(actor)
    with server.database.snapshot() as connection:
        count = count_lines(connection, reach, at_most=COUNTED)
        oldest = oldest_line(connection, reach) if count else None
    return Waiting(count, oldest or 0, is_more=count >= COUNTED)
