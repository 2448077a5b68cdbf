"""Bringing a backup back: the store that is here is put aside whole, the copy takes its place, a new life begins.

Promise: nothing that was here is written over; whoever restores goes on under a new incarnation, and what servers
have that the copy lacks comes back at the next contact. Repeating it after a power cut is harmless.
"""

from dataclasses import dataclass
from pathlib import Path

from field_client.app import Laptop, Tools, open_with
from field_client.cli_run import Run
from field_client.commands.secrets import set_new_passphrase
from field_client.config import Config
from field_client.data_folder import prepare_data_folder
from field_client.safety.travel import finish_travel
from field_client.shell import Shell
from field_client.store.chunks import CHUNK_FOLDER
from field_client.store_lock import lock_store
from field_client.unlocking import read_head
from field_client.vault import lease as leases
from field_client.vault.anchor import ANCHOR_NAME
from field_client.vault.backup import open_backup, restore_to
from field_client.vault.backup_file import BackupHeader, photos_in, read_backup_header
from field_client.vault.recovery import read_lease_code
from field_client.vault.slot_files import CURRENT_NAME, PREVIOUS_NAME
from field_client.vault.vault import VaultTools
from field_client.vault.ways import Way, by_passphrase, by_recovery_code
from shared_schema.errors import HomewardError
from shared_schema.wire.chunks import name_of
from shared_schema.words import cli as words
from shared_schema.words import photos as photo_words

ASIDE = "replaced"


@dataclass(frozen=True, slots=True)
class Restored:
    """The open laptop, the folder in which the former files are kept (None without any), a new recovery code."""

    laptop: Laptop
    kept_beside: str | None
    recovery_code: str | None


def restore(run: Run, source: Path, *, with_lease_code: bool) -> Restored:
    """Restores `source`, opened by its recovery code, or by its passphrase and a lease code."""
    shell, tools, config = run.shell, run.tools, run.shell.config
    header = read_backup_header(source)
    prepare_data_folder(
        tools.files, config.folder, environment=tools.environment, allow_cloud=config.allow_cloud_folder
    )
    lock = lock_store(config.data, pause=tools.pause)
    try:
        finish_travel(tools.files, config.folder)
        vault_tools = tools.vault_tools(config.data)
        way, lease_secret = _ask_way(shell, vault_tools, with_lease_code=with_lease_code)
        vault = open_backup(vault_tools, header, way)
        kept = _put_aside(config, tools)
        target = config.folder.store
        restore_to(target, backup=source, vault=vault, db_key=vault.db_key, files=tools.files, read_head=read_head)
        if not _bring_photos_back(config, tools, source, header):
            shell.note(photo_words.CUT_IN_COPY)
        tools.files.unlink(config.folder.incarnation)
        if lease_secret is not None:
            leases.write_lease(tools.files, config.data, leases.new_lease(lease_secret, now=tools.clock(), is_new=True))
        vault.write_slots()
        laptop = open_with(vault, lock, config, tools)
    except BaseException:
        lock.release()
        raise
    code = None
    if lease_secret is None:
        set_new_passphrase(run, laptop)
        code = vault.new_recovery_code()
        laptop.keep_generation()
    return Restored(laptop, kept, code)


def _bring_photos_back(config: Config, tools: Tools, source: Path, header: BackupHeader) -> bool:
    """The photos that ride behind the copy, durably, each chunk under the name that it proves; False where they are cut
    off: the records come back all the same."""
    folder = config.data / CHUNK_FOLDER
    tools.files.make_folder(folder)
    try:
        for sealed in photos_in(source, header=header):
            if not tools.files.exists(path := folder / name_of(sealed)):
                tools.files.write_durably(path, sealed)
    except HomewardError as error:
        if error.code != "vault.backup_unreadable":
            raise
        return False
    return True


def _ask_way(shell: Shell, tools: VaultTools, *, with_lease_code: bool) -> tuple[Way, bytes | None]:
    if not with_lease_code:
        return by_recovery_code(shell.ask_secret(words.RECOVERY_CODE), derive=tools.derive), None
    secret = read_lease_code(shell.ask_secret(words.LEASE_CODE))
    text = shell.ask_secret(words.PASSPHRASE)
    return by_passphrase(text, lease_secrets=(secret,), derive=tools.derive), secret


def _put_aside(config: Config, tools: Tools) -> str | None:
    store = config.folder.store.name
    names = (store, store + "-wal", store + "-shm", ANCHOR_NAME, leases.LEASE_NAME, PREVIOUS_NAME, CURRENT_NAME)
    present = [name for name in names if tools.files.exists(config.data / name)]
    if not present:
        return None
    number = 1
    while tools.files.exists(config.data / f"{ASIDE}-{tools.today().isoformat()}-{number}"):
        number += 1
    folder = config.data / f"{ASIDE}-{tools.today().isoformat()}-{number}"
    tools.files.make_folder(folder)
    for name in present:
        tools.files.replace(config.data / name, folder / name)
    return folder.name
