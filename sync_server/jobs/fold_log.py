"""Brings what was committed from SQLite's write-ahead log into its file, while no laptop is being answered."""

from sync_server.jobs.job import Job
from sync_server.server import Server

EVERY_SECONDS = 5.0


def fold_while_calm(server: Server) -> None:
    """One turn; a log that grows beyond its bound meanwhile is brought in by the commit that finds it so."""
    if server.exchanges.is_busy(server.clock()):
        return
    server.database.fold_log()
    server.sealing.keyset.database.fold_log()


JOB = Job("fold_log", EVERY_SECONDS, fold_while_calm)
