"""Backups of the central store: made nightly, checked the day they are made, encrypted to two offline recipients.

The records and the key set are two files for two custodies; the key ring is in neither. What a manifest tells comes
from the same snapshot as the copy, also while others write.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, func, select, table, text

from migrations.server import steps
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock, Random
from sync_server.config import Config
from sync_server.health import keyset_schema
from sync_server.keys.server_keys import ServerKeys
from sync_server.services.backup_chunks import LIST_ENDING, copy_chunks, list_of, write_chunk_list
from sync_server.services.backup_file import (
    ENDING,
    KEYSET,
    MANIFEST_ENDING,
    RECORDS,
    Manifest,
    Scopes,
    disk_errors,
    hash_file,
    hash_scopes,
    manifest_of,
    open_file,
    read_manifest,
    read_recipients,
    seal_file,
    write_manifest,
)
from sync_server.store.audit import AuditRow, append_rows, read_head
from sync_server.store.chunk_rows import received_names
from sync_server.store.chunks import ChunkFolder
from sync_server.store.dump import NOT_KEPT, copy_sqlite, dump_records, dump_schema, empty_not_kept
from sync_server.store.engine import Database, open_database
from sync_server.store.keyset import KEYSET_METADATA, SCHEMA
from sync_server.store.metadata import METADATA
from sync_server.store.people import read_identity
from sync_server.store.tables_records import scope_heads

KEEP_KEY_SETS = 2
_WORK, PLAIN = ".making-", "plain"


@dataclass(frozen=True, slots=True)
class BackupTools:
    """What backups need of a server: its settings, who signs, and the PostgreSQL tools beside it."""

    config: Config
    keys: ServerKeys
    clock: Clock
    random: Random
    pg_dump: str = "pg_dump"
    pg_restore: str = "pg_restore"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a store (`what` = records | keyset) held in one snapshot, and which schema step it had."""

    what: str
    schema: str
    counts: dict[str, int]
    scopes: Scopes
    audit_n: int
    chunks: tuple[str, ...] = ()


def make_backup(tools: BackupTools, database: Database, *, folder: Path, recipients: Sequence[str]) -> Path:
    """Writes `homeward-<time>-<8 hex>.age` and its signed manifest into `folder`; gives the path of the backup.

    Chunks of photos are copied into its folder `chunks`, those that are not there yet. Raises
    `backup.recipients_missing` with fewer than two recipients (age public keys kept offline),
    `backup.recipient_unknown`, `backup.tool_failed`, `backup.disk_full`.
    """
    read_recipients(recipients)
    name = _name("homeward", tools)
    with work_folder(folder) as work:
        contents = _copy_records(tools, database, work / PLAIN)
        copy_chunks(ChunkFolder(tools.config.chunks, tools.random), folder, contents.chunks)
        _seal(tools, database, contents, to=work / name, recipients=recipients)
        _move(work, folder, name)
    database.run(lambda connection: note(connection, tools, action="backup.made", object_id=name))
    return folder / (name + ENDING)


def keep_key_set(
    tools: BackupTools, database: Database, keyset: Database, *, folder: Path, recipients: Sequence[str]
) -> Path:
    """A copy of the key set of its own, to be kept under other custody; only the two newest stay in `folder`.

    Called daily and directly after an erasure: an older copy would undo it. Made after the backup of the records, so
    that it holds every key which that backup needs. Raises as `make_backup`.
    """
    read_recipients(recipients)
    name = _name("keys", tools)
    with work_folder(folder) as work:
        contents = _copy_keyset(tools, keyset, work / PLAIN)
        _seal(tools, database, contents, to=work / name, recipients=recipients)
        _move(work, folder, name)
    keep_newest(folder, pattern="keys-*", keep=KEEP_KEY_SETS)
    return folder / (name + ENDING)


def keys_folder(config: Config, folder: Path) -> Path:
    """Where copies of the key set go when nobody says otherwise."""
    return config.backup_keys_folder or folder / "keys"


def keep_newest(folder: Path, *, pattern: str, keep: int) -> int:
    """Removes all but the newest backups whose name fits; how many were removed. Names begin with their time."""
    by_age = sorted(folder.glob(pattern + ENDING), key=lambda path: path.name)
    for old in by_age[:-keep]:
        manifest_of(old).unlink(missing_ok=True)
        list_of(old).unlink(missing_ok=True)
        old.unlink()
    return len(by_age[:-keep])


def check_backup(tools: BackupTools, backup: Path, *, identity: str | None = None) -> Manifest:
    """The manifest of a backup whose file is whole; with `identity` (an age secret key) it is opened to its end too.

    Raises `backup.damaged`, `backup.not_found`, `backup.does_not_open`, `certificate.not_valid`.
    """
    manifest = read_manifest(manifest_of(backup), server_key=tools.keys.signing_key)
    if not backup.exists():
        raise HomewardError("backup.not_found")
    if hash_file(backup) != manifest.sha256:
        raise HomewardError("backup.damaged")
    if identity is not None:
        with work_folder(backup.parent) as work:
            open_file(backup, work / PLAIN, identity=identity)
    return manifest


def read_scopes(connection: Connection) -> Scopes:
    """Head and digest of every scope."""
    rows = connection.execute(select(scope_heads).order_by(scope_heads.c.scope)).all()
    return {row.scope: (int(row.head), str(row.digest)) for row in rows}


def count_rows(connection: Connection, tables: Iterable[str]) -> dict[str, int]:
    """Rows by table, of those that stand in a manifest or in our own catalogues."""
    ours = {**METADATA.tables, **KEYSET_METADATA.tables}
    sources = {name: ours.get(name, table(name)) for name in sorted(tables)}
    return {
        name: int(connection.scalar(select(func.count()).select_from(source)) or 0) for name, source in sources.items()
    }


def note(connection: Connection, tools: BackupTools, *, action: str, object_id: str) -> None:
    """An audit row of the server's shell."""
    append_rows(connection, [AuditRow(tools.clock(), action, object_id=object_id)], random=tools.random)


@contextmanager
def work_folder(folder: Path) -> Iterator[Path]:
    """A folder of our own (0700) beside the result; what killed runs left there is removed first."""
    with disk_errors():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.glob(_WORK + "*"):
            if not _is_running(left.name):
                shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=f"{_WORK}{os.getpid()}-", dir=folder) as work:
            yield Path(work)


def _seal(tools: BackupTools, database: Database, contents: Contents, *, to: Path, recipients: Sequence[str]) -> None:
    plain = to.with_name(PLAIN)
    digest = seal_file(plain, to.with_name(to.name + ENDING), recipients=recipients)
    plain.unlink()
    with database.snapshot() as connection:
        identity = read_identity(connection)
    if identity is None:
        raise HomewardError("server.not_initialised")
    chunks, chunks_sha256 = write_chunk_list(contents.chunks, to.with_name(to.name + LIST_ENDING))
    manifest = Manifest(
        what=contents.what,
        server=identity.server,
        epoch=identity.epoch,
        kind=database.engine.dialect.name,
        schema=contents.schema,
        made=tools.clock(),
        audit_n=contents.audit_n,
        counts=contents.counts,
        scopes_sha256=hash_scopes(contents.scopes),
        sha256=digest,
        chunks=chunks,
        chunks_sha256=chunks_sha256,
    )
    write_manifest(manifest, to.with_name(to.name + MANIFEST_ENDING), scopes=contents.scopes, sign=tools.keys.sign)


def _copy_records(tools: BackupTools, database: Database, plain: Path) -> Contents:
    if not database.is_sqlite:
        with database.snapshot() as connection:
            snapshot = str(connection.scalar(text("SELECT pg_export_snapshot()")))
            dump_records(tools.config.database, plain, keys_schema=SCHEMA, snapshot=snapshot, tool=tools.pg_dump)
            return _contents_of(connection)
    copy_sqlite(tools.config.database, plain)
    empty_not_kept(plain)
    copy = open_database(f"sqlite:///{plain}")
    try:
        with copy.snapshot() as connection:
            return _contents_of(connection)
    finally:
        copy.dispose()


def _contents_of(connection: Connection) -> Contents:
    counts = {**count_rows(connection, METADATA.tables), **dict.fromkeys(NOT_KEPT, 0)}
    schema = _step(connection, steps.RECORDS)
    chunks = tuple(received_names(connection))
    return Contents(RECORDS, schema, counts, read_scopes(connection), read_head(connection).n, chunks)


def _copy_keyset(tools: BackupTools, keyset: Database, plain: Path) -> Contents:
    if keyset.is_sqlite:
        copy_sqlite(tools.config.keyset_url, plain)
    else:
        dump_schema(tools.config.keyset_url, plain, schema=SCHEMA, tool=tools.pg_dump)
    with keyset.snapshot() as connection:
        schema = _step(connection, steps.KEYSET, keyset_schema(keyset))
        return Contents(KEYSET, schema, count_rows(connection, KEYSET_METADATA.tables), {}, 0)


def _step(connection: Connection, line: str, schema: str | None = None) -> str:
    return steps.status(connection, line=line, schema=schema).current


def _is_running(name: str) -> bool:
    number = name.removeprefix(_WORK).partition("-")[0]
    try:
        os.kill(int(number), 0)
    except (ValueError, ProcessLookupError):
        return False
    except OSError:
        return True
    return True


def _name(what: str, tools: BackupTools) -> str:
    made = datetime.fromtimestamp(tools.clock() / 1000, UTC)
    return f"{what}-{made:%Y%m%dT%H%M%S}-{tools.random(4).hex()}"


def _move(work: Path, folder: Path, name: str) -> None:
    """The manifest last: where it is, the backup is whole."""
    for ending in (LIST_ENDING, ENDING, MANIFEST_ENDING):
        if ending != LIST_ENDING or (work / (name + ending)).exists():
            os.replace(work / (name + ending), folder / (name + ending))
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
