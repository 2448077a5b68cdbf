"""`field-client backup make|check|restore`: encrypted copies; restoring takes a new incarnation."""

import shutil
from pathlib import Path

import click

from casework.command_shape import command
from field_client.cli_run import Run
from field_client.opening import opened
from field_client.restoring import restore
from field_client.shell import DONE
from field_client.unlocking import photos_beside, read_head
from field_client.vault.backup import check_backup, day_of, make_backup
from field_client.vault.backup_file import SUFFIX
from field_client.vault.backup_photos import BY_HAND_BYTES
from shared_schema.errors import HomewardError
from shared_schema.words import cli as words

_PATH = click.Path(path_type=Path)


@click.group("backup")
def backup_group() -> None:
    """Encrypted copies of the store: make, check, restore."""


@command(
    "make", examples=("field-client backup make", "field-client backup make --to stick.hwb"), exits=(0, 1, 3, 4, 8)
)
@click.option("--to", "target", type=_PATH, metavar="FILE", help="A further copy, such as on a stick.")
@click.pass_obj
def make_command(run: Run, *, target: Path | None) -> int:
    """Make an encrypted copy and open it again to be sure of it."""
    shell, tools = run.shell, run.tools
    if target is not None and target.exists():
        raise HomewardError("cli.file_exists", file=target.name)
    with opened(run) as laptop:
        folder = shell.config.folder.backups
        made = make_backup(
            laptop.store.database,
            vault=laptop.vault,
            files=tools.files,
            folder=folder,
            day=tools.today(),
            read_head=read_head,
            beside=photos_beside(laptop.store.database, files=tools.files, max_bytes=BY_HAND_BYTES),
        )
        if target is not None:
            shutil.copyfile(made, target)
            tools.files.sync_file(target)
        shell.say(words.BACKUP_MADE, file=made.name)
        shell.answer(file=made.name, copy=None if target is None else target.name)
    return DONE


@command(
    "check", examples=("field-client backup check", "field-client backup check --from stick.hwb"), exits=(0, 1, 3, 4, 7)
)
@click.option("--from", "source", type=_PATH, metavar="FILE", help="Which copy; the newest, if not given.")
@click.pass_obj
def check_command(run: Run, *, source: Path | None) -> int:
    """Open a copy and compare its log with its header."""
    shell = run.shell
    with opened(run) as laptop:
        path = source or _newest(shell.config.folder.backups)
        found = check_backup(path, vault=laptop.vault, files=run.tools.files, read_head=read_head)
        rows = sum(found.counts.values())
        shell.say(words.BACKUP_GOOD, file=path.name, rows=rows, n=found.header.head.n)
        shell.answer(file=path.name, rows=rows, n=found.header.head.n)
    return DONE


@command("restore", examples=("field-client backup restore --from stick.hwb",), exits=(0, 1, 3, 4, 7, 8))
@click.option("--from", "source", type=_PATH, metavar="FILE", required=True, help="The copy.")
@click.option("--lease-code", is_flag=True, help="Ask for passphrase and a lease code read out by the office.")
@click.pass_obj
def restore_command(run: Run, *, source: Path, lease_code: bool) -> int:
    """Bring a copy back under a new series of numbers; a store that is here is kept beside."""
    shell = run.shell
    if not source.exists():
        raise HomewardError("cli.file_not_found", file=source.name)
    restored = restore(run, source, with_lease_code=lease_code)
    try:
        shell.say(words.RESTORED, code=restored.laptop.store.log.current().code)
        if restored.recovery_code is not None:
            shell.show_once(words.RECOVERY_SHEET, restored.recovery_code)
        shell.answer(
            code=restored.laptop.store.log.current().code,
            kept=restored.kept_beside,
            recovery_code=restored.recovery_code,
        )
    finally:
        restored.laptop.close()
    return DONE


def add_to(group: click.Group) -> None:
    """Adds `backup`."""
    for one in (make_command, check_command, restore_command):
        backup_group.add_command(one)
    group.add_command(backup_group)


def _newest(folder: Path) -> Path:
    found = sorted((day, path) for path in folder.glob("*" + SUFFIX) if (day := day_of(path.name)) is not None)
    if not found:
        raise HomewardError("cli.file_not_found", file="*" + SUFFIX)
    return found[-1][1]
