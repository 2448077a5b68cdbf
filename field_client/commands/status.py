"""`field-client status`: what waits, when a server was last reached, how long the lease still holds, disk."""

import shutil
from dataclasses import asdict
from datetime import UTC, datetime

import click

from casework.book import SetAsideEntry
from casework.command_shape import command
from field_client.app import Laptop
from field_client.cli_run import Run
from field_client.diagnosis import diagnose
from field_client.lease_end import WARNING_DAYS, days_left
from field_client.opening import opened
from field_client.shell import DONE, WAITS, Shell
from field_client.sync.photos import still_to_send
from field_client.vault.lease import read_lease
from shared_schema.canonical import Json
from shared_schema.words import cli as words
from shared_schema.words.photos import STILL_TO_SEND


@command("status", examples=("field-client status", "field-client --language km status"), exits=(0, 3, 4, 6, 7))
@click.pass_obj
def status_command(run: Run) -> int:
    """Show what waits here, the last contact, the lease, the disk and what was set aside."""
    shell = run.shell
    with opened(run) as laptop:
        aside, conflicts = laptop.book.set_aside(), laptop.book.conflicts()
        free = shutil.disk_usage(shell.config.data).free
        photos = still_to_send(laptop.store, laptop.centre().server)
        _say(shell, laptop, photos=photos, free=free)
        if aside:
            shell.say(words.SET_ASIDE, n=len(aside))
        if conflicts:
            shell.say(words.TWO_VERSIONS, n=len(conflicts))
        shell.answer(
            code=laptop.identity.code,
            waiting=laptop.store.outbox.waiting(laptop.centre().server),
            waiting_anywhere=laptop.store.outbox.waiting_anywhere(),
            photos_to_send=photos,
            last_contact=laptop.centre().contact_at,
            lease_days=_lease_days(laptop),
            disk_free_bytes=free,
            set_aside=[_set_aside(one) for one in aside],
            two_versions=[
                {"record": one.record_id, "register": one.register, "versions": len(one.versions)} for one in conflicts
            ],
            drafts=len(laptop.book.drafts()),
            diagnosis=asdict(diagnose(laptop)),
        )
        return WAITS if aside or conflicts else DONE


def add_to(group: click.Group) -> None:
    """Adds `status`."""
    group.add_command(status_command)


def _say(shell: Shell, laptop: Laptop, *, photos: int, free: int) -> None:
    """What waits, when the last contact was and the next one is due, and how much room there is."""
    centre, days = laptop.centre(), _lease_days(laptop)
    waiting = laptop.store.outbox.waiting(centre.server)
    if waiting:
        shell.say(words.WAITING, what=waiting)
    else:
        shell.say(words.ALL_RECEIVED, centre=laptop.store.identity.fact("centre_name") or shell.config.centre_name)
    if photos:
        shell.say(STILL_TO_SEND, n=photos)
    shell.say(words.LAST_CONTACT, when=_when(centre.contact_at) or shell.text(words.NEVER))
    shell.say(words.LEASE_ENDING if days <= WARNING_DAYS else words.LEASE_LEFT, n=days)
    shell.say(words.DISK_FREE, size=f"{free / 1024**3:.1f} GB")


def _set_aside(entry: SetAsideEntry) -> dict[str, Json]:
    held = [list(dot) for dot in entry.held]
    return {"dot": list(entry.dot), "record": entry.record, "code": entry.code, "held": held}


def _when(at: int | None) -> str | None:
    if not at:
        return None
    return datetime.fromtimestamp(at / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def _lease_days(laptop: Laptop) -> int:
    return days_left(read_lease(laptop.tools.files, laptop.config.data))
