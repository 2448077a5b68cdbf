"""Counts the reports that somebody waits for, makes missing codes of dossiers, and forgets what was counted long ago.

One report at a time, apart from who is being answered: a hundred thousand dossiers take a minute of the processor.
While laptops are being answered missing codes wait.
"""

from sync_server.jobs.job import DAY_MS, Job
from sync_server.server import Server
from sync_server.services.coded import AT_ONCE, make_missing_codes
from sync_server.services.reports import is_wanted, make_wanted
from sync_server.store.reports import forget_snapshots

IN_A_TURN = 5_000
KEPT_MS = 7 * DAY_MS


def make_reports(server: Server) -> int:
    """One turn; how many reports were counted."""
    made = 0
    while made < IN_A_TURN and not server.exchanges.is_busy(server.clock()):
        step = make_missing_codes(server)
        made += step
        if step < AT_ONCE:
            break
    counted = make_wanted(server)
    before = server.clock() - KEPT_MS
    server.database.run(lambda connection: forget_snapshots(connection, before=before))
    return counted


JOB = Job("reports", 15.0, make_reports, is_heavy=is_wanted)
