"""Sealed files for tests of their travel: content of any size, sealed as a laptop seals, with and without thumbnail."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256, shake_128

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casework.book import Edit
from shared_schema.identifiers import Id
from shared_schema.records.file_value import CHUNK_BYTES, FileValue, to_json
from shared_schema.wire.chunks import name_of
from tests.builders.records import an_edit


@dataclass(frozen=True, slots=True)
class Photo:
    """A file value and its sealed chunks by name."""

    value: FileValue
    chunks: dict[str, bytes]

    @property
    def thumbnail(self) -> tuple[bytes, ...]:
        """The sealed chunks of the thumbnail, in order."""
        assert self.value.thumbnail is not None
        return tuple(self.chunks[name] for name in self.value.thumbnail.chunks)

    @property
    def full(self) -> tuple[bytes, ...]:
        """The sealed chunks of the file itself, in order."""
        return tuple(self.chunks[name] for name in self.value.chunks)

    def edit(self, home: Id, **values: object) -> Edit:
        """The attachment record that names it."""
        return an_edit("attachment", {"file": to_json(self.value), "attachment_type": "photo", **values}, home=home)


def a_photo(
    word: str = "photo",
    *,
    size: int = 2 * CHUNK_BYTES + 100,
    thumbnail: int = 9_000,
    plain: Callable[[str, int], bytes] | None = None,
) -> Photo:
    """A photo of `size` plain bytes and a thumbnail of so many (0: none); the same word gives the same bytes."""
    make = plain or _plain
    chunks: dict[str, bytes] = {}
    inner = _sealed(word + " small", make(word + " small", thumbnail), chunks, None) if thumbnail else None
    return Photo(_sealed(word, make(word, size), chunks, inner), chunks)


def _sealed(word: str, plain: bytes, chunks: dict[str, bytes], thumbnail: FileValue | None) -> FileValue:
    key = sha256(b"key of " + word.encode()).digest()
    names = []
    for number, at in enumerate(range(0, len(plain), CHUNK_BYTES)):
        sealed = AESGCM(key).encrypt(number.to_bytes(12, "big"), plain[at : at + CHUNK_BYTES], None)
        names.append(name_of(sealed))
        chunks[names[-1]] = sealed
    return FileValue("image/jpeg", len(plain), sha256(plain).digest(), key, tuple(names), thumbnail)


def _plain(word: str, size: int) -> bytes:
    return shake_128(word.encode()).digest(size)
