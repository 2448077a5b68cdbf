"""The drop key: forms that arrive while the laptop is locked are sealed to it and opened after the next unlock.

Promise: the locked program knows the public half alone (`shell.json`); the private half lies inside the store. HPKE
suite 1 (X25519, HKDF-SHA256, AES-256-GCM), info `homeward/1/late`.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from field_client.vault.hpke import X25519_SUITE, new_private_key, open_sealed, public_key, seal
from shared_schema.identifiers import Random

INFO = b"homeward/1/late"
KEY_BYTES = 32


def new_drop_key(random: Random) -> str:
    """A private half as text, to be kept inside the store and nowhere else."""
    return urlsafe_b64encode(new_private_key(X25519_SUITE, random)).decode("ascii")


def public_half(private: str) -> str:
    """The half that the locked program may know."""
    return urlsafe_b64encode(public_key(X25519_SUITE, _key(private))).decode("ascii")


def seal_late(text: bytes, *, public: str) -> bytes:
    """Any bytes, sealed so that only the open store reads them; ValueError for something that is no key."""
    return seal(text, suite=X25519_SUITE, public=_key(public), info=INFO)


def open_late(sealed: bytes, *, private: str) -> bytes | None:
    """The bytes, or None where they were not sealed to this key."""
    return open_sealed(sealed, suite=X25519_SUITE, private=_key(private), info=INFO)


def _key(text: str) -> bytes:
    key = urlsafe_b64decode(text.encode("ascii"))
    if len(key) != KEY_BYTES:
        raise ValueError("a drop key has 32 bytes")
    return key
