"""Making slots: fresh id, salt and nonce each time, DK wrapped under the key of one way.

Promise: no slot id, salt or nonce is used twice. Refused: wrapping under a passphrase without a lease secret.
"""

from field_client.vault.argon2id import SALT_BYTES, Cost, Derive, Kdf
from field_client.vault.escrow import seal_to_custodians
from field_client.vault.keys import KEY_BYTES, DataKey
from field_client.vault.passphrase import passphrase_bytes, require_own_passphrase
from field_client.vault.recovery import recovery_secret
from field_client.vault.slots import (
    NONCE_BYTES,
    RECOVERY_COST,
    SLOT_ID_BYTES,
    EscrowSlot,
    PassphraseSlot,
    RecoverySlot,
    wrap,
)
from field_client.vault.ways import passphrase_kek
from shared_schema.identifiers import Random
from shared_schema.signed_lists import CustodianList


def new_passphrase_slot(
    data_key: DataKey, passphrase: str, *, lease_secret: bytes, cost: Cost, random: Random, derive: Derive
) -> PassphraseSlot:
    """A slot that `passphrase` and `lease_secret` open together; refuses what `require_own_passphrase` refuses."""
    normal = require_own_passphrase(passphrase)
    kdf = Kdf(cost=cost, salt=random(SALT_BYTES))
    slot = PassphraseSlot(id=random(SLOT_ID_BYTES), kdf=kdf, nonce=random(NONCE_BYTES), wrapped=b"")
    stretched = derive(passphrase_bytes(normal), kdf)
    return _wrap_passphrase(slot, data_key, stretched, lease_secret)


def with_lease_secret(
    slot: PassphraseSlot, data_key: DataKey, *, stretched: bytes, lease_secret: bytes, random: Random
) -> PassphraseSlot:
    """The same passphrase under another lease secret: same derivation, new id and nonce."""
    bare = PassphraseSlot(id=random(SLOT_ID_BYTES), kdf=slot.kdf, nonce=random(NONCE_BYTES), wrapped=b"")
    return _wrap_passphrase(bare, data_key, stretched, lease_secret)


def new_recovery_slot(data_key: DataKey, code: str, *, random: Random, derive: Derive) -> RecoverySlot:
    """A slot that `code` opens."""
    kdf = Kdf(cost=RECOVERY_COST, salt=random(SALT_BYTES))
    slot = RecoverySlot(id=random(SLOT_ID_BYTES), kdf=kdf, nonce=random(NONCE_BYTES), wrapped=b"")
    kek = derive(recovery_secret(code), kdf)
    return wrap(slot, vault=data_key.vault, kek=kek, data_key=data_key.secret)


def new_escrow_slot(data_key: DataKey, custodians: CustodianList, *, random: Random) -> EscrowSlot:
    """A slot that any two of the three custodians open."""
    slot_id, kek = random(SLOT_ID_BYTES), random(KEY_BYTES)
    blobs = seal_to_custodians(kek, custodians, vault=data_key.vault, slot=slot_id, random=random)
    slot = EscrowSlot(id=slot_id, blobs=blobs, nonce=random(NONCE_BYTES), wrapped=b"")
    return wrap(slot, vault=data_key.vault, kek=kek, data_key=data_key.secret)


def _wrap_passphrase(slot: PassphraseSlot, data_key: DataKey, stretched: bytes, lease_secret: bytes) -> PassphraseSlot:
    kek = passphrase_kek(stretched, lease_secret, slot_id=slot.id)
    return wrap(slot, vault=data_key.vault, kek=kek, data_key=data_key.secret)
