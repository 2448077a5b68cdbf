"""Sealing: every state and body of a record lies in the database under its home's own key (security.md 4.7).

Envelope: 0x01 | key_no u32 | nonce 12 | ciphertext | tag 16. What is authenticated with it names table, column, home,
record and version, so that an envelope moved elsewhere does not open. Keys never leave this room.
"""

import struct
import threading
from collections.abc import Iterable
from typing import TypeAlias

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, Random
from sync_server.store.keyset import HomeKey, KeySet

STATES, CHANGES, RESTRICTED, ATTACHMENTS = "states", "changes", "restricted", "attachments"
ACCOUNTS = "accounts"  # second factors and lease secrets, under the key of the directory
USES = (STATES, CHANGES, RESTRICTED, ATTACHMENTS, ACCOUNTS)
DIRECTORY = "directory"

Version: TypeAlias = int | str | tuple[Id, int]  # a record's version, or the dot (incarnation, n) of a change

_HEADER = struct.Struct(">BI")
_FORMAT = 1
_NONCE_AT, _SEALED_AT = 5, 17
_SMALLEST = _SEALED_AT + 16
_HOMES_KEPT = 60_000
_NONE: tuple[int, AESGCM | None] = (0, None)


class Sealing:
    """Seals and opens for every home; keeps unwrapped keys in memory and drops them when the key set says so."""

    def __init__(self, keyset: KeySet, *, random: Random) -> None:
        self.keyset = keyset
        self._random = random
        self._lock = threading.Lock()
        self._version = -1
        self._keys: dict[str, dict[int, bytes]] = {}
        self._current: dict[str, int] = {}
        self._ciphers: dict[tuple[str, str], tuple[int, AESGCM]] = {}
        self._old_ciphers: dict[tuple[str, str, int], AESGCM] = {}

    def refresh(self) -> None:
        """Notice keys destroyed or replaced by another process; once for each request and job (one short read)."""
        version = self.keyset.version()
        if version != self._version:
            with self._lock:
                self._forget_all()
                self._version = version

    def prepare(self, homes: Iterable[str]) -> None:
        """Make sure that these homes have keys, committed in one key-set transaction; call before sealing for them.

        Raises `sealing.key_destroyed` when one of them was erased.
        """
        self.refresh()
        missing = self._load_missing(homes)
        if missing:
            as_of = self._version
            self._remember(self.keyset.create(missing), as_of=as_of)

    def load(self, homes: Iterable[str]) -> None:
        """Fetch the keys of many homes in a few reads before opening what is sealed under them; makes none."""
        self.refresh()
        self._load_missing(homes)

    def is_destroyed(self, home: str) -> bool:
        """Whether the home's keys were destroyed by an erasure."""
        return bool(self.keyset.destroyed([home]))

    def seal(
        self, home: str, use: str, plain: bytes, *, table: str, column: str, record: str, version: Version
    ) -> bytes:
        """The envelope of `plain` under the home's current key for `use`; a home without a key is prepared first."""
        found = self._ciphers.get((home, use))
        if found is None:
            found = self._cipher_for_sealing(home, use)
        key_no, cipher = found
        nonce = self._random(12)
        aad = orjson.dumps(["homeward/seal/1", table, column, home, record, version, key_no])
        return _HEADER.pack(_FORMAT, key_no) + nonce + cipher.encrypt(nonce, plain, aad)

    def open_sealed(
        self, home: str, use: str, envelope: bytes, *, table: str, column: str, record: str, version: Version
    ) -> bytes:
        """What was sealed at exactly this place; `sealing.does_not_open` for anything moved, altered or malformed."""
        if len(envelope) < _SMALLEST or envelope[0] != _FORMAT:
            raise HomewardError("sealing.does_not_open", table=table, column=column, record=record)
        key_no = int.from_bytes(envelope[1:_NONCE_AT], "big")
        current, cipher = self._ciphers.get((home, use), _NONE)
        if cipher is None or current != key_no:
            cipher = self._cipher_for_opening(home, use, key_no)
        aad = orjson.dumps(["homeward/seal/1", table, column, home, record, version, key_no])
        try:
            return cipher.decrypt(envelope[_NONCE_AT:_SEALED_AT], envelope[_SEALED_AT:], aad)
        except InvalidTag as error:
            raise HomewardError("sealing.does_not_open", table=table, column=column, record=record) from error

    def reseal(
        self, home: str, use: str, envelope: bytes, *, table: str, column: str, record: str, version: Version
    ) -> bytes:
        """The same words at the same place under the home's current key; raises as `open_sealed`."""
        plain = self.open_sealed(home, use, envelope, table=table, column=column, record=record, version=version)
        return self.seal(home, use, plain, table=table, column=column, record=record, version=version)

    def key_no(self, home: str) -> int | None:
        """Number of the home's current key, None where it has none (any more); envelopes may be under former ones."""
        self.refresh()
        found = {one.key_no for one in self._read([home]) if one.is_current}
        return max(found, default=None)

    def replace_keys(self, homes: Iterable[str]) -> dict[str, int]:
        """A new key for each of these homes that has one, in one transaction of the key set: {home: its number}.

        Envelopes under former keys still open. Other processes seal under the new one from their next `refresh` on, or
        from the first envelope under it that they open.
        """
        made = self.keyset.replace(sorted(set(homes)))
        with self._lock:
            for one in made:
                self._forget(one.home)
        return {one.home: one.key_no for one in made}

    def destroy_keys(self, homes: list[str], *, now_ms: int) -> None:
        """Destroy all keys of erased homes: nothing sealed under them opens any more, in no backup of the records."""
        self.keyset.destroy(homes, now_ms=now_ms)
        with self._lock:
            for home in homes:
                self._forget(home)

    def _load_missing(self, homes: Iterable[str]) -> list[str]:
        wanted = [home for home in dict.fromkeys(homes) if home not in self._current]
        if not wanted:
            return []
        found = {one.home for one in self._read(wanted)}
        return [home for home in wanted if home not in found]

    def _read(self, homes: Iterable[str]) -> list[HomeKey]:
        """Read again where the key set changed meanwhile: what was read before is never taken for the newest."""
        wanted = list(homes)
        while True:
            as_of = self._version
            keys = self.keyset.load(wanted)
            if self._remember(keys, as_of=as_of):
                return keys

    def _remember(self, keys: Iterable[HomeKey], *, as_of: int) -> bool:
        with self._lock:
            if as_of != self._version:
                return False
            if len(self._keys) > _HOMES_KEPT:
                self._forget_all()
            for one in keys:
                self._keys.setdefault(one.home, {})[one.key_no] = one.key
                if one.is_current:
                    self._make_current(one)
            return True

    def _make_current(self, key: HomeKey) -> None:
        former = self._current.get(key.home)
        self._current[key.home] = key.key_no
        if former is not None and former != key.key_no:
            for use in USES:
                self._ciphers.pop((key.home, use), None)

    def _cipher_for_sealing(self, home: str, use: str) -> tuple[int, AESGCM]:
        while True:  # another thread may forget everything at any moment
            with self._lock:
                number = self._current.get(home)
                if number is not None:
                    found = number, _cipher(self._keys[home][number], use)
                    self._ciphers[home, use] = found
                    return found
            self.prepare([home])

    def _cipher_for_opening(self, home: str, use: str, key_no: int) -> AESGCM:
        key = self._keys.get(home, {}).get(key_no)
        if key is None:
            key = next((one.key for one in self._read([home]) if one.key_no == key_no), None)
        if key is None:
            raise HomewardError("sealing.key_missing", home=home)
        with self._lock:
            if key_no == self._current.get(home):
                self._ciphers[home, use] = key_no, _cipher(key, use)
                return self._ciphers[home, use][1]
            return self._old_ciphers.setdefault((home, use, key_no), _cipher(key, use))

    def _forget(self, home: str) -> None:
        self._keys.pop(home, None)
        self._current.pop(home, None)
        for use in USES:
            self._ciphers.pop((home, use), None)
        for place in [place for place in self._old_ciphers if place[0] == home]:
            del self._old_ciphers[place]

    def _forget_all(self) -> None:
        self._keys.clear()
        self._current.clear()
        self._ciphers.clear()
        self._old_ciphers.clear()


def number_bytes(key_no: int) -> bytes:
    """A key's number as it stands in an envelope, in bytes 2 to 5; they sort as the numbers do."""
    return key_no.to_bytes(_NONCE_AT - 1, "big")


def _cipher(home_key: bytes, use: str) -> AESGCM:
    if use not in USES:
        raise ValueError(f"unknown use {use}")
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=f"homeward/1/home/{use}".encode()).derive(home_key))
