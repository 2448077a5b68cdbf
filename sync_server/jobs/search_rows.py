"""Makes the search rows of records that were written, and those that are missing after an upgrade.

In small steps, and only while no laptop is being answered: a search reads what is missing from the states meanwhile.
"""

from sync_server.jobs.job import Job
from sync_server.server import Server
from sync_server.services.search_rows import make_missing

STEP = 200  # records of one transaction
IN_A_TURN = 5_000


def make_while_calm(server: Server) -> int:
    """One turn; how many rows were made."""
    made = 0
    while made < IN_A_TURN:
        step = make_missing(server, at_most=STEP)
        made += step
        if step < STEP or server.exchanges.is_busy(server.clock()):
            break
    return made


JOB = Job("search_rows", 30.0, make_while_calm)
