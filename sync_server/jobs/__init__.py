"""Background jobs, one a file, each with a `JOB`; `scheduler.py` finds them and runs them in one thread."""
