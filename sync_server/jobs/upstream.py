"""At a hub: speaks with the centre every five minutes, later and later while there is no line; never on a request."""

from shared_schema.errors import HomewardError
from sync_server.hub.chunks import relay_chunks
from sync_server.hub.upstream import is_due, relay
from sync_server.jobs.job import Job
from sync_server.server import Server

EVERY_SECONDS = 15.0
NO_LINE = frozenset({"hub.busy", "sync.no_contact", "sync.cut"})  # the row of the centre says so, with the next try


def run(server: Server) -> bool:
    """One turn, where it is due; whether the centre was heard."""
    if not is_due(server):
        return False
    try:
        relay(server)
        relay_chunks(server)
    except HomewardError as error:
        if error.code not in NO_LINE:
            raise
        return False
    return True


JOB = Job("upstream", EVERY_SECONDS, run)
