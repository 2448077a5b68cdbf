"""Compares open inquiries with all cases every night at 01:00 in Phnom Penh (18:00 UTC), whichever process comes first.

During the day `sync-server match run` and the candidates page do the same on demand.
"""

from sqlalchemy import Connection

from sync_server.jobs.job import Job
from sync_server.logs import log_event
from sync_server.server import Server
from sync_server.services.matching import match_inquiries, open_inquiries
from sync_server.services.names import NameIndex
from sync_server.store.rates import count_use

DAY_MS = 86_400_000
AT_MS = 18 * 3_600_000


def match_by_night(server: Server) -> None:
    """One turn: nothing, or this night's comparison."""
    if server.clock() % DAY_MS < AT_MS or not _claim(server):
        return
    found = list(match_inquiries(server, NameIndex(server), open_inquiries(server)))
    log_event(server.logger, "match.run", new=sum(one.is_new for one in found), pairs=len(found))


def _claim(server: Server) -> bool:
    def work(connection: Connection) -> int:
        return count_use(connection, "job/matching", window_ms=DAY_MS, now_ms=server.clock())

    return server.database.run(work) == 1


JOB = Job("matching", 300.0, match_by_night)
