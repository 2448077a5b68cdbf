"""Attachments of a CaseBook: a file goes in as a stream, lies as sealed chunks, comes out in pieces.

Promise: what lies on disk is ciphertext only, chunk by chunk under the content's own key (`file_value.py` says how);
what comes out was verified chunk by chunk, and a damaged one is refused by name before the first byte is given.
Both programs use `SealedAttachments`, each with its own shelf of chunks and its own sealer; a key is made, used and
forgotten inside the sealer's room and otherwise only carried, inside the record.
Refused: `attachment.*` (shared_schema/words/attachments.py), `files.disk_full`.
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from threading import Lock
from typing import BinaryIO, Literal, Protocol, TypeAlias

from casework.pictures import Prepared, prepare
from shared_schema.canonical import decode_bytes, encode_bytes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.records.file_value import CHUNK_BYTES, FileValue, sealed_bytes

HERE: Literal["here"] = "here"
THUMBNAIL: Literal["thumbnail"] = "thumbnail"
NOT_HERE: Literal["not_here"] = "not_here"
Presence: TypeAlias = Literal["here", "thumbnail", "not_here"]


class Attachments(Protocol):
    """The files of one person's book. Who may read a file is who may read its record: callers open that first."""

    def write(self, stream: BinaryIO) -> FileValue:
        """Takes a file in: images are made anew with a thumbnail, audio and PDF kept as they came.

        Its chunks are kept at once, durably; it is no record yet. The type is judged by the bytes alone. Raises
        `attachment.too_large`, `too_large_stored`, `type_unknown`, `picture_damaged`, `too_many_pixels`, `empty`,
        `files.disk_full`: then nothing is kept.
        """
        ...

    def read(self, value: FileValue, *, thumbnail: bool = False) -> Iterator[bytes]:
        """The plain content in pieces of at most 65,536 bytes; `attachment.not_here`, `attachment.damaged` at once."""
        ...

    def state(self, value: FileValue) -> Presence:
        """What of the file is here: all of it, its thumbnail alone, or neither."""
        ...

    def drop(self, value: FileValue) -> None:
        """Removes the chunks of a file that became no record; chunks that a record names stay."""
        ...

    def waits(self, record: Id) -> bool:
        """Whether the file of a record was added here and no server is known to hold all of it yet."""
        ...


class Sealer(Protocol):
    """AES-256-GCM as `file_value.py` says, in the room that may hold keys."""

    def new_key(self) -> bytes:
        """32 random bytes, for one content."""
        ...

    def seal(self, key: bytes, number: int, plain: bytes) -> bytes:
        """The ciphertext of chunk `number`."""
        ...

    def open_sealed(self, key: bytes, number: int, sealed: bytes) -> bytes:
        """The plain bytes of chunk `number`; `attachment.damaged` where the ciphertext is not what was sealed."""
        ...


class Shelf(Protocol):
    """Where ciphertext lies, one file a chunk, named by its hash."""

    def keep(self, name: str, sealed: bytes) -> None:
        """Keeps a chunk durably; keeping it twice is harmless."""
        ...

    def take(self, name: str) -> bytes | None:
        """The bytes of a chunk as they lie there, None where it is not here."""
        ...

    def has(self, names: Iterable[str]) -> bool:
        """Whether every one of these chunks is here."""
        ...

    def discard(self, names: Iterable[str]) -> None:
        """Removes those of these chunks that no record names."""
        ...

    def waits(self, record: Id) -> bool:
        """Whether the chunks of a record still have to be sent."""
        ...

    def forget_damaged(self, name: str) -> None:
        """Removes a chunk whose bytes do not fit its name, so that it counts as not here and is asked for again."""
        ...


class SealedAttachments:
    """Attachments over a shelf and a sealer. One picture is made anew at a time, so memory stays small."""

    def __init__(self, shelf: Shelf, sealer: Sealer, *, one_at_a_time: Lock) -> None:
        self._shelf = shelf
        self._sealer = sealer
        self._one_at_a_time = one_at_a_time

    def write(self, stream: BinaryIO) -> FileValue:
        """See `Attachments.write`."""
        with self._one_at_a_time:
            prepared = prepare(stream)
        kept: list[str] = []
        try:
            inner = None if prepared.thumbnail is None else self._seal(prepared.thumbnail, None, kept.append)
            return self._seal(prepared, inner, kept.append)
        except BaseException:
            self._shelf.discard(kept)
            raise

    def read(self, value: FileValue, *, thumbnail: bool = False) -> Iterator[bytes]:
        """See `Attachments.read`: every chunk is looked at before the first piece is given."""
        content = value.content(thumbnail=thumbnail)
        for number in range(len(content.chunks)):
            self._take(content, number)
        return self._pieces(content)

    def state(self, value: FileValue) -> Presence:
        """See `Attachments.state`."""
        if self._shelf.has(value.chunks):
            return HERE
        return THUMBNAIL if value.thumbnail is not None and self._shelf.has(value.thumbnail.chunks) else NOT_HERE

    def drop(self, value: FileValue) -> None:
        """See `Attachments.drop`."""
        self._shelf.discard(value.names)

    def waits(self, record: Id) -> bool:
        """See `Attachments.waits`."""
        return self._shelf.waits(record)

    def _seal(self, prepared: Prepared, thumbnail: FileValue | None, kept: Callable[[str], None]) -> FileValue:
        key = self._sealer.new_key()
        names = []
        for number, at in enumerate(range(0, len(prepared.content), CHUNK_BYTES)):
            sealed = self._sealer.seal(key, number, prepared.content[at : at + CHUNK_BYTES])
            name = chunk_name(sealed)
            kept(name)
            self._shelf.keep(name, sealed)
            names.append(name)
        size, digest = len(prepared.content), sha256(prepared.content).digest()
        return FileValue(prepared.media_type, size, digest, key, tuple(names), thumbnail)

    def _pieces(self, content: FileValue) -> Iterator[bytes]:
        for number in range(len(content.chunks)):
            yield self._sealer.open_sealed(content.key, number, self._take(content, number))

    def _take(self, content: FileValue, number: int) -> bytes:
        name = content.chunks[number]
        sealed = self._shelf.take(name)
        if sealed is None:
            raise HomewardError("attachment.not_here")
        if len(sealed) != sealed_bytes(content, number) or sha256(sealed).digest() != decode_bytes(name):
            self._shelf.forget_damaged(name)
            raise HomewardError("attachment.damaged", chunk=number + 1)
        return sealed


def chunk_name(sealed: bytes) -> str:
    """The name of a chunk: SHA-256 of its ciphertext, base64url."""
    return encode_bytes(sha256(sealed).digest())
