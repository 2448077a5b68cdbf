"""Checks the dossiers that were touched, within seconds, and tries again what waited for a dossier or for a program.

People come first: while a laptop is being answered the job begins later, and then leaves most of the time to it.
"""

import time
from collections.abc import Callable

from shared_schema.records.kinds import KINDS
from sync_server.jobs.job import Job
from sync_server.server import Server
from sync_server.services.dossier_rules import check_queue
from sync_server.services.receive import HOME_UNKNOWN, judge_again, retry_unknown_homes, retry_what_waited
from sync_server.services.standings import remake_expired
from sync_server.store.queue import touched_between
from sync_server.store.records import read_dossiers
from sync_server.store.waiting import all_waiting

EVERY_SECONDS = 1.0
CALM_MS = 700  # the next request of a long push comes sooner; its dossiers are then checked once, and do not slow it
LONGEST_MS = 3000  # nothing waits longer for calm
IN_A_TURN = 500  # dossiers; a server that is asked to stop waits for its turn to end
SHARE = 4  # while laptops are answered, the job takes one part in so many of the time
KIND_UNKNOWN = "change.kind_unknown"


def run(server: Server, *, pause: Callable[[float], None] = time.sleep) -> int:
    """One turn; how many dossiers were checked. `pause` waits for so many seconds."""
    with server.database.snapshot() as connection:
        waiting = all_waiting(connection)
        homes = {row.home for row in waiting if row.own_code == HOME_UNKNOWN and row.home}
        arrived = read_dossiers(connection, homes)
    if arrived:
        retry_unknown_homes(server, arrived)
    if any(row.waits_for is not None for row in waiting):
        retry_what_waited(server)
    learnt = {row.incarnation for row in waiting if row.own_code == KIND_UNKNOWN and row.kind in KINDS}
    for incarnation in sorted(learnt):
        server.database.run(lambda connection, one=incarnation: judge_again(server, connection, one))  # type: ignore[misc]
    remake_expired(server)
    return _check_some(server, pause)


def _check_some(server: Server, pause: Callable[[float], None]) -> int:
    done = 0
    while done < IN_A_TURN:
        began = server.clock()
        checked = check_queue(server, at_most=1)  # as many as are read together
        if not checked:
            break
        done += checked
        now = server.clock()
        if server.exchanges.is_busy(now):
            pause((SHARE - 1) * (now - began) / 1000)
    return done


def run_when_calm(server: Server) -> int:
    """One turn, unless a push began a moment ago, or laptops are being answered and nothing has waited long."""
    with server.database.snapshot() as connection:
        touched = touched_between(connection)
    now = server.clock()
    is_calm = touched is None or (now - touched[1] >= CALM_MS and not server.exchanges.is_busy(now))
    if touched is not None and not is_calm and now - touched[0] < LONGEST_MS:
        return 0
    return run(server)


JOB = Job("dossier_rules", EVERY_SECONDS, run_when_calm)
