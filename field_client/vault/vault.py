"""The vault of one data folder: made at enrolment, opened at each unlock, its ways in changed by the person.

Promise: every change of the slots is one durable step and raises the generation. What other rooms get is the
database key, the anchor, and the wrapper of backup keys. Refused: going on with slots older than the store says.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from field_client.files import Files
from field_client.vault import keys, lease, slots
from field_client.vault.anchor import AnchorFile
from field_client.vault.argon2id import Cost, Derive, derive
from field_client.vault.backup_key import BackupKey
from field_client.vault.escrow import EscrowRequest, start_request
from field_client.vault.new_slots import (
    new_escrow_slot,
    new_passphrase_slot,
    new_recovery_slot,
    with_lease_secret,
)
from field_client.vault.recovery import LEASE_BYTES, new_recovery_code
from field_client.vault.slot_files import SlotFiles
from field_client.vault.ways import Opened, Way
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random
from shared_schema.signed_lists import CustodianList


@dataclass(frozen=True, slots=True)
class VaultTools:
    """What a vault works with: files, its folder, randomness, and Argon2id (stubbed where it is not the subject)."""

    files: Files
    folder: Path
    random: Random
    derive: Derive = derive

    @property
    def slot_files(self) -> SlotFiles:
        """The two key-slot files of the folder."""
        return SlotFiles(self.files, self.folder)


@dataclass(frozen=True, slots=True)
class Settled:
    """After `settle`: the generation that the store must now say, and whether the server may forget the old L."""

    generation: int
    lease_changed: bool


class Vault:
    """An open vault. `opened_by` = new | passphrase | recovery | escrow; after the last two a new passphrase is due."""

    def __init__(self, tools: VaultTools, data_key: keys.DataKey, key_slots: slots.KeySlots, *, opened_by: str) -> None:
        self._tools = tools
        self._data_key = data_key
        self._slots = key_slots
        self._opened: Opened | None = None
        self.opened_by = opened_by
        self.id = data_key.vault  # 16 bytes
        self.folder = tools.folder

    @property
    def generation(self) -> int:
        """The generation of the key-slot file, to be repeated in the store."""
        return self._slots.generation

    @property
    def db_key(self) -> bytes:
        """The raw 32-byte key for `open_store`."""
        return self._data_key.subkey(keys.DATABASE)

    @property
    def slot_file(self) -> bytes:
        """The bytes of the key-slot file, for the head of a backup."""
        return slots.write_slots(self._slots)

    @property
    def custodian_list(self) -> int | None:
        """The number of the custodian list that the escrow slot was made for, or None without one."""
        return None if self._slots.escrow is None else self._slots.escrow.blobs.list_number

    def anchor(self) -> AnchorFile:
        """The sealed anchor of this vault."""
        tools, key = self._tools, self._data_key.subkey(keys.ANCHOR)
        return AnchorFile(files=tools.files, folder=tools.folder, key=key, vault=self.id, random=tools.random)

    def backup_key(self) -> BackupKey:
        """Wraps and unwraps the keys of single backups."""
        return BackupKey(self._data_key.subkey(keys.BACKUP), vault=self.id, random=self._tools.random)

    def settle(self, stored_generation: int) -> Settled:
        """After the store opened and said its generation: refuses a rolled-back file, then finishes what was begun.

        `vault.slots_rolled_back` if the store knows a newer generation. Otherwise both files are made equal and a
        new lease secret that waits in `lease` comes into use; the caller writes `generation` into the store.
        """
        if stored_generation > self.generation:
            raise HomewardError("vault.slots_rolled_back", file=self.generation, store=stored_generation)
        if not self._tools.slot_files.are_same():
            self._tools.slot_files.write(self._slots)
        return Settled(lease_changed=self._finish_lease_change(), generation=self.generation)

    def write_slots(self) -> None:
        """Puts the key slots of a vault that was opened from a backup into the folder, as both files."""
        self._tools.slot_files.write(self._slots)

    def change_passphrase(self, passphrase: str, *, cost: Cost, now: int) -> None:
        """A new passphrase slot in the place of the old one; `cost` never falls below the old slot's.

        Without a readable lease (after recovery or escrow) a lease secret is drawn here until a server sends one.
        """
        slot = new_passphrase_slot(
            self._data_key,
            passphrase,
            lease_secret=self._usable_lease(now=now).secrets[0],
            cost=max(cost, self._slots.passphrase.kdf.cost),
            random=self._tools.random,
            derive=self._tools.derive,
        )
        self._put(slot)
        self._opened = None

    def new_recovery_code(self) -> str:
        """A new printed code in the place of the old one."""
        code = new_recovery_code(self._tools.random)
        self._put(new_recovery_slot(self._data_key, code, random=self._tools.random, derive=self._tools.derive))
        return code

    def use_custodians(self, custodians: CustodianList) -> bool:
        """Makes the escrow slot anew for a newer list; says whether it did.

        Raises `vault.custodians_older` for an older one.
        """
        held = self.custodian_list
        if held is not None and custodians.number < held:
            raise HomewardError("vault.custodians_older", held=held, offered=custodians.number)
        if held == custodians.number or not custodians.custodians:
            return False
        self._put(new_escrow_slot(self._data_key, custodians, random=self._tools.random))
        return True

    def _put(self, slot: slots.Slot) -> None:
        mac_key = self._data_key.subkey(keys.SLOTS)
        changed = slots.with_mac(slots.with_slot(self._slots, slot), mac_key)
        self._tools.slot_files.write(changed)
        self._slots = changed

    def _finish_lease_change(self) -> bool:
        tools, opened = self._tools, self._opened
        if opened is None or opened.stretched is None or opened.lease_secret is None:
            return False
        held = lease.read_lease(tools.files, tools.folder)
        newest = held.secrets[-1]
        if len(held.secrets) == 1:
            return False
        if opened.lease_secret != newest:
            slot = with_lease_secret(
                self._slots.passphrase,
                self._data_key,
                stretched=opened.stretched,
                lease_secret=newest,
                random=tools.random,
            )
            self._put(slot)
            self._opened = replace(opened, lease_secret=newest)
        lease.write_lease(tools.files, tools.folder, lease.with_only(held, newest))
        return True

    def _usable_lease(self, *, now: int) -> lease.Lease:
        tools = self._tools
        try:
            return lease.read_lease(tools.files, tools.folder)
        except HomewardError as error:
            if error.code not in ("vault.lease_missing", "vault.lease_damaged"):
                raise
            drawn = lease.new_lease(tools.random(LEASE_BYTES), now=now, server_knows=False, is_new=True)
            lease.write_lease(tools.files, tools.folder, drawn)
            return drawn


def create_vault(
    tools: VaultTools, *, passphrase: str, lease_secret: bytes, custodians: CustodianList, cost: Cost, now: int
) -> tuple[Vault, str]:
    """A new vault in an empty folder, and the recovery code to print once.

    `now` is the server's time at enrolment. With a list that names no custodians yet there is no escrow slot until
    `use_custodians`. Raises `vault.exists`.
    """
    if tools.slot_files.exist():
        raise HomewardError("vault.exists")
    data_key = keys.DataKey(tools.random(slots.VAULT_BYTES), tools.random(keys.KEY_BYTES))
    key_slots, code = make_slots(
        tools,
        data_key,
        passphrase=passphrase,
        lease_secret=lease_secret,
        custodians=custodians,
        cost=cost,
        generation=1,
    )
    lease.write_lease(tools.files, tools.folder, lease.new_lease(lease_secret, now=now))
    tools.slot_files.write(key_slots)
    return Vault(tools, data_key, key_slots, opened_by="new"), code


def make_slots(
    tools: VaultTools,
    data_key: keys.DataKey,
    *,
    passphrase: str,
    lease_secret: bytes,
    custodians: CustodianList,
    cost: Cost,
    generation: int,
) -> tuple[slots.KeySlots, str]:
    """All slots of a data key with their mac, and the recovery code; nothing is written."""
    random, derive_ = tools.random, tools.derive
    code = new_recovery_code(random)
    made: tuple[slots.Slot, ...] = (
        new_passphrase_slot(data_key, passphrase, lease_secret=lease_secret, cost=cost, random=random, derive=derive_),
        new_recovery_slot(data_key, code, random=random, derive=derive_),
    )
    if custodians.custodians:
        made = (*made, new_escrow_slot(data_key, custodians, random=random))
    bare = slots.KeySlots(vault=data_key.vault, generation=generation, slots=made, mac=b"")
    return slots.with_mac(bare, data_key.subkey(keys.SLOTS)), code


def open_vault(tools: VaultTools, way: Way, *, previous: bool = False) -> Vault:
    """The vault of the folder, opened by `way`; then `settle` once the store has said its generation.

    Raises the `wrong` code of the way; `vault.slots_missing`, `vault.slots_damaged`, `vault.slots_tampered`, each
    with the fact `previous="opens"` if the second copy would open: the person may then ask for it (`previous=True`).
    """
    try:
        return open_slots(tools, tools.slot_files.read(previous=previous), way)
    except HomewardError as error:
        if previous or not _previous_opens(tools, way, least=_generation_of(tools) if error.code == way.wrong else 1):
            raise
        code = "vault.slots_damaged" if error.code == way.wrong else error.code
        raise HomewardError(code, previous="opens") from error


def open_slots(tools: VaultTools, key_slots: slots.KeySlots, way: Way) -> Vault:
    """A vault from key slots that were read from anywhere (a backup's head); nothing is written."""
    opened = way.open(key_slots)
    if opened is None:
        raise HomewardError(way.wrong)
    data_key = keys.DataKey(key_slots.vault, opened.secret)
    slots.require_mac(key_slots, data_key.subkey(keys.SLOTS))
    vault = Vault(tools, data_key, key_slots, opened_by=way.kind)
    vault._opened = opened
    return vault


def request_escrow(tools: VaultTools, *, previous: bool = False) -> tuple[EscrowRequest, bytes]:
    """The request to show to the custodians and the private key to keep for `by_custodians`; `vault.no_escrow`."""
    key_slots = tools.slot_files.read(previous=previous)
    if key_slots.escrow is None:
        raise HomewardError("vault.no_escrow")
    return start_request(key_slots.escrow.blobs, vault=key_slots.vault, slot=key_slots.escrow.id, random=tools.random)


def _previous_opens(tools: VaultTools, way: Way, *, least: int) -> bool:
    # An older second copy beside a whole first one is a change that was cut short, not damage.
    try:
        if tools.slot_files.are_same():
            return False
        second = tools.slot_files.read(previous=True)
        return second.generation >= least and bool(open_slots(tools, second, way))
    except HomewardError:
        return False


def _generation_of(tools: VaultTools) -> int:
    return tools.slot_files.read().generation
