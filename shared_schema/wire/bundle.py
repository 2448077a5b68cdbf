"""A bundle: the stream of an exchange in a file, signed by its maker, sealed with age to its receiver.

The form is that of security.md 4.11:
plain = "HWB2", u32 length, manifest, 64-byte Ed25519 signature, payload (zstd), zeros up to a multiple of 64 KiB.

Promise: signature and receiver are checked before any payload; reading goes twice over it, the first time keeping
nothing; what was cut is usable up to its last whole section. Refused: keys (they are handed in as functions), and any
name or path from inside a bundle.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from shared_schema.canonical import loads
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random
from shared_schema.signed import Signer, is_signed_by
from shared_schema.wire.bodies import READERS
from shared_schema.wire.coding import ZSTD, Codings
from shared_schema.wire.exchange import ReplyReader
from shared_schema.wire.frames import Frame, stream_frames
from shared_schema.wire.manifest import MAX_MANIFEST_BYTES, Manifest, read_manifest, write_manifest
from shared_schema.wire.messages import Checkpoint, End, Message

MAGIC = b"HWB2"
CONTEXT = b"homeward/1/bundle\0"
SIGNATURE_BYTES = 64
STEP_BYTES = 64 * 1024
MAX_PAYLOAD_BYTES = 8 * 1024 * 1024  # packed; what does not fit goes into the next bundle
MAX_PLAIN_BYTES = MAX_PAYLOAD_BYTES + 2 * STEP_BYTES + MAX_MANIFEST_BYTES
MAX_FILE_BYTES = MAX_PLAIN_BYTES + 64 * 1024  # age adds a header and 16 bytes to each 64 KiB
MAX_DECODED_BYTES = 256 * 1024 * 1024  # of frames, read as a stream; the ratio is bounded besides
AGE_BEGINS = b"age-encryption.org/v1"
NAME_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_PIECE = 64 * 1024

Sealer = Callable[[bytes], bytes]
Opener = Callable[[bytes], tuple[bytes, bool]]  # age file -> (plain bytes up to any damage, whether that is all)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bundle that was opened, not yet verified: its manifest as signed, and the payload as far as it is there."""

    manifest: Manifest
    signed: bytes
    signature: bytes
    payload: bytes
    is_whole: bool

    def require_signed_by(self, public_key: bytes) -> None:
        """Raises `bundle.forged` unless the holder of `public_key` (32 bytes) made it."""
        if not is_signed_by(public_key, signature=self.signature, message=CONTEXT + self.signed):
            raise HomewardError("bundle.forged")


@dataclass(frozen=True, slots=True)
class Checked:
    """What the first pass found: how many sections are whole and unchanged, and whether that is everything."""

    sections: int
    of: int
    is_whole: bool


def file_name(random: Random) -> str:
    """`homeward-<12 random characters>.age`: it says nothing of who or what."""
    return "homeward-" + "".join(NAME_LETTERS[byte % len(NAME_LETTERS)] for byte in random(12)) + ".age"


def seal_bundle(manifest: Manifest, payload: bytes, *, sign: Signer, seal: Sealer) -> bytes:
    """The bytes of the file. Raises `bundle.too_large`."""
    if len(payload) > MAX_PAYLOAD_BYTES + STEP_BYTES:
        raise HomewardError("bundle.too_large", limit=MAX_PAYLOAD_BYTES)
    signed = write_manifest(manifest)
    plain = MAGIC + len(signed).to_bytes(4, "big") + signed + sign(CONTEXT + signed) + payload
    return seal(plain + bytes(-len(plain) % STEP_BYTES))


def open_bundle(data: bytes, *, opener: Opener) -> Sealed:
    """What an age file holds, as far as it can be read.

    Raises `bundle.not_a_bundle`, `bundle.too_large`, `bundle.damaged`, or `bundle.for_another` where this key opens it
    not.
    """
    if not data.startswith(AGE_BEGINS):
        raise HomewardError("bundle.not_a_bundle")
    if len(data) > MAX_FILE_BYTES:
        raise HomewardError("bundle.too_large", limit=MAX_FILE_BYTES)
    plain, is_whole = opener(data)
    begin = len(MAGIC) + 4
    if plain[: len(MAGIC)] != MAGIC:
        raise HomewardError("bundle.not_a_bundle" if is_whole else "bundle.damaged", sections=0, of=0)
    length = int.from_bytes(plain[len(MAGIC) : begin], "big")
    if length > MAX_MANIFEST_BYTES or len(plain) < begin + length + SIGNATURE_BYTES:
        raise HomewardError("bundle.damaged", sections=0, of=0)
    signed = plain[begin : begin + length]
    manifest = read_manifest(signed)
    start = begin + length + SIGNATURE_BYTES
    end = start + manifest.size
    is_padded = len(plain) % STEP_BYTES == 0 and len(plain) - end < STEP_BYTES and not plain[end:].strip(b"\0")
    is_all = is_whole and is_padded and len(plain) >= end
    return Sealed(manifest, signed, plain[start - SIGNATURE_BYTES : start], plain[start:end], is_all)


def check_payload(sealed: Sealed) -> Checked:
    """The first pass: every section against its hash; nothing is kept. Raises `wire.too_large` for a bomb."""
    manifest = sealed.manifest
    count, is_all = 0, False
    try:
        for _data in _sections(sealed):
            count += 1
        is_all = True
    except _Differs:
        pass
    is_whole = sealed.is_whole and is_all and sha256(sealed.payload).digest() == manifest.digest
    return Checked(count, len(manifest.sections), is_whole)


def read_frames_of(sealed: Sealed, *, sections: int) -> Iterator[Frame]:
    """The frames of the first `sections` sections, as they are decoded."""
    return stream_frames(_first(_sections(sealed), sections))


def read_steps(sealed: Sealed, *, sections: int) -> Iterator[tuple[Message, ...]]:
    """The messages of an `up`, up to one checkpoint after the other; what follows the last one is left out.

    Raises `wire.malformed`, `wire.checksum`.
    """
    reader = ReplyReader(scopes=())
    begun: list[Message] = []
    for frame in read_frames_of(sealed, sections=sections):
        message: Message | None = reader.read(frame)
        if isinstance(message, Checkpoint | End):
            yield tuple(begun)
            begun = []
        elif message is not None:
            begun.append(message)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the payload of an answer leads: cursors at its end, how many states it holds, whether more waits."""

    cursors: Mapping[str, int]
    states: int
    has_more: bool


def reach_of(payload: bytes) -> Reach:
    """Read from a payload just written: its last checkpoint, and its end. Raises `wire.malformed` where one lacks."""
    states, found = 0, dict[str, bytes]()
    for frame in stream_frames(_decoded(payload)):
        states += frame.letter == "s"
        if frame.letter in "ke":
            found[frame.letter] = frame.payload
    ends = [READERS[letter](loads(found[letter])) for letter in sorted(found)]
    match ends:
        case [End(has_more=has_more), Checkpoint(cursors=cursors)]:
            return Reach(cursors, states, has_more)
    raise HomewardError("wire.malformed", at=0)


class _Differs(Exception):
    """A section is not the one that was signed."""


def _sections(sealed: Sealed) -> Iterator[bytes]:
    """The frames of each section that is whole and is what was signed; `_Differs` at the first that is not."""
    rest = b""
    decoded = _decoded(sealed.payload)
    for section in sealed.manifest.sections:
        while len(rest) < section.size:
            piece = next(decoded, None)
            if piece is None:
                raise _Differs
            rest += piece
        if sha256(rest[: section.size]).digest() != section.digest:
            raise _Differs
        yield rest[: section.size]
        rest = rest[section.size :]
    if rest or next(decoded, None) is not None:
        raise _Differs


def _decoded(payload: bytes) -> Iterator[bytes]:
    decoder = Codings().decoder(ZSTD, max_bytes=MAX_DECODED_BYTES)
    try:
        for start in range(0, len(payload), _PIECE):
            yield from decoder.feed(payload[start : start + _PIECE])
    except HomewardError as error:
        if error.code != "wire.malformed":
            raise
        raise _Differs from error


def _first(sections: Iterator[bytes], count: int) -> Iterator[bytes]:
    for _number, data in zip(range(count), sections, strict=False):
        yield data
