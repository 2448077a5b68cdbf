"""Runs the jobs of this folder with APScheduler: one thread, each job at most once at a time, missed turns run once.

A job that fails is logged by type and place and tried again at its next turn.
"""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

import sync_server.jobs as jobs_package
from sync_server.jobs.job import Job
from sync_server.logs import log_error
from sync_server.server import Server

_THREADS = 2


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
    for job in find_jobs():
        scheduler.add_job(_guarded(job, server), "interval", seconds=job.every_seconds, id=job.name)
    scheduler.start()
    return lambda: scheduler.shutdown(wait=True)


def run_job(job: Job, server: Server) -> bool:
    """One turn of a job; False where it failed (and the log says where)."""
    try:
        job.run(server)
    except Exception as error:  # noqa: BLE001 - told by type and place, tried again at its next turn
        log_error(server.logger, "job.failed", error, job=job.name)
        return False
    return True


def _guarded(job: Job, server: Server) -> Callable[[], object]:
    return lambda: run_job(job, server)
