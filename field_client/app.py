"""The laptop put together, once: folders, vault, store, book, sync. Everybody else is handed what is made here.

Promise: the order of opening is that of security.md 2.5; what does not fit is told by name and never worked around.
Refused: module-level state, a second composition anywhere else.
"""

import shutil
from collections.abc import Callable

from casework.place_search import keys_named
from field_client.config import Config
from field_client.data_folder import prepare_data_folder
from field_client.laptop import Laptop
from field_client.safety import wipe
from field_client.safety.travel import finish_travel, is_decided
from field_client.store.book import LocalCaseBook
from field_client.store.database import open_store
from field_client.store.identity import SLOT_GENERATION
from field_client.store.local_store import LocalStore, open_local_store
from field_client.store.save import Rules
from field_client.store_lock import StoreLock, lock_store
from field_client.sync.lists import CUSTODIANS, LEASE, PENDING_LEASE
from field_client.tools import Tools, open_http_line, real_tools
from field_client.unlocking import check_opened
from field_client.vault.keys import device_keys_from
from field_client.vault.rekey import finish_rekey
from field_client.vault.vault import Vault, VaultTools, open_vault
from field_client.vault.ways import Way
from shared_schema.errors import HomewardError
from shared_schema.records.kinds import KINDS
from shared_schema.rules.check import check_dossier, check_record
from shared_schema.signed_lists import read_custodian_list

__all__ = ["Laptop", "Tools", "open_http_line", "open_laptop", "open_with", "real_tools"]


def open_laptop(
    config: Config,
    tools: Tools,
    way_of: Callable[[VaultTools], Way],
    *,
    wait_seconds: float = 5.0,
    previous: bool = False,
    backs_up: bool = True,
) -> Laptop:
    """Opens the laptop by a passphrase, recovery code or custodians; `way_of` is asked once the store is locked.

    `backs_up` = the copy of the day is made before this returns; else the caller sees to it (`daily_backup`).
    Raises `sync.not_enrolled`, `store.already_open`, `vault.*`, `store.*`.
    """
    wipe.finish(tools.files, config.folder)
    vault_tools = tools.vault_tools(config.data)
    exists = vault_tools.slot_files.exist() or tools.files.exists(config.folder.store)
    if not exists and not is_decided(tools.files, config.folder):
        raise HomewardError("sync.not_enrolled")
    prepare_data_folder(
        tools.files, config.folder, environment=tools.environment, allow_cloud=config.allow_cloud_folder
    )
    lock = lock_store(config.data, pause=tools.pause, wait_seconds=wait_seconds)
    try:
        finish_rekey(tools.files, config.data)
        finish_travel(tools.files, config.folder)
        shutil.rmtree(config.enrolling, ignore_errors=True)  # left by an enrolment that was cut after it was decided
        vault = open_vault(vault_tools, way_of(vault_tools), previous=previous)
        return open_with(vault, lock, config, tools, backs_up=backs_up)
    except BaseException:
        lock.release()
        raise


def open_with(vault: Vault, lock: StoreLock, config: Config, tools: Tools, *, backs_up: bool = True) -> Laptop:
    """The laptop of a vault that is open already; the caller releases the lock if this fails."""
    database = open_store(config.folder.store, db_key=vault.db_key)
    try:
        store = open_local_store(database, kinds=KINDS, seal_anchor=vault.anchor().write, files=tools.files)
        settled = vault.settle(store.identity.number(SLOT_GENERATION))
        identity = store.identity.read()
        rules = Rules(of_record=check_record, of_dossier=lambda dossier: check_dossier(dossier, today=tools.today()))
        book = LocalCaseBook(store, rules=rules, clock=tools.clock, random=tools.random, find_places=keys_named)
        laptop = Laptop(config, tools, lock, vault, store, book, identity, device_keys_from(identity.keys))
        if settled.lease_changed:
            _settle_lease(store)
        _use_newer_custodians(laptop)
        laptop.keep_generation()
        laptop.alerts = check_opened(laptop, backs_up=backs_up)
        return laptop
    except BaseException:
        database.close()
        raise


def _settle_lease(store: LocalStore) -> None:
    pending = store.identity.read_list(PENDING_LEASE)
    if pending is not None:
        with store.transaction():
            store.identity.put_list(LEASE, pending[0], b"")
            store.identity.remove_list(PENDING_LEASE)


def _use_newer_custodians(laptop: Laptop) -> None:
    held = laptop.store.identity.read_list(CUSTODIANS)
    if held is None or not held[1] or held[0] == laptop.vault.custodian_list:
        return
    laptop.vault.use_custodians(read_custodian_list(held[1], root_key=laptop.identity.root_key))
