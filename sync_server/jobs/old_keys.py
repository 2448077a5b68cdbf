"""Destroys former keys of dossiers under which nothing has been for 35 days; once a night, after the backup."""

from sync_server.jobs.job import Job
from sync_server.services.rekeying_run import sweep_old_keys

JOB = Job("old_keys", 600.0, sweep_old_keys, daily_at_ms=21 * 3_600_000)  # 04:00 in Phnom Penh
