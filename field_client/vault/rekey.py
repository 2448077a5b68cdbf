"""A new DK and a new store after suspicion: whoever kept an old key-slot file and its passphrase holds nothing more.

Promise: killed at any step, the laptop opens either wholly with the old keys or wholly with the new ones. All new
files are made beside the old; the new key slots come last, and with them it is decided. `finish_rekey`, called at
each start before the vault is opened, completes what was decided and removes what was not.
"""

from pathlib import Path

from field_client.files import Files
from field_client.store.database import Database
from field_client.vault import keys, lease
from field_client.vault.anchor import ANCHOR_NAME, Anchor, AnchorFile
from field_client.vault.argon2id import Cost
from field_client.vault.slot_files import CURRENT_NAME, PREVIOUS_NAME
from field_client.vault.slots import write_slots
from field_client.vault.vault import Vault, VaultTools, make_slots
from shared_schema.signed_lists import CustodianList

NEXT_SLOTS, NEXT_STORE, NEXT_ANCHOR = "keyslots.next.json", "store.next.db", "anchor.next"
STORE_NAME = "store.db"


def rekey(
    tools: VaultTools,
    vault: Vault,
    database: Database,
    *,
    passphrase: str,
    custodians: CustodianList,
    cost: Cost,
    anchor: Anchor,
) -> tuple[Vault, str]:
    """The vault with a new DK and a new recovery code; `database` is closed, its store is under the new key.

    `anchor` is the head of the log as it stands; the caller holds no transaction and opens the store anew.
    """
    folder, files = tools.folder, tools.files
    data_key = keys.DataKey(vault.id, tools.random(keys.KEY_BYTES))
    key_slots, code = make_slots(
        tools,
        data_key,
        passphrase=passphrase,
        lease_secret=lease.read_lease(files, folder).secrets[0],
        custodians=custodians,
        cost=cost,
        generation=vault.generation + 1,
    )
    _discard(files, folder)
    database.export_to(folder / NEXT_STORE, db_key=data_key.subkey(keys.DATABASE))
    files.sync_file(folder / NEXT_STORE)
    files.write_durably(folder / NEXT_ANCHOR, _sealed(tools, data_key, anchor))
    database.close()
    files.write_durably(folder / NEXT_SLOTS, write_slots(key_slots))
    finish_rekey(files, folder)
    return Vault(tools, data_key, key_slots, opened_by="new"), code


def finish_rekey(files: Files, folder: Path) -> bool:
    """Completes a rekey that was decided, removes one that was not; says whether it completed one."""
    if not files.exists(folder / NEXT_SLOTS):
        _discard(files, folder)
        return False
    if files.exists(folder / NEXT_STORE):
        for end in ("-wal", "-shm"):  # of the old store; its last commits are in the new one
            files.unlink(folder / (STORE_NAME + end))
        files.replace(folder / NEXT_STORE, folder / STORE_NAME)
    if files.exists(folder / NEXT_ANCHOR):
        files.replace(folder / NEXT_ANCHOR, folder / ANCHOR_NAME)
    files.unlink(folder / PREVIOUS_NAME)
    files.replace(folder / NEXT_SLOTS, folder / CURRENT_NAME)
    return True


def _discard(files: Files, folder: Path) -> None:
    for name in (NEXT_SLOTS, NEXT_ANCHOR, NEXT_STORE, NEXT_STORE + "-journal"):
        files.unlink(folder / name)


def _sealed(tools: VaultTools, data_key: keys.DataKey, anchor: Anchor) -> bytes:
    file = AnchorFile(
        files=tools.files,
        folder=tools.folder,
        key=data_key.subkey(keys.ANCHOR),
        vault=data_key.vault,
        random=tools.random,
    )
    return file.seal(anchor)
