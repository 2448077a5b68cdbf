"""`jobs list|run`: background jobs, and one turn of one of them now."""

import click

from casework.command_shape import command, group
from shared_schema.errors import HomewardError
from shared_schema.words import server_cli as words
from sync_server.jobs.scheduler import find_jobs, run_job
from sync_server.shell import Shell, pass_shell


@command("list", examples=("sync-server jobs list", "sync-server --json jobs list"), exits=(0, 1))
@pass_shell
def list_all(shell: Shell) -> None:
    """List the background jobs and how often they run."""
    shell.table([{"job": job.name, "every_seconds": job.every_seconds} for job in find_jobs()], name="jobs")


@command(
    "run", examples=("sync-server jobs run audit_chainer", "sync-server --json jobs run dossier_rules"), exits=(0, 1, 2)
)
@click.argument("name")
@pass_shell
def run(shell: Shell, *, name: str) -> None:
    """Run one turn of a job now."""
    found = {job.name: job for job in find_jobs()}
    if name not in found:
        raise HomewardError("job.unknown", job=name)
    server = shell.open_server()
    try:
        is_done = run_job(found[name], server)
    finally:
        server.close()
    if not is_done:
        raise HomewardError("job.failed", job=name)
    shell.say(words.JOB_DONE, job=name)
    shell.answer(job=name)


def add_to(parent: click.Group) -> None:
    """Add the commands."""
    jobs = group("jobs", "Background jobs.")
    jobs.add_command(list_all)
    jobs.add_command(run)
    parent.add_command(jobs)
