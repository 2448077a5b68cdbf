"""Encrypted copies of the store: made, verified the same minute, read back, and the old ones let go.

Promise: a backup that was made has been opened again and holds as many rows and the same log head as the store.
It is as strong as the store: its key is wrapped by the vault, whose key slots travel in its header. Whoever
restores takes a new incarnation (security.md 2.7).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeAlias

from field_client.files import Files
from field_client.store.database import Database, open_store
from field_client.vault.backup_file import (
    SUFFIX,
    BackupHeader,
    LogHead,
    extract_body,
    file_sha256,
    photos_in,
    read_backup_header,
    write_backup_file,
)
from field_client.vault.backup_photos import NONE_BESIDE, PhotosBeside
from field_client.vault.slots import read_slots
from field_client.vault.vault import Vault, VaultTools, open_slots
from field_client.vault.ways import Way
from shared_schema.errors import HomewardError

DAILY, WEEKLY, OLDEST_DAYS = 7, 4, 30
CACHE_KB = 512  # each page is read once
_WORK_NAME = ".backup-body.db"
_UNCHECKED = ".unchecked"
ReadHead: TypeAlias = Callable[[Database], LogHead]


@dataclass(frozen=True, slots=True)
class BackupCheck:
    """What a backup was found to hold: its header and the number of rows of each table."""

    header: BackupHeader
    counts: dict[str, int]


def make_backup(
    database: Database,
    *,
    vault: Vault,
    files: Files,
    folder: Path,
    day: date,
    read_head: ReadHead,
    beside: PhotosBeside = NONE_BESIDE,
) -> Path:
    """A verified copy of the store as `folder/<day>-<n>.hwb`; `vault.backup_unreadable` if it does not open again.

    `read_head` tells where a store stands, `beside` which photos ride along; the caller holds no transaction.
    """
    backup_key = vault.backup_key()
    key = backup_key.new_key()
    with _work_file(files, folder) as work:
        told: list[tuple[LogHead, dict[str, int]]] = []
        with database.cache_of(CACHE_KB):
            database.export_to(work, db_key=key, beside=lambda: told.append((read_head(database), database.counts())))
        ((head, counts),) = told
        bare = BackupHeader(
            vault.id,
            vault.generation,
            head,
            file_sha256(work),
            vault.slot_file,
            size=work.stat().st_size,
            photos=beside.photos,
            photos_left=beside.left,
        )
        header = replace(bare, key=backup_key.wrap(key, header=bare.unkeyed))
        path = _free_name(files, folder, day)
        written = path.with_name(path.name + _UNCHECKED)
        write_backup_file(files, written, header, body=work, beside=beside)
    try:
        found = check_backup(written, vault=vault, files=files, read_head=read_head)
        if found.counts != counts:
            raise HomewardError("vault.backup_unreadable", part="counts")
    except HomewardError:
        files.unlink(written)
        raise
    files.replace(written, path)  # only what was read again has the name of a backup
    return path


def check_backup(path: Path, *, vault: Vault, files: Files, read_head: ReadHead) -> BackupCheck:
    """Opens a backup of this vault and compares its log head with its header; `vault.backup_unreadable`."""
    with _open_body(path, vault=vault, files=files, folder=path.parent) as (header, database):
        _require_whole(header, database, read_head)
        for _sealed in photos_in(path, header=header):
            pass  # to its end mark
        return BackupCheck(header, database.counts())


def open_backup(tools: VaultTools, header: BackupHeader, way: Way) -> Vault:
    """The vault inside a backup's header, opened by its own passphrase, code or custodians; nothing is written."""
    return open_slots(tools, read_slots(header.slots), way)


def restore_to(
    target: Path, *, backup: Path, vault: Vault, db_key: bytes, files: Files, read_head: ReadHead
) -> BackupHeader:
    """Writes the backup's store to `target` under `db_key`, durably. `vault` is the backup's (`open_backup`).

    Raises `vault.restore_target` if `target` exists: whoever restores puts the old store aside first.
    """
    if files.exists(target):
        raise HomewardError("vault.restore_target")
    made = target.with_name(target.name + ".restored")
    _remove_store(files, made)
    with _open_body(backup, vault=vault, files=files, folder=target.parent) as (header, database):
        _require_whole(header, database, read_head)
        database.export_to(made, db_key=db_key)
    files.sync_file(made)
    files.replace(made, target)
    return header


def select_backups(days: Sequence[tuple[str, date]], *, today: date) -> tuple[list[str], list[str]]:
    """(kept, let go) of backups given as (name, day): the newest of 7 days and of 4 weeks, none older than 30 days."""
    newest_first = sorted(days, key=lambda item: (item[1], item[0]), reverse=True)
    young = [(name, day) for name, day in newest_first if today - day <= timedelta(days=OLDEST_DAYS)]
    kept = _newest_of(young, DAILY, lambda day: day.toordinal())
    kept |= _newest_of(young, WEEKLY, lambda day: day.toordinal() // 7)
    names = [name for name, _ in newest_first]
    return [name for name in names if name in kept], [name for name in names if name not in kept]


def day_of(name: str) -> date | None:
    """The day in a backup's name, or None if the name is not one of ours."""
    try:
        return date.fromisoformat(name[:10]) if name.endswith(SUFFIX) else None
    except ValueError:
        return None


def _newest_of(young: Sequence[tuple[str, date]], wanted: int, period: Callable[[date], int]) -> set[str]:
    newest: dict[int, str] = {}
    for name, day in young:
        newest.setdefault(period(day), name)
    return set(list(newest.values())[:wanted])


def _require_whole(header: BackupHeader, database: Database, read_head: ReadHead) -> None:
    if database.find_damage():
        raise HomewardError("vault.backup_unreadable", part="pages")
    if read_head(database) != header.head:
        raise HomewardError("vault.backup_unreadable", part="head")


@contextmanager
def _open_body(path: Path, *, vault: Vault, files: Files, folder: Path) -> Iterator[tuple[BackupHeader, Database]]:
    header = read_backup_header(path)
    key = vault.backup_key().unwrap(header.key, header=header.unkeyed)
    with _work_file(files, folder) as work:
        extract_body(files, path, work, header=header)
        try:
            database = open_store(work, db_key=key)
        except HomewardError as error:
            raise HomewardError("vault.backup_unreadable", part="body") from error
        try:
            with database.cache_of(CACHE_KB):
                yield header, database
        finally:
            database.close()


@contextmanager
def _work_file(files: Files, folder: Path) -> Iterator[Path]:
    # Encrypted like the store; a leftover of a killed program is removed by the next backup.
    work = folder / _WORK_NAME
    _remove_store(files, work)
    try:
        yield work
    finally:
        _remove_store(files, work)


def _remove_store(files: Files, path: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        files.unlink(path.with_name(path.name + end))


def _free_name(files: Files, folder: Path, day: date) -> Path:
    number = 1
    while files.exists(path := folder / f"{day.isoformat()}-{number}{SUFFIX}"):
        number += 1
    return path
