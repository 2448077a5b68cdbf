"""Limits of the exchange (security.md 4.5): requests of one device, changes in one request."""

from collections.abc import Sequence

from sqlalchemy import Connection

from shared_schema.change import Batch
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.store.rates import count_use

EXCHANGES = 60
WINDOW_MS = 600_000
MAX_CHANGES = 5000


def count_exchange(connection: Connection, device: Id, *, what: str, now_ms: int) -> bool:
    """Count one signed request in the transaction that uses up its number; whether it is within 60 in 10 minutes."""
    return count_use(connection, f"{what}/{device}", window_ms=WINDOW_MS, now_ms=now_ms) <= EXCHANGES


def too_many(now_ms: int) -> HomewardError:
    """The refusal of a request beyond the limit: `server.too_busy` with the seconds until the next window."""
    return HomewardError("server.too_busy", seconds=(WINDOW_MS - now_ms % WINDOW_MS) // 1000 + 1)


def require_changes(batches: Sequence[Batch]) -> None:
    """Refuse a request with more changes than one transaction should hold; the laptop sends smaller parts."""
    if sum(len(batch.items) for batch in batches) > MAX_CHANGES:
        raise HomewardError("request.too_large", limit=MAX_CHANGES)
