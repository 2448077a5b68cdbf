"""Runs the jobs of this folder with APScheduler: two threads, each job at most once at a time, missed turns run once.

Daily turns are taken once over all processes (`turns.py`). A job that fails is logged by type and place and tried
again at its next turn. What persons ask for at the console begins within seconds.
"""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

import sync_server.jobs as jobs_package
from sync_server.jobs.apart import Apart
from sync_server.jobs.job import Job
from sync_server.jobs.turns import Turns, run_guarded
from sync_server.logs import log_error
from sync_server.server import Server

_THREADS = 2
_REQUESTS_SECONDS = 5


def find_jobs() -> tuple[Job, ...]:
    """Every `JOB` of the modules in this folder, by name."""
    modules = [import_module(found.name) for found in iter_modules(jobs_package.__path__, jobs_package.__name__ + ".")]
    jobs = [module.JOB for module in modules if hasattr(module, "JOB")]
    return tuple(sorted(jobs, key=lambda job: job.name))


def start_jobs(server: Server) -> Callable[[], None]:
    """Starts every job at once and then in its rhythm; the answer stops them and waits for those that run."""
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(_THREADS)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )
    apart = Apart()
    turns = Turns(server, apart.run)
    jobs = {job.name: job for job in find_jobs()}
    for job in jobs.values():
        scheduler.add_job(_turn(turns, job), "interval", seconds=job.every_seconds, id=job.name)
    scheduler.add_job(_requests(turns, jobs), "interval", seconds=_REQUESTS_SECONDS, id="requests")
    scheduler.start()

    def stop() -> None:
        apart.stop()
        scheduler.shutdown(wait=True)

    return stop


def run_job(job: Job, server: Server) -> bool:
    """One turn of a job now, due or not; False where it failed (and the log says where)."""
    return run_guarded(job, server) is None


def _turn(turns: Turns, job: Job) -> Callable[[], object]:
    def take() -> None:
        try:
            turns.take(job)
        except Exception as error:  # noqa: BLE001 - the store is out of reach: the next turn tries again
            log_error(turns.server.logger, "job.not_noted", error, job=job.name)

    return take


def _requests(turns: Turns, jobs: dict[str, Job]) -> Callable[[], object]:
    def take() -> None:
        try:
            turns.take_requests(jobs)
        except Exception as error:  # noqa: BLE001 - as above
            log_error(turns.server.logger, "job.not_noted", error, job="requests")

    return take
