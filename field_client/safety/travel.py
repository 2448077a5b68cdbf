"""Travel mode: only chosen cases go on a trip. A new vault and a new store take the place of the old ones.

    fit to leave? -> build the new one beside -> decided -> old slots, backups, store destroyed -> new one moved in

Promise: refused with the list of what is missing, never half done. Killed before it was decided the laptop opens as it
was; killed after, the next start finishes. The old slots are destroyed before any other file. While it travels the
laptop sends what is written and receives no case; an ordinary exchange brings everything back.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from field_client.data_folder import DataFolder
from field_client.files import Files
from field_client.safety.wipe import TRAVEL, destroy_old_keys, remove_old_copies
from field_client.store.chunks import CHUNK_FOLDER
from field_client.store.cursors import CENTRE
from field_client.store.database import open_store
from field_client.store.identity import SLOT_GENERATION
from field_client.store.local_store import LocalStore, open_local_store
from field_client.store.travelling import TRAVELLING, drafts_left_behind, fill_for_travel
from field_client.store.word import DIFFERS
from field_client.store_lock import lock_store
from field_client.sync.lists import CUSTODIANS
from field_client.vault import lease as leases
from field_client.vault.anchor import ANCHOR_NAME
from field_client.vault.incarnation import new_incarnation, read_incarnation, write_incarnation
from field_client.vault.slot_files import CURRENT_NAME, PREVIOUS_NAME
from field_client.vault.vault import create_vault
from shared_schema.canonical import dumps
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.records.kinds import KINDS
from shared_schema.signed_lists import CustodianList, read_custodian_list

if TYPE_CHECKING:
    from field_client.app import Laptop

SHEET_DUE = "sheet_due"
DECIDED, MOVING, STAYING, INCARNATION = "decided", "moving", "staying", "incarnation"


@dataclass(frozen=True, slots=True)
class Missing:
    """What keeps the laptop from leaving cases behind: own changes that the centre has not received, scopes in which
    it and the centre differ, drafts of cases that would leave (ids), photos and papers not received, witnesses that no
    server has heard."""

    changes: int = 0
    differing: int = 0
    drafts: tuple[str, ...] = ()
    files: int = 0
    unheard: int = 0
    never_met: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether the cases may leave."""
        return self == Missing()


def is_travelling(store: LocalStore) -> bool:
    """Whether this laptop holds only what was chosen for a trip."""
    return bool(store.identity.fact(TRAVELLING))


def travelling_since(store: LocalStore) -> int:
    """When the trip began (ms); 0 at home."""
    return store.identity.number(TRAVELLING)


def come_home(store: LocalStore) -> None:
    """From now on the next exchange brings every case back."""
    store.identity.put_fact(TRAVELLING, "")


def what_is_missing(store: LocalStore, keep: Collection[Id]) -> Missing:
    """What must be received, or finished, before all cases but `keep` may leave. Receipts of the centre count alone: a
    hub's say nothing here; what a stick carried counts once the centre's answer has come."""
    centre = next((row.server for row in store.cursors.servers() if row.kind == CENTRE), None)
    if centre is None:
        return Missing(never_met=True)
    return Missing(
        changes=store.outbox.waiting(centre),
        differing=len((store.identity.fact(DIFFERS + centre) or "").split()),
        drafts=drafts_left_behind(store, keep),
        files=_files_waiting(store, centre),
        unheard=len(store.records.witnesses(centre)),
        never_met=store.cursors.server(centre).contact_at is None,
    )


def leave(laptop: "Laptop", *, keep: Collection[Id], passphrase: str) -> str:
    """Builds the new vault beside, decides, and closes the laptop; gives the new recovery code, to be printed.

    `passphrase` was proven to be the one that opens this laptop. The caller then opens anew, which finishes. Raises
    `travel.not_yet` with what is missing; whatever else is raised leaves everything as it was.
    """
    missing = what_is_missing(laptop.store, keep)
    if not missing.is_nothing:
        raise HomewardError("travel.not_yet", changes=missing.changes, drafts=len(missing.drafts), files=missing.files)
    files, folder = laptop.tools.files, laptop.config.folder
    _discard(files, folder)
    code = _build(laptop, keep, passphrase)
    files.write_durably(folder.root / TRAVEL / DECIDED, b"")
    laptop.close()
    return code


def is_decided(files: Files, folder: DataFolder) -> bool:
    """Whether a new vault is about to take the place of the old one, which may be gone already."""
    return any(files.exists(folder.root / TRAVEL / mark) for mark in (DECIDED, MOVING))


def finish_at_start(files: Files, folder: DataFolder, *, pause: Callable[[float], None]) -> None:
    """Finishes what a process before this one had decided, before anybody looks for slots or a lease. Raises
    `store.already_open` where another program holds the store."""
    if is_decided(files, folder):
        lock = lock_store(folder.root, pause=pause)
        try:
            finish_travel(files, folder)
        finally:
            lock.release()


def finish_travel(files: Files, folder: DataFolder) -> bool:
    """Completes what was decided, removes what was not; says whether it completed something. The caller holds the
    lock of the store, or knows that nobody does."""
    beside = folder.root / TRAVEL
    if not beside.is_dir():
        return False
    if not is_decided(files, folder):
        _discard(files, folder)
        return False
    if files.exists(beside / DECIDED):
        _remove_old(files, folder)
        files.replace(beside / DECIDED, beside / MOVING)
    _move_in(files, folder)
    return True


def _files_waiting(store: LocalStore, centre: Id) -> int:
    """Photos and papers added here of which the centre did not yet say that it holds all of them."""
    records = [record for record, _name in store.chunks.names.not_whole_at(centre)]
    return sum(bool(store.log.heads_of([record]).get(record)) for record in records)


def _build(laptop: "Laptop", keep: Collection[Id], passphrase: str) -> str:
    tools, folder = laptop.tools, laptop.config.folder
    beside = folder.root / TRAVEL
    tools.files.make_folder(beside)
    held = leases.read_lease(tools.files, laptop.config.data)
    vault, code = create_vault(
        tools.vault_tools(beside),
        passphrase=passphrase,
        lease_secret=held.secrets[0],
        custodians=_custodians(laptop),
        cost=tools.choose_cost(),
        now=tools.clock(),
    )
    leases.write_lease(tools.files, beside, held)
    life = new_incarnation(vault=vault.id, machine_id=tools.machine, random=tools.random)
    database = open_store(beside / folder.store.name, db_key=vault.db_key)
    try:
        made = open_local_store(database, kinds=KINDS, seal_anchor=vault.anchor().write, files=tools.files)
        sign, now = laptop.keys.signer(), tools.clock()
        fill_for_travel(laptop.store, made, keep=keep, new=life.id, sign=sign, now=now)
        made.identity.put_fact(SLOT_GENERATION, str(vault.generation))
        made.identity.put_fact(TRAVELLING, str(now))
        made.identity.put_fact(SHEET_DUE, "1")
        staying = sorted(made.chunks.named())
        made.write_anchor(now=now)
        database.checkpoint()
    finally:
        database.close()
    tools.files.sync_file(beside / folder.store.name)
    tools.files.write_durably(beside / STAYING, dumps(staying))
    write_incarnation(tools.files, beside / INCARNATION, life)
    return code


def _remove_old(files: Files, folder: DataFolder) -> None:
    """Slots, lease and anchor of the old vault; then whatever holds a copy of its slots; then its store and the files
    of cases that leave. Doing it again removes nothing of the new one, which still lies beside."""
    destroy_old_keys(files, folder)
    remove_old_copies(files, folder)
    files.unlink_all(path for path in sorted(folder.root.glob(folder.store.name + "*")) if path.is_file())
    staying = set(orjson.loads(files.read(folder.root / TRAVEL / STAYING, limit=_MOST_NAMES) or b"[]"))
    chunks = folder.root / CHUNK_FOLDER
    if chunks.is_dir():
        files.unlink_all(path for path in sorted(chunks.iterdir()) if path.name not in staying)


def _move_in(files: Files, folder: DataFolder) -> None:
    beside = folder.root / TRAVEL
    for name in (folder.store.name, leases.LEASE_NAME, ANCHOR_NAME, PREVIOUS_NAME, CURRENT_NAME):
        if files.exists(beside / name):
            files.replace(beside / name, folder.root / name)
    life = read_incarnation(files, beside / INCARNATION)
    if life is not None:
        files.make_folder(folder.incarnation.parent)
        write_incarnation(files, folder.incarnation, life)
    for name in (STAYING, INCARNATION, MOVING):
        files.unlink(beside / name)
    _remove_folder(files, beside)


def _discard(files: Files, folder: DataFolder) -> None:
    beside = folder.root / TRAVEL
    if beside.is_dir():
        for name in (CURRENT_NAME, PREVIOUS_NAME, leases.LEASE_NAME, ANCHOR_NAME):
            files.destroy(beside / name)
        _remove_folder(files, beside)


def _remove_folder(files: Files, folder: Path) -> None:
    files.unlink_all(path for path in sorted(folder.iterdir()) if path.is_file())
    folder.rmdir()


def _custodians(laptop: "Laptop") -> CustodianList:
    held = laptop.store.identity.read_list(CUSTODIANS)
    if held is None or not held[1]:
        return CustodianList(0, 1, ())
    return read_custodian_list(held[1], root_key=laptop.identity.root_key)


_MOST_NAMES = 64 * 1024 * 1024
