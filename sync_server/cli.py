"""`sync-server`: the central server from the shell of its machine.

Every command ends with one of the exit codes of the house, and tells a problem in three sentences. Commands are the
files of `sync_server/commands/`, each with `add_to(group)`.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

import sync_server.commands as commands_package
from casework.command_shape import WIDTH, Commands
from shared_schema.errors import HomewardError
from sync_server.logs import describe
from sync_server.shell import Shell

USAGE, STOPPED = 2, 130
LANGUAGES = ("en", "km")
LOG_NAME = "problems.log"
PROGRAM = "sync-server"
VERSION = "0.1.0"
MODULES = {  # command: its file in sync_server/commands/
    "audit": "audit",
    "backup": "backup",
    "bundle": "bundle",
    "check": "check",
    "device": "devices",
    "erase": "erase",
    "export": "export",
    "hub": "hub",
    "import": "imports",
    "init": "init",
    "invite": "invite",
    "jobs": "jobs",
    "keys": "keys",
    "match": "match",
    "migrate": "migrate",
    "office": "offices",
    "review": "review",
    "run": "run",
    "tls": "tls",
    "user": "users",
    "worker": "run",
}


def main() -> None:
    """The entry point of the installed command; whatever it writes belongs to this user alone."""
    os.umask(0o077)
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str], *, shell: Shell | None = None) -> int:
    """One run with `arguments`; answers the exit code. Tests hand in a shell with their own streams and clock."""
    shell = shell or Shell()
    shell.as_json = "--json" in arguments
    shell.data = Path(click.get_app_dir("homeward-server"))
    try:
        return _run(list(arguments), shell)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.UsageError as error:
        shell.problem(code="cli.usage", message=error.format_message(), next_step=f"{PROGRAM} --help")
        if not shell.as_json:
            error.show(file=shell.err)
        shell.exit_code = USAGE
    except (click.Abort, KeyboardInterrupt):
        shell.exit_code = STOPPED
    except HomewardError as error:
        shell.fail(error)
    except Exception as error:  # noqa: BLE001  the last net: told by type, file and line, never by message or values
        shell.fail(_unexpected(error, shell))
    return shell.finish()


def build_group() -> Commands:
    """The group with all commands of `sync_server/commands/`."""
    return Commands(
        PROGRAM,
        modules={command: f"{commands_package.__name__}.{file}" for command, file in MODULES.items()},
        callback=click.pass_obj(_configure),
        params=_global_options(),
        help="Homeward's central server: many people's records, sealed; intake, feed, accounts, review, audit.",
        context_settings={"max_content_width": WIDTH},
        no_args_is_help=True,
    )


def _run(arguments: list[str], shell: Shell) -> int:
    group = build_group()
    with group.make_context(PROGRAM, arguments, obj=shell) as context:
        code = group.invoke(context)
    if isinstance(code, int):
        shell.exit_code = code
    return shell.finish()


def _global_options() -> list[click.Parameter]:
    path = click.Path(path_type=Path)
    return [
        click.Option(["--data"], type=path, metavar="DIR", help="Folder of settings and logs."),
        click.Option(["--config"], type=path, metavar="FILE", help="Settings (TOML); else server.toml in --data."),
        click.Option(["--language"], type=click.Choice(LANGUAGES), default="en", help="Language of messages."),
        click.Option(["--json", "as_json"], is_flag=True, help="One JSON object on stdout."),
        click.Option(["--quiet"], is_flag=True, help="No messages beside the result."),
        click.Option(["--verbose"], is_flag=True, help="More counts and codes."),
        click.Option(["--no-color"], is_flag=True, help="No colours."),
        click.Option(["--passphrase-fd"], type=int, metavar="N", help="Read secrets, one a line, from descriptor N."),
        click.Option(
            ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Version."
        ),
    ]


def _show_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"{PROGRAM} {VERSION}")
        context.exit()


def _configure(
    shell: Shell,
    *,
    data: Path | None,
    config: Path | None,
    language: str,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    no_color: bool,
    passphrase_fd: int | None,
) -> None:
    shell.data = (data or shell.data).absolute()
    shell.config_file = None if config is None else config.absolute()
    shell.language, shell.as_json, shell.quiet = language, as_json, quiet
    shell.verbose, shell.no_color, shell.passphrase_fd = verbose, no_color, passphrase_fd
    shell.command = click.get_current_context().invoked_subcommand or ""


def _unexpected(error: Exception, shell: Shell) -> HomewardError:
    facts = describe(error)
    log = shell.data / LOG_NAME
    try:
        shell.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{facts}\n")
    except OSError:
        log = Path("-")
    return HomewardError("cli.unexpected", kind=type(error).__name__, log=str(log))
