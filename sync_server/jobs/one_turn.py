"""The process of `apart.py`: one turn of one job. Settings come on standard input, the name of the job as argument."""

import os
import sys

from sync_server.config import read_config_text
from sync_server.jobs.scheduler import find_jobs, run_job
from sync_server.server import open_server

_NICE = 5  # who is being answered comes first on the machine too


def main() -> None:
    """Ends with 0 where the job did its turn."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    server = open_server(read_config_text(sys.stdin.read()))
    try:
        is_done = run_job({job.name: job for job in find_jobs()}[sys.argv[1]], server)
    finally:
        server.close()
    sys.exit(0 if is_done else 1)
