"""Checks the dossiers that were touched, within seconds, and tries again what waited for a dossier that has arrived."""

from sync_server.jobs.job import Job
from sync_server.server import Server
from sync_server.services.dossier_rules import check_queue
from sync_server.services.receive import HOME_UNKNOWN, retry_unknown_homes
from sync_server.store.records import read_dossiers
from sync_server.store.waiting import all_waiting

EVERY_SECONDS = 2.0


def run(server: Server) -> int:
    """One turn; how many dossiers were checked."""
    with server.database.snapshot() as connection:
        homes = {row.home for row in all_waiting(connection) if row.own_code == HOME_UNKNOWN and row.home}
        arrived = read_dossiers(connection, homes)
    if arrived:
        retry_unknown_homes(server, arrived)
    return check_queue(server)


JOB = Job("dossier_rules", EVERY_SECONDS, run)
