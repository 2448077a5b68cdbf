"""Compares open inquiries with all cases every night at 01:00 in Phnom Penh (18:00 UTC), whichever process comes first.

During the day `sync-server match run` and the candidates page do the same on demand.
"""

from sync_server.jobs.job import Job
from sync_server.logs import log_event
from sync_server.server import Server
from sync_server.services.matching import match_inquiries, open_inquiries
from sync_server.services.names import NameIndex
from sync_server.store.hubs import HUB


def match_by_night(server: Server) -> None:
    """This night's comparison."""
    if not compares(server):
        return  # the centre looks through all offices, and its proposals come here
    found = list(match_inquiries(server, NameIndex(server), open_inquiries(server)))
    log_event(server.logger, "match.run", new=sum(one.is_new for one in found), pairs=len(found))


def compares(server: Server) -> bool:
    """Whether this server looks through cases at all: a hub does not, and who does is busy for minutes."""
    return server.identity.kind != HUB


JOB = Job("matching", 300.0, match_by_night, daily_at_ms=18 * 3_600_000, is_heavy=compares)
