"""Turns of background jobs over all processes: a turn that is due is claimed by one, and how it went is kept.

A row is one turn of a job, named by when it was due (`slot`, milliseconds); a job that runs all the time has one row
for each hour. `outcome` = running, done or failed; `problem` = a stable code or the type of an error, never its words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, func, select, update

from shared_schema.identifiers import Id
from sync_server.store.statements import add_missing, put_rows
from sync_server.store.tables_running import job_requests, job_runs

RUNNING, DONE, FAILED = "running", "done", "failed"
_COLUMNS = ("job", "slot", "began_at", "ended_at", "outcome", "problem", "runs", "failures")


@dataclass(frozen=True, slots=True)
class JobRun:
    """One turn, or one hour of a job that runs all the time; times in milliseconds."""

    job: str
    slot: int
    began_at: int
    ended_at: int | None
    outcome: str
    problem: str | None = None
    runs: int = 1
    failures: int = 0

    @property
    def took_ms(self) -> int | None:
        """How long it took, None while it runs."""
        return None if self.ended_at is None else self.ended_at - self.began_at


@dataclass(frozen=True, slots=True)
class JobRequest:
    """A turn that a person asked for."""

    job: str
    asked_by: Id
    asked_at: int


def claim_turn(connection: Connection, job: str, slot: int, *, now_ms: int, stale_ms: int, tries: int) -> bool:
    """Whether the turn is ours now: nobody began it, or who did died over it (`stale_ms`), or it failed fewer than
    `tries` times. The row lock elects one of several processes."""
    row = (job, slot, now_ms, None, RUNNING, None, 0, 0)
    add_missing(connection, job_runs, _COLUMNS, [row])
    found = read_run(connection, job, slot, lock=True)
    if found is None:
        return False
    is_fresh = found.runs == 0
    is_stale = found.outcome == RUNNING and now_ms - found.began_at >= stale_ms
    is_again = found.outcome == FAILED and found.failures < tries and now_ms - (found.ended_at or 0) >= stale_ms
    if not (is_fresh or is_stale or is_again):
        return False
    put_run(connection, replace(found, began_at=now_ms, ended_at=None, outcome=RUNNING, runs=found.runs + 1))
    return True


def end_turn(connection: Connection, job: str, slot: int, *, problem: str | None, now_ms: int) -> None:
    """How a claimed turn went; `problem` None: well."""
    found = read_run(connection, job, slot, lock=True)
    if found is not None:
        failures = found.failures + (problem is not None)
        outcome = DONE if problem is None else FAILED
        put_run(connection, replace(found, ended_at=now_ms, outcome=outcome, problem=problem, failures=failures))


def add_to_hour(connection: Connection, run: JobRun) -> None:
    """Add turns of a job that runs all the time to the row of their hour (`run.slot`); the newest says how it went."""
    add_missing(connection, job_runs, _COLUMNS, [_values(replace(run, runs=0, failures=0))])
    found = read_run(connection, run.job, run.slot, lock=True)
    if found is not None:
        put_run(connection, replace(run, runs=found.runs + run.runs, failures=found.failures + run.failures))


def read_run(connection: Connection, job: str, slot: int, *, lock: bool = False) -> JobRun | None:
    """The turn, or None."""
    query = select(job_runs).where(job_runs.c.job == job, job_runs.c.slot == slot)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else JobRun(**row._mapping)


def put_run(connection: Connection, run: JobRun) -> None:
    """Write a turn as it stands."""
    put_rows(connection, job_runs, _COLUMNS, [_values(run)])


def newest_runs(connection: Connection) -> dict[str, JobRun]:
    """The newest turn of each job."""
    newest = select(job_runs.c.job, func.max(job_runs.c.slot).label("slot")).group_by(job_runs.c.job).subquery()
    query = select(job_runs).join(newest, (newest.c.job == job_runs.c.job) & (newest.c.slot == job_runs.c.slot))
    return {row.job: JobRun(**row._mapping) for row in connection.execute(query)}


def runs_of(connection: Connection, job: str, *, limit: int) -> list[JobRun]:
    """The newest turns of a job, newest first."""
    query = select(job_runs).where(job_runs.c.job == job).order_by(job_runs.c.slot.desc()).limit(limit)
    return [JobRun(**row._mapping) for row in connection.execute(query)]


def forget_runs(connection: Connection, *, before_ms: int) -> int:
    """Remove turns that began before; how many."""
    return connection.execute(delete(job_runs).where(job_runs.c.began_at < before_ms)).rowcount


def put_request(connection: Connection, request: JobRequest) -> None:
    """Somebody asks for a turn; asking again changes nothing more."""
    put_rows(
        connection, job_requests, ("job", "asked_by", "asked_at"), [(request.job, request.asked_by, request.asked_at)]
    )


def read_requests(connection: Connection) -> Sequence[JobRequest]:
    """Turns that were asked for and not begun."""
    query = select(job_requests).order_by(job_requests.c.asked_at, job_requests.c.job)
    return [JobRequest(**row._mapping) for row in connection.execute(query)]


def take_request(connection: Connection, job: str) -> bool:
    """Take a request; False where another process was quicker."""
    return connection.execute(delete(job_requests).where(job_requests.c.job == job)).rowcount == 1


def close_hanging(connection: Connection, *, before_ms: int, problem: str) -> int:
    """Turns that a process died over, as failed; how many."""
    hanging = update(job_runs).where(job_runs.c.outcome == RUNNING, job_runs.c.began_at < before_ms)
    return connection.execute(hanging.values(outcome=FAILED, problem=problem)).rowcount


def _values(run: JobRun) -> tuple[object, ...]:
    return tuple(getattr(run, name) for name in _COLUMNS)
