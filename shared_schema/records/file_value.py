"""The value of a file field: what an attachment's record says about its sealed chunks (sync.md 3, security.md 2.2).

A content of at most 8 MiB lies as chunks of 65,536 plain bytes (the last one is shorter), each sealed with AES-256-GCM
under the content's own key with nonce = number of the chunk and without further data; a chunk is named by the SHA-256
of its ciphertext. A thumbnail is a second content with a key of its own: a key never seals two contents.
Refused: a count of chunks that does not fit the bytes, one chunk twice, a key that serves both contents.
"""

from dataclasses import dataclass

from shared_schema.canonical import Json, decode_bytes, encode_bytes
from shared_schema.errors import HomewardError

MIB = 1024 * 1024
UPLOADED_BYTES = 10 * MIB
STORED_BYTES = 8 * MIB
CHUNK_BYTES = 65_536
TAG_BYTES = 16  # of AES-GCM: a sealed chunk is so much longer than its plain bytes
KEY_BYTES, HASH_BYTES = 32, 32
CHUNKS = STORED_BYTES // CHUNK_BYTES
THUMBNAIL_BYTES = 2 * CHUNK_BYTES

JPEG, PDF = "image/jpeg", "application/pdf"
AUDIO_TYPES = frozenset({"audio/mpeg", "audio/ogg", "audio/wav", "audio/mp4"})
MEDIA_TYPES = frozenset({JPEG, PDF}) | AUDIO_TYPES

_KEYS = frozenset({"media_type", "bytes", "sha256", "key", "chunks"})


@dataclass(frozen=True, slots=True)
class FileValue:
    """One content: `size` and `sha256` (32 bytes) of the plain bytes, its key, the names of its chunks in order.

    A chunk's name is the SHA-256 of its ciphertext as base64url, 43 characters: so it is called on the wire, in tables
    and on disk.
    """

    media_type: str
    size: int
    sha256: bytes
    key: bytes
    chunks: tuple[str, ...]
    thumbnail: "FileValue | None" = None

    @property
    def is_image(self) -> bool:
        """Whether a page may show it: images were made anew by us, everything else is handed out as a file."""
        return self.media_type == JPEG

    @property
    def names(self) -> tuple[str, ...]:
        """Every chunk of the record: those of the thumbnail first, as they travel."""
        return (*(self.thumbnail.chunks if self.thumbnail else ()), *self.chunks)

    def content(self, *, thumbnail: bool) -> "FileValue":
        """The content or its thumbnail; the content itself where it has none."""
        return self.thumbnail if thumbnail and self.thumbnail is not None else self


def chunks_of(size: int) -> int:
    """How many chunks a content of so many plain bytes has."""
    return -(-size // CHUNK_BYTES)


def sealed_bytes(value: FileValue, number: int) -> int:
    """How many bytes chunk `number` (from 0) has as it lies on disk and travels."""
    last = value.size - CHUNK_BYTES * (len(value.chunks) - 1)
    return (last if number == len(value.chunks) - 1 else CHUNK_BYTES) + TAG_BYTES


def to_json(value: FileValue) -> dict[str, Json]:
    """The value as a register holds it: bytes as base64url without padding."""
    written: dict[str, Json] = {
        "media_type": value.media_type,
        "bytes": value.size,
        "sha256": encode_bytes(value.sha256),
        "key": encode_bytes(value.key),
        "chunks": list(value.chunks),
    }
    if value.thumbnail is not None:
        written["thumbnail"] = to_json(value.thumbnail)
    return written


def read_file_value(value: Json) -> FileValue:
    """The value of a register that holds a file; raises `attachment.not_a_file`."""
    if file_problem(value) is not None:
        raise HomewardError("attachment.not_a_file")
    inner = value.get("thumbnail")
    return FileValue(
        media_type=value["media_type"],
        size=value["bytes"],
        sha256=decode_bytes(value["sha256"]),
        key=decode_bytes(value["key"]),
        chunks=tuple(value["chunks"]),
        thumbnail=None if inner is None else read_file_value(inner),
    )


def file_problem(value: Json) -> str | None:
    """The code of what is wrong with a file value (`not_a_file`, `too_large`), None where nothing is."""
    if not isinstance(value, dict) or not (_KEYS | {"thumbnail"}).issuperset(value):
        return "not_a_file"
    problem = _content_problem(value, types=MEDIA_TYPES, limit=STORED_BYTES)
    if problem is not None or "thumbnail" not in value:
        return problem
    inner = value["thumbnail"]
    if not isinstance(inner, dict) or not _KEYS.issuperset(inner):
        return "not_a_file"
    problem = _content_problem(inner, types=frozenset({JPEG}), limit=THUMBNAIL_BYTES)
    if problem is None and (inner["key"] == value["key"] or not set(inner["chunks"]).isdisjoint(value["chunks"])):
        return "not_a_file"
    return problem


def _content_problem(value: dict[str, Json], *, types: frozenset[str], limit: int) -> str | None:
    if not _KEYS.issubset(value):
        return "not_a_file"
    media_type, size, chunks = value["media_type"], value["bytes"], value["chunks"]
    if not isinstance(media_type, str) or media_type not in types:
        return "not_a_file"
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        return "not_a_file"
    if size > limit:
        return "too_large"
    if not isinstance(chunks, list) or len(chunks) != chunks_of(size):
        return "not_a_file"
    if not all(_is_bytes(text, HASH_BYTES) for text in (value["sha256"], *chunks)) or len(set(chunks)) != len(chunks):
        return "not_a_file"
    return None if _is_bytes(value["key"], KEY_BYTES) else "not_a_file"


def _is_bytes(text: Json, length: int) -> bool:
    if not isinstance(text, str) or len(text) != -(-length * 8 // 6):
        return False
    try:
        return len(decode_bytes(text)) == length
    except HomewardError:
        return False
