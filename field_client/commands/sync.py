"""`field-client sync`: send and receive once."""

from contextlib import ExitStack

import click

from casework.command_shape import command
from field_client.cli_run import Run
from field_client.opening import opened
from field_client.progress import Step
from field_client.shell import DONE, WAITS, Shell
from field_client.sync.photo_plan import CHOICES
from field_client.sync.photo_report import kilobytes
from field_client.sync.photos import put_choice, still_to_send
from shared_schema.errors import HomewardError
from shared_schema.words import cli as words
from shared_schema.words import photos as photo_words

KILOBYTE = 1024


@command(
    "sync",
    examples=("field-client sync", "field-client sync --photos all", "field-client --json sync --up-to-kb 200"),
    exits=(0, 3, 4, 5, 6, 7, 8),
)
@click.option(
    "--photos", type=click.Choice(CHOICES), metavar="WHICH", help="none, thumbnails or all; kept for later sendings."
)
@click.option("--up-to-kb", type=click.IntRange(min=1), metavar="N", help="Stop after about N kilobytes.")
@click.option(
    "--wait", "wait_seconds", type=click.IntRange(0, 3600), default=5, metavar="SECONDS", help="For another program."
)
@click.pass_obj
def sync_command(run: Run, *, photos: str | None, up_to_kb: int | None, wait_seconds: int) -> int:
    """Send what waits on this laptop and receive what is new."""
    shell = run.shell
    with opened(run, wait_seconds=wait_seconds) as laptop:
        if photos is not None:
            put_choice(laptop.store, photos)
        with ExitStack() as steps:
            watch = ShownSync(shell, steps)
            report = laptop.sync(watch=watch, up_to_bytes=None if up_to_kb is None else up_to_kb * KILOBYTE)
        centre = laptop.store.identity.fact("centre_name") or shell.config.centre_name
        for line in report.sentences(shell.language, centre=centre, kinds=laptop.store.kinds):
            shell.print(line)
        left = still_to_send(laptop.store, laptop.centre().server)
        if left:
            shell.say(photo_words.STILL_TO_SEND, n=left)
        shell.answer(**report.as_json(), photos_to_send=left)
        if report.photos.stopped is not None:
            raise HomewardError(report.photos.stopped)
        for code in report.alerts:
            shell.tell(HomewardError(code))
        return WAITS if report.waits_for_person else DONE


class ShownSync:
    """Shows sending and receiving as two steps."""

    def __init__(self, shell: Shell, steps: ExitStack) -> None:
        self._shell, self._steps = shell, steps
        self._sending: Step | None = None
        self._receiving: Step | None = None
        self._carrying: Step | None = None

    def sent(self, done: int, total: int) -> None:
        """See `carrier.Watch`."""
        if total and self._sending is None:
            name = self._shell.text(words.SENDING)
            self._sending = self._steps.enter_context(self._shell.progress.step(name, total=total))
        if self._sending is not None:
            self._sending.reach(done)

    def received(self, records: int) -> None:
        """See `carrier.Watch`."""
        if self._receiving is None:
            name = self._shell.text(words.RECEIVING)
            self._receiving = self._steps.enter_context(self._shell.progress.step(name, total=0))
        self._receiving.reach(records)

    def carried(self, moved_bytes: int) -> None:
        """See `carrier.Watch`; the last line says how much it was."""

    def photos(self, done_bytes: int, total_bytes: int) -> None:
        """See `carrier.Watch`."""
        if self._carrying is None:
            name = self._shell.text(photo_words.MOVING)
            self._carrying = self._steps.enter_context(self._shell.progress.step(name, total=kilobytes(total_bytes)))
        self._carrying.reach(kilobytes(done_bytes))


def add_to(group: click.Group) -> None:
    """Adds `sync`."""
    group.add_command(sync_command)
