"""Keys that follow from DK, and the device's own keys (security.md 2.2).

Promise: DK encrypts nothing itself; each use has its own HKDF-SHA256 subkey, salted with the vault id. Device keys
are random, live as bytes inside the store, and leave this room only as a signer and public halves.
"""

from dataclasses import dataclass
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from field_client.vault.age_file import open_age_file, open_age_into
from shared_schema.identifiers import Random
from shared_schema.signed import Signer
from shared_schema.wire.photo_file import Writable

KEY_BYTES = 32
DATABASE, SLOTS, ANCHOR, BACKUP = (f"homeward/1/{use}".encode() for use in ("db", "slots", "anchor", "backup"))
KEK_INFO = b"homeward/1/kek"


@dataclass(frozen=True, slots=True, repr=False)
class DataKey:
    """DK of one vault; nobody outside this room holds one."""

    vault: bytes
    secret: bytes

    def subkey(self, info: bytes) -> bytes:
        """The 32-byte key of one use."""
        return kek_from(self.secret, salt=self.vault, info=info)


@dataclass(frozen=True, slots=True, repr=False)
class DeviceKeys:
    """Ed25519 for signing, X25519 for receiving; 32 private bytes each."""

    signing: bytes
    receiving: bytes

    @property
    def signing_public(self) -> bytes:
        """The 32 bytes by which others verify."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw()

    @property
    def receiving_public(self) -> bytes:
        """The 32 bytes to which others seal."""
        return X25519PrivateKey.from_private_bytes(self.receiving).public_key().public_bytes_raw()

    def signer(self) -> Signer:
        """Ed25519 over the given bytes; the key stays inside."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).sign

    def open_age(self, sealed: bytes) -> tuple[bytes, bool]:
        """What was sealed with age to `receiving_public` (bundles), up to any damage, and whether that is all of it.

        Raises `bundle.for_another` where this key opens it not, `bundle.damaged` where nothing can be read.
        """
        return open_age_file(sealed, private_key=self.receiving)

    def open_age_into(self, sealed: BinaryIO, plain: Writable) -> bool:
        """The same as a stream, however long; whether that was all of it."""
        return open_age_into(sealed, plain, private_key=self.receiving)

    def to_bytes(self) -> bytes:
        """64 bytes, to be kept inside the encrypted store and nowhere else."""
        return self.signing + self.receiving


def new_device_keys(random: Random) -> DeviceKeys:
    """Fresh keys of this device."""
    return DeviceKeys(signing=random(KEY_BYTES), receiving=random(KEY_BYTES))


def device_keys_from(data: bytes) -> DeviceKeys:
    """The keys that `to_bytes` gave."""
    if len(data) != 2 * KEY_BYTES:
        raise ValueError("device keys have 64 bytes")
    return DeviceKeys(signing=data[:KEY_BYTES], receiving=data[KEY_BYTES:])


def kek_from(material: bytes, *, salt: bytes, info: bytes = KEK_INFO) -> bytes:
    """HKDF-SHA256 (RFC 5869), 32 bytes."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(material)
