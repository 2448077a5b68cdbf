"""Photos in a file beside a bundle: a signed head, then sealed chunks of 64 kB, in one age file (security.md 4.11).

plain = "HWP1", u32 length, head, 64-byte Ed25519 signature, the chunks of the head one after the other, zeros up to a
multiple of 64 KiB.

Promise: written and read as a stream, a chunk at a time, however long the file is; receiver and signature are checked
before any chunk; a chunk is handed on when it is whole and is what the signed head calls it. A chunk stands by itself,
as it does over the line: so the file is read once, and what a cut file still holds is kept. Refused: keys (they are
handed in as functions), names and paths from inside a file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, Protocol

from shared_schema.errors import HomewardError
from shared_schema.signed import Signer, is_signed_by
from shared_schema.wire.bundle import AGE_BEGINS, SIGNATURE_BYTES, STEP_BYTES
from shared_schema.wire.chunks import name_of
from shared_schema.wire.photo_head import MAX_CHUNK_BYTES, MAX_HEAD_BYTES, Listed, PhotoHead, read_head, write_head

MAGIC = b"HWP1"
CONTEXT = b"homeward/1/photos\0"
MAX_PHOTO_FILE_BYTES = MAX_CHUNK_BYTES + 2 * MAX_HEAD_BYTES
_BEGIN = len(MAGIC) + 4


class Writable(Protocol):
    """Where plain or sealed bytes go."""

    def write(self, data: bytes, /) -> int:
        """Takes the bytes."""

    def flush(self) -> None:
        """Nothing is held back."""


class Readable(Protocol):
    """Where bytes come from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, b"" at the end."""


SealInto = Callable[[Readable, Writable], None]  # plain in, age file out
OpenInto = Callable[[BinaryIO, Writable], bool]  # age file in, plain out up to any damage; whether that is all of it
Keep = Callable[[Listed, bytes], None]


@dataclass(frozen=True, slots=True)
class OpenedHead:
    """A head as it was signed, not yet verified."""

    head: PhotoHead
    signed: bytes
    signature: bytes

    def require_signed_by(self, public_key: bytes) -> None:
        """Raises `bundle.forged` unless the holder of `public_key` (32 bytes) made it."""
        if not is_signed_by(public_key, signature=self.signature, message=CONTEXT + self.signed):
            raise HomewardError("bundle.forged")


class PhotosSeen(NamedTuple):
    """What reading found: chunks that were whole, chunks that the head lists, and whether the file was all there."""

    head: PhotoHead
    whole: int
    of: int
    is_whole: bool


def plain_photos(head: PhotoHead, *, sign: Signer, take: Callable[[str], bytes | None]) -> Readable:
    """The plain bytes of a file, to be sealed while they are read; `take` gives a chunk's ciphertext by its name.

    A chunk that is gone or damaged meanwhile travels as zeros, which its reader passes over.
    """
    return _Pieces(_plain(head, sign, take))


def read_photos(file: BinaryIO, *, opener: OpenInto, begin: Callable[[OpenedHead], Keep]) -> PhotosSeen:
    """Reads a file once: `begin` verifies the head (and raises where it is not for us) and gives what keeps a chunk.

    Raises `bundle.not_a_bundle`, `bundle.for_another`, `bundle.damaged` where not even the head is whole, and whatever
    `begin` and its `Keep` raise.
    """
    sink = _Sink(begin)
    is_all = _pour(file, opener, sink)
    if sink.opened is None:
        raise HomewardError("bundle.damaged", sections=0, of=0)
    head = sink.opened.head
    return PhotosSeen(head, sink.whole, len(head.chunks), is_all and sink.is_ended)


def peek_head(file: BinaryIO, *, opener: OpenInto) -> PhotoHead | None:
    """The head of a file of photos, not yet verified; None of any other file. It stands at its beginning afterwards.

    Raises `bundle.for_another`, `bundle.damaged`.
    """
    found: list[PhotoHead] = []

    def begin(opened: OpenedHead) -> Keep:
        found.append(opened.head)
        raise _Enough

    try:
        _pour(file, opener, _Sink(begin))
    except _Enough:
        return found[0]
    except HomewardError as error:
        if error.code != "bundle.not_a_bundle":
            raise
        return None
    finally:
        file.seek(0)
    raise HomewardError("bundle.damaged", sections=0, of=0)


def _pour(file: BinaryIO, opener: OpenInto, sink: Writable) -> bool:
    begins = file.read(len(AGE_BEGINS))
    file.seek(0)
    if begins != AGE_BEGINS:
        raise HomewardError("bundle.not_a_bundle")
    return opener(file, sink)


def _plain(head: PhotoHead, sign: Signer, take: Callable[[str], bytes | None]) -> Iterator[bytes]:
    signed = write_head(head)
    yield MAGIC + len(signed).to_bytes(4, "big") + signed + sign(CONTEXT + signed)
    for listed in head.chunks:
        sealed = take(listed.name)
        yield sealed if sealed is not None and len(sealed) == listed.size else bytes(listed.size)
    total = _BEGIN + len(signed) + SIGNATURE_BYTES + head.bytes
    yield bytes(-total % STEP_BYTES)


class _Pieces:
    """An iterator of pieces, read as a file is; never more than one piece is held."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, memoryview(b"")

    def read(self, size: int = -1, /) -> bytes:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = memoryview(piece)
        found = bytes(self._rest if size < 0 else self._rest[:size])
        self._rest = self._rest[len(found) :]
        return found


class _Enough(Exception):
    """The head is there, and no more is wanted."""


class _Sink:
    """Takes plain bytes as they are opened: the head first, then chunk by chunk. It holds one of them at a time."""

    def __init__(self, begin: Callable[[OpenedHead], Keep]) -> None:
        self._begin = begin
        self._held = bytearray()
        self._keep: Keep | None = None
        self._padding = 0
        self._is_padded = True
        self._at = 0
        self.opened: OpenedHead | None = None
        self.whole = 0

    @property
    def is_ended(self) -> bool:
        """Whether every chunk came and nothing but padding after the last one."""
        listed = self.opened.head.chunks if self.opened is not None else ()
        return self.opened is not None and self._at == len(listed) and self._is_padded and self._padding < STEP_BYTES

    def write(self, data: bytes, /) -> int:
        self._held += data
        if self.opened is None:
            self._read_head()
        if self._keep is not None and self.opened is not None:
            self._read_chunks(self.opened.head, self._keep)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back that is whole."""

    def _read_head(self) -> None:
        held = self._held
        if not MAGIC.startswith(bytes(held[: len(MAGIC)])):
            raise HomewardError("bundle.not_a_bundle")
        length = int.from_bytes(held[len(MAGIC) : _BEGIN], "big")
        if len(held) >= _BEGIN and length > MAX_HEAD_BYTES:
            raise HomewardError("bundle.damaged", sections=0, of=0)
        end = _BEGIN + length + SIGNATURE_BYTES
        if len(held) < _BEGIN or len(held) < end:
            return
        signed = bytes(held[_BEGIN : _BEGIN + length])
        opened = OpenedHead(read_head(signed), signed, bytes(held[_BEGIN + length : end]))
        del held[:end]
        self._keep = self._begin(opened)
        self.opened = opened

    def _read_chunks(self, head: PhotoHead, keep: Keep) -> None:
        while self._at < len(head.chunks) and len(self._held) >= head.chunks[self._at].size:
            listed = head.chunks[self._at]
            sealed = bytes(self._held[: listed.size])
            del self._held[: listed.size]
            self._at += 1
            if name_of(sealed) == listed.name:
                self.whole += 1
                keep(listed, sealed)
        if self._at == len(head.chunks) and self._held:
            self._padding += len(self._held)
            self._is_padded = self._is_padded and not any(self._held)
            self._held.clear()
