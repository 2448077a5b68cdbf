"""Photos that no server has, behind the body of a backup: their chunks as they lie on the disk, each by its length.

Promise: what rides along is ciphertext and proves itself by its hash; a photo rides whole or not at all. Refused: a
part that ends before its end mark (`vault.backup_unreadable`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from shared_schema.errors import HomewardError
from shared_schema.wire.chunks import MAX_SEALED_BYTES

DAILY_BYTES = 64 * 1024 * 1024  # of the copy of the day: eleven of them are kept on the disk that it protects from
BY_HAND_BYTES = 1024 * 1024 * 1024  # of a copy that somebody asks for, to carry it away
_LENGTH = 4


@dataclass(frozen=True, slots=True)
class PhotosBeside:
    """Which chunks ride along: of how many `photos`, and how many photos were too much (`left`)."""

    names: tuple[str, ...]
    take: Callable[[str], bytes | None]
    photos: int
    left: int


def _nothing(_name: str) -> None:
    return None


NONE_BESIDE = PhotosBeside((), _nothing, 0, 0)


def photo_pieces(beside: PhotosBeside) -> Iterator[bytes]:
    """What is written behind the body; a chunk that is gone meanwhile was received, or erased."""
    for name in beside.names:
        sealed = beside.take(name)
        if sealed:
            yield len(sealed).to_bytes(_LENGTH, "big") + sealed
    yield bytes(_LENGTH)


def read_photo_pieces(file: BinaryIO) -> Iterator[bytes]:
    """The chunks from where `file` stands, one after the other; a cut is told after what is whole."""
    while True:
        opening = file.read(_LENGTH)
        size = int.from_bytes(opening, "big")
        if len(opening) == _LENGTH and not size:
            return
        sealed = file.read(size) if 0 < size <= MAX_SEALED_BYTES else b""
        if len(opening) < _LENGTH or len(sealed) < size:
            raise HomewardError("vault.backup_unreadable", part="photos")
        yield sealed
