"""Checks the whole chain of the audit every night at 03:00 in Phnom Penh (20:00 UTC); /audit shows what it found."""

from sync_server.jobs.job import Job
from sync_server.services.audit_view import check_chain

JOB = Job("audit_check", 600.0, check_chain, daily_at_ms=20 * 3_600_000, is_heavy=lambda _server: True)
