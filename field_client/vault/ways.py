"""The ways to DK: passphrase with lease secret, recovery code, two custodians.

Promise: a way opens exactly its own slot or gives None; a wrong secret and an altered slot look the same here,
and only the mac of the file, checked once DK is known, tells them apart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from field_client.vault.argon2id import Derive
from field_client.vault.escrow import EscrowAnswer, EscrowRequest, combine
from field_client.vault.keys import kek_from
from field_client.vault.passphrase import passphrase_bytes
from field_client.vault.recovery import recovery_secret
from field_client.vault.slots import KeySlots, unwrap
from shared_schema.errors import HomewardError


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """DK, and for a passphrase what is needed to wrap it again under another lease secret."""

    secret: bytes
    stretched: bytes | None = None
    lease_secret: bytes | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Way:
    """`kind` = passphrase | recovery | escrow; `wrong` = the error when nothing opens."""

    kind: str
    wrong: str
    open: Callable[[KeySlots], Opened | None]


def by_passphrase(passphrase: str, *, lease_secrets: Sequence[bytes], derive: Derive) -> Way:
    """The passphrase with any of the lease secrets (one, or two while it changes)."""

    def open_slot(slots: KeySlots) -> Opened | None:
        slot = slots.passphrase
        stretched = derive(passphrase_bytes(passphrase), slot.kdf)
        for lease_secret in lease_secrets:
            secret = unwrap(slot, vault=slots.vault, kek=passphrase_kek(stretched, lease_secret, slot_id=slot.id))
            if secret is not None:
                return Opened(secret, stretched, lease_secret)
        return None

    return Way("passphrase", "vault.wrong_passphrase", open_slot)


def by_recovery_code(code: str, *, derive: Derive) -> Way:
    """The printed recovery code; `vault.code_mistyped` at once if its check characters do not fit."""
    typed = recovery_secret(code)

    def open_slot(slots: KeySlots) -> Opened | None:
        slot = slots.recovery
        secret = unwrap(slot, vault=slots.vault, kek=derive(typed, slot.kdf))
        return None if secret is None else Opened(secret)

    return Way("recovery", "vault.wrong_code", open_slot)


def by_custodians(request: EscrowRequest, answers: Sequence[EscrowAnswer], *, private: bytes) -> Way:
    """The answers of two custodians to a request of this laptop; `private` is the key that `request` was made with."""

    def open_slot(slots: KeySlots) -> Opened | None:
        slot = slots.escrow
        if slot is None or (slots.vault, slot.id, slot.blobs) != (request.vault, request.slot, request.blobs):
            raise HomewardError("vault.escrow_refused", part="request")
        secret = unwrap(slot, vault=slots.vault, kek=combine(request, answers, private=private))
        return None if secret is None else Opened(secret)

    return Way("escrow", "vault.escrow_refused", open_slot)


def passphrase_kek(stretched: bytes, lease_secret: bytes, *, slot_id: bytes) -> bytes:
    """KEK_p = HKDF-SHA256(argon2id output || L, salt = slot id)."""
    return kek_from(stretched + lease_secret, salt=slot_id)
