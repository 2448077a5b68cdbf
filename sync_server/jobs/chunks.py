"""Removes chunk files that no record has named for 30 days, once a day."""

from sync_server.jobs.job import Job
from sync_server.services.attachments import remove_unnamed

JOB = Job("chunks", 600.0, remove_unnamed, daily_at_ms=20 * 3_600_000)  # 03:00 in Phnom Penh, after the backup
