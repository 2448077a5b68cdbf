"""Forgets what has long passed: counters of limits, ended sessions, sign-ins that did not succeed."""

from sqlalchemy import Connection

from sync_server.jobs.job import Job
from sync_server.server import Server
from sync_server.store.rates import forget_counters
from sync_server.store.sessions import forget_failures, forget_sessions

KEEP_MS = 24 * 3_600_000


def forget_old_counters(server: Server) -> int:
    """How many rows were forgotten."""
    before = server.clock() - KEEP_MS

    def work(connection: Connection) -> int:
        gone = forget_counters(connection, before_ms=before)
        gone += forget_sessions(connection, before_ms=before)
        return gone + forget_failures(connection, before_ms=before)

    return server.database.run(work)


JOB = Job("counters", 3600, forget_old_counters)
