"""Erases what two persons agreed to a day ago, and destroys what arrived too late thirty days after it came."""

from sync_server.jobs.job import Job
from sync_server.services.erasure_run import run_due_erasures

JOB = Job("erasures", 60, run_due_erasures)
