"""Forgets the counters of limits whose windows have long passed."""

from sync_server.jobs.job import Job
from sync_server.server import Server
from sync_server.store.rates import forget_counters

KEEP_MS = 24 * 3_600_000


def forget_old_counters(server: Server) -> int:
    """How many counters were forgotten."""
    return server.database.run(lambda connection: forget_counters(connection, before_ms=server.clock() - KEEP_MS))


JOB = Job("counters", 3600, forget_old_counters)
