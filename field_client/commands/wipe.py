"""`field-client wipe`: erases this laptop. No passphrase is asked: whoever sits there could delete the files anyway."""

import click

from casework.command_shape import command
from field_client.cli_run import Run
from field_client.safety import wipe
from field_client.safety.name import laptop_name
from field_client.shell import DONE
from field_client.store_lock import lock_store
from shared_schema.errors import HomewardError
from shared_schema.words import safety as words

WAIT_SECONDS = 12.0  # a program that is open looks each 5 s, and then needs a moment to let go


@command("wipe", examples=("field-client wipe --confirm K7",), exits=(0, 1, 2, 4, 8))
@click.option("--confirm", "name", required=True, metavar="LAPTOP-NAME", help="The laptop's name, as it unlocks.")
@click.pass_obj
def wipe_command(run: Run, *, name: str) -> int:
    """Erase this laptop now: its keys first, then its files."""
    shell, files, folder = run.shell, run.tools.files, run.shell.config.folder
    expected = laptop_name(files, folder)
    if expected is None:
        raise HomewardError("safety.nothing_to_erase")
    if name.strip().upper() != expected.upper():
        raise HomewardError("safety.other_name", name=expected)
    wipe.destroy_keys(files, folder)
    shell.note(words.KEYS_GONE)
    lock = lock_store(folder.root, pause=run.tools.pause, wait_seconds=WAIT_SECONDS)
    try:
        wipe.finish(files, folder)
    finally:
        lock.release()
    shell.say(words.ERASED, name=expected)
    shell.answer(erased=expected)
    return DONE


def add_to(group: click.Group) -> None:
    """Adds `wipe`."""
    group.add_command(wipe_command)
