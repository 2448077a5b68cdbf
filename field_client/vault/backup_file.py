"""The form of a backup file: `HWB1`, u32 length, canonical header, then a SQLCipher file (security.md 2.7).

Promise: the header is read and its body's SHA-256 compared before anything is opened. The header is in the clear
and names no case: ids, counters, hashes, wrapped keys.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from field_client.files import Files, file_errors
from field_client.vault.backup_key import WRAPPED_BYTES
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


@dataclass(frozen=True, slots=True)
class LogHead:
    """Where the store stood: last schema step, incarnation, n and link (32 bytes) of its own log."""

    schema: str
    incarnation: Id
    n: int
    link: bytes


@dataclass(frozen=True, slots=True)
class BackupHeader:
    """`slots` = the key-slot file at that moment; `key` = the wrapped key; `body` = SHA-256 of the body."""

    vault: bytes
    generation: int
    head: LogHead
    body: bytes
    slots: bytes
    key: bytes = b""

    @property
    def unkeyed(self) -> bytes:
        """The canonical bytes of all members but `key`; the key is wrapped for them."""
        return dumps(_document(self))


def write_backup_file(files: Files, path: Path, header: BackupHeader, *, body: Path) -> None:
    """Puts header and body together at `path`, durably."""
    with file_errors(), open(body, "rb") as source:
        encoded = _encode(header)
        opening = MAGIC + len(encoded).to_bytes(4, "big") + encoded

        def pieces() -> Iterator[bytes]:
            yield opening
            while piece := source.read(PIECE_BYTES):
                yield piece

        files.write_stream_durably(path, pieces())


def read_backup_header(path: Path) -> BackupHeader:
    """The header of a backup file; `vault.backup_unreadable` for anything that we would not have written."""
    with _unreadable(), open(path, "rb") as file:
        return _decode(_header_bytes(file.read(len(MAGIC) + 4 + HEADER_LIMIT_BYTES)))


def extract_body(files: Files, path: Path, target: Path, *, header: BackupHeader) -> None:
    """Copies the body to `target`; `vault.backup_unreadable` unless its SHA-256 is the header's."""
    digest = hashlib.sha256()
    with _unreadable(), open(path, "rb") as source:
        source.seek(len(MAGIC))
        source.seek(int.from_bytes(source.read(4), "big"), 1)

        def pieces() -> Iterator[bytes]:
            while piece := source.read(PIECE_BYTES):
                digest.update(piece)
                yield piece

        files.write_new(target, pieces())
    if digest.digest() != header.body:
        files.unlink(target)
        raise _READER.refusal("body")


def file_sha256(path: Path) -> bytes:
    """SHA-256 of a file of any size."""
    with file_errors(), open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _encode(header: BackupHeader) -> bytes:
    return dumps(_document(header) | {"key": encode_b64(header.key)})


def _document(header: BackupHeader) -> Document:
    return {
        "v": 1,
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
    document = read.members(read.document(data, limit=HEADER_LIMIT_BYTES), *_MEMBERS)
    read.constant(document, "v", 1)
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
    )


@contextmanager
def _unreadable() -> Iterator[None]:
    """A file that is not there or cannot be read is an unreadable backup."""
    try:
        yield
    except OSError as error:
        raise HomewardError("vault.backup_unreadable", part="file") from error
