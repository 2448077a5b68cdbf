"""Backups of the central store: made nightly, checked the day they are made, restored only into an empty store.

A restore takes a new epoch and gives the server's own device a new incarnation, so that laptops compare and give back
what was lost. It uses the *current* key set: what was erased since the backup stays unreadable.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select, update

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock, Id, Random, uuid7
from shared_schema.signed import Signer
from sync_server.services.backup_file import (
    MANIFEST_ENDING,
    Manifest,
    hash_file,
    open_file,
    read_manifest,
    seal_file,
    write_manifest,
)
from sync_server.store.audit import AuditRow, append_rows, read_head
from sync_server.store.dump import is_empty, read_dump, write_dump
from sync_server.store.engine import Database, open_database
from sync_server.store.metadata import METADATA
from sync_server.store.people import Identity, read_identity, set_epoch
from sync_server.store.tables_people import devices
from sync_server.store.tables_records import scope_heads

KEEP_KEY_SETS = 2
EPOCH_BYTES = 8


@dataclass(frozen=True, slots=True)
class BackupTools:
    """What a backup needs of this server: where its store is, who signs, and the PostgreSQL tools beside it."""

    url: str
    keys_schema: str
    sign: Signer
    server_key: bytes
    clock: Clock
    random: Random
    pg_dump: str = "pg_dump"
    pg_restore: str = "pg_restore"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: the new epoch, and the audit head that the backup held."""

    epoch: str
    audit_n: int


def make_backup(tools: BackupTools, database: Database, *, folder: Path, recipients: Sequence[str]) -> Path:
    """Writes `homeward-<id>.age` and its signed manifest into `folder`; gives the path of the backup.

    Raises `backup.recipients_missing` with fewer than two recipients (age public keys kept offline).
    """
    if len(set(recipients)) < 2:
        raise HomewardError("backup.recipients_missing")
    now = tools.clock()
    name = f"homeward-{uuid7(now, tools.random(10))}"
    target, plain = folder / f"{name}.age", folder / f"{name}.dump"
    try:
        write_dump(tools.url, plain, keys_schema=tools.keys_schema, tool=tools.pg_dump)
        digest = seal_file(plain, target, recipients=recipients)
    finally:
        plain.unlink(missing_ok=True)
    with database.snapshot() as connection:
        manifest = _manifest(connection, made=now, kind=database.engine.dialect.name, sha256=digest)
    write_manifest(manifest, folder / (name + MANIFEST_ENDING), sign=tools.sign)
    database.run(lambda connection: _note(connection, tools, action="backup.made", object_id=name))
    return target


def check_backup(tools: BackupTools, backup: Path) -> Manifest:
    """The manifest of a backup whose file is whole; raises `backup.damaged`, `backup.not_found`."""
    manifest = read_manifest(manifest_of(backup), server_key=tools.server_key)
    if not backup.exists():
        raise HomewardError("backup.not_found")
    if hash_file(backup) != manifest.sha256:
        raise HomewardError("backup.damaged")
    return manifest


def restore_backup(
    tools: BackupTools,
    backup: Path,
    *,
    identity: str,
    old_nonces: dict[Id, int],
    renew_own_device: Callable[[Connection], None],
) -> Restored:
    """Fills the empty store of `tools` from `backup`. `identity` = an offline age key; `old_nonces` = last request
    numbers from the old database where that could still be read, so that no recorded request can be replayed.

    Raises `backup.target_not_empty`, `backup.does_not_open`, and as `check_backup`.
    """
    manifest = check_backup(tools, backup)
    database = open_database(tools.url)
    try:
        if not is_empty(database):
            raise HomewardError("backup.target_not_empty")
        if manifest.kind != database.engine.dialect.name:
            raise HomewardError("backup.other_database", kind=manifest.kind)
        _load(tools, backup, identity=identity)
        return database.run(lambda connection: _settle(connection, tools, manifest, old_nonces, renew_own_device))
    finally:
        database.dispose()


def read_nonces(url: str) -> dict[Id, int]:
    """The last request number of each laptop in the old database; raises if that cannot be read."""
    database = open_database(url)
    try:
        with database.snapshot() as connection:
            return {row.id: row.last_nonce for row in connection.execute(select(devices.c.id, devices.c.last_nonce))}
    finally:
        database.dispose()


def keep_key_set(tools: BackupTools, keyset_url: str, *, folder: Path, recipients: Sequence[str]) -> Path:
    """A copy of the key set of its own, to be kept under other custody; only the two newest stay in `folder`.

    Called daily and directly after an erasure: an older copy would undo it.
    """
    if len(set(recipients)) < 2:
        raise HomewardError("backup.recipients_missing")
    name = f"keys-{uuid7(tools.clock(), tools.random(10))}"
    target, plain = folder / f"{name}.age", folder / f"{name}.dump"
    try:
        write_dump(keyset_url, plain, keys_schema="-", tool=tools.pg_dump)
        seal_file(plain, target, recipients=recipients)
    finally:
        plain.unlink(missing_ok=True)
    by_age = sorted(folder.glob("keys-*.age"), key=lambda path: path.stat().st_mtime_ns)
    for old in by_age[:-KEEP_KEY_SETS]:
        old.unlink()
    return target


def manifest_of(backup: Path) -> Path:
    """Where the manifest of a backup lies."""
    return backup.with_name(backup.stem + MANIFEST_ENDING)


def _load(tools: BackupTools, backup: Path, *, identity: str) -> None:
    plain = backup.with_suffix(".restore")
    try:
        open_file(backup, plain, identity=identity)
        read_dump(plain, tools.url, tool=tools.pg_restore)
    finally:
        plain.unlink(missing_ok=True)


def _settle(
    connection: Connection,
    tools: BackupTools,
    manifest: Manifest,
    old_nonces: dict[Id, int],
    renew_own_device: Callable[[Connection], None],
) -> Restored:
    epoch = tools.random(EPOCH_BYTES).hex()
    set_epoch(connection, epoch)
    for device, nonce in old_nonces.items():
        query = update(devices).where(devices.c.id == device, devices.c.last_nonce < nonce).values(last_nonce=nonce)
        connection.execute(query)
    renew_own_device(connection)
    head = read_head(connection)
    _note(connection, tools, action="backup.restored", object_id=f"{manifest.epoch}:{head.n}")
    return Restored(epoch, head.n)


def _manifest(connection: Connection, *, made: int, kind: str, sha256: str) -> Manifest:
    identity: Identity | None = read_identity(connection)
    if identity is None:
        raise HomewardError("server.not_initialised")
    scopes = connection.execute(select(scope_heads)).all()
    counts = {
        table.name: int(connection.scalar(select(func.count()).select_from(table)) or 0)
        for table in METADATA.sorted_tables
    }
    heads = {row.scope: row.head for row in scopes}
    digests = {row.scope: str(row.digest) for row in scopes}
    return Manifest(identity.server, identity.epoch, kind, made, heads, digests, counts, sha256)


def _note(connection: Connection, tools: BackupTools, *, action: str, object_id: str) -> None:
    append_rows(connection, [AuditRow(tools.clock(), action, object_id=object_id)], random=tools.random)
