"""`field-client check`: chain, records, disk, clock, keys; `--rebuild` makes the record tables again from the log."""

import shutil

import click

from casework.command_shape import command
from field_client.app import Laptop
from field_client.cli_run import Run
from field_client.opening import opened
from field_client.shell import DONE
from field_client.store.check import find_damage
from field_client.store.sums import scope_space
from field_client.vault.lease import is_clock_broken, read_lease
from shared_schema.errors import HomewardError
from shared_schema.words import cli as words

LEAST_FREE_BYTES = 2 * 1024**3


@command("check", examples=("field-client check", "field-client check --rebuild"), exits=(0, 3, 4, 7, 8))
@click.option("--rebuild", "is_rebuilt", is_flag=True, help="Make records, search and sums again from log and states.")
@click.option("--second-copy", is_flag=True, help="Open by the second key file, where the first one is damaged.")
@click.pass_obj
def check_command(run: Run, *, is_rebuilt: bool, second_copy: bool) -> int:
    """Check the log's chain, every record, search, disk and clock."""
    shell, tools = run.shell, run.tools
    with opened(run, previous=second_copy) as laptop:
        if is_rebuilt:
            made = laptop.rebuild()
            shell.say(words.REBUILT, shown=made.shown, mended=len(made.mended), wanted=len(made.wanted))
            shell.answer(shown=made.shown, mended=len(made.mended), wanted=len(made.wanted))
        findings = list(find_damage(laptop.store))
        clock_is_broken = is_clock_broken(read_lease(tools.files, shell.config.data), now=tools.clock())
        free = shutil.disk_usage(shell.config.data).free
        for finding in findings:
            shell.print(finding)
        if clock_is_broken:
            shell.say(words.CLOCK_WRONG)
        if free < LEAST_FREE_BYTES:
            shell.say(words.DISK_FREE, size=f"{free / 1024**3:.1f} GB")
        shell.answer(
            findings=findings,
            changes=laptop.store.log.count(),
            clock_is_broken=clock_is_broken,
            disk_free_bytes=free,
            generation=laptop.vault.generation,
            digests=_digests(laptop),
        )
        if findings:
            return shell.fail(HomewardError("cli.integrity", count=len(findings)))
        shell.say(words.ALL_FITS, n=laptop.store.log.count())
    return DONE


def _digests(laptop: Laptop) -> dict[str, str]:
    """Digest of each scope over the states received from the centre, in hex, as `sync-server check` tells its own."""
    store, server = laptop.store, laptop.centre().server
    return {scope: f"{store.sums.digest(scope_space(server, scope)):016x}" for scope in store.cursors.of(server)}


def add_to(group: click.Group) -> None:
    """Adds `check`."""
    group.add_command(check_command)
