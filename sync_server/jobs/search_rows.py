"""Makes the search rows that are missing: after an upgrade, or of records that came before there were any."""

from sync_server.jobs.job import Job
from sync_server.services.search_rows import make_missing

JOB = Job("search_rows", 30.0, make_missing)
