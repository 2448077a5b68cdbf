"""The sealing of attachments on the laptop: chunks under the content's own key, as `file_value.py` says.

AES-256-GCM, nonce = number of the chunk in 12 bytes, big-endian, nothing else authenticated. Promise: a key is made for
one content and seals no other, so no nonce is used twice under it. The server has the same; one test holds them equal.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random
from shared_schema.records.file_value import KEY_BYTES

NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class ChunkSealer:
    """`casework.attachments.Sealer` of the laptop; `random` makes the keys."""

    random: Random

    def new_key(self) -> bytes:
        """32 random bytes, for one content."""
        return self.random(KEY_BYTES)

    def seal(self, key: bytes, number: int, plain: bytes) -> bytes:
        """The ciphertext of chunk `number`: plain bytes and a tag of 16."""
        return AESGCM(key).encrypt(number.to_bytes(NONCE_BYTES, "big"), plain, None)

    def open_sealed(self, key: bytes, number: int, sealed: bytes) -> bytes:
        """The plain bytes; `attachment.damaged` where they are not what was sealed under this key as this number."""
        try:
            return AESGCM(key).decrypt(number.to_bytes(NONCE_BYTES, "big"), sealed, None)
        except InvalidTag as error:
            raise HomewardError("attachment.damaged", chunk=number + 1) from error
