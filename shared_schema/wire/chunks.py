"""What travels of attachments: sealed chunks of 64 kB, apart from the records and after them (sync.md section 3).

A part is one content of a record, the file or its thumbnail, and is called by the name of its first chunk; so both ends
mean the same though a record may hold two versions of a file. Names are SHA-256 of the ciphertext: whoever receives a
chunk proves it by hashing. Refused: anything that is longer, shorter or otherwise than written here.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from shared_schema import canonical
from shared_schema.canonical import Json, decode_bytes, encode_bytes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.records.file_value import CHUNK_BYTES, CHUNKS, HASH_BYTES, TAG_BYTES, FileValue

LACKING_PATH = "/api/v1/chunks/lacking"
PUT_PATH = "/api/v1/chunks/put"
GET_PATH = "/api/v1/chunks/get"
CHUNKS_TYPE = "application/vnd.homeward.chunks"
MAX_ASKED = 200  # records of one question, parts of one fetch
MAX_SEALED_BYTES = CHUNK_BYTES + TAG_BYTES
MAX_PUT_BYTES = MAX_SEALED_BYTES + 1024  # packed, with the record
MAX_QUESTION_BYTES = 64 * 1024
MAX_REPLY_BYTES = 8 * 1024 * 1024

_ID_CHARACTERS = 22
_PIECE = struct.Struct(">HHI")  # which of the parts asked for, number of the chunk, bytes of it


@dataclass(frozen=True, slots=True)
class PartLacks:
    """Of one part which chunks are not there: bit i of `bitmap` (most significant first) stands for chunk i of `of`."""

    part: str
    is_thumbnail: bool
    of: int
    bitmap: bytes

    def lacks(self, number: int) -> bool:
        """Whether a chunk is not there."""
        return bool(self.bitmap[number // 8] >> (7 - number % 8) & 1)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The chunks that are not there, in order."""
        return tuple(number for number in range(self.of) if self.lacks(number))


@dataclass(frozen=True, slots=True)
class Want:
    """Chunks of one part from number `start` on, up to and without `end`."""

    record: Id
    part: str
    start: int = 0
    end: int = CHUNKS


@dataclass(frozen=True, slots=True)
class Piece:
    """A whole chunk of a reply: which of the parts asked for, its number, the ciphertext."""

    want: int
    number: int
    sealed: bytes


def part_of(value: FileValue) -> str:
    """What one content is called: the name of its first chunk."""
    return value.chunks[0]


def name_of(sealed: bytes) -> str:
    """The name of a chunk: SHA-256 of its ciphertext as base64url."""
    return encode_bytes(sha256(sealed).digest())


def is_name(text: Json) -> bool:
    """Whether this can be the name of a chunk."""
    if not isinstance(text, str):
        return False
    try:
        return len(decode_bytes(text)) == HASH_BYTES
    except HomewardError:
        return False


def make_bitmap(numbers: Iterable[int], *, of: int) -> bytes:
    """The bits of these numbers out of `of`."""
    bits = bytearray(-(-of // 8))
    for number in numbers:
        bits[number // 8] |= 1 << (7 - number % 8)
    return bytes(bits)


def write_question(records: Sequence[Id]) -> bytes:
    """Asks what a server lacks of the files of these records (at most 200)."""
    return canonical.dumps({"r": list(records)})


def read_question(data: bytes) -> tuple[Id, ...]:
    """The records asked for, each once. Raises `wire.malformed`, `request.too_large`."""
    records = _member(_load(data), "r", list)
    if len(records) > MAX_ASKED:
        raise HomewardError("request.too_large", limit=MAX_ASKED)
    if not all(isinstance(one, str) and is_id(one) for one in records):
        raise _malformed()
    return tuple(dict.fromkeys(records))


def write_lacking(found: Iterable[tuple[Id, Sequence[PartLacks]]]) -> bytes:
    """The answer: of each record that may be asked for its parts; the others are left out."""
    return canonical.dumps({"r": lacking_rows(found)})


def lacking_rows(found: Iterable[tuple[Id, Sequence[PartLacks]]]) -> list[Json]:
    """The same as rows, for whatever holds more besides."""
    return [
        [record, [[one.part, int(one.is_thumbnail), one.of, encode_bytes(one.bitmap)] for one in parts]]
        for record, parts in found
    ]


def read_lacking(data: bytes) -> dict[Id, tuple[PartLacks, ...]]:
    """What `write_lacking` wrote. Raises `wire.malformed`."""
    return read_lacking_rows(_member(_load(data), "r", list))


def read_lacking_rows(rows: Sequence[Json]) -> dict[Id, tuple[PartLacks, ...]]:
    """What `lacking_rows` gave. Raises `wire.malformed`."""
    found = {}
    for row in rows:
        record, parts = _row(row, 2)
        if not isinstance(record, str) or not is_id(record) or not isinstance(parts, list):
            raise _malformed()
        found[record] = tuple(_read_part(one) for one in parts)
    return found


def write_put(record: Id, sealed: bytes) -> bytes:
    """One chunk and a record that names it."""
    return record.encode("ascii") + sealed


def read_put(data: bytes) -> tuple[Id, bytes]:
    """Record and ciphertext. Raises `wire.malformed`."""
    record, sealed = data[:_ID_CHARACTERS], data[_ID_CHARACTERS:]
    if not record.isascii() or not is_id(record.decode("ascii")) or not TAG_BYTES < len(sealed) <= MAX_SEALED_BYTES:
        raise _malformed()
    return record.decode("ascii"), sealed


def write_wants(wants: Sequence[Want], *, max_bytes: int) -> bytes:
    """Asks for chunks of these parts (at most 200), in this order, about `max_bytes` in all."""
    return canonical.dumps({"w": want_rows(wants), "m": max_bytes})


def want_rows(wants: Sequence[Want]) -> list[Json]:
    """The same as rows, for whatever holds more besides."""
    return [[one.record, one.part, one.start, one.end] for one in wants]


def read_wants(data: bytes) -> tuple[tuple[Want, ...], int]:
    """The parts asked for and how many bytes the reply may have. Raises `wire.malformed`, `request.too_large`."""
    value = _load(data)
    rows, limit = _member(value, "w", list), _member(value, "m", int)
    if len(rows) > MAX_ASKED:
        raise HomewardError("request.too_large", limit=MAX_ASKED)
    return read_want_rows(rows), min(max(limit, 1), MAX_REPLY_BYTES)


def read_want_rows(rows: Sequence[Json]) -> tuple[Want, ...]:
    """What `want_rows` gave. Raises `wire.malformed`."""
    wants = tuple(Want(*_row(row, 4)) for row in rows)
    for one in wants:
        if not isinstance(one.record, str) or not is_id(one.record) or not is_name(one.part):
            raise _malformed()
        if type(one.start) is not int or type(one.end) is not int or not 0 <= one.start <= one.end <= CHUNKS:
            raise _malformed()
    return wants


def write_piece(piece: Piece) -> bytes:
    """One chunk of a reply."""
    return _PIECE.pack(piece.want, piece.number, len(piece.sealed)) + piece.sealed


def read_pieces(data: Iterable[bytes]) -> Iterator[Piece]:
    """The whole chunks of a reply as they arrive; a cut one is left out. Raises `wire.malformed`.

    Never more than one chunk and one piece of `data` are held.
    """
    held = bytearray()
    for some in data:
        held += some
        while len(held) >= _PIECE.size:
            want, number, size = _PIECE.unpack_from(held)
            if not TAG_BYTES < size <= MAX_SEALED_BYTES:
                raise _malformed()
            end = _PIECE.size + size
            if len(held) < end:
                break
            yield Piece(want, number, bytes(held[_PIECE.size : end]))
            del held[:end]


def _read_part(row: Json) -> PartLacks:
    part, is_thumbnail, of, bitmap = _row(row, 4)
    if not is_name(part) or is_thumbnail not in (0, 1) or type(of) is not int or not 0 < of <= CHUNKS:
        raise _malformed()
    try:
        bits = decode_bytes(bitmap)
    except (HomewardError, TypeError, AttributeError) as error:
        raise _malformed() from error
    if len(bits) != -(-of // 8):
        raise _malformed()
    return PartLacks(part, bool(is_thumbnail), of, bits)


def _load(data: bytes) -> Json:
    try:
        return canonical.loads(data)
    except HomewardError as error:
        raise _malformed() from error


def _member(value: Json, name: str, of_type: type) -> Json:
    found = value.get(name) if isinstance(value, dict) else None
    if type(found) is not of_type:
        raise _malformed()
    return found


def _row(value: Json, length: int) -> Json:
    if not isinstance(value, list) or len(value) != length:
        raise _malformed()
    return value


def _malformed() -> HomewardError:
    return HomewardError("wire.malformed", at=0)
