"""Limits of the exchange (security.md 4.5): requests of one device, changes in one request."""

from collections.abc import Sequence

from shared_schema.change import Batch
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.store.rates import count_use

EXCHANGES = 60
WINDOW_MS = 600_000
MAX_CHANGES = 5000


def count_exchange(server: Server, device: Id, *, what: str = "exchange") -> None:
    """Count one exchange (or other signed request); `server.too_busy` beyond 60 in 10 minutes, over all processes."""
    now = server.clock()
    used = server.database.run(lambda tx: count_use(tx, f"{what}/{device}", window_ms=WINDOW_MS, now_ms=now))
    if used > EXCHANGES:
        raise HomewardError("server.too_busy", seconds=(WINDOW_MS - now % WINDOW_MS) // 1000 + 1)


def require_changes(batches: Sequence[Batch]) -> None:
    """Refuse a request with more changes than one transaction should hold; the laptop sends smaller parts."""
    if sum(len(batch.items) for batch in batches) > MAX_CHANGES:
        raise HomewardError("request.too_large", limit=MAX_CHANGES)
