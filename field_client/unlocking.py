"""What happens right after the store has opened: checks, a new incarnation where one is due, the lease, a daily copy.

Promise: everything noticed becomes an alert with a code of the catalogue; nothing is discarded. Refused: going on
under an incarnation that another copy of this laptop may use too.
"""

from typing import TYPE_CHECKING

from field_client.store.database import Database
from field_client.store.identity import HIGHEST_CLOCK
from field_client.store.log import OwnLog
from field_client.vault import lease as leases
from field_client.vault.backup import day_of, make_backup, select_backups
from field_client.vault.backup_file import SUFFIX, LogHead
from field_client.vault.incarnation import Verdict, judge_incarnation, read_incarnation
from shared_schema.errors import HomewardError
from shared_schema.records.kinds import SCHEMA_VERSION

if TYPE_CHECKING:
    from field_client.app import Laptop

OLDER, BACKUP_FAILED = "store.older_than_it_should_be", "backup.not_made"
_REASONS = {
    Verdict.MISSING: "file_missing",
    Verdict.DAMAGED: "file_missing",
    Verdict.OTHER_VAULT: "copied",
    Verdict.OTHER_MACHINE: "other_machine",
    Verdict.OTHER_INCARNATION: "copied",
}


def check_opened(laptop: "Laptop") -> tuple[str, ...]:
    """Runs the checks and the daily copy of a laptop that has just opened; gives alerts (codes)."""
    alerts = list(_check_log(laptop))
    note_unlock(laptop)
    alerts += daily_backup(laptop)
    laptop.store.leaving.forget_old_bodies(now=laptop.tools.clock())
    return tuple(alerts)


def note_unlock(laptop: "Laptop") -> None:
    """Lease and highest clock after an unlock; without a lease file (recovery, escrow) the vault makes one later."""
    tools, now = laptop.tools, laptop.tools.clock()
    try:
        held = leases.read_lease(tools.files, laptop.config.data)
    except HomewardError as error:
        if error.code not in ("vault.lease_missing", "vault.lease_damaged"):
            raise
        return
    high_water = laptop.store.identity.number(HIGHEST_CLOCK)
    renewed = leases.at_unlock(held, now=now, high_water=high_water)
    leases.write_lease(tools.files, laptop.config.data, renewed)
    laptop.store.identity.put_fact(HIGHEST_CLOCK, str(renewed.highest))


def daily_backup(laptop: "Laptop") -> tuple[str, ...]:
    """A verified copy at the first unlock of a day, and the old ones let go."""
    folder, files, today = laptop.config.folder.backups, laptop.tools.files, laptop.tools.today()
    days = [(path.name, day) for path in sorted(folder.glob("*" + SUFFIX)) if (day := day_of(path.name)) is not None]
    if any(day == today for _name, day in days):
        return ()
    try:
        made = make_backup(
            laptop.store.database, vault=laptop.vault, files=files, folder=folder, day=today, read_head=read_head
        )
    except HomewardError:
        return (BACKUP_FAILED,)
    _kept, let_go = select_backups([*days, (made.name, today)], today=today)
    for name in let_go:
        files.unlink(folder / name)
    return ()


def read_head(database: Database) -> LogHead:
    """Where a store stands, for the head of a backup and its check."""
    life = OwnLog(database).current()
    return LogHead(schema=str(SCHEMA_VERSION), incarnation=life.id, n=life.n, link=life.link)


def is_log_older(laptop: "Laptop") -> bool:
    """Whether the log is shorter than the anchor says, or its chain does not fit (security.md 2.5)."""
    log = laptop.store.log
    if any(log.find_break(life.id) is not None for life in log.incarnations()):
        return True
    try:
        anchor = laptop.vault.anchor().read()
    except HomewardError as error:
        if error.code != "vault.anchor_damaged":
            raise
        return True
    return anchor is None or log.link_at(anchor.incarnation, anchor.n) != anchor.link


def _check_log(laptop: "Laptop") -> tuple[str, ...]:
    reason = _reason(laptop, is_older=is_log_older(laptop))
    if reason is None:
        return ()
    laptop.take_new_life(reason)
    return (OLDER,)


def _reason(laptop: "Laptop", *, is_older: bool) -> str | None:
    if is_older:
        return "restored"
    try:
        file = read_incarnation(laptop.tools.files, laptop.config.folder.incarnation)
    except HomewardError as error:
        if error.code != "vault.incarnation_damaged":
            raise
        return _REASONS[Verdict.DAMAGED]
    verdict = judge_incarnation(
        file, expected=laptop.store.log.current().id, vault=laptop.vault.id, machine_id=laptop.tools.machine
    )
    return None if verdict is Verdict.SAME else _REASONS[verdict]
