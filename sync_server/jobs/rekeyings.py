"""Seals what lies under former keys of dossiers anew, a step at a time, while no laptop is being answered."""

from sync_server.jobs.job import Job
from sync_server.services.rekeying_run import run_rekeyings

JOB = Job("rekeyings", 30.0, run_rekeyings)
