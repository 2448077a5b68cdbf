"""Restoring the central store: only into an empty one, under the present key set, as a new epoch.

A restored store is settled in one transaction before anybody can open it: new random epoch, new incarnation of the
server's own device, request numbers not below those of the old store, erased cases forgotten again, an audit row.
Laptops then compare and give back what was lost.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, column, insert, select, table, update

from migrations.server import steps
from shared_schema.certificates import IncarnationStatement, make_incarnation_statement
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, random_id
from sync_server.health import keyset_schema
from sync_server.services.backup import (
    PLAIN,
    BackupTools,
    check_backup,
    count_rows,
    note,
    read_scopes,
    work_folder,
)
from sync_server.services.backup_file import KEYSET, RECORDS, Manifest, hash_scopes, open_file
from sync_server.services.incarnations import accept_incarnation
from sync_server.services.restored_keys import check_keys, seal_anew_later
from sync_server.store.audit import read_head
from sync_server.store.devices import find_device, find_incarnation
from sync_server.store.dump import (
    EMPTY,
    STEP_TABLE,
    UNFINISHED,
    USED,
    clear_unfinished,
    copy_sqlite,
    drop_empty_schema,
    is_sqlite,
    read_dump,
    state_of_target,
)
from sync_server.store.engine import Database, normal_url, open_database
from sync_server.store.forgetting import forget_homes
from sync_server.store.keyring import Wrapping, new_keyring
from sync_server.store.keyset import SCHEMA, KeySet
from sync_server.store.people import set_epoch
from sync_server.store.tables_people import devices, server_identity
from sync_server.store.tables_records import dossiers

EPOCH_BYTES = 8


@dataclass(frozen=True, slots=True)
class OldStore:
    """What could still be read of the store that is replaced: last request numbers, end of its audit chain."""

    nonces: dict[Id, int] = field(default_factory=dict)
    audit_n: int = 0


@dataclass(frozen=True, slots=True)
class Restored:
    """The new epoch, the letter of the own device's new incarnation, how many records were forgotten again."""

    epoch: str
    letter: str
    forgotten: int
    audit_n: int


def read_old_store(url: str) -> OldStore:
    """What the old store still tells; raises a database error where it cannot be read."""
    database = open_database(url)
    try:
        with database.snapshot() as connection:
            numbers = connection.execute(select(devices.c.id, devices.c.last_nonce))
            return OldStore({row.id: row.last_nonce for row in numbers}, read_head(connection).n)
    finally:
        database.dispose()


def restore_records(
    tools: BackupTools, backup: Path, *, ring: Wrapping, identity: str, old: OldStore | None = None
) -> Restored:
    """Fills the empty store of these settings from `backup`; `identity` = one of the offline age keys.

    Raises `backup.target_not_empty`, `backup.other_database`, `backup.does_not_open`, `backup.key_set_missing`,
    `sealing.ring_key_missing`, `store.schema_newer`, and as `check_backup`. Repeating after a cut is harmless.
    """
    manifest = _require(tools, backup, what=RECORDS, line=steps.RECORDS)
    target = open_database(tools.config.database)
    keys_database = _open_keyset(tools)
    try:
        _require_room(target)
        keyset = KeySet(keys_database, ring=ring, random=tools.random)
        _require_keys(keys_database)
        settling = _Settling(tools, manifest, keyset, old or OldStore())
        with work_folder(backup.parent) as work:
            open_file(backup, work / PLAIN, identity=identity)
            if target.is_sqlite:
                return _restore_sqlite(tools, target, work / PLAIN, settling)
            read_dump(work / PLAIN, tools.config.database, tool=tools.pg_restore)
        return target.run(settling.work)
    finally:
        target.dispose()
        keys_database.dispose()


def restore_key_set(tools: BackupTools, backup: Path, *, identity: str) -> int:
    """Fills the empty key set of these settings; how many keys it holds. Done before the records are restored.

    Erasures that the store of records knows of, where there is one, are done again.
    """
    manifest = _require(tools, backup, what=KEYSET, line=steps.KEYSET)
    target = _open_keyset(tools)
    schema = keyset_schema(target)
    try:
        if state_of_target(target, schema=schema) != EMPTY:
            raise HomewardError("backup.target_not_empty")
        with work_folder(backup.parent) as work:
            open_file(backup, work / PLAIN, identity=identity)
            if target.is_sqlite:
                target.dispose()
                _copy_durably(work / PLAIN, tools.config.keyset_url)
            else:
                with target.transaction() as connection:
                    drop_empty_schema(connection, SCHEMA)
                read_dump(work / PLAIN, tools.config.keyset_url, tool=tools.pg_restore)
        with target.transaction() as connection:
            if count_rows(connection, manifest.counts) != manifest.counts:
                raise HomewardError("backup.damaged")
            steps.up(connection, line=steps.KEYSET, schema=schema)
        _erase_again(tools, target)
        return int(manifest.counts["home_keys"])
    finally:
        target.dispose()


class _Settling:
    """Everything between a filled store and one that may be opened; `work` is one transaction."""

    def __init__(self, tools: BackupTools, manifest: Manifest, keyset: KeySet, old: OldStore) -> None:
        self._tools, self._manifest, self._keyset, self._old = tools, manifest, keyset, old

    def work(self, connection: Connection) -> Restored:
        """Settles the store of `connection`. Raises `backup.damaged`, and as `check_keys`."""
        tools, now = self._tools, self._tools.clock()
        _require_whole(connection, self._manifest)
        self._set_step(connection)
        epoch = tools.random(EPOCH_BYTES).hex()
        set_epoch(connection, epoch)
        self._raise_nonces(connection)
        letter = self._renew_own_device(connection, now)
        found = check_keys(connection, self._keyset)
        seal_anew_later(connection, found, now_ms=now)
        forgotten = forget_homes(connection, found.destroyed, now_ms=now)
        audit_n = max(self._manifest.audit_n, self._old.audit_n)
        note(connection, tools, action="backup.restored", object_id=f"{self._manifest.epoch}:{audit_n}")
        return Restored(epoch, letter, forgotten, audit_n)

    def _set_step(self, connection: Connection) -> None:
        step = table(STEP_TABLE, column("version_num"))
        if connection.execute(select(step.c.version_num)).first() is None:
            connection.execute(insert(step).values(version_num=self._manifest.schema))
        steps.up(connection, line=steps.RECORDS)

    def _raise_nonces(self, connection: Connection) -> None:
        for device, nonce in sorted(self._old.nonces.items()):
            is_behind = (devices.c.id == device) & (devices.c.last_nonce < nonce)
            connection.execute(update(devices).where(is_behind).values(last_nonce=nonce))

    def _renew_own_device(self, connection: Connection, now: int) -> str:
        own = find_device(connection, connection.execute(select(server_identity.c.own_device)).scalar_one())
        left = find_incarnation(connection, own.newest_incarnation) if own is not None else None
        if own is None or left is None:
            raise HomewardError("server.not_initialised")
        new = random_id(self._tools.random(16))
        statement = IncarnationStatement(own.serial, new, left.id, left.head_n, "server_restored")
        signed = make_incarnation_statement(statement, sign=self._tools.keys.sign_own)
        return accept_incarnation(connection, own, signed, now_ms=now).incarnation.letter


def _erase_again(tools: BackupTools, keys_database: Database) -> None:
    ring = new_keyring(random=tools.random, now_ms=tools.clock())  # nothing is wrapped: keys are only destroyed
    keyset = KeySet(keys_database, ring=ring, random=tools.random)
    records = open_database(tools.config.database)
    try:
        if state_of_target(records) != USED:
            return
        with records.snapshot() as connection:
            erased: list[Id] = list(connection.scalars(select(dossiers.c.id).where(dossiers.c.erased_at.is_not(None))))
        keyset.destroy(sorted(set(erased) - keyset.destroyed(erased)), now_ms=tools.clock())
    finally:
        records.dispose()


def _restore_sqlite(tools: BackupTools, target: Database, plain: Path, settling: _Settling) -> Restored:
    """Settled beside its place and renamed into it: a cut leaves the place empty."""
    target.dispose()
    place = Path(str(normal_url(tools.config.database).database))
    beside = place.with_name(place.name + ".restoring")
    _remove_sqlite(beside)
    copy_sqlite(f"sqlite:///{plain}", beside)
    database = open_database(f"sqlite:///{beside}")
    try:
        restored = database.run(settling.work)
    finally:
        database.dispose()  # the last connection takes the write-ahead log into the file
    _put_in_place(beside, place)
    return restored


def _copy_durably(plain: Path, url: str) -> None:
    place = Path(str(normal_url(url).database))
    beside = place.with_name(place.name + ".restoring")
    _remove_sqlite(beside)
    copy_sqlite(f"sqlite:///{plain}", beside)
    _put_in_place(beside, place)


def _put_in_place(beside: Path, place: Path) -> None:
    for path in (beside, beside.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    _remove_sqlite(place)
    os.replace(beside, place)


def _remove_sqlite(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _require(tools: BackupTools, backup: Path, *, what: str, line: str) -> Manifest:
    manifest = check_backup(tools, backup)
    if manifest.what != what:
        raise HomewardError("backup.other_contents", what=manifest.what)
    url = tools.config.database if what == RECORDS else tools.config.keyset_url
    if (manifest.kind == "sqlite") != is_sqlite(url):
        raise HomewardError("backup.other_database", kind=manifest.kind)
    if not steps.is_known(manifest.schema, line=line):
        raise HomewardError("store.schema_newer")
    return manifest


def _require_room(target: Database) -> None:
    state = state_of_target(target)
    if state == UNFINISHED:
        clear_unfinished(target)
    elif state != EMPTY:
        raise HomewardError("backup.target_not_empty")


def _require_keys(keys_database: Database) -> None:
    if state_of_target(keys_database, schema=keyset_schema(keys_database)) == EMPTY:
        raise HomewardError("backup.key_set_missing")


def _require_whole(connection: Connection, manifest: Manifest) -> None:
    counts = count_rows(connection, manifest.counts)
    if counts != manifest.counts or hash_scopes(read_scopes(connection)) != manifest.scopes_sha256:
        raise HomewardError("backup.damaged")


def _open_keyset(tools: BackupTools) -> Database:
    url = tools.config.keyset_url
    return open_database(url, schema=None if is_sqlite(url) else SCHEMA)
