"""Turns of background jobs as the console shows them, and asking for one now; whichever process runs jobs takes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.staff import hidden
from sync_server.store import job_runs
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.job_runs import JobRequest, JobRun

DAY_MS = 86_400_000
SHOWN_RUNS = 30


@dataclass(frozen=True, slots=True)
class JobPlan:
    """A job by name, and when it is due: every so many seconds, or once a day so long after midnight UTC."""

    name: str
    every_seconds: float
    daily_at_ms: int | None


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job, its newest turn, when the next is due (ms), and when somebody asked for one that has not begun."""

    plan: JobPlan
    newest: JobRun | None
    next_at: int
    asked_at: int | None

    @property
    def name(self) -> str:
        """Its name."""
        return self.plan.name


def list_jobs(server: Server, plans: Sequence[JobPlan]) -> tuple[JobLine, ...]:
    """Every job by name."""
    with server.database.snapshot() as connection:
        newest = job_runs.newest_runs(connection)
        asked = {one.job: one.asked_at for one in job_runs.read_requests(connection)}
    now = server.clock()
    return tuple(
        JobLine(plan, newest.get(plan.name), _next_at(plan, newest.get(plan.name), now), asked.get(plan.name))
        for plan in plans
    )


def find_job(server: Server, plans: Sequence[JobPlan], name: str) -> tuple[JobLine, tuple[JobRun, ...]]:
    """One job and its newest turns; `record.not_found`."""
    found = next((line for line in list_jobs(server, plans) if line.name == name), None)
    if found is None:
        raise hidden()
    with server.database.snapshot() as connection:
        return found, tuple(job_runs.runs_of(connection, name, limit=SHOWN_RUNS))


def ask_for_turn(server: Server, actor: Actor, plans: Sequence[JobPlan], name: str) -> None:
    """A turn as soon as a process that runs jobs looks; asked twice it is one turn. Audited. `job.unknown`."""
    if name not in {plan.name for plan in plans}:
        raise HomewardError("job.unknown", job=name[:32])
    now, by = server.clock(), actor.person.worker

    def work(connection: Connection) -> None:
        job_runs.put_request(connection, JobRequest(name, by, now))
        row = AuditRow(now, "job.asked", by, object_kind="job", object_id=name)
        append_rows(connection, [row], random=server.random)

    server.database.run(work)


def _next_at(plan: JobPlan, newest: JobRun | None, now_ms: int) -> int:
    if plan.daily_at_ms is not None:
        slot = (now_ms - plan.daily_at_ms) // DAY_MS * DAY_MS + plan.daily_at_ms
        return slot + DAY_MS
    began = now_ms if newest is None else newest.began_at
    return max(now_ms, began + round(plan.every_seconds * 1000))
