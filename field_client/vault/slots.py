"""The key-slot file: three ways to the one key DK (`keyslots.json`, security.md 2.3).

Promise: bounds before any derivation; a slot that was moved, changed or slipped in is refused by name.
Refused: a second slot of a kind, a file over 32 KiB, anything not canonical. Wrapping is AES-256-GCM with the
slot itself as associated data; the whole file carries an HMAC-SHA256 under a key that only DK gives.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from field_client.vault.argon2id import Cost, Kdf, require_bounds
from field_client.vault.escrow_blobs import EscrowBlobs, escrow_document, read_escrow_blobs
from field_client.vault.fields import Document, Reader, encode_b64
from shared_schema.canonical import dumps

FORMAT = "homeward-keyslots"
VERSION = 1
LIMIT_BYTES = 32 * 1024
VAULT_BYTES, SLOT_ID_BYTES, NONCE_BYTES, WRAPPED_BYTES, MAC_BYTES = 16, 8, 12, 48, 32
RECOVERY_COST = Cost(19456, 2, 1)
_READER = Reader("vault.slots_damaged")


@dataclass(frozen=True, slots=True)
class PassphraseSlot:
    """Opened by the passphrase and the lease secret together."""

    id: bytes
    kdf: Kdf
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class RecoverySlot:
    """Opened by the printed recovery code."""

    id: bytes
    kdf: Kdf
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class EscrowSlot:
    """Opened by two of three custodians."""

    id: bytes
    blobs: EscrowBlobs
    nonce: bytes
    wrapped: bytes


Slot: TypeAlias = PassphraseSlot | RecoverySlot | EscrowSlot
SomeSlot = TypeVar("SomeSlot", PassphraseSlot, RecoverySlot, EscrowSlot)


@dataclass(frozen=True, slots=True)
class KeySlots:
    """One generation of the file; `mac` is proven once DK is known."""

    vault: bytes
    generation: int
    slots: tuple[Slot, ...]
    mac: bytes

    @property
    def passphrase(self) -> PassphraseSlot:
        """The passphrase slot (there is exactly one)."""
        return next(slot for slot in self.slots if isinstance(slot, PassphraseSlot))

    @property
    def recovery(self) -> RecoverySlot:
        """The recovery slot (there is exactly one)."""
        return next(slot for slot in self.slots if isinstance(slot, RecoverySlot))

    @property
    def escrow(self) -> EscrowSlot | None:
        """The escrow slot; None before the organisation's custodians are known."""
        return next((slot for slot in self.slots if isinstance(slot, EscrowSlot)), None)


def read_slots(data: bytes | None) -> KeySlots:
    """The key slots in `data`; `vault.slots_damaged` for anything that we would not have written."""
    read = _READER
    document = read.members(
        read.document(data, limit=LIMIT_BYTES), "format", "generation", "mac", "slots", "v", "vault"
    )
    read.constant(document, "format", FORMAT)
    read.constant(document, "v", VERSION)
    slots = tuple(_read_slot(item) for item in read.array(document, "slots", least=2, most=3))
    kinds = [type(slot) for slot in slots]
    if len(set(kinds)) != len(kinds) or len({slot.id for slot in slots}) != len(slots):
        raise read.refusal("slots")
    if PassphraseSlot not in kinds or RecoverySlot not in kinds:
        raise read.refusal("slots")
    return KeySlots(
        vault=read.hex(document, "vault", VAULT_BYTES),
        generation=read.integer(document, "generation", least=1),
        slots=slots,
        mac=read.b64(document, "mac", MAC_BYTES),
    )


def write_slots(slots: KeySlots) -> bytes:
    """The canonical bytes of the file."""
    return dumps(_unsealed(slots) | {"mac": encode_b64(slots.mac)})


def with_mac(slots: KeySlots, mac_key: bytes) -> KeySlots:
    """The same slots with the right mac."""
    return replace(slots, mac=_mac(slots, mac_key))


def require_mac(slots: KeySlots, mac_key: bytes) -> None:
    """Raises `vault.slots_tampered` unless the mac is right."""
    if not hmac.compare_digest(slots.mac, _mac(slots, mac_key)):
        raise Reader("vault.slots_tampered").refusal("mac")


def with_slot(slots: KeySlots, slot: Slot) -> KeySlots:
    """The next generation, with `slot` in the place of the one of its kind; the mac is still to be set."""
    others = tuple(other for other in slots.slots if type(other) is not type(slot))
    return replace(slots, slots=(*others, slot), generation=slots.generation + 1)


def wrap(slot: SomeSlot, *, vault: bytes, kek: bytes, data_key: bytes) -> SomeSlot:
    """The slot with DK wrapped under `kek`; its own fields are the associated data."""
    wrapped = AESGCM(kek).encrypt(slot.nonce, data_key, _associated(slot, vault))
    return replace(slot, wrapped=wrapped)


def unwrap(slot: Slot, *, vault: bytes, kek: bytes) -> bytes | None:
    """DK, or None if `kek` is not the slot's (or the slot was altered: nobody can tell before DK is known)."""
    try:
        return AESGCM(kek).decrypt(slot.nonce, slot.wrapped, _associated(slot, vault))
    except InvalidTag:
        return None


def unwrap_any(slot: Slot, *, vault: bytes, keks: Iterable[bytes]) -> tuple[bytes, bytes] | None:
    """(DK, the key that opened it) by the first of `keks` that fits, or None."""
    for kek in keks:
        data_key = unwrap(slot, vault=vault, kek=kek)
        if data_key is not None:
            return data_key, kek
    return None


def _read_slot(value: object) -> Slot:
    read = _READER
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind == "passphrase":
        document = read.members(value, "id", "kdf", "kind", "lease", "nonce", "wrapped")
        read.constant(document, "lease", True)
        return PassphraseSlot(kdf=read_kdf(read, document["kdf"]), **_read_common(document))
    if kind == "recovery":
        document = read.members(value, "id", "kdf", "kind", "nonce", "wrapped")
        kdf = read_kdf(read, document["kdf"])
        if kdf.cost != RECOVERY_COST:
            raise read.refusal("kdf")
        return RecoverySlot(kdf=kdf, **_read_common(document))
    if kind == "escrow":
        document = read.members(value, "custodians", "id", "kind", "list", "nonce", "pairs", "suite", "wrapped")
        return EscrowSlot(blobs=read_escrow_blobs(read, document), **_read_common(document))
    raise read.refusal("kind")


def _read_common(document: Document) -> dict[str, bytes]:
    return {
        "id": _READER.hex(document, "id", SLOT_ID_BYTES),
        "nonce": _READER.b64(document, "nonce", NONCE_BYTES),
        "wrapped": _READER.b64(document, "wrapped", WRAPPED_BYTES),
    }


def read_kdf(read: Reader, value: object) -> Kdf:
    """Derivation parameters within the bounds that a reader accepts."""
    document = read.members(value, "m_kib", "name", "p", "salt", "t")
    read.constant(document, "name", "argon2id")
    cost = Cost(*(read.integer(document, name) for name in ("m_kib", "t", "p")))
    kdf = Kdf(cost=cost, salt=read.b64(document, "salt"))
    require_bounds(kdf)
    return kdf


def kdf_document(kdf: Kdf) -> Document:
    """The JSON form of derivation parameters."""
    cost = kdf.cost
    return {"name": "argon2id", "m_kib": cost.m_kib, "t": cost.t, "p": cost.p, "salt": encode_b64(kdf.salt)}


def _slot_document(slot: Slot) -> Document:
    common: Document = {"id": slot.id.hex(), "nonce": encode_b64(slot.nonce)}
    if isinstance(slot, PassphraseSlot):
        return common | {"kind": "passphrase", "kdf": kdf_document(slot.kdf), "lease": True}
    if isinstance(slot, RecoverySlot):
        return common | {"kind": "recovery", "kdf": kdf_document(slot.kdf)}
    return common | {"kind": "escrow"} | escrow_document(slot.blobs)


def _associated(slot: Slot, vault: bytes) -> bytes:
    return dumps([FORMAT, VERSION, vault.hex(), _slot_document(slot)])


def _unsealed(slots: KeySlots) -> Document:
    written = [_slot_document(slot) | {"wrapped": encode_b64(slot.wrapped)} for slot in slots.slots]
    return {
        "format": FORMAT,
        "v": VERSION,
        "vault": slots.vault.hex(),
        "generation": slots.generation,
        "slots": written,
    }


def _mac(slots: KeySlots, mac_key: bytes) -> bytes:
    return hmac.digest(mac_key, dumps(_unsealed(slots)), "sha256")
