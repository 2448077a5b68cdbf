"""`field-client open`, the command without a name: starts the local program and the browser."""

import sys
import time
from pathlib import Path

import click

from casework.command_shape import command
from field_client.cli_run import Run
from field_client.config import Config
from field_client.shell import Shell
from field_client.web.handover import Handover, replacing, restart_arguments, take_over
from field_client.web.handover_windows import STDIN, take_over_on_windows
from field_client.web.launch import default_desktop, is_confined, open_browser
from field_client.web.program import Surroundings
from field_client.web.run import Ways, run_program
from shared_schema.words import cli as words


@command("open", examples=("field-client open", "field-client open --no-browser"), exits=(0, 1, 4, 8, 130))
@click.option("--no-browser", is_flag=True, help="Only print the file to open.")
@click.option("--browser", metavar="PATH", help="Another browser than the system's own.")
@click.option("--resume", metavar="N", hidden=True, help="Used by the program itself after a lock.")
@click.pass_obj
def open_command(run: Run, *, no_browser: bool, browser: str | None, resume: str | None) -> int:
    """Start Homeward on this laptop and open it in the browser."""
    shell = run.shell
    named = click.get_current_context().parent
    restart = restart_arguments(
        sys.orig_argv, sys.argv[1:], names_command=named is not None and named.invoked_subcommand == "open"
    )
    is_away = not no_browser and is_confined(browser, default_desktop=default_desktop)
    ways = Ways(
        replace=replacing(restart),
        show=lambda path: _show(shell, path, browser=browser, no_browser=no_browser),
        confined_home=Path.home() if is_away else None,
    )
    return run_program(_surroundings(run, shell.config), ways, taken_over=_taken_over(resume))


def add_to(group: click.Group) -> None:
    """Adds `open`."""
    group.add_command(open_command)


def _surroundings(run: Run, config: Config) -> Surroundings:
    return Surroundings(config=config, tools=run.tools, monotonic=time.monotonic, platform=sys.platform)


def _taken_over(resume: str | None) -> Handover | None:
    if resume is None:
        return None
    return take_over_on_windows() if resume == STDIN else take_over(int(resume))


def _show(shell: Shell, path: Path, *, browser: str | None, no_browser: bool) -> None:
    if no_browser or not open_browser(path, browser=browser):
        shell.say(words.OPEN_THIS_FILE, file=str(path))
        shell.out.flush()
