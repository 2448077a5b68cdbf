"""The key ring: the few keys under which the keys of all homes are wrapped (security.md 4.7).

A file of mode 0600 beside nothing else, never in the database or a backup set with it; or any object with the
methods of `Wrapping`, for a key service. Exactly one key is active; retired ones only unwrap, until none is needed.
"""

import hmac
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from shared_schema.canonical import Json, decode_bytes, dumps, encode_bytes, loads
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random

FORMAT = "homeward-keyring"
KEY_BYTES = 32
NONCE_BYTES = 12
WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + 16
ACTIVE, RETIRED = "active", "retired"


class Wrapping(Protocol):
    """What sealing needs of a key ring; a key service (KMS) may stand behind it."""

    @property
    def active(self) -> str:
        """Id of the ring key that wraps from now on."""
        ...

    def wrap(self, key: bytes, *, aad: bytes, ring_id: str) -> bytes:
        """`key` under the ring key `ring_id`: nonce 12 || ciphertext || tag, 60 bytes."""
        ...

    def unwrap(self, wrapped: bytes, *, aad: bytes, ring_id: str) -> bytes:
        """The key again; `sealing.ring_key_missing` or `sealing.does_not_open`."""
        ...

    def mac(self, purpose: str, data: bytes) -> bytes:
        """HMAC-SHA256 under a key derived for `purpose` from the active ring key."""
        ...

    def is_mac(self, purpose: str, data: bytes, tag: bytes) -> bool:
        """Whether any key of the ring made `tag`; compared in constant time."""
        ...


@dataclass(frozen=True, slots=True)
class RingKey:
    """One key of the ring; `made` in milliseconds."""

    key: bytes
    state: str
    made: int


class KeyRing:
    """The ring that a file holds; unchanging, `rotated` and `without` give the next one to be written."""

    def __init__(self, keys: Mapping[str, RingKey], *, random: Random) -> None:
        if sum(one.state == ACTIVE for one in keys.values()) != 1:
            raise HomewardError("sealing.keyring_damaged")
        self.keys = dict(keys)
        self._random = random
        self._ciphers = {ring_id: AESGCM(one.key) for ring_id, one in keys.items()}
        self.active = next(ring_id for ring_id, one in keys.items() if one.state == ACTIVE)

    def wrap(self, key: bytes, *, aad: bytes, ring_id: str) -> bytes:
        """See `Wrapping.wrap`."""
        nonce = self._random(NONCE_BYTES)
        return nonce + self._cipher(ring_id).encrypt(nonce, key, aad)

    def unwrap(self, wrapped: bytes, *, aad: bytes, ring_id: str) -> bytes:
        """See `Wrapping.unwrap`."""
        try:
            return self._cipher(ring_id).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], aad)
        except InvalidTag as error:
            raise HomewardError("sealing.does_not_open", table="home_keys") from error

    def mac(self, purpose: str, data: bytes) -> bytes:
        """See `Wrapping.mac`."""
        return _mac(self.keys[self.active].key, purpose, data)

    def is_mac(self, purpose: str, data: bytes, tag: bytes) -> bool:
        """See `Wrapping.is_mac`."""
        matches = [hmac.compare_digest(_mac(one.key, purpose, data), tag) for one in self.keys.values()]
        return any(matches)

    def rotated(self, *, now_ms: int) -> "KeyRing":
        """The same keys, all retired, and a new active one."""
        retired = {ring_id: replace(one, state=RETIRED) for ring_id, one in self.keys.items()}
        return KeyRing({**retired, **_new_key(self._random, now_ms)}, random=self._random)

    def without(self, ring_id: str) -> "KeyRing":
        """The ring after a retired key was destroyed; the active one cannot be."""
        left = {other: one for other, one in self.keys.items() if other != ring_id}
        return KeyRing(left, random=self._random)

    def _cipher(self, ring_id: str) -> AESGCM:
        cipher = self._ciphers.get(ring_id)
        if cipher is None:
            raise HomewardError("sealing.ring_key_missing", ring_id=ring_id)
        return cipher


class FileRing:
    """The ring of a running server: reads its file again when somebody rotated the keys meanwhile."""

    def __init__(self, path: Path, *, random: Random) -> None:
        self._path = path
        self._random = random
        self.current = read_keyring(path, random=random)

    @property
    def active(self) -> str:
        """See `Wrapping.active`."""
        return self.current.active

    def wrap(self, key: bytes, *, aad: bytes, ring_id: str) -> bytes:
        """See `Wrapping.wrap`."""
        return self.current.wrap(key, aad=aad, ring_id=ring_id)

    def unwrap(self, wrapped: bytes, *, aad: bytes, ring_id: str) -> bytes:
        """See `Wrapping.unwrap`."""
        if ring_id not in self.current.keys:
            self.current = read_keyring(self._path, random=self._random)
        return self.current.unwrap(wrapped, aad=aad, ring_id=ring_id)

    def mac(self, purpose: str, data: bytes) -> bytes:
        """See `Wrapping.mac`."""
        return self.current.mac(purpose, data)

    def is_mac(self, purpose: str, data: bytes, tag: bytes) -> bool:
        """See `Wrapping.is_mac`."""
        return self.current.is_mac(purpose, data, tag)


def new_keyring(*, random: Random, now_ms: int) -> KeyRing:
    """A ring with one fresh active key."""
    return KeyRing(_new_key(random, now_ms), random=random)


def read_keyring(path: Path, *, random: Random) -> KeyRing:
    """The ring in the file; refuses one that others may read (`sealing.keyring_mode`) or that is damaged."""
    require_private(path)
    try:
        document = loads(path.read_bytes().strip())
        if document["format"] != FORMAT or document["v"] != 1:
            raise HomewardError("sealing.keyring_damaged")
        keys = {ring_id: _read_key(row) for ring_id, row in document["keys"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise HomewardError("sealing.keyring_damaged") from error
    return KeyRing(keys, random=random)


def write_keyring(path: Path, ring: KeyRing) -> None:
    """Replace the file durably, mode 0600."""
    rows = {
        ring_id: {"key": encode_bytes(one.key), "state": one.state, "made": one.made}
        for ring_id, one in ring.keys.items()
    }
    write_private(path, dumps({"format": FORMAT, "v": 1, "keys": rows}) + b"\n")


def require_private(path: Path) -> None:
    """Refuse a key file that is absent (`sealing.keyring_missing`) or open to others (`sealing.keyring_mode`)."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise HomewardError("sealing.keyring_missing") from error
    if os.name == "posix" and mode & 0o077:
        raise HomewardError("sealing.keyring_mode", mode=oct(mode & 0o777))


def write_private(path: Path, data: bytes) -> None:
    """Write a file of mode 0600 durably: temporary file, fsync, rename, fsync of the folder."""
    write_private_stream(path, lambda file: file.write(data))


def write_private_stream(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """The same for content that `fill` writes itself, as a stream."""
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _new_key(random: Random, now_ms: int) -> dict[str, RingKey]:
    return {random(6).hex(): RingKey(key=random(KEY_BYTES), state=ACTIVE, made=now_ms)}


def _read_key(row: Json) -> RingKey:
    key = decode_bytes(row["key"])
    if len(key) != KEY_BYTES or row["state"] not in (ACTIVE, RETIRED):
        raise HomewardError("sealing.keyring_damaged")
    return RingKey(key=key, state=row["state"], made=int(row["made"]))


def _mac(ring_key: bytes, purpose: str, data: bytes) -> bytes:
    derived = HKDFExpand(SHA256(), KEY_BYTES, b"homeward/1/ring/" + purpose.encode("ascii")).derive(ring_key)
    return hmac.digest(derived, data, "sha256")
