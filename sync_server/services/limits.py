"""Limits (security.md 4.5): requests of one device, changes in one request, searches and dossiers of one person."""

from collections.abc import Sequence

from sqlalchemy import Connection

from shared_schema.change import Batch
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.store.rates import count_use

EXCHANGES = 60
WINDOW_MS = 600_000
CHUNKS_LACKING, CHUNKS_PUT, CHUNKS_GET = "chunks_lacking", "chunks_put", "chunks_get"
CHUNKS = {CHUNKS_LACKING: 120, CHUNKS_PUT: 6000, CHUNKS_GET: 600}  # in 10 minutes; a chunk is 64 kB
MAX_CHANGES = 5000
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
SEARCHES = 60  # a minute
CASES_AN_HOUR, CASES_A_DAY = 60, 200


def count_exchange(connection: Connection, device: Id, *, what: str, now_ms: int) -> bool:
    """Count one signed request in the transaction that uses up its number; whether it is within 60 in 10 minutes
    (of requests about chunks: so many as `CHUNKS` says)."""
    most = CHUNKS.get(what, EXCHANGES)
    return count_use(connection, f"{what}/{device}", window_ms=WINDOW_MS, now_ms=now_ms) <= most


def too_many(now_ms: int) -> HomewardError:
    """The refusal of a request beyond the limit: `server.too_busy` with the seconds until the next window."""
    return HomewardError("server.too_busy", seconds=(WINDOW_MS - now_ms % WINDOW_MS) // 1000 + 1)


def count_search(connection: Connection, person: Id, *, now_ms: int) -> None:
    """Count one search at the console; `server.too_busy` beyond 60 in a minute."""
    if count_use(connection, f"search/{person}", window_ms=MINUTE_MS, now_ms=now_ms) > SEARCHES:
        raise HomewardError("server.too_busy", seconds=(MINUTE_MS - now_ms % MINUTE_MS) // 1000 + 1)


def count_opened(connection: Connection, person: Id, *, now_ms: int) -> str | None:
    """Count one dossier opened at the console; the alert to be raised at the 61st in an hour or 201st in a day."""
    for name, window_ms, limit in (("hour", HOUR_MS, CASES_AN_HOUR), ("day", DAY_MS, CASES_A_DAY)):
        if count_use(connection, f"opened_{name}/{person}", window_ms=window_ms, now_ms=now_ms) == limit + 1:
            return f"alert.cases_per_{name}"
    return None


def require_changes(batches: Sequence[Batch]) -> None:
    """Refuse a request with more changes than one transaction should hold; the laptop sends smaller parts."""
    if sum(len(batch.items) for batch in batches) > MAX_CHANGES:
        raise HomewardError("request.too_large", limit=MAX_CHANGES)
