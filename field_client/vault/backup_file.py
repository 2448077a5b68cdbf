"""The form of a backup file (security.md 2.7): `HWB1`, u32 length, canonical header, a SQLCipher file, photos.

Promise: the header is read and its body's SHA-256 compared before anything is opened. The header is in the clear
and names no case: ids, counters, hashes, wrapped keys.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from field_client.files import Files, file_errors
from field_client.vault.backup_key import WRAPPED_BYTES
from field_client.vault.backup_photos import NONE_BESIDE, PhotosBeside, photo_pieces, read_photo_pieces
from field_client.vault.fields import Document, Reader, encode_b64
from shared_schema.canonical import dumps
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id

MAGIC = b"HWB1"
SUFFIX = ".hwb"
HEADER_LIMIT_BYTES = 64 * 1024
PIECE_BYTES = 1024 * 1024
_READER = Reader("vault.backup_unreadable")
_MEMBERS = ("body", "generation", "incarnation", "key", "link", "n", "schema", "slots", "v", "vault")
_PHOTOS = ("photos", "photos_left", "size")  # from form 2 on; form 1 ends with its body
FIRST_FORM, FORM = 1, 2


@dataclass(frozen=True, slots=True)
class LogHead:
    """Where the store stood: last schema step, incarnation, n and link (32 bytes) of its own log."""

    schema: str
    incarnation: Id
    n: int
    link: bytes


@dataclass(frozen=True, slots=True)
class BackupHeader:
    """`slots` = the key-slot file at that moment; `key` = the wrapped key; `body` and `size` = SHA-256 and
    bytes of the body.

    Behind it lie the chunks of `photos` that no server had; `photos_left` more were too much.
    """

    vault: bytes
    generation: int
    head: LogHead
    body: bytes
    slots: bytes
    key: bytes = b""
    size: int = 0
    photos: int = 0
    photos_left: int = 0
    form: int = FORM

    @property
    def unkeyed(self) -> bytes:
        """The canonical bytes of all members but `key`; the key is wrapped for them."""
        return dumps(_document(self))


def write_backup_file(
    files: Files, path: Path, header: BackupHeader, *, body: Path, beside: PhotosBeside = NONE_BESIDE
) -> None:
    """Puts header, body and photos together at `path`, durably."""
    with file_errors(), open(body, "rb") as source:
        encoded = _encode(header)
        opening = MAGIC + len(encoded).to_bytes(4, "big") + encoded

        def pieces() -> Iterator[bytes]:
            yield opening
            while piece := source.read(PIECE_BYTES):
                yield piece
            yield from photo_pieces(beside)

        files.write_stream_durably(path, pieces())


def read_backup_header(path: Path) -> BackupHeader:
    """The header of a backup file; `vault.backup_unreadable` for anything that we would not have written."""
    with _unreadable(), open(path, "rb") as file:
        return _decode(_header_bytes(file.read(len(MAGIC) + 4 + HEADER_LIMIT_BYTES)))


def extract_body(files: Files, path: Path, target: Path, *, header: BackupHeader) -> None:
    """Copies the body to `target`; `vault.backup_unreadable` unless its SHA-256 is the header's."""
    digest = hashlib.sha256()
    with _unreadable(), open(path, "rb") as source:
        _pass_header(source)
        left = header.size if header.form > FIRST_FORM else path.stat().st_size

        def pieces() -> Iterator[bytes]:
            nonlocal left
            while piece := source.read(min(PIECE_BYTES, left)):
                left -= len(piece)
                digest.update(piece)
                yield piece

        files.write_new(target, pieces())
    if digest.digest() != header.body:
        files.unlink(target)
        raise _READER.refusal("body")


def photos_in(path: Path, *, header: BackupHeader) -> Iterator[bytes]:
    """The chunks of photos in a backup, one at a time; `vault.backup_unreadable` at a cut, after those before it."""
    if header.form == FIRST_FORM:
        return
    with _unreadable(), open(path, "rb") as source:
        _pass_header(source)
        source.seek(header.size, 1)
        yield from read_photo_pieces(source)


def _pass_header(source: BinaryIO) -> None:
    source.seek(len(MAGIC))
    source.seek(int.from_bytes(source.read(4), "big"), 1)


def file_sha256(path: Path) -> bytes:
    """SHA-256 of a file of any size."""
    with file_errors(), open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _encode(header: BackupHeader) -> bytes:
    return dumps(_document(header) | {"key": encode_b64(header.key)})


def _document(header: BackupHeader) -> Document:
    photos = {"photos": header.photos, "photos_left": header.photos_left, "size": header.size}
    return {
        **(photos if header.form > FIRST_FORM else {}),
        "v": header.form,
        "vault": header.vault.hex(),
        "generation": header.generation,
        "schema": header.head.schema,
        "incarnation": header.head.incarnation,
        "n": header.head.n,
        "link": header.head.link.hex(),
        "body": header.body.hex(),
        "slots": encode_b64(header.slots),
    }


def _header_bytes(opening: bytes) -> bytes:
    start = len(MAGIC) + 4
    length = int.from_bytes(opening[len(MAGIC) : start], "big")
    if not opening.startswith(MAGIC) or not 0 < length <= len(opening) - start or length > HEADER_LIMIT_BYTES:
        raise _READER.refusal("form")
    return opening[start : start + length]


def _decode(data: bytes) -> BackupHeader:
    read = _READER
    found = read.document(data, limit=HEADER_LIMIT_BYTES)
    is_first = isinstance(found, dict) and found.get("v") == FIRST_FORM
    document = read.members(found, *_MEMBERS, *(() if is_first else _PHOTOS))
    read.constant(document, "v", FIRST_FORM if is_first else FORM)
    if not isinstance(document["schema"], str) or not is_id(document["incarnation"]):
        raise read.refusal("head")
    n, link = read.integer(document, "n"), read.hex(document, "link", 32)
    return BackupHeader(
        vault=read.hex(document, "vault", 16),
        generation=read.integer(document, "generation", least=1),
        head=LogHead(document["schema"], document["incarnation"], n, link),
        body=read.hex(document, "body", 32),
        slots=read.b64(document, "slots"),
        key=read.b64(document, "key", WRAPPED_BYTES),
        size=0 if is_first else read.integer(document, "size"),
        photos=0 if is_first else read.integer(document, "photos"),
        photos_left=0 if is_first else read.integer(document, "photos_left"),
        form=FIRST_FORM if is_first else FORM,
    )


@contextmanager
def _unreadable() -> Iterator[None]:
    """A file that is not there or cannot be read is an unreadable backup."""
    try:
        yield
    except OSError as error:
        raise HomewardError("vault.backup_unreadable", part="file") from error
