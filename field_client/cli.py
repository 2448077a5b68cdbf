"""`field-client`: one laptop of one person, from the command line.

Promise: every command ends with one of the exit codes of its help, and every problem is told in three
sentences: what happened, what is safe, what to do next. Refused: secrets as arguments or from the environment.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from traceback import extract_tb
from typing import TextIO

import click

import field_client.commands as commands_package
from casework.collector import tune_collector
from casework.command_shape import Commands
from field_client.app import Tools, real_tools
from field_client.cli_run import Run
from field_client.config import LANGUAGES, Config, read_config
from field_client.files import for_this_user_alone
from field_client.safety import wipe
from field_client.shell import Shell
from shared_schema.errors import HomewardError

USAGE, STOPPED, UNEXPECTED = 2, 130, 70
LOG_NAME = "problems.log"
DEFAULT = "open"
VERSION = "0.1.0"
MODULES = {  # command: its file in field_client/commands/
    "backup": "backup",
    "bundle": "bundle",
    "check": "check",
    "custodian": "custodian",
    "enrol": "enrol",
    "export": "exports",
    "import": "imports",
    "open": "open",
    "passphrase": "secrets",
    "recovery": "secrets",
    "rekey": "secrets",
    "status": "status",
    "sync": "sync",
    "travel": "travel",
    "wipe": "wipe",
}


def main() -> None:
    """The entry point of the installed command; whatever it writes belongs to this user alone."""
    os.umask(0o077)
    tune_collector()
    sys.exit(run(sys.argv[1:]))


def run(
    arguments: Sequence[str], *, tools: Tools | None = None, out: TextIO | None = None, err: TextIO | None = None
) -> int:
    """One run with `arguments`; answers the exit code. Streams and tools are handed in by tests."""
    shell = Shell(out=out or sys.stdout, err=err or sys.stderr)
    shell.as_json = "--json" in arguments
    try:
        return _run(list(arguments), shell, tools)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.UsageError as error:
        shell.problem(code="cli.usage", message=error.format_message(), next_step="--help")
        if not shell.as_json:
            error.show(file=shell.err)
        shell.exit_code = USAGE
    except (click.Abort, KeyboardInterrupt):
        shell.exit_code = STOPPED
    except HomewardError as error:
        shell.fail(error)
    except Exception as error:  # noqa: BLE001 - the last net: told by type, file and line, never by values
        shell.fail(_unexpected(error, shell.config))
    return shell.finish()


def _run(arguments: list[str], shell: Shell, tools: Tools | None) -> int:
    group = build_group()
    context = group.make_context("field-client", arguments, obj=Run(shell, tools or real_tools()))
    with context:
        code = group.invoke(context)
    if isinstance(code, int):
        shell.exit_code = code
    return shell.finish()


def build_group() -> Commands:
    """The group with all commands of `field_client/commands/`."""
    return Commands(
        "field-client",
        modules={command: f"{commands_package.__name__}.{file}" for command, file in MODULES.items()},
        default=DEFAULT,
        callback=click.pass_obj(_configure),
        params=_global_options(),
        help="Homeward on one laptop: an encrypted caseload that works without internet.",
        context_settings={"max_content_width": 79},
    )


def _global_options() -> list[click.Parameter]:
    path = click.Path(path_type=Path)
    return [
        click.Option(["--data"], type=path, metavar="DIR", help="Data folder of this laptop."),
        click.Option(["--state"], type=path, metavar="DIR", help="The other per-user folder (incarnation file)."),
        click.Option(["--config"], type=path, metavar="FILE", help="Settings (TOML)."),
        click.Option(["--language"], type=click.Choice(LANGUAGES), help="Language of messages."),
        click.Option(["--json", "as_json"], is_flag=True, help="One JSON object on stdout."),
        click.Option(["--quiet"], is_flag=True, help="No progress and no messages beside the result."),
        click.Option(["--verbose"], is_flag=True, help="More counts and codes."),
        click.Option(["--no-color"], is_flag=True, help="No colours."),
        click.Option(["--passphrase-fd"], type=int, metavar="N", help="Read secrets, one a line, from descriptor N."),
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help="Show the version.",
        ),
    ]


def _show_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        context.find_object(Run).shell.print(f"field-client {VERSION}")  # type: ignore[union-attr]
        context.exit()


def _configure(
    current: Run,
    *,
    data: Path | None,
    state: Path | None,
    config: Path | None,
    language: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    no_color: bool,
    passphrase_fd: int | None,
) -> None:
    shell = current.shell
    shell.config = read_config(config, data=data, state=state, language=language)
    wipe.finish(current.tools.files, shell.config.folder)  # one that was begun before this process
    shell.language = shell.config.language
    shell.as_json, shell.quiet, shell.verbose, shell.no_color = as_json, quiet, verbose, no_color
    shell.passphrase_fd = passphrase_fd
    shell.command = click.get_current_context().invoked_subcommand or ""


def _unexpected(error: Exception, config: Config) -> HomewardError:
    frames = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)[-12:]]
    log = config.data / LOG_NAME
    try:
        with open(log, "a", encoding="utf-8", opener=for_this_user_alone) as file:
            file.write(f"{type(error).__name__} {' '.join(frames)}\n")
    except OSError:
        log = Path("-")
    return HomewardError("cli.unexpected", kind=type(error).__name__, log=str(log))
