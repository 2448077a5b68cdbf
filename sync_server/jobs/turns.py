"""Turns of jobs over all processes: one process takes a daily turn, what was missed is made up for, and each is kept.

Kept are when, how long and how it went: a stable code or the type of an error, never words (security.md 2.8). Turns of
jobs that run all the time are added up by hour, so that looking at them costs nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from sync_server.jobs.job import Job, Run, run_here
from sync_server.logs import log_error
from sync_server.server import Server
from sync_server.store import job_runs
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.job_runs import DONE, FAILED, JobRequest, JobRun

STALE_MS = 30 * 60_000  # a process that died over a turn is followed by another one, a turn that failed is tried again
TRIES = 3
NOTE_EVERY_MS = 60_000
KEEP_MS = 90 * 86_400_000


@dataclass(slots=True)
class Turns:
    """The turns of one process, taken with `run`; `unwritten` = those of frequent jobs that are not stored yet."""

    server: Server
    run: Run = run_here
    unwritten: dict[str, JobRun] = field(default_factory=dict)
    _written_at: dict[str, int] = field(default_factory=dict)

    def take(self, job: Job) -> bool:
        """Run the job if its turn is due and nobody else took it; False where it ran and failed."""
        if job.daily_at_ms is None:
            return self._run_often(job)
        slot = job.slot_at(self.server.clock())
        if not self._claim(job, slot):
            return True
        problem = run_guarded(job, self.server, self.run)
        now = self.server.clock()
        self.server.database.run(
            lambda connection: job_runs.end_turn(connection, job.name, slot, problem=problem, now_ms=now)
        )
        return problem is None

    def take_requests(self, jobs: Mapping[str, Job]) -> int:
        """Run what persons asked for at the console, each once whichever process comes first; how many."""
        with self.server.database.snapshot() as connection:
            waiting = job_runs.read_requests(connection)
        done = 0
        for request in waiting:
            job = jobs.get(request.job)
            taken = self.server.database.run(lambda connection, one=request: job_runs.take_request(connection, one.job))  # type: ignore[misc]
            if taken and job is not None:
                self._run_asked(job, request)
                done += 1
        return done

    def _claim(self, job: Job, slot: int) -> bool:
        if slot < self.server.identity.created_at:
            return False  # before there was anything to do it for
        with self.server.database.snapshot() as connection:
            found = job_runs.read_run(connection, job.name, slot)
        if found is not None and found.outcome == DONE:
            return False
        now = self.server.clock()
        return self.server.database.run(
            lambda connection: job_runs.claim_turn(
                connection, job.name, slot, now_ms=now, stale_ms=STALE_MS, tries=TRIES
            )
        )

    def _run_often(self, job: Job) -> bool:
        began = self.server.clock()
        problem = run_guarded(job, self.server, self.run)
        now = self.server.clock()
        self._add(job, began=began, ended=now, problem=problem)
        if problem is not None or now - self._written_at.get(job.name, 0) >= NOTE_EVERY_MS:
            self._write(job.name, now)
        return problem is None

    def _add(self, job: Job, *, began: int, ended: int, problem: str | None) -> None:
        slot = job.slot_at(began)
        former = self.unwritten.get(job.name)
        if former is not None and former.slot != slot:
            self._write(job.name, ended)
            former = None
        runs, failures = (former.runs, former.failures) if former is not None else (0, 0)
        outcome = DONE if problem is None else FAILED
        self.unwritten[job.name] = JobRun(
            job.name, slot, began, ended, outcome, problem, runs + 1, failures + (problem is not None)
        )

    def _write(self, name: str, now_ms: int) -> None:
        run = self.unwritten.pop(name)
        self._written_at[name] = now_ms
        self.server.database.run(lambda connection: job_runs.add_to_hour(connection, run))

    def _run_asked(self, job: Job, request: JobRequest) -> None:
        began = self.server.clock()
        problem = run_guarded(job, self.server, self.run)
        ended = self.server.clock()
        outcome = DONE if problem is None else FAILED
        run = JobRun(job.name, job.slot_at(began), began, ended, outcome, problem, 1, int(problem is not None))

        def work(connection: Connection) -> None:
            job_runs.add_to_hour(connection, run)
            row = AuditRow(ended, "job.run", request.asked_by, object_kind="job", object_id=job.name, outcome=outcome)
            append_rows(connection, [row], random=self.server.random)

        self.server.database.run(work)


def run_guarded(job: Job, server: Server, run: Run = run_here) -> str | None:
    """One turn; None if it went well, else a code of the catalogue or the type of the error. The log says where."""
    try:
        run(job, server)
    except Exception as error:  # noqa: BLE001 - told by type and place, tried again at its next turn
        log_error(server.logger, "job.failed", error, job=job.name)
        return (error.code if isinstance(error, HomewardError) else type(error).__name__)[:48]
    return None


def forget_old_runs(server: Server) -> int:
    """Forget turns of long ago, and close those that nobody can end any more; how many rows."""
    now = server.clock()

    def work(connection: Connection) -> int:
        job_runs.close_hanging(connection, before_ms=now - 86_400_000, problem="died")
        return job_runs.forget_runs(connection, before_ms=now - KEEP_MS)

    return server.database.run(work)
