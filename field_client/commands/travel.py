"""`field-client travel on|off`: only chosen cases go on a trip; the next contact brings the others back."""

from pathlib import Path

import click

from casework.command_shape import command, group
from field_client.app import Laptop
from field_client.cli_run import Run
from field_client.opening import opened
from field_client.safety import travel
from field_client.safety.cases import chosen_by_number
from field_client.shell import DONE, Shell
from field_client.store_lock import lock_store
from shared_schema.errors import HomewardError
from shared_schema.words import cli
from shared_schema.words import safety as words

MOST_BYTES = 1024 * 1024
NO_LINE = frozenset({"sync.no_contact", "sync.cut", "tls.no_contact", "server.too_busy"})

travel_group = group("travel", "Take only chosen cases on a trip, and bring the others back.")


@command(
    "on",
    examples=("field-client travel on --keep cases.txt", "field-client --json travel on --keep cases.txt"),
    exits=(0, 1, 3, 4, 6, 7, 8),
)
@click.option(
    "--keep",
    "file",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Numbers of the cases that stay, one a line.",
)
@click.pass_obj
def on_command(run: Run, *, file: Path) -> int:
    """Send and receive, then let every case leave but those of the list."""
    shell, tools = run.shell, run.tools
    lines = (tools.files.read(file, limit=MOST_BYTES) or b"").decode("utf-8", "replace").splitlines()
    passphrases: list[str] = []
    with opened(run, told=passphrases.append) as laptop:
        keep = chosen_by_number(laptop.book, lines)
        _send_first(laptop)
        _tell_missing(shell, laptop, travel.what_is_missing(laptop.store, keep))
        code = travel.leave(laptop, keep=keep, passphrase=passphrases[0])
        centre = laptop.config.centre_name
    lock = lock_store(shell.config.data, pause=tools.pause)
    try:
        travel.finish_travel(tools.files, shell.config.folder)
    finally:
        lock.release()
    shell.say(words.TRAVEL_ON, n=len(keep), centre=centre)
    shell.show_once(cli.RECOVERY_SHEET, code)
    shell.answer(stays=len(keep), recovery_code=code)
    return DONE


@command("off", examples=("field-client travel off", "field-client --json travel off"), exits=(0, 1, 3, 4, 5, 6, 7, 8))
@click.pass_obj
def off_command(run: Run) -> int:
    """Bring the cases back: at once where the office can be reached, else with the next contact."""
    shell = run.shell
    with opened(run) as laptop:
        if not travel.is_travelling(laptop.store):
            raise HomewardError("travel.not_travelling")
        travel.come_home(laptop.store)
        shell.say(words.TRAVEL_OFF)
        report = laptop.sync()
        for line in report.sentences(shell.language, centre=laptop.config.centre_name, kinds=laptop.store.kinds):
            shell.print(line)
        shell.answer(**report.as_json())
    return DONE


def add_to(root: click.Group) -> None:
    """Adds `travel on` and `travel off`."""
    travel_group.add_command(on_command)
    travel_group.add_command(off_command)
    root.add_command(travel_group)


def _send_first(laptop: Laptop) -> None:
    try:
        laptop.sync()
    except HomewardError as error:  # without a line the receipts that are here decide
        if error.code not in NO_LINE:
            raise


def _tell_missing(shell: Shell, laptop: Laptop, missing: travel.Missing) -> None:
    centre = laptop.config.centre_name
    for number, phrase in (
        (missing.changes, words.TRAVEL_MISSING_CHANGES),
        (len(missing.drafts), words.TRAVEL_MISSING_DRAFTS),
        (missing.files, words.TRAVEL_MISSING_FILES),
        (missing.differing + missing.unheard + missing.never_met, words.TRAVEL_MISSING_SAME),
    ):
        if number:
            shell.note(phrase, n=number, centre=centre)
