"""What happens right after the store has opened: checks, a new incarnation where one is due, the lease, a daily copy.

Promise: everything noticed becomes an alert with a code of the catalogue; nothing is discarded. Refused: going on
under an incarnation that another copy of this laptop may use too.
"""

from dataclasses import replace
from datetime import date
from typing import Protocol

from field_client import lease_end
from field_client.config import Config
from field_client.files import Files
from field_client.lease_keeping import days_allowed
from field_client.safety.wipe import drop_put_aside
from field_client.store.check import check_at_unlock
from field_client.store.database import Database, open_store
from field_client.store.identity import HIGHEST_CLOCK
from field_client.store.leaving import COPIES_HOLD_ERASED
from field_client.store.local_store import LocalStore, chunks_of
from field_client.store.log import OwnLog
from field_client.sync.lists import LEASE
from field_client.vault import lease as leases
from field_client.vault.backup import day_of, make_backup, select_backups
from field_client.vault.backup_file import HEADER_LIMIT_BYTES, SUFFIX, LogHead
from field_client.vault.backup_photos import DAILY_BYTES, PhotosBeside
from field_client.vault.incarnation import read_incarnation
from field_client.vault.vault import Vault
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock, Id
from shared_schema.records.kinds import SCHEMA_VERSION

OLDER, REBUILT, BACKUP_FAILED = "store.older_than_it_should_be", "store.rebuilt", "backup.not_made"


class UnlockTools(Protocol):
    """Time, files and the machine, as the process handed them in."""

    @property
    def clock(self) -> Clock:
        """Milliseconds since 1970 by the wall clock."""
        ...

    @property
    def files(self) -> Files:
        """Durable writes."""
        ...

    @property
    def machine(self) -> bytes:
        """The id of this machine."""
        ...

    def today(self) -> date:
        """The day by the wall clock."""
        ...


class Unlocked(Protocol):
    """A laptop that has just opened, as far as the checks go."""

    @property
    def config(self) -> Config:
        """Where its files lie."""
        ...

    @property
    def store(self) -> LocalStore:
        """The open store."""
        ...

    @property
    def vault(self) -> Vault:
        """The open vault."""
        ...

    @property
    def tools(self) -> UnlockTools:
        """What the process handed in."""
        ...

    def rebuild(self) -> object:
        """Shown states anew from received states and the log."""
        ...

    def leave_damage(self, incarnation: Id, n: int) -> None:
        """Give up an incarnation whose log is damaged from `n` on."""
        ...

    def take_new_life(self, reason: str) -> None:
        """Write under a new incarnation from now on."""
        ...


def check_opened(laptop: Unlocked, *, backs_up: bool = True) -> tuple[str, ...]:
    """Runs the checks of a laptop that has just opened, and the daily copy unless that comes later; gives alerts."""
    alerts = list(_check(laptop))
    alerts += note_unlock(laptop)
    alerts += renew_copies(laptop)
    alerts += daily_backup(laptop) if backs_up else ()
    drop_put_aside(laptop.tools.files, laptop.config.folder, today=laptop.tools.today())
    laptop.store.leaving.forget_old_bodies(now=laptop.tools.clock())
    return tuple(alerts)


def note_unlock(laptop: Unlocked) -> tuple[str, ...]:
    """Lease and highest clock after an unlock; without a lease file (recovery, escrow) the vault makes one later.

    Gives alerts. Raises `lease.ended` where the store knows a date by which the lease is over: it was opened by its
    passphrase with a lease file, or a clock, that was put back.
    """
    tools, now = laptop.tools, laptop.tools.clock()
    try:
        held = leases.read_lease(tools.files, laptop.config.data)
    except HomewardError as error:
        if error.code not in ("vault.lease_missing", "vault.lease_damaged"):
            raise
        return ()
    high_water = _high_water(laptop)
    renewed = leases.at_unlock(held, now=now, high_water=high_water)
    renewed = replace(renewed, days=days_allowed(laptop.store, at=max(renewed.highest, high_water)))
    if lease_end.is_over(renewed):
        tools.files.destroy(laptop.config.data / leases.LEASE_NAME)
        if laptop.vault.opened_by == "passphrase":
            raise HomewardError(lease_end.ENDED)
        return ()  # opened by the recovery code or two custodians: the vault makes a new one with the new passphrase
    leases.write_lease(tools.files, laptop.config.data, renewed)
    laptop.store.identity.put_fact(HIGHEST_CLOCK, str(renewed.highest))
    if not held.server_knows and laptop.store.identity.list_numbers().get(LEASE):
        with laptop.store.transaction():  # drawn here because the file was lost: the next contact asks for another
            laptop.store.identity.remove_list(LEASE)
            laptop.store.identity.put_list(LEASE, 0, b"")
    known = replace(renewed, highest=max(renewed.highest, high_water))
    return (lease_end.CLOCK_WRONG,) if leases.is_clock_broken(known, now=now) else ()


def _high_water(laptop: Unlocked) -> int:
    """The highest wall clock that store and anchor know of."""
    stored = laptop.store.identity.number(HIGHEST_CLOCK)
    try:
        anchor = laptop.vault.anchor().read()
    except HomewardError:
        return stored  # damaged: told by the checks
    return stored if anchor is None else max(stored, anchor.high_water)


def is_backup_due(laptop: Unlocked) -> bool:
    """Whether no verified copy of this day is there."""
    return all(day != laptop.tools.today() for _name, day in _backups(laptop))


def daily_backup(laptop: Unlocked) -> tuple[str, ...]:
    """A verified copy at the first unlock of a day, and the old ones let go.

    It reads over a connection of its own, so pages can be asked for and saved meanwhile.
    """
    if not is_backup_due(laptop):
        return ()
    folder, files, today = laptop.config.folder.backups, laptop.tools.files, laptop.tools.today()
    days = _backups(laptop)
    try:
        own = open_store(laptop.config.folder.store, db_key=laptop.vault.db_key)
        try:
            made = make_backup(
                own,
                vault=laptop.vault,
                files=files,
                folder=folder,
                day=today,
                read_head=read_head,
                beside=photos_beside(own, files=files, max_bytes=DAILY_BYTES),
            )
        finally:
            own.close()
    except HomewardError:
        return (BACKUP_FAILED,)
    _kept, let_go = select_backups([*days, (made.name, today)], today=today)
    for name in let_go:
        files.unlink(folder / name)
    return ()


def photos_beside(database: Database, *, files: Files, max_bytes: int) -> PhotosBeside:
    """The photos of a store that no server is known to have, for its backup, as many as `max_bytes` hold."""
    chunks = chunks_of(database, files=files)
    unsent = chunks.unsent(max_bytes=max_bytes)
    return PhotosBeside(unsent.names, chunks.take, unsent.photos, unsent.left)


def renew_copies(laptop: Unlocked) -> tuple[str, ...]:
    """After an erasure: the backups from before it go, and a fresh one is made; cut short, that goes on at the next
    unlock or contact. Gives alerts. Stores that a restore put aside go with their time: they may hold unsent work."""
    if not laptop.store.identity.fact(COPIES_HOLD_ERASED):
        return ()
    folder, files = laptop.config.folder.backups, laptop.tools.files
    for name, _day in _backups(laptop):
        files.spoil_head(folder / name, length=HEADER_LIMIT_BYTES)
        files.unlink(folder / name)
    failed = daily_backup(laptop)
    if not failed:
        laptop.store.identity.put_fact(COPIES_HOLD_ERASED, "")
    return failed


def _backups(laptop: Unlocked) -> list[tuple[str, date]]:
    names = sorted(path.name for path in laptop.config.folder.backups.glob("*" + SUFFIX))
    return [(name, day) for name in names if (day := day_of(name)) is not None]


def read_head(database: Database) -> LogHead:
    """Where a store stands, for the head of a backup and its check."""
    life = OwnLog(database).current()
    return LogHead(schema=str(SCHEMA_VERSION), incarnation=life.id, n=life.n, link=life.link)


def _check(laptop: Unlocked) -> tuple[str, ...]:
    found = check_at_unlock(
        laptop.store,
        read_anchor=laptop.vault.anchor().read,
        read_incarnation=lambda: read_incarnation(laptop.tools.files, laptop.config.folder.incarnation),
        vault=laptop.vault.id,
        machine_id=laptop.tools.machine,
    )
    alerts = []
    if found.differences:
        laptop.rebuild()
        alerts.append(REBUILT)
    for incarnation, n in found.broken:
        laptop.leave_damage(incarnation, n)
    if found.broken:
        alerts.append(OLDER)
    elif found.new_incarnation is not None:
        laptop.take_new_life(found.new_incarnation)
        alerts.append(OLDER)
    return tuple(alerts)
