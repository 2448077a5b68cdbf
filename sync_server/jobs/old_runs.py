"""Forgets turns of jobs after 90 days; turns that a process died over are told as failed after a day."""

from sync_server.jobs.job import Job
from sync_server.jobs.turns import forget_old_runs

JOB = Job("old_runs", 600.0, forget_old_runs, daily_at_ms=20 * 3_600_000)
