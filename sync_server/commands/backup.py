"""`backup make|check|restore`: copies of the records and of the key set, encrypted to keys that are kept offline."""

from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from casework.command_shape import command, group
from shared_schema.errors import HomewardError
from shared_schema.words import backup as words
from sync_server.keys.server_keys import read_server_keys
from sync_server.services.backup import BackupTools, check_backup, keep_key_set, keys_folder, make_backup
from sync_server.services.backup_chunks import lacking_chunks, restore_chunks
from sync_server.services.backup_file import KEYSET, manifest_of, read_manifest
from sync_server.services.restore import OldStore, read_old_store, restore_key_set, restore_records
from sync_server.shell import Shell, pass_shell
from sync_server.store.chunks import ChunkFolder
from sync_server.store.keyring import read_keyring

_PATH = click.Path(path_type=Path)
_IDENTITY = click.option("--identity-fd", type=int, metavar="N", help="Read the age secret key from descriptor N.")


@command(
    "make",
    examples=(
        "sync-server backup make --to /backups --recipient age1… --recipient age1…",
        "sync-server backup make",
    ),
    exits=(0, 1, 2, 8),
)
@click.option("--to", "folder", type=_PATH, metavar="DIR", help="Else backup_folder of the settings.")
@click.option("--keys-to", type=_PATH, metavar="DIR", help="Where copies of the key set go; another custody is best.")
@click.option("--recipient", "recipients", multiple=True, metavar="AGE1…", help="Two or more; any one opens it.")
@pass_shell
def make(shell: Shell, *, folder: Path | None, keys_to: Path | None, recipients: tuple[str, ...]) -> None:
    """Copy the records and the key set into two encrypted files, each with a signed manifest."""
    server = shell.open_server()
    try:
        tools = BackupTools(server.config, server.keys, server.clock, server.random)
        place = folder or server.config.backup_folder
        if place is None:
            raise click.UsageError("--to DIR")
        chosen = recipients or server.config.backup_recipients
        keys_place = keys_to or (keys_folder(server.config, place) if folder is None else place / "keys")
        made = make_backup(tools, server.database, folder=place, recipients=chosen)
        keys = keep_key_set(tools, server.database, server.keyset.database, folder=keys_place, recipients=chosen)
    finally:
        server.close()
    shell.say(words.MADE, file=made)
    shell.say(words.KEYS_KEPT, file=keys)
    shell.answer(file=str(made), keys_file=str(keys))


@command(
    "check",
    examples=(
        "sync-server backup check homeward-….age",
        "sync-server backup check homeward-….age --identity-fd 3 3<KEY",
    ),
    exits=(0, 1, 2, 3, 7),
)
@click.argument("file", type=_PATH)
@_IDENTITY
@pass_shell
def check(shell: Shell, *, file: Path, identity_fd: int | None) -> None:
    """See that a backup is as it was made; with a key, that it opens to its end."""
    tools = _tools(shell)
    identity = None if identity_fd is None else _read_identity(shell, identity_fd)
    manifest = check_backup(tools, file, identity=identity)
    records, rows = manifest.counts.get("records", 0), sum(manifest.counts.values())
    lacking = lacking_chunks(file, manifest, source=ChunkFolder(tools.config.chunks, tools.random))
    shell.say(words.WHOLE, epoch=manifest.epoch, rows=rows)
    shell.answer(what=manifest.what, epoch=manifest.epoch, made=manifest.made, records=records, rows=rows)
    shell.answer(opened=identity is not None, chunks=manifest.chunks, chunks_lacking=list(lacking))
    if lacking:
        raise HomewardError("backup.chunks_lacking", count=len(lacking), of=manifest.chunks)


@command(
    "restore",
    examples=(
        "sync-server backup restore keys-….age --identity-fd 3 3<KEY",
        "sync-server backup restore homeward-….age --old sqlite:///old.db",
    ),
    exits=(0, 1, 2, 3, 7, 8),
)
@click.argument("file", type=_PATH)
@_IDENTITY
@click.option("--old", metavar="URL", help="The old database, where it can still be read: keeps request numbers.")
@pass_shell
def restore(shell: Shell, *, file: Path, identity_fd: int | None, old: str | None) -> None:
    """Fill the empty store of the settings from a backup, as a new epoch; first the keys, then the records."""
    tools = _tools(shell)
    identity = _read_identity(shell, identity_fd)
    manifest = read_manifest(manifest_of(file), server_key=tools.keys.signing_key)
    if manifest.what == KEYSET:
        count = restore_key_set(tools, file, identity=identity)
        shell.say(words.KEYS_RESTORED, count=count)
        shell.answer(keys=count)
        return
    ring = read_keyring(tools.config.key_file, random=shell.random)
    done = restore_records(tools, file, ring=ring, identity=identity, old=_read_old(shell, old))
    shell.say(words.RESTORED, epoch=done.epoch, letter=done.letter)
    if done.forgotten:
        shell.say(words.FORGOTTEN, count=done.forgotten)
    files = restore_chunks(file, manifest, target=ChunkFolder(tools.config.chunks, tools.random))
    if files.lacking:
        shell.say(words.CHUNKS_LACKING, count=len(files.lacking))
    shell.answer(chunks=files.copied, chunks_lacking=list(files.lacking))
    shell.answer(epoch=done.epoch, own_letter=done.letter, forgotten=done.forgotten, audit_n=done.audit_n)


def add_to(parent: click.Group) -> None:
    """Add the commands."""
    backup = group("backup", "Encrypted copies, and the way back from them.")
    for one in (make, check, restore):
        backup.add_command(one)
    parent.add_command(backup)


def _tools(shell: Shell) -> BackupTools:
    config = shell.config()
    return BackupTools(config, read_server_keys(config.server_key_file), shell.clock, shell.random)


def _read_identity(shell: Shell, descriptor: int | None) -> str:
    if descriptor is not None:
        shell.passphrase_fd = descriptor
    return shell.ask_secret(words.OFFLINE_KEY)


def _read_old(shell: Shell, url: str | None) -> OldStore:
    if url is None:
        return OldStore()
    try:
        return read_old_store(url)
    except SQLAlchemyError as error:
        raise HomewardError("backup.old_unreadable") from error
