"""Wrapping the random key of one backup under the vault's own backup key (security.md 2.7).

Promise: a wrapped key opens only with its vault, and only while every other member of its header (the hash of the
body among them) is what it was.
"""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared_schema.canonical import dumps
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random

NONCE_BYTES, KEY_BYTES, TAG_BYTES = 12, 32, 16
WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES


class BackupKey:
    """The key that wraps backup keys; AES-256-GCM, nonce || ciphertext || tag."""

    def __init__(self, key: bytes, *, vault: bytes, random: Random) -> None:
        self._key = key
        self._vault = vault
        self._random = random

    def new_key(self) -> bytes:
        """A fresh key for one backup."""
        return self._random(KEY_BYTES)

    def wrap(self, key: bytes, *, header: bytes) -> bytes:
        """60 bytes for the header, whose other members are the canonical bytes `header`."""
        nonce = self._random(NONCE_BYTES)
        return nonce + AESGCM(self._key).encrypt(nonce, key, self._associated(header))

    def unwrap(self, wrapped: bytes, *, header: bytes) -> bytes:
        """The key of the backup; `vault.backup_unreadable` if vault, header or bytes are others."""
        nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return AESGCM(self._key).decrypt(nonce, sealed, self._associated(header))
        except (InvalidTag, ValueError) as error:
            raise HomewardError("vault.backup_unreadable", part="key") from error

    def _associated(self, header: bytes) -> bytes:
        return dumps(["homeward/1/backup", self._vault.hex(), hashlib.sha256(header).hexdigest()])
