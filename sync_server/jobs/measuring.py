"""Lets SQLite look at its indexes once a night, so that its plans fit what the store holds by now."""

from sync_server.jobs.job import Job
from sync_server.server import Server


def measure_stores(server: Server) -> None:
    """One turn."""
    server.database.measure()
    server.keyset.database.measure()


JOB = Job("measuring", 600.0, measure_stores, daily_at_ms=22 * 3_600_000)  # 05:00 in Phnom Penh
