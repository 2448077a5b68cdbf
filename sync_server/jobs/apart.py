"""A turn that would count for a minute runs in a process of its own: the threads that answer people keep the processor.

Threads of one Python process take turns; beside such a job every page waited ten times as long (`benchmarks
console_pages`). The process reads the settings of this server, does one turn of one job, and ends.
"""

import subprocess
import sys
import threading

from shared_schema.errors import HomewardError
from sync_server.config import config_text
from sync_server.jobs.job import Job, run_here
from sync_server.server import Server

_COMMAND = "from sync_server.jobs.one_turn import main; main()"


class Apart:
    """Where the turns of one serving process run; `stop` ends those that run apart."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: list[subprocess.Popen[bytes]] = []
        self._is_stopped = False

    def run(self, job: Job, server: Server) -> object:
        """One turn, here unless it weighs too much. Raises what the job raises, `job.failed` where it failed apart."""
        if job.is_heavy is None or not job.is_heavy(server):
            return run_here(job, server)
        return self._run_apart(job, server)

    def stop(self) -> None:
        """Ends what runs apart, and lets nothing begin; a turn that did not end is taken again another time."""
        with self._lock:
            self._is_stopped = True
            for process in self._running:
                process.terminate()

    def _run_apart(self, job: Job, server: Server) -> int:
        with self._lock:
            if self._is_stopped:
                return 0
            command = [sys.executable, "-P", "-c", _COMMAND, job.name]
            process = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 - this program itself
            self._running.append(process)
        try:
            process.communicate(config_text(server.config).encode())
        finally:
            with self._lock:
                self._running.remove(process)
        if process.returncode and not self._is_stopped:
            raise HomewardError("job.failed", job=job.name)
        return 1
